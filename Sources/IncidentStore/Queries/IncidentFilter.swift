internal import GRDB
package import IncidentCore

/// Which incidents a list shows; newest first.
package struct IncidentFilter: Sendable, Equatable {
    /// Empty is every status.
    package var statuses: [IncidentStatus]
    /// Empty is every priority.
    package var priorities: [Priority]
    /// Words that stand anywhere in the incident, as `SearchText` reads them. Where there is no search index, or it has not
    /// come so far, text that stands in the title, the rule, the group key or a label of one of its alerts, written
    /// `name=value`; upper and lower case of A to Z are the same.
    package var text: String?
    /// Only incidents that were opened then or later, and before that.
    package var since: Timestamp?
    package var until: Timestamp?
    package var limit: Int
    /// Only incidents older than this one.
    package var before: Int64?

    package init(
        statuses: [IncidentStatus] = [], priorities: [Priority] = [], text: String? = nil, since: Timestamp? = nil,
        until: Timestamp? = nil, limit: Int = 50, before: Int64? = nil
    ) {
        self.statuses = statuses
        self.priorities = priorities
        self.text = text
        (self.since, self.until) = (since, until)
        self.limit = limit
        self.before = before
    }
}

extension IncidentFilter {
    var openedConditions: (conditions: [String], arguments: StatementArguments) {
        var (conditions, arguments): ([String], StatementArguments) = ([], [])
        if let since {
            conditions.append("opened_at_ms >= ?")
            arguments += [since.milliseconds]
        }
        if let until {
            conditions.append("opened_at_ms < ?")
            arguments += [until.milliseconds]
        }
        return (conditions, arguments)
    }
}
