internal import GRDB
package import IncidentCore

/// Which incidents a list shows; newest first.
package struct IncidentFilter: Sendable, Equatable {
    /// Empty is every status.
    package var statuses: [IncidentStatus]
    /// Empty is every priority.
    package var priorities: [Priority]
    /// Text that stands in the title, the labels, the rule or the group key.
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
        var conditions: [String] = []
        var arguments: StatementArguments = []
        if !filter.statuses.isEmpty {
            conditions.append("status IN (\(Self.places(filter.statuses.count)))")
            arguments += StatementArguments(filter.statuses.map(\.rawValue))
        }
        if !filter.priorities.isEmpty {
            conditions.append("priority IN (\(Self.places(filter.priorities.count)))")
            arguments += StatementArguments(filter.priorities.map(\.rawValue))
        }
        if let text = filter.text, !text.isEmpty {
            let like = "(title LIKE ? ESCAPE '\\' OR labels LIKE ? ESCAPE '\\' OR group_key LIKE ? ESCAPE '\\')"
            conditions.append(like)
            let pattern = "%\(Self.escapeLike(text))%"
            arguments += [pattern, pattern, pattern]
        }
        if let before = filter.before {
            conditions.append("id < ?")
            arguments += [before]
        }
        let condition = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        arguments += [filter.limit + 1]
        let found = try rows(
            "SELECT \(Incident.columns) FROM incident \(condition) ORDER BY id DESC LIMIT ?", arguments
        ).map(Incident.init(row:))
        let shown = Array(found.prefix(filter.limit))
        return (shown, found.count > filter.limit ? shown.last?.id : nil)
    }

    /// How many incidents are open, by priority; every priority is there.
    package func openIncidentCounts() throws -> [Priority: Int] {
        var counts = Dictionary(uniqueKeysWithValues: Priority.allCases.map { ($0, 0) })
        let found = try rows(
            "SELECT priority, count(*) AS count FROM incident WHERE status IN ('triggered', 'acknowledged') GROUP BY priority"
        )
        for row in found { counts[row["priority"]] = row["count"] }
        return counts
    }

    /// How many notifications are owed, by notifier; every notifier is there.
    package func owedNotificationCounts() throws -> [NotifierKind: Int] {
        var counts = Dictionary(uniqueKeysWithValues: NotifierKind.allCases.map { ($0, 0) })
        let found = try rows(
            "SELECT notifier, count(*) AS count FROM notification WHERE due_at_ms IS NOT NULL GROUP BY notifier")
        for row in found { counts[row["notifier"]] = row["count"] }
        return counts
    }

    private static func places(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

    private static func escapeLike(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\\%_".contains(character) { result += "\\" }
            result.append(character)
        }
    }
}
