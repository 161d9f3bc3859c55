internal import IncidentCore

/// What `acknowledge.mustache` shows to who follows the link in a message.
struct AcknowledgePage: Sendable {
    let title: String
    let warnings: [String] = []
    let hasWarnings = false
    let heading: String
    let priority: String
    let className: String
    let contact: String
    let action: String
    let address: String
    let words: String
    let canAcknowledge: Bool

    init(_ incident: Incident, contact: String, action: String, done: Bool, url: String) {
        title = "Acknowledge #\(incident.id)"
        heading = incident.title
        priority = incident.priority.rawValue
        className = incident.priority.rawValue.lowercased()
        self.contact = contact
        self.action = action
        address = url
        canAcknowledge = !done && incident.status == .triggered
        words =
            done
            ? "Acknowledged. Escalation has stopped."
            : "This incident is \(incident.status.rawValue): \(incident.takenWords)."
    }
}
