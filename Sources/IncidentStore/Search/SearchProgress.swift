/// How far the search index has followed the database.
struct SearchProgress: Sendable, Equatable {
    /// The incidents from `low` to `high` are in it, with both.
    var low: Int64
    var high: Int64
    /// Of each source the newest row that it knows.
    var positions: [SearchSource: Int64]
    /// What the newest known entry of a timeline says, so that another database is recognised under the same name: one
    /// that was put back from a backup.
    var mark: String

    /// How many of the incidents up to the newest are not in it.
    func missing(newest: Int64) -> Int64 { max(0, newest - high) + max(0, low - 1) }
}

/// A table whose rows tell what an incident's page shows. Rows are added with growing numbers, committed in their order,
/// and never removed, so that a number says what has been seen.
enum SearchSource: String, Sendable, CaseIterable {
    case timeline = "timeline_entry"
    case occurrences = "occurrence"
    case rejections = "rejected_alert"
    case artifacts = "diagnostic_artifact"
    case notifications = "notification"
    case attempts = "delivery_attempt"

    var newest: String { "SELECT coalesce(max(id), 0) AS id FROM \(rawValue)" }

    /// What came after a row: numbers of rows and of the incidents they belong to.
    var changes: String {
        switch self {
        case .attempts:
            """
            SELECT attempt.id, incident_id FROM delivery_attempt AS attempt
            JOIN notification ON notification.id = notification_id WHERE attempt.id > ? ORDER BY attempt.id LIMIT ?
            """
        case .timeline, .occurrences, .rejections, .artifacts, .notifications:
            "SELECT id, incident_id FROM \(rawValue) WHERE id > ? ORDER BY id LIMIT ?"
        }
    }
}

/// How much of what is stored a search finds by every word.
package struct SearchStanding: Sendable, Equatable {
    /// How many incidents there are, and how many of them are in the index.
    package let incidents: Int64
    package let indexed: Int64
    /// Why nothing can be read from the index; `nil` where that is not so.
    package var cannotRead: String?

    package init(incidents: Int64, indexed: Int64) { (self.incidents, self.indexed) = (incidents, indexed) }

    package var isBehind: Bool { indexed < incidents }

    /// `the search index is catching up: 12,400 of 1,000,000 incidents; …`; `nil` when it is not.
    package var words: String? {
        if let cannotRead {
            return "the search index cannot be read (\(cannotRead)): the newest incidents are found by title, rule, "
                + "group key and labels"
        }
        guard isBehind else { return nil }
        return "the search index is catching up: \(Self.grouped(indexed)) of \(Self.grouped(incidents)) incidents; "
            + "of the others the newest are found by title, rule, group key and labels"
    }

    private static func grouped(_ number: Int64) -> String {
        let digits = Array(String(number))
        return digits.indices.reduce(into: "") { text, place in
            if place > 0, (digits.count - place).isMultiple(of: 3) { text.append(",") }
            text.append(digits[place])
        }
    }
}
