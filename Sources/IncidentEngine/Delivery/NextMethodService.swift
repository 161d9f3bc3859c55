package import IncidentCore
internal import IncidentStore
package import Logging

/// Starts a contact's next method beside a page that does not get through and has made no attempt that could say so: an
/// urgent one that cannot be begun, because an older page about its incident is stuck before it or its endpoint has no
/// place; and one whose share of its step's time is over, whatever it does just then.
package struct NextMethodService: TickingService {
    package let name = "next methods"
    package let time: TimeSource
    package let wakeup = Wakeup()
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables
    /// What was due before has had no chance.
    private let start: Timestamp

    init(_ context: ServiceContext) {
        (store, tables, time) = (context.store, context.tables, context.time)
        (logger, pulse) = (context.logger, context.pulse)
        start = context.time.now()
    }

    package func tick() async throws -> Timestamp? {
        let now = time.now()
        let deadline = try await nextDeadline()
        guard let deadline, deadline <= now else { return deadline }
        let (hasHadChance, inForce) = (chance.map { $0 + Fallback.longestWait <= now } ?? true, tables.inForce)
        try await store.write { transaction in
            if hasHadChance { try Self.startWaiting(at: now, in: &transaction) }
            for page in try transaction.pagesAtShareEnd(now) {
                // Whatever becomes of it, it is not looked for again and again.
                try transaction.endShare(of: page.id, at: now)
                _ = try transaction.attempt("notification", "\(page.id)") { transaction in
                    try Self.endShare(of: page, inForce, at: now, in: &transaction)
                }
            }
        }
        return try await nextDeadline()
    }

    private static func startWaiting(at now: Timestamp, in transaction: inout StoreTransaction) throws {
        for page in try transaction.waitingPages(dueBy: now - Fallback.longestWait, at: now) {
            let done: Void? = try transaction.attempt("notification", "\(page.id)") { transaction in
                try startNextMethod(
                    of: page, "not begun for \(Fallback.longestWait.prometheusText)", "could not begin in time",
                    at: now, in: &transaction)
            }
            if done == nil { try transaction.putOff(page.id, at: now) }
        }
    }

    private static func endShare(
        of page: Notification, _ inForce: TablesInForce, at now: Timestamp, in transaction: inout StoreTransaction
    ) throws {
        switch page.shareEnd(at: now) {
        case .nextMethod:
            try startNextMethod(
                of: page, "not taken yet", "has not taken it in time", at: now, in: &transaction)
        case .timeOver:
            guard let incident = try transaction.incident(page.incidentID) else { return }
            try EscalationRunner(inForce: inForce, incident: incident, isNew: false, now: now)
                .hastenLate(stepOf: page, in: &transaction)
        case .nothing: break
        }
    }

    /// - Parameters:
    ///   - what: has become of the page, for the timeline.
    ///   - fault: the same, in words that follow "which".
    private static func startNextMethod(
        of page: Notification, _ what: String, _ fault: String, at now: Timestamp,
        in transaction: inout StoreTransaction
    ) throws {
        guard try transaction.isStillWanted(page, at: now) else {
            // What is being sent just now goes out.
            guard page.state != .sending else { return }
            return try transaction.cancelUnwanted(page, evidence: "", at: now)
        }
        let draft = page.timelineDraft(
            .deliveryRetried, ": \(what); the contact's next method begins", evidence: "")
        try transaction.record(draft, incidentID: page.incidentID, at: now)
        try transaction.startNextMethod(of: page, because: fault, at: now)
    }

    /// When the next page will have waited too long, or its share is over.
    package func nextDeadline() async throws -> Timestamp? {
        let (waiting, share) = try await store.read { (try $0.nextWaitingPage(), try $0.nextShareEnd()) }
        let begun = waiting.map { max($0, chance ?? $0) + Fallback.longestWait }
        return [begun, share].compactMap(\.self).min()
    }

    /// A clock that was set back before the start says nothing of it any more.
    private var chance: Timestamp? { time.now() < start ? nil : start }
}
