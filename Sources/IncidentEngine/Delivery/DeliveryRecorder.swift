internal import IncidentCore
internal import IncidentStore

/// Stores how one attempt ended and what follows from it, inside the caller's transaction.
struct DeliveryRecorder: Sendable {
    let notification: Notification
    let outcome: DeliveryOutcome
    let decision: DeliveryDecision
    let owner: String
    let startedAt: Timestamp
    let now: Timestamp

    /// - Returns: false when the claim has passed to somebody else; nothing was stored then.
    func record(in transaction: inout StoreTransaction) throws -> Bool {
        let isOurs = try transaction.finishAttempt(
            notification, owner: owner, startedAt: startedAt, outcome: outcome, decision: decision, at: now)
        guard isOurs else { return false }
        switch decision {
        case .sent: try note(.notificationSent, "\(words): \(outcome.evidence)", in: transaction)
        case .retry(let due, _): try recordRetry(at: due, in: &transaction)
        case .failed(_, let reason): try recordFailure(reason, in: &transaction)
        }
        return true
    }

    private func recordRetry(at due: Timestamp, in transaction: inout StoreTransaction) throws {
        guard try isStillWanted(in: transaction) else {
            var cancelled = notification
            cancelled.mayHaveArrived = cancelled.mayHaveArrived || outcome.verdict == .unknown
            try transaction.cancelNotification(cancelled)
            return try note(
                .notificationCancelled, "\(words) cancelled: the incident is no longer waiting for somebody",
                in: transaction)
        }
        let wait = (due - now).prometheusRounded
        try note(
            .deliveryRetried,
            "\(words): attempt \(notification.attempts) did not get through, again in \(wait): \(outcome.evidence)",
            in: transaction)
        if notification.startsNextMethod(at: now) {
            try transaction.clearRemainingMethods(of: notification.id)
            try fallBack("\(notification.method.notifier.rawValue) does not get through", in: &transaction)
        }
    }

    private func recordFailure(_ reason: String, in transaction: inout StoreTransaction) throws {
        try note(.notificationFailed, "\(words) failed, \(reason)", in: transaction)
        guard notification.event == .page, try isStillWanted(in: transaction) else { return }
        if !notification.remaining.isEmpty {
            try fallBack("\(notification.method.notifier.rawValue) failed", in: &transaction)
        } else if try !transaction.isPagedOtherwise(than: notification) {
            try note(.notTold, "\(notification.contact) has no further contact method", in: transaction)
        }
    }

    /// Whether it is still to be sent: a page not once the incident is over, nor once somebody has taken it, unless its
    /// policy goes on until it is resolved.
    private func isStillWanted(in transaction: borrowing StoreTransaction) throws -> Bool {
        guard notification.event == .page, let incident = try transaction.incident(notification.incidentID) else {
            return true
        }
        switch incident.status {
        case .triggered: return true
        case .acknowledged: return try transaction.escalation(incidentID: incident.id)?.status == .running
        case .resolved: return false
        }
    }

    private func fallBack(_ reason: String, in transaction: inout StoreTransaction) throws {
        guard let draft = notification.fallback(because: reason, at: now) else { return }
        try transaction.addNotification(
            draft, incidentID: notification.incidentID, priority: notification.priority, at: now)
    }

    private var words: String {
        let event = notification.event == .page ? "" : " (\(notification.event.rawValue))"
        return
            "\(notification.method.notifier.rawValue)\(event) to \(notification.method.address) for \(notification.contact)"
    }

    private func note(_ kind: TimelineKind, _ summary: String, in transaction: borrowing StoreTransaction) throws {
        let details: Labels = [
            "notification_id": String(notification.id), "attempt": String(notification.attempts),
            "evidence": outcome.evidence,
        ]
        try transaction.record(
            TimelineDraft(kind, summary, details: details), incidentID: notification.incidentID, at: now)
    }
}
