/// A digest as the API, the command line and webhooks show it. Times are RFC 3339 in UTC with milliseconds.
package struct DigestDocument: Encodable, Sendable {
    package let contact: String
    package let timeZone: String
    package let at: String
    package let plannedAt: String?
    package let late: Bool
    package let since: String
    /// How many are open, by priority.
    package let openCounts: [String: Int]
    package let overdue: Int
    package let open: [Entry]
    package let happenedCount: Int
    package let happened: [Entry]
    package let onCall: [String]
    /// The whole as plain text.
    package let text: String
    package let url: String

    package struct Entry: Encodable, Sendable {
        let id: Int64
        let priority: String
        let status: String
        let title: String
        let openedAt: String
        let acknowledgedBy: String?
        let resolvedAt: String?
        let resolvedBy: String?
        let respondBy: String?
        let overdue: Bool
        let silenced: Bool
        let held: Bool
        let url: String

        enum CodingKeys: String, CodingKey {
            case id, priority, status, title, overdue, silenced, held, url
            case openedAt = "opened_at"
            case acknowledgedBy = "acknowledged_by"
            case resolvedAt = "resolved_at"
            case resolvedBy = "resolved_by"
            case respondBy = "respond_by"
        }
    }

    enum CodingKeys: String, CodingKey {
        case contact, at, late, since, overdue, open, happened, text, url
        case timeZone = "time_zone"
        case plannedAt = "planned_at"
        case openCounts = "open_counts"
        case happenedCount = "happened_count"
        case onCall = "on_call"
    }

    package init(_ digest: Digest) {
        contact = digest.contact.singleLine(limit: 200)
        timeZone = digest.clock.timeZone
        at = digest.at.rfc3339
        plannedAt = digest.plannedAt?.rfc3339
        late = digest.isLate
        since = digest.since.rfc3339
        openCounts = Dictionary(
            uniqueKeysWithValues: Priority.allCases.map { ($0.rawValue, digest.openCounts[$0] ?? 0) })
        overdue = digest.overdueCount
        open = digest.open.map(Entry.init)
        happenedCount = digest.happenedCount
        happened = digest.happened.map(Entry.init)
        onCall = digest.onCall
        text = digest.text
        url = digest.url
    }
}

extension DigestDocument.Entry {
    fileprivate init(_ entry: Digest.Entry) {
        let incident = entry.incident
        id = incident.id
        (priority, status) = (incident.priority.rawValue, incident.status.rawValue)
        title = incident.title.singleLine(limit: 200)
        openedAt = incident.openedAt.rfc3339
        acknowledgedBy = incident.acknowledgedBy?.singleLine(limit: 200)
        resolvedAt = incident.resolvedAt?.rfc3339
        resolvedBy = incident.resolvedBy?.singleLine(limit: 200)
        respondBy = incident.response.deadline?.rfc3339
        overdue = incident.isOverdue
        silenced = incident.silence != nil
        held = entry.isHeld
        url = entry.url
    }
}
