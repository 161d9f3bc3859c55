internal import GRDB
package import IncidentCore

/// Which incidents a list shows; newest first.
package struct IncidentFilter: Sendable, Equatable {
    /// Empty is every status.
    package var statuses: [IncidentStatus]
    /// Empty is every priority.
    package var priorities: [Priority]
    /// Text that stands in the title, the rule, the group key or a label of one of its alerts, written `name=value`;
    /// upper and lower case of A to Z are the same.
    package var text: String?
    package var limit: Int
    /// Only incidents older than this one.
    package var before: Int64?

    package init(
        statuses: [IncidentStatus] = [], priorities: [Priority] = [], text: String? = nil, limit: Int = 50,
        before: Int64? = nil
    ) {
        self.statuses = statuses
        self.priorities = priorities
        self.text = text
        self.limit = limit
        self.before = before
    }
}

extension StoreReader {
    /// - Returns: up to `limit` incidents, and the number to give as `before` for the next page, if there is one.
    package func incidents(_ filter: IncidentFilter) throws -> (incidents: [Incident], next: Int64?) {
        let (sql, arguments) = Self.listQuery(filter)
        let found = try rows(sql, arguments)
        let shown = found.prefix(filter.limit)
        return (
            shown.compactMap { unreadable.read("incident", $0, as: Incident.init(row:)) },
            found.count > filter.limit ? shown.last?["id"] : nil
        )
    }

    /// One SELECT for each status and priority that is asked for: each reads an index backwards, and SQLite merges them,
    /// so that a page costs the same however many incidents are stored. With `IN` it would sort all that fit.
    static func listQuery(_ filter: IncidentFilter) -> (sql: String, arguments: StatementArguments) {
        let common = commonConditions(filter)
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
        _ filter: IncidentFilter
    ) -> (conditions: [String], arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        if let text = filter.text, !text.isEmpty {
            let fits = "LIKE ? ESCAPE '\\'"
            conditions.append(
                """
                (title \(fits) OR rule \(fits) OR group_key \(fits) OR EXISTS (
                    SELECT 1 FROM occurrence, json_each(occurrence.labels) AS label
                    WHERE occurrence.incident_id = incident.id AND label.key || '=' || label.value \(fits)))
                """)
            arguments += StatementArguments(repeatElement("%\(escapeLike(text))%", count: 4))
        }
        if let before = filter.before {
            conditions.append("id < ?")
            arguments += [before]
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
