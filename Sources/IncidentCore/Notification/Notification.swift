/// One message owed to one contact method about one incident.
package struct Notification: Sendable, Equatable {
    package var id: Int64
    package var incidentID: Int64
    package var method: ContactMethod
    /// The role it is for.
    package var contact: String
    package var event: NotificationEvent
    /// The incident's when it was written: what is urgent goes first and is never held back for being one of many.
    package var priority: Priority
    /// Why it was sent, in words: `step 2 of policy "database"`.
    package var reason: String
    /// The policy whose step it is of, if it is one's.
    package var policy: String?
    /// The person for whose sake it is told although somebody has the incident.
    package var askedBy: String?
    /// What the gate said of it, in words: `held until … for diagnostics`; empty for one of an older release.
    package var decision: String
    package var state: NotificationState
    package var createdAt: Timestamp
    /// Attempts made.
    package var attempts: Int
    /// Whether an attempt may have arrived without our knowing.
    package var mayHaveArrived: Bool
    /// Whether it was written to the spool and not sent.
    package var isSpooled: Bool
    /// The contact's methods that come after this one, for when it fails.
    package var remaining: [ContactMethod]
    /// When an endpoint is to have taken it, or a page that takes its place; `nil` is at no time.
    package var deliverBy: Timestamp?

    package init(
        id: Int64, incidentID: Int64, method: ContactMethod, contact: String, event: NotificationEvent,
        priority: Priority, reason: String, policy: String? = nil, askedBy: String? = nil, decision: String = "",
        state: NotificationState, createdAt: Timestamp, attempts: Int, mayHaveArrived: Bool,
        isSpooled: Bool = false, remaining: [ContactMethod], deliverBy: Timestamp? = nil
    ) {
        self.id = id
        self.incidentID = incidentID
        self.method = method
        self.contact = contact
        self.event = event
        self.priority = priority
        self.reason = reason
        self.policy = policy
        self.askedBy = askedBy
        self.decision = decision
        self.state = state
        self.createdAt = createdAt
        self.attempts = attempts
        self.mayHaveArrived = mayHaveArrived
        self.isSpooled = isSpooled
        self.remaining = remaining
        self.deliverBy = deliverBy
    }
}

/// What a notification tells.
package enum NotificationEvent: String, Sendable, CaseIterable, Codable {
    /// Somebody must act. PagerDuty pages for this one only.
    case page
    /// News for who was told: alerts that joined, diagnostics that were not done when the page went out.
    case update
    case acknowledged
    case resolved

    /// Whether what the collectors captured belongs into its message.
    package var showsDiagnostics: Bool {
        switch self {
        case .page, .update: true
        case .acknowledged, .resolved: false
        }
    }
}

extension Notification {
    /// The same with its times moved, as the stored ones are when the clock was set.
    package func moved(by step: Duration) -> Notification {
        var moved = self
        moved.createdAt = createdAt + step
        moved.deliverBy = deliverBy.map { $0 + step }
        return moved
    }

    /// Whether it must not wait for a place behind what tells people only that something is taken or over.
    package var isUrgent: Bool { event == .page && priority.isUrgent }
}
