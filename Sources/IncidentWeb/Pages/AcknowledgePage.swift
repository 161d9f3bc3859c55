internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

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
    /// Until when the link works; `nil` when there is nothing left to do with it.
    let expires: TimeText?
    let canAcknowledge: Bool
    let asksForLogin: Bool

    /// - Parameters:
    ///   - done: the button was pressed.
    ///   - asksForLogin: whether the incident's page wants a token.
    init(
        _ incident: Incident, _ escalation: StoredEscalation?, link: AcknowledgeLink, action: String, done: Bool,
        asksForLogin: Bool, url: String, now: Timestamp
    ) {
        title = done ? "Acknowledged #\(incident.id)" : "Acknowledge #\(incident.id)"
        heading = incident.title
        priority = incident.priority.rawValue
        className = incident.priority.rawValue.lowercased()
        contact = link.contact
        self.action = action
        address = url
        canAcknowledge = !done && incident.waitsForSomebody
        expires = canAcknowledge ? TimeText(link.expiresAt, now: now) : nil
        words =
            done
            ? "Acknowledged. \(Self.whatHolds(escalation))"
            : "This incident is \(incident.status.rawValue): \(incident.takenWords)."
        self.asksForLogin = asksForLogin
    }

    /// What an acknowledgement has brought, and for how long.
    private static func whatHolds(_ escalation: StoredEscalation?) -> String {
        switch escalation?.status {
        case .paused:
            guard let end = escalation?.nextDueAt else { return "Escalation has stopped." }
            return "Escalation has stopped until \(end.readable); it goes on then, unless somebody renews it."
        case .running: return "Escalation goes on until the incident is resolved."
        case .exhausted, .ended, nil: return "Nobody else is told."
        }
    }
}
