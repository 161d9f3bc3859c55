internal import IncidentCore
internal import IncidentStore

extension StoreTransaction {
    /// Whether a notification is still to be sent: a page not once the incident is over, nor once somebody has taken it,
    /// unless its policy goes on until it is resolved.
    func isStillWanted(_ notification: Notification) throws -> Bool {
        guard notification.event == .page, let incident = try incident(notification.incidentID) else { return true }
        switch incident.status {
        case .triggered: return true
        case .acknowledged: return try escalation(incidentID: incident.id)?.status == .running
        case .resolved: return false
        }
    }

    /// Cancels one that is not wanted any more, and says so.
    mutating func cancelUnwanted(_ notification: Notification, evidence: String, at now: Timestamp) throws {
        try cancelNotification(notification)
        let draft = notification.timelineDraft(
            .notificationCancelled, " cancelled: the incident is no longer waiting for somebody", evidence: evidence)
        try record(draft, incidentID: notification.incidentID, at: now)
    }
}
