package import IncidentCore
internal import IncidentStore
package import Logging

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
        (store, time, metrics, owner) = (context.store, context.time, context.metrics, context.owner)
        (logger, pulse) = (context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        try await WorkPool(limit: Self.concurrency, time: time, wakeup: wakeup).drain(
            claim: claim, nextDue: { try await store.read { [notifier] in try $0.nextNotificationDue(notifier) } },
            perform: attempt)
    }

    private func claim(_ limit: Int) async throws -> [Notification] {
        let now = time.now()
        // A cheap look first: nothing due is the usual case, and a read does not wait for the disk.
        guard let due = try await store.read({ [notifier] in try $0.nextNotificationDue(notifier) }), due <= now else {
            return []
        }
        return try await store.write { [notifier, owner] transaction in
            try transaction.claimNotifications(
                notifier, owner: owner, limit: limit, at: now, leaseUntil: now + Self.lease)
        }
    }

    private func attempt(_ notification: Notification) async {
        let startedAt = time.now()
        do {
            let page = try await pages.page(for: notification, at: startedAt)
            let outcome = await deliver(page)
            // Stopping: how it ended is not known, and the next start sends it again under the same key.
            if Task.isCancelled { return }
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
