/// A storm as the API, the command line and webhooks show it. Times are RFC 3339 in UTC with milliseconds.
package struct StormDocument: Encodable, Sendable {
    package let id: Int64
    /// `email to someone@example.com`.
    package let address: String
    package let contact: String
    package let beganAt: String
    /// When the last message went out that told something held back; left out where none has.
    package let lastMessageAt: String?
    package let isOver: Bool
    /// Messages that were held back.
    package let held: Int
    /// How its end was told, in words.
    package let summary: String
    /// Incidents of which something was held back; `incidents` may be fewer.
    package let incidentCount: Int
    package let incidents: [Entry]
    package let url: String

    package struct Entry: Encodable, Sendable {
        let id: Int64
        let priority: String
        let status: String
        let title: String
        let acknowledgedBy: String?
        let url: String

        enum CodingKeys: String, CodingKey {
            case id, priority, status, title, url
            case acknowledgedBy = "acknowledged_by"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id, address, contact, held, incidents, url, summary
        case beganAt = "began_at"
        case lastMessageAt = "last_message_at"
        case isOver = "over"
        case incidentCount = "incident_count"
    }

    package init(_ summary: StormSummary) {
        let storm = summary.storm
        id = storm.id
        address = storm.method.text
        contact = summary.contact.singleLine(limit: 200)
        beganAt = storm.beganAt.rfc3339
        lastMessageAt = summary.toldLastAt?.rfc3339
        isOver = storm.calmAt == nil
        held = summary.held
        self.summary = summary.endWords
        incidentCount = summary.entries.count + summary.omitted
        incidents = summary.entries.map { entry in
            let incident = entry.incident
            return Entry(
                id: incident.id, priority: incident.priority.rawValue, status: incident.status.rawValue,
                title: incident.title.singleLine(limit: 200),
                acknowledgedBy: incident.acknowledgedBy?.singleLine(limit: 200), url: entry.url)
        }
        url = summary.url
    }
}
