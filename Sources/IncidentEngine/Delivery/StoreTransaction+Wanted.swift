internal import IncidentCore
internal import IncidentStore

extension StoreTransaction {
    /// Whether the gate still lets a notification through that was owed before.
    func isStillWanted(_ notification: Notification) throws -> Bool {
        guard notification.event == .page, let incident = try incident(notification.incidentID) else { return true }
        let running = try escalations(incidentID: incident.id).filter { $0.status == .running }.map(\.policy.name)
        return TellingGate(incident, history: TellingHistory(), running: Set(running), at: notification.createdAt)
            .isStillWanted(notification.event, policy: notification.policy)
    }

    /// Cancels one that is not wanted any more, and says so.
    mutating func cancelUnwanted(_ notification: Notification, evidence: String, at now: Timestamp) throws {
        try cancelNotification(notification)
        let draft = notification.timelineDraft(
            .notificationCancelled, " cancelled: the incident is no longer waiting for somebody", evidence: evidence)
        try record(draft, incidentID: notification.incidentID, at: now)
    }
}
