/// A notification that is still owed, as the auditor sees it.
package struct AuditedNotification: Sendable {
    package let id: Int64
    package let incidentID: Int64
    let state: NotificationState
    let createdAt: Timestamp
    /// When it may be claimed; while it is being sent the end of the lease.
    let dueAt: Timestamp
    let attempts: Int
    /// How it is called in the timeline: `email first@example.com for First`.
    let words: String

    package init(
        id: Int64, incidentID: Int64, state: NotificationState, createdAt: Timestamp, dueAt: Timestamp, attempts: Int,
        words: String
    ) {
        self.id = id
        self.incidentID = incidentID
        self.state = state
        self.createdAt = createdAt
        self.dueAt = dueAt
        self.attempts = attempts
        self.words = words
    }

    /// What was never tried may be due at any time: the gate has held it until then, and says why.
    ///
    /// - Parameters:
    ///   - giveUpAfter: how long its endpoint tries.
    ///   - start: since when the program runs; nobody could send before.
    package func violation(
        giveUpAfter: Duration, at now: Timestamp, runningSince start: Timestamp
    ) -> AuditViolation? {
        let waited = now - max(dueAt, start)
        switch state {
        case .sending:
            guard waited > AuditLimits.claim else { return nil }
            return AuditViolation(
                .claimOverdue, incidentID: incidentID,
                "\(words) is being sent, and its lease ended \(waited.prometheusRounded) ago")
        case .pending, .unknown:
            if waited > giveUpAfter + AuditLimits.notification {
                return AuditViolation(
                    .notificationOverdue, incidentID: incidentID,
                    "\(words) could be sent for \(waited.prometheusRounded), and was not")
            }
            let last = max(createdAt + giveUpAfter, now) + AuditLimits.notification
            guard attempts > 0, dueAt > last else { return nil }
            return AuditViolation(
                .retryTooLate, incidentID: incidentID,
                "\(words) was to be tried again at \(dueAt.readable), after its endpoint would have given up")
        case .sent, .failed, .cancelled: return nil
        }
    }
}
