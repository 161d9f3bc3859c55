package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Sends what is owed to one kind of notifier. Each kind has its own service and limits, so that one that is dead
/// delays nobody else.
package struct DeliveryService: TickingService {
    /// As many attempts of one kind run at once.
    static let concurrency = 8
    /// Longer than any attempt may take by its own time limits.
    static let lease: Duration = .seconds(180)

    package var name: String { "delivery by \(notifier.rawValue)" }
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let notifier: NotifierKind
    private let deliver: @Sendable (Page) async -> DeliveryOutcome
    private let pages: PageBuilder
    private let store: IncidentStore
    private let metrics: EngineMetrics
    private let owner: String
    private let jitter: @Sendable () -> Double
    private let rate: RateKeeper

    /// - Parameters:
    ///   - deliver: one attempt; answers within its own time limits.
    ///   - jitter: draws from 0 to 1.
    package init(
        _ notifier: NotifierKind, _ context: ServiceContext, pages: PageBuilder, wakeup: Wakeup,
        jitter: @escaping @Sendable () -> Double, deliver: @escaping @Sendable (Page) async -> DeliveryOutcome
    ) {
        self.notifier = notifier
        self.deliver = deliver
        self.pages = pages
        self.wakeup = wakeup
        self.jitter = jitter
        rate = RateKeeper(.standard(for: notifier))
        (store, time, metrics, owner) = (context.store, context.time, context.metrics, context.owner)
        (logger, pulse) = (context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        try await WorkPool(limit: Self.concurrency, time: time, wakeup: wakeup).drain(
            claim: claim, nextDue: nextDue, perform: attempt)
    }

    private func nextDue() async throws -> Timestamp? {
        let (urgent, relaxed) = try await store.read { [notifier] reader in
            (
                try reader.nextNotificationDue(notifier, Priority.allCases.filter(\.isUrgent)),
                try reader.nextNotificationDue(notifier, Priority.allCases.filter { !$0.isUrgent })
            )
        }
        let allowed = relaxed.map { due in max(due, rate.nextAvailable(after: time.now()) ?? due) }
        return [urgent, allowed].compactMap(\.self).min()
    }

    private func claim(_ limit: Int) async throws -> [Notification] {
        let now = time.now()
        // A cheap look first: nothing due is the usual case, and a read does not wait for the disk.
        guard let due = try await nextDue(), due <= now else { return [] }
        let relaxedLimit = rate.available(at: now)
        let claimed = try await store.write { [notifier, owner] transaction in
            var wanted: [Notification] = []
            for notification in try transaction.claimNotifications(
                notifier, owner: owner, limit: limit, relaxedLimit: relaxedLimit, at: now,
                leaseUntil: now + Self.lease)
            {
                // Somebody may have taken the incident while the attempt before this one was lost.
                if notification.mayHaveArrived, try !transaction.isStillWanted(notification) {
                    try transaction.cancelUnwanted(notification, evidence: "", at: now)
                } else {
                    wanted.append(notification)
                }
            }
            return wanted
        }
        rate.take(claimed.count { !$0.priority.isUrgent })
        return claimed
    }

    private func attempt(_ notification: Notification) async {
        let startedAt = time.now()
        do {
            let page = try await pages.page(for: notification, at: startedAt)
            let outcome = await deliver(page)
            // Cut off: how it ended is not known, and the next start sends it again under the same key.
            if Task.isCancelled, outcome.verdict == .retryable || outcome.verdict == .unknown { return }
            try await finish(notification, outcome, startedAt: startedAt)
        } catch is CancellationError {
            return
        } catch {
            logger.error(
                "delivery could not be recorded",
                metadata: ["notification.id": "\(notification.id)", "error": "\(error)"])
        }
    }

    private func finish(_ notification: Notification, _ outcome: DeliveryOutcome, startedAt: Timestamp) async throws {
        let now = time.now()
        let decision = notification.decide(
            outcome, policy: .standard(for: notifier), jitter: jitter(), at: now)
        let recorder = DeliveryRecorder(
            notification: notification, outcome: outcome, decision: decision, owner: owner, startedAt: startedAt,
            now: now)
        let stored = try await store.write { try recorder.record(in: &$0) }
        guard stored else { return }
        metrics.deliveryAttempted(notifier, decision, took: now - startedAt)
        log(notification, outcome, decision)
    }

    private func log(_ notification: Notification, _ outcome: DeliveryOutcome, _ decision: DeliveryDecision) {
        let facts: Logger.Metadata = [
            "incident.id": "\(notification.incidentID)", "notification.id": "\(notification.id)",
            "notifier": "\(notifier.rawValue)", "attempt": "\(notification.attempts)",
            "evidence": "\(outcome.evidence)",
        ]
        switch decision {
        case .sent: logger.debug("notification sent", metadata: facts)
        case .retry: logger.warning("delivery attempt failed", metadata: facts)
        case .failed: logger.error("notification failed", metadata: facts)
        }
    }
}

/// The rate of one service, kept between its ticks.
private final class RateKeeper: Sendable {
    private let rate: Mutex<DeliveryRate>

    init(_ rate: DeliveryRate) { self.rate = Mutex(rate) }

    func available(at now: Timestamp) -> Int { rate.withLock { $0.available(at: now) } }
    func take(_ count: Int) { rate.withLock { $0.take(count) } }

    func nextAvailable(after now: Timestamp) -> Timestamp? {
        rate.withLock { rate in
            _ = rate.available(at: now)
            return rate.nextAvailable(after: now)
        }
    }
}
