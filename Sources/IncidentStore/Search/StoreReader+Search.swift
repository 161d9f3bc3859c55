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
    func searched(
        _ filter: IncidentFilter, _ words: [SearchText.Word], _ search: SearchSession
    ) throws -> [StoredRow] {
        let newest = try newestIncidentID() ?? 0
        let range = try ListRange(filter, self)
        let progress = try search.progress()
        let (low, high) = progress.map { ($0.low, $0.high) } ?? (newest + 1, newest)
        let texts = words.map(\.text)
        var (part, found) = (filter, [StoredRow]())
        func look(at part: ListRange) throws {
            guard found.count <= filter.limit else { return }
            var rest = filter
            rest.limit = filter.limit - found.count
            found += try listed(rest, part, texts: texts)
        }
        try look(at: range.limited(from: max(high + 1, newest + 1 - Self.unindexedLimit)))
        part.limit = filter.limit - found.count
        if let progress, part.limit >= 0 {
            found += try indexed(part, words, range.limited(from: low, below: high + 1), progress, search)
        }
        try look(at: range.limited(from: max(1, low - Self.unindexedLimit), below: low))
        return found
    }

    /// Of those that the index has; one more than the limit, where there are so many.
    private func indexed(
        _ filter: IncidentFilter, _ words: [SearchText.Word], _ range: ListRange, _ progress: SearchProgress,
        _ search: SearchSession
    ) throws -> [StoredRow] {
        let expression = try search.read { try SearchExpression(words, in: $0).text }.flatMap(\.self)
        guard let expression, !range.isEmpty else { return [] }
        let states = [filter.statuses.map(\.rawValue), filter.priorities.map(\.rawValue)]
        let limited = SearchExpression.limited(expression, to: states)
        // What the index says of their state may be over.
        let changed =
            limited == "(\(expression))"
            ? [] : try search.numbers(expression, among: changedSince(progress, limit: Self.changedLimit), range)
        var (found, range): ([StoredRow], ListRange) = ([], range)
        var chunk = filter.limit + 1
        while found.count <= filter.limit, !range.isEmpty {
            let numbers = try search.numbers(limited, range, limit: chunk)
            let end = numbers.count < chunk ? range.from ?? 1 : numbers.last ?? 1
            let others = changed.filter { $0 >= end && $0 < range.below ?? .max }
            found += try listed(filter, numbers: Set(numbers).union(others))
            range.below = end
            if numbers.count < chunk { break }
            chunk = Self.lookedUp
        }
        return Array(found.prefix(filter.limit + 1))
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

extension SearchSession {
    /// The incidents that fit, newest first.
    fileprivate func numbers(_ expression: String, _ range: ListRange, limit: Int) throws -> [Int64] {
        try read { db in
            try Int64.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT rowid FROM word WHERE word MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?
                        """),
                arguments: [expression, range.below ?? .max, range.from ?? 1, limit])
        } ?? []
    }

    /// Those of some that fit.
    fileprivate func numbers(_ expression: String, among some: Set<Int64>, _ range: ListRange) throws -> [Int64] {
        let some = some.filter { $0 >= range.from ?? 1 && $0 < range.below ?? .max }
        guard !some.isEmpty else { return [] }
        return try read { db in
            let statement = try db.cachedStatement(sql: "SELECT rowid FROM word WHERE word MATCH ? AND rowid = ?")
            return try some.sorted().filter {
                try Int64.fetchOne(statement, arguments: [expression, $0]) != nil
            }
        } ?? []
    }
}
