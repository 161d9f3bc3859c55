internal import IncidentCore
internal import IncidentStore

/// Stores how one attempt ended and what follows from it, inside the caller's transaction.
struct DeliveryRecorder: Sendable {
    let notification: Notification
    let outcome: DeliveryOutcome
    let decision: DeliveryDecision
    /// Whether the other side folds messages about an incident into one alert, so that their order counts.
    let isFolded: Bool
    /// Whether no endpoint has credentials: nobody can be reached whatever is tried.
    let isSpoolOnly: Bool
    let inForce: TablesInForce
    let owner: String
    let startedAt: Timestamp
    let now: Timestamp
    /// Whether the attempt came before its time, because the endpoint works again.
    var wasBroughtForward = false
    /// Whether the attempt before it was refused for its address alone.
    var wasRefusedForAddress = false

    /// After so long it is said once more that an incident is taken or over, where something before it may arrive late.
    static let onceMoreAfter: Duration = .seconds(60)
    /// So long is it tried to close what was open before.
    static let closesWithin: Duration = .seconds(3600)
    /// What was sent before that arrives no more.
    static let arrivesWithin: Duration = .seconds(300)

    /// - Returns: false when the claim has passed to somebody else; nothing was stored then.
    func record(in transaction: inout StoreTransaction) throws -> Bool {
        let decision = try mustBeSaidOnceMore(in: transaction) ? .retry(at: onceMoreAt, state: .unknown) : self.decision
        let isOurs = try transaction.finishAttempt(
            notification, owner: owner, startedAt: startedAt, outcome: outcome, decision: decision, at: now)
        guard isOurs else { return false }
        switch decision {
        case .sent:
            try note(.notificationSent, ": \(outcome.evidence)\(whySooner)", in: transaction)
            guard notification.event == .page else { break }
            try cancelRepeats(in: &transaction)
            if outcome.isSpooled { try goOn(because: "has no credentials", in: &transaction) }
        case .retry where outcome.verdict == .sent:
            // The evidence says what was not closed.
            let why = outcome.leavesOpen ? "for that" : "because an earlier message may arrive after it"
            try note(
                .notificationSent, ": \(outcome.evidence); once more at \(onceMoreAt.readable), \(why)", in: transaction
            )
        case .retry(let due, _): try recordRetry(at: due, in: &transaction)
        case .failed(let reason): try recordFailure(reason, in: &transaction)
        }
        return true
    }

    private var whySooner: String {
        guard wasBroughtForward else { return "" }
        return "; \(wasRefusedForAddress ? EndpointReturn.addressWords : EndpointReturn.words)"
    }

    /// After an outage what was owed there meanwhile does not ring one after the other.
    private func cancelRepeats(in transaction: inout StoreTransaction) throws {
        for later in try transaction.cancelRepeats(of: notification, begunAt: startedAt) {
            try transaction.recordCancelled(
                later, because: "message \(notification.id), \(notification.reason), has just told the same there",
                evidence: "", at: now)
        }
    }

    private var onceMoreAt: Timestamp { now + Self.onceMoreAfter }

    /// What took too long for us may be taken by the other side all the same, and open again what this has closed.
    private func mustBeSaidOnceMore(in transaction: borrowing StoreTransaction) throws -> Bool {
        guard isFolded, outcome.verdict == .sent, [.acknowledged, .resolved].contains(notification.event) else {
            return false
        }
        // What follows says that it is over, and opens it anew.
        guard try transaction.isStillWanted(notification, at: now) else { return false }
        if outcome.leavesOpen, now - notification.createdAt < Self.closesWithin { return true }
        return try transaction.mayBeOvertaken(notification, since: now - Self.arrivesWithin)
    }

    private func recordRetry(at due: Timestamp, in transaction: inout StoreTransaction) throws {
        guard try transaction.isStillWanted(notification, at: now) else {
            var cancelled = notification
            cancelled.mayHaveArrived = cancelled.mayHaveArrived || outcome.verdict == .unknown
            return try transaction.cancelUnwanted(cancelled, evidence: outcome.evidence, at: now)
        }
        let isRefused = outcome.verdict == .permanent
        let what = isRefused ? "was refused, as any other message would be" : "did not get through"
        try note(
            .deliveryRetried,
            ": attempt \(notification.attempts) \(what), again \((due - now).waitWords): \(outcome.evidence)\(whySooner)",
            in: transaction)
        if isRefused {
            // Once: what is tried on beside that has nothing to follow it any more.
            guard notification.event == .page, try !transaction.wasRefused(notification) else { return }
            return try goOn(because: "failed", in: &transaction)
        }
        // By when it is tried again: the other side may ask for a long wait.
        if notification.startsNextMethod(at: due) {
            try transaction.startNextMethod(of: notification, because: "does not get through", at: now)
        }
    }

    func recordFailure(_ reason: String, in transaction: inout StoreTransaction) throws {
        try note(.notificationFailed, ": failed, \(reason)", in: transaction)
        guard notification.event == .page else { return }
        guard try transaction.isStillWanted(notification, at: now) else {
            if let incident = try transaction.incident(notification.incidentID) {
                try transaction.repeatStep(of: notification, in: incident)
            }
            return
        }
        guard try !transaction.wasRefused(notification) else { return }
        try goOn(because: "failed", in: &transaction)
    }

    /// The page has come to nothing: the contact's next method takes its turn, or what comes after it.
    ///
    /// - Parameter fault: in words that follow "which".
    private func goOn(because fault: String, in transaction: inout StoreTransaction) throws {
        let isFollowed = try transaction.startNextMethod(of: notification, because: fault, at: now)
        if try !isFollowed && !transaction.isPagedOtherwise(than: notification) {
            let draft = TimelineDraft(
                .notTold, "\(notification.contact) has no further contact method",
                details: ["notification_id": String(notification.id)])
            try transaction.record(draft, incidentID: notification.incidentID, at: now)
        }
        // Where nothing can be sent at all there is nothing to hurry for.
        guard !isSpoolOnly, let incident = try transaction.incident(notification.incidentID) else { return }
        let runner = EscalationRunner(inForce: inForce, incident: incident, isNew: false, now: now)
        try runner.hastenUnreached(of: notification.policy, in: &transaction)
        // Of a step with a time the earlier ones may have told somebody.
        if notification.deliverBy != nil { try runner.hastenLate(stepOf: notification, in: &transaction) }
        try giveUpQuestion(of: incident, in: &transaction)
    }

    /// Who has taken the incident cannot answer a question that reaches nobody: its time need not be waited for.
    private func giveUpQuestion(of incident: Incident, in transaction: inout StoreTransaction) throws {
        guard notification.policy == nil, incident.taking.openQuestion != nil, let taken = incident.acknowledgedAt,
            try !transaction.tellingHistory(incidentID: incident.id).isAsking(since: taken)
        else { return }
        try IncidentChanger(inForce: inForce, now: now)
            .apply(.confirmationMissed(isUnasked: true), to: incident, in: &transaction)
    }

    private func note(_ kind: TimelineKind, _ what: String, in transaction: borrowing StoreTransaction) throws {
        let draft = notification.timelineDraft(kind, what, evidence: outcome.evidence)
        try transaction.record(draft, incidentID: notification.incidentID, at: now)
    }
}
