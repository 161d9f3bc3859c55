package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Starts a contact's next method for urgent pages that cannot be begun: an older page about their incident is stuck
/// before them, or their endpoint has no place.
///
/// Such a page has made no attempt, so that nothing of it could fail; and what keeps it waiting may hang.
package struct WaitingPageService: TickingService {
    package let name = "waiting pages"
    package let time: TimeSource
    package let wakeup = Wakeup()
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    /// What was due before has had no chance.
    private let start: Timestamp

    init(_ context: ServiceContext) {
        (store, time, logger, pulse) = (context.store, context.time, context.logger, context.pulse)
        start = context.time.now()
    }

    package func tick() async throws -> Timestamp? {
        let now = time.now()
        guard let deadline = try await nextDeadline(), deadline <= now else { return try await nextDeadline() }
        try await store.write { transaction in
            let waiting = try transaction.waitingPages(dueBy: now - Fallback.longestWait, at: now)
            for page in waiting {
                let done: Void? = try transaction.attempt("notification", "\(page.id)") { transaction in
                    try Self.startNextMethod(of: page, at: now, in: &transaction)
                }
                if done == nil { try transaction.putOff(page.id, at: now) }
            }
        }
        return try await nextDeadline()
    }

    private static func startNextMethod(
        of page: Notification, at now: Timestamp, in transaction: inout StoreTransaction
    ) throws {
        guard try transaction.isStillWanted(page) else {
            return try transaction.cancelUnwanted(page, evidence: "", at: now)
        }
        let wait = Fallback.longestWait.prometheusText
        let draft = page.timelineDraft(
            .deliveryRetried, ": not begun for \(wait); the contact's next method begins", evidence: "")
        try transaction.record(draft, incidentID: page.incidentID, at: now)
        try transaction.startNextMethod(of: page, because: "could not begin in time", at: now)
    }

    /// When the next page will have waited too long.
    package func nextDeadline() async throws -> Timestamp? {
        // A clock that was set back before the start says nothing of it any more.
        let chance = time.now() < start ? nil : start
        return try await store.read { try $0.nextWaitingPage() }.map { max($0, chance ?? $0) + Fallback.longestWait }
    }
}
