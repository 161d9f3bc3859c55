package import IncidentCore

extension NotificationDraft {
    /// What the gate lets through for an incident of which nothing has been told.
    ///
    /// - Parameter heldUntil: as for diagnostics; `nil` is at once.
    package static func sample(
        _ method: ContactMethod, _ event: NotificationEvent = .page, contact: String = "On-Call Engineer",
        remaining: [ContactMethod] = [], heldUntil: Timestamp? = nil, at now: Timestamp
    ) -> NotificationDraft {
        let cause: Telling.Cause =
            switch event {
            case .page: .step(policy: "high")
            case .update: .update
            case .acknowledged: .acknowledged
            case .resolved: .resolved
            }
        let incident = Incident(
            priority: .p1, rule: "default", title: "", groupKey: "", labels: [:], openedAt: now)
        let gate = TellingGate(
            incident, history: TellingHistory(), running: ["high"], diagnosticsBy: heldUntil, at: now)
        let telling = Telling(cause, contact: contact, method: method, remaining: remaining, reason: "step 1")
        guard case .tell(let draft) = gate.decide(telling) else {
            preconditionFailure("the gate refuses a first notification")
        }
        return draft
    }
}
