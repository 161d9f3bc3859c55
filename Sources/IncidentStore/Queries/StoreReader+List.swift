internal import GRDB
package import IncidentCore

/// The rows of a page, and one more where there are more.
struct FoundRows {
    var rows: [StoredRow] = []
    var searched: SearchedPart?
}

extension StoreReader {
    /// - Returns: up to `limit` incidents, and the number to give as `before` for the next page, if there is one.
    package func incidents(_ filter: IncidentFilter) throws -> IncidentsFound<Int64> {
        let found = try found(filter)
        let shown = found.rows.prefix(filter.limit)
        let isFull = found.rows.count > filter.limit
        return IncidentsFound(
            incidents: shown.compactMap { unreadable.read("incident", $0, as: Incident.init(row:)) },
            next: isFull ? shown.last?["id"] : found.searched?.from, searched: isFull ? nil : found.searched)
    }

    private func found(_ filter: IncidentFilter) throws -> FoundRows {
        guard let text = filter.text, case let wanted = SearchText(text), !wanted.isBlank else {
            return FoundRows(rows: try listed(filter, ListRange(filter, self), texts: []))
        }
        guard let search else { return FoundRows(rows: try listed(filter, ListRange(filter, self), texts: [text])) }
        return wanted.isWordless ? FoundRows() : try searched(filter, wanted.words, search)
    }

    /// Those that fit, looked at one by one.
    ///
    /// - Parameter texts: what must stand in the title, the rule, the group key or a label, each.
    func listed(_ filter: IncidentFilter, _ range: ListRange, texts: [String]) throws -> [StoredRow] {
        guard !range.isEmpty else { return [] }
        let (sql, arguments) = Self.listQuery(filter, range, texts: texts)
        return try rows(sql, arguments)
    }

    /// One SELECT for each status and priority that is asked for: each reads an index backwards, and SQLite merges them,
    /// so that a page costs the same however many incidents are stored. With `IN` it would sort all that fit.
    private static func listQuery(
        _ filter: IncidentFilter, _ range: ListRange, texts: [String]
    ) -> (sql: String, arguments: StatementArguments) {
        let common = commonConditions(filter, range, texts)
        var selects: [String] = []
        var arguments: StatementArguments = []
        for values in columnValues(filter) {
            let conditions = values.map { "\($0.column) = ?" } + common.conditions
            let condition = conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
            selects.append("SELECT \(Incident.columns) FROM incident\(condition)")
            arguments += StatementArguments(values.map(\.value)) + common.arguments
        }
        arguments += [filter.limit + 1]
        return ("\(selects.joined(separator: " UNION ALL ")) ORDER BY id DESC LIMIT ?", arguments)
    }

    /// The columns that each SELECT of a list fixes, in the order of an index.
    private static func columnValues(_ filter: IncidentFilter) -> [[(column: String, value: String)]] {
        let statuses = IncidentStatus.allCases.filter { filter.statuses.isEmpty || filter.statuses.contains($0) }
        let priorities = Priority.allCases.filter { filter.priorities.isEmpty || filter.priorities.contains($0) }
        if statuses == IncidentStatus.allCases, priorities == Priority.allCases { return [[]] }
        return statuses.flatMap { status in
            priorities.map { [("status", status.rawValue), ("priority", $0.rawValue)] }
        }
    }

    private static func commonConditions(
        _ filter: IncidentFilter, _ range: ListRange, _ texts: [String]
    ) -> (conditions: [String], arguments: StatementArguments) {
        var (conditions, arguments) = filter.openedConditions
        for text in texts where !text.isEmpty {
            let fits = "LIKE ? ESCAPE '\\'"
            conditions.append(
                """
                (title \(fits) OR rule \(fits) OR group_key \(fits) OR EXISTS (
                    SELECT 1 FROM occurrence, json_each(occurrence.labels) AS label
                    WHERE occurrence.incident_id = incident.id AND label.key || '=' || label.value \(fits)))
                """)
            arguments += StatementArguments(repeatElement("%\(escapeLike(text))%", count: 4))
        }
        if let below = range.below {
            conditions.append("id < ?")
            arguments += [below]
        }
        if let from = range.from {
            conditions.append("id >= ?")
            arguments += [from]
        }
        return (conditions, arguments)
    }

    /// How many incidents are open, by priority; every priority is there.
    package func openIncidentCounts() throws -> [Priority: Int] {
        var counts = Dictionary(uniqueKeysWithValues: Priority.allCases.map { ($0, 0) })
        let found = try rows(
            "SELECT priority, count(*) AS count FROM incident WHERE status IN ('triggered', 'acknowledged') GROUP BY priority"
        )
        for row in found { if let priority: Priority = try? row.word("priority") { counts[priority] = row["count"] } }
        return counts
    }

    private static func escapeLike(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\\%_".contains(character) { result += "\\" }
            result.append(character)
        }
    }
}
