internal import GRDB
internal import IncidentCore

extension StoreReader {
    /// So many incidents that the index does not have are looked at one by one, newest first: some hundredths of a second.
    private static let unindexedLimit: Int64 = 20_000
    /// So many that the index gives are looked up together.
    private static let lookedUp = 1000
    /// So many incidents that have changed since are looked at besides.
    private static let changedLimit = 200

    /// The incidents in which all words stand, newest first: those that the index does not have yet by their title and labels.
    func searched(_ filter: IncidentFilter, _ words: [SearchText.Word], _ search: SearchSession) throws -> FoundRows {
        let newest = try newestIncidentID() ?? 0
        let range = try ListRange(filter, self)
        let progress = try search.progress()
        let (low, high) = progress.map { ($0.low, $0.high) } ?? (newest + 1, newest)
        let texts = words.map(\.text)
        var found = FoundRows()
        func lookOneByOne(at part: ListRange) throws {
            guard found.rows.count <= filter.limit else { return }
            var rest = filter
            rest.limit = filter.limit - found.rows.count
            found.rows += try listed(rest, part, texts: texts)
        }
        try lookOneByOne(at: range.limited(from: max(high + 1, newest + 1 - Self.unindexedLimit)))
        if let progress {
            try look(in: range.limited(from: low, below: high + 1), for: words, filter, progress, search, &found)
        }
        guard found.searched == nil else { return found }
        try lookOneByOne(at: range.limited(from: max(1, low - Self.unindexedLimit), below: low))
        return found
    }

    /// At what the index has, part by part; adds one more than the limit, where there are so many.
    private func look(
        in range: ListRange, for words: [SearchText.Word], _ filter: IncidentFilter, _ progress: SearchProgress,
        _ search: SearchSession, _ found: inout FoundRows
    ) throws {
        let expression = try search.read { try SearchExpression(words, in: $0) }.flatMap(\.self)
        guard let expression, !range.isEmpty else { return }
        let changed = filter.namesStates ? try changedSince(progress, limit: Self.changedLimit) : []
        var last: (begun: ContinuousClock.Instant, shard: SearchShard)?
        for shard in SearchShard.all(from: range.from ?? 1, to: (range.below ?? .max) - 1) {
            guard found.rows.count <= filter.limit else { return }
            let begun = ContinuousClock.now
            if let last, search.isOver(before: begun - last.begun) {
                found.searched = SearchedPart(from: last.shard.first)
                return
            }
            do {
                let part = range.limited(from: shard.first, below: shard.behind)
                let question = SearchQuestion(expression, shard, filter, changed, isOptional: last != nil)
                found.rows += try look(at: part, question, filter.limit + 1 - found.rows.count, search)
            } catch StoreError.tooSlow where last != nil {
                found.searched = last.map { SearchedPart(from: $0.shard.first) }
                return
            }
            last = (begun, shard)
        }
    }

    /// At one part of the index.
    private func look(
        at range: ListRange, _ question: SearchQuestion, _ limit: Int, _ search: SearchSession
    ) throws -> [StoredRow] {
        // What the index says of their state may be over.
        let changed = try search.changed(question, range)
        var (found, range): ([StoredRow], ListRange) = ([], range)
        var chunk = limit
        while found.count < limit, !range.isEmpty {
            let numbers = try search.numbers(question, range, limit: chunk)
            let end = numbers.count < chunk ? range.from ?? 1 : numbers.last ?? 1
            let others = changed.filter { $0 >= end && $0 < range.below ?? .max }
            found += try listed(question.filter, numbers: Set(numbers).union(others))
            range.below = end
            if numbers.count < chunk { break }
            chunk = Self.lookedUp
        }
        return Array(found.prefix(limit))
    }

    /// Those of some that fit the rest of a filter, newest first.
    private func listed(_ filter: IncidentFilter, numbers: Set<Int64>) throws -> [StoredRow] {
        var (conditions, arguments) = filter.openedConditions
        for (column, words) in [
            ("status", filter.statuses.map(\.rawValue)), ("priority", filter.priorities.map(\.rawValue)),
        ] where !words.isEmpty {
            conditions.append("\(column) IN (SELECT value FROM json_each(?))")
            arguments += [try StoredJSON.encode(words)]
        }
        conditions.append("id IN (SELECT value FROM json_each(?))")
        arguments += [try StoredJSON.encode(numbers.sorted())]
        return try rows(
            "SELECT \(Incident.columns) FROM incident WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC",
            arguments)
    }

    /// How much of what is stored a search finds by every word; `nil` where no index is kept.
    package func searchStanding() throws -> SearchStanding? {
        guard let search else { return nil }
        var standing = try searchStanding(try search.progress())
        standing.cannotRead = search.cannotRead
        return standing
    }
}

/// What is looked for in one part of the index.
private struct SearchQuestion {
    let expression: SearchExpression
    let shard: SearchShard
    let filter: IncidentFilter
    /// What has changed since the index read it.
    let changed: Set<Int64>
    let isOptional: Bool

    init(
        _ expression: SearchExpression, _ shard: SearchShard, _ filter: IncidentFilter, _ changed: Set<Int64>,
        isOptional: Bool
    ) {
        (self.expression, self.shard, self.filter) = (expression, shard, filter)
        (self.changed, self.isOptional) = (changed, isOptional)
    }
}

extension IncidentFilter {
    fileprivate var namesStates: Bool { !statuses.isEmpty || !priorities.isEmpty }
}

extension SearchSession {
    /// The incidents that fit, newest first.
    fileprivate func numbers(_ question: SearchQuestion, _ range: ListRange, limit: Int) throws -> [Int64] {
        let words = question.shard.words
        let states = [question.filter.statuses.map(\.rawValue), question.filter.priorities.map(\.rawValue)]
        return try read(isOptional: question.isOptional) { db in
            let text = SearchExpression.limited(try question.expression.text(in: question.shard, db), to: states)
            return try Int64.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT rowid FROM \(words) WHERE \(words) MATCH ? AND rowid < ? AND rowid >= ?
                        ORDER BY rowid DESC LIMIT ?
                        """),
                arguments: [text, range.below ?? .max, range.from ?? 1, limit])
        } ?? []
    }

    /// Those that fit of what has changed, whatever their state.
    fileprivate func changed(_ question: SearchQuestion, _ range: ListRange) throws -> [Int64] {
        let some = question.changed.filter { $0 >= range.from ?? 1 && $0 < range.below ?? .max }
        guard !some.isEmpty else { return [] }
        let words = question.shard.words
        return try read(isOptional: question.isOptional) { db in
            let text = try question.expression.text(in: question.shard, db)
            let statement = try db.cachedStatement(
                sql: "SELECT rowid FROM \(words) WHERE \(words) MATCH ? AND rowid = ?")
            return try some.sorted().filter { try Int64.fetchOne(statement, arguments: [text, $0]) != nil }
        } ?? []
    }
}
