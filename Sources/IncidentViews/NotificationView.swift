internal import IncidentCore
internal import IncidentStore

/// A notification with its attempts as the JSON API shows it.
struct NotificationView: Encodable, Sendable {
    let id: Int64
    let notifier: String
    let endpoint: String
    let contact: String
    let address: String
    let event: String
    let reason: String
    /// What the gate said of it: sent at once, held until when, or not told and why.
    let decision: String
    let state: String
    /// Whether it went to the spool and to nobody.
    let spooled: Bool
    let createdAt: String
    @Explicit var nextAttemptAt: String?
    let attempts: [AttemptView]

    enum CodingKeys: String, CodingKey {
        case id, notifier, endpoint, contact, address, event, reason, decision, state, spooled, attempts
        case createdAt = "created_at"
        case nextAttemptAt = "next_attempt_at"
    }

    init(_ stored: StoredNotification) {
        let notification = stored.notification
        id = notification.id
        notifier = notification.method.notifier.rawValue
        endpoint = notification.method.endpoint.name
        contact = notification.contact
        address = notification.method.address
        event = notification.event.rawValue
        reason = notification.reason
        decision = notification.decision
        state = notification.state.rawValue
        spooled = stored.isSpooled
        createdAt = notification.createdAt.rfc3339
        nextAttemptAt = stored.nextAttemptAt?.rfc3339
        attempts = stored.attempts.map(AttemptView.init)
    }
}

struct AttemptView: Encodable, Sendable {
    let number: Int
    let at: String
    let durationMilliseconds: Int64
    let outcome: String
    let evidence: String

    enum CodingKeys: String, CodingKey {
        case number, at, outcome, evidence
        case durationMilliseconds = "duration_ms"
    }

    init(_ attempt: DeliveryAttempt) {
        number = attempt.number
        at = attempt.at.rfc3339
        durationMilliseconds = attempt.duration.wholeMilliseconds
        outcome = attempt.outcome.rawValue
        evidence = attempt.evidence
    }
}
