package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Sends what is owed to one kind of notifier. Each kind has its own service and limits, so that one that is dead
/// delays nobody else.
package struct DeliveryService: TickingService {
    /// As many attempts of one kind run at once.
    static let concurrency = 8
    /// So many of them are kept for what is urgent.
    static let reservedForUrgent = 2
    /// Longer than any attempt may take by its own time limits; a mail that is too big is tried twice in one.
    static let lease: Duration = .seconds(240)

    package var name: String { "delivery by \(notifier.rawValue)" }
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let notifier: NotifierKind
    private let deliver: @Sendable (Message) async -> DeliveryOutcome
    private let messages: MessageBuilder
    private let store: IncidentStore
    private let metrics: EngineMetrics
    private let owner: String
    private let jitter: @Sendable () -> Double
    private let rate: RateKeeper
    private let inFlight: InFlight

    /// - Parameters:
    ///   - deliver: one attempt; answers within its own time limits.
    ///   - jitter: draws from 0 to 1.
    package init(
        _ notifier: NotifierKind, _ context: ServiceContext, messages: MessageBuilder, wakeup: Wakeup,
        jitter: @escaping @Sendable () -> Double, deliver: @escaping @Sendable (Message) async -> DeliveryOutcome
    ) {
        self.notifier = notifier
        self.deliver = deliver
        self.messages = messages
        self.wakeup = wakeup
        self.jitter = jitter
        rate = RateKeeper(.standard(for: notifier))
        // A Slack channel is an endpoint of its own; the addresses of the others share one.
        inFlight = InFlight(
            limit: notifier == .slack ? 3 : Self.concurrency, deferrableLimit: notifier == .slack ? 2 : Self.concurrency
        )
        (store, time, metrics, owner) = (context.store, context.time, context.metrics, context.owner)
        (logger, pulse) = (context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        try await WorkPool(limit: Self.concurrency, for: self).drain(
            claim: claim, nextDue: nextDue, perform: attempt)
    }

    private func nextDue() async throws -> Timestamp? {
        // What cannot be begun now is looked at again when an attempt has ended.
        let occupancy = inFlight.occupancy
        let (full, deferrableFull) = (occupancy.fullAddresses, occupancy.deferrableFullAddresses)
        let deferrablePriorities = deferrableRoom > 0 ? Priority.allCases.filter { !$0.isUrgent } : []
        let (urgent, deferrable) = try await store.read { [notifier] reader in
            (
                try reader.nextNotificationDue(notifier, Priority.allCases.filter(\.isUrgent), except: full),
                try reader.nextNotificationDue(notifier, deferrablePriorities, except: deferrableFull)
            )
        }
        let allowed = deferrable.map { due in max(due, rate.nextAvailable(after: time.now()) ?? due) }
        return [urgent, allowed].compactMap(\.self).min()
    }

    /// How many more that are not urgent may be begun beside those that run.
    private var deferrableRoom: Int { Self.concurrency - Self.reservedForUrgent - inFlight.deferrableCount }

    private func claim(_ limit: Int) async throws -> [Notification] {
        let now = time.now()
        // A cheap look first: nothing due is the usual case, and a read does not wait for the disk.
        guard let due = try await nextDue(), due <= now else { return [] }
        let deferrableLimit = min(rate.available(at: now), deferrableRoom)
        let claimed = try await store.write { [notifier, owner, inFlight] transaction in
            var occupancy = inFlight.occupancy
            var wanted: [Notification] = []
            // One by one: each may fill its address.
            while wanted.count < limit,
                let next = try transaction.claimNotifications(
                    notifier, owner: owner, limit: 1,
                    deferrableLimit: deferrableLimit - wanted.count { !$0.priority.isUrgent },
                    except: occupancy.fullAddresses, deferrableExcept: occupancy.deferrableFullAddresses, at: now,
                    leaseUntil: now + Self.lease
                ).first
            {
                // Somebody may have taken the incident while the attempt before this one was lost.
                if next.mayHaveArrived, try !transaction.isStillWanted(next) {
                    try transaction.cancelUnwanted(next, evidence: "", at: now)
                } else {
                    wanted.append(next)
                    occupancy.begin(next)
                }
            }
            return wanted
        }
        inFlight.begin(claimed)
        rate.take(claimed.count { !$0.priority.isUrgent })
        return claimed
    }

    private func attempt(_ notification: Notification) async {
        defer { inFlight.end(notification) }
        let startedAt = time.now()
        do {
            let message = try await messages.message(for: notification, at: startedAt)
            let outcome = await deliver(message)
            // Cut off: how it ended is not known, and the next start sends it again under the same key.
            if Task.isCancelled, outcome.verdict == .retryable || outcome.verdict == .unknown { return }
            while true {
                do {
                    return try await finish(notification, outcome, startedAt: startedAt)
                } catch let error as StoreError {
                    log(error, of: notification)
                    // Forgotten, it would be sent once more; the claim is ours as long as its lease.
                    guard time.now() < startedAt + Self.lease else { return }
                    try await time.sleepUntil(time.now() + .seconds(1))
                }
            }
        } catch is CancellationError {
            return
        } catch {
            log(error, of: notification)
        }
    }

    private func log(_ error: any Error, of notification: Notification) {
        logger.error(
            "delivery could not be recorded",
            metadata: ["notification.id": "\(notification.id)", "error": "\(error)"])
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

/// What one service sends just now.
private final class InFlight: Sendable {
    struct Occupancy: Sendable {
        /// So many run to one address at most.
        let limit: Int
        /// Something that is not urgent is begun only below this.
        let deferrableLimit: Int
        private(set) var deferrableCount = 0
        private var byAddress: [String: Int] = [:]

        init(limit: Int, deferrableLimit: Int) { (self.limit, self.deferrableLimit) = (limit, deferrableLimit) }

        /// To which no more may be begun.
        var fullAddresses: [String] { byAddress.filter { $0.value >= limit }.keys.sorted() }
        /// To which no more may be begun that is not urgent.
        var deferrableFullAddresses: [String] { byAddress.filter { $0.value >= deferrableLimit }.keys.sorted() }

        mutating func begin(_ notification: Notification) { count(notification, by: 1) }
        mutating func end(_ notification: Notification) { count(notification, by: -1) }

        private mutating func count(_ notification: Notification, by change: Int) {
            if !notification.priority.isUrgent { deferrableCount += change }
            let address = notification.method.address
            let count = (byAddress[address] ?? 0) + change
            byAddress[address] = count > 0 ? count : nil
        }
    }

    private let state: Mutex<Occupancy>

    init(limit: Int, deferrableLimit: Int) { state = Mutex(Occupancy(limit: limit, deferrableLimit: deferrableLimit)) }

    var occupancy: Occupancy { state.withLock { $0 } }
    var deferrableCount: Int { occupancy.deferrableCount }

    func begin(_ notifications: [Notification]) {
        state.withLock { state in for notification in notifications { state.begin(notification) } }
    }

    func end(_ notification: Notification) { state.withLock { $0.end(notification) } }
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
