package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Sends what is owed through one endpoint. Each has its own service and limits, so that one that is dead delays nobody
/// else.
package struct DeliveryService: TickingService {
    static let lease = DeliveryLease.length

    package let endpoint: EndpointID
    package var name: String { "delivery by \(endpoint.text)" }
    package let time: TimeSource
    package let wakeup = Wakeup()
    package let logger: Logger
    package let pulse: ServicePulse
    private let waysOut: WaysOut
    private let health: DeliveryHealth
    private let messages: MessageBuilder
    private let store: IncidentStore
    private let tables: CurrentTables
    private let metrics: EngineMetrics
    private let owner: String
    private let jitter: @Sendable () -> Double
    private let retry: RetryPolicy
    private let order: CurrentOrder
    private let budgets = CurrentBudgets()
    private let awaited = CurrentReturn()
    /// Whether what it has is written to the spool; so it is taken to be before its first look.
    private let spooledBefore = SpooledBefore()

    /// - Parameter jitter: draws from 0 to 1.
    init(
        _ endpoint: EndpointID, _ context: ServiceContext, messages: MessageBuilder,
        jitter: @escaping @Sendable () -> Double, waysOut: WaysOut, health: DeliveryHealth
    ) {
        self.endpoint = endpoint
        self.waysOut = waysOut
        self.health = health
        self.messages = messages
        self.jitter = jitter
        let (retry, limits) = waysOut.sending(by: endpoint.kind)
        self.retry = retry
        order = CurrentOrder(SendingOrder(limits))
        (store, time, metrics, owner) = (context.store, context.time, context.metrics, context.owner)
        (logger, pulse, tables) = (context.logger, context.pulse, context.tables)
    }

    package func tick() async throws -> Timestamp? {
        try await tellSpooled()
        return try await WorkPool(limit: order.limits.concurrency, for: self).drain(
            claim: claim, nextDue: nextDue, perform: attempt, ended: { order.end($0.notification) })
    }

    /// Once the endpoint has credentials.
    private func tellSpooled() async throws {
        let isNow = waysOut.isSpooled(endpoint)
        guard spooledBefore.value != isNow else { return }
        let now = time.now()
        if !isNow, try await !store.read({ [endpoint] in try $0.incidentsWithSpooledPages(by: endpoint).isEmpty }) {
            try await store.write { [endpoint] in try $0.tellSpooled(by: endpoint, at: now) }
        }
        spooledBefore.value = isNow
    }

    private func nextDue() async throws -> Timestamp? {
        // Where no more may be begun there is nothing to wait for but an end.
        let addresses = order.addresses
        let (urgent, deferrable) = try await store.read { [endpoint] reader -> (Timestamp?, Timestamp?) in
            // The usual case, which need not be asked for each class.
            guard try reader.isOwed(endpoint) else { return (nil, nil) }
            return (
                try reader.nextNotificationDue(endpoint, NotificationClass.urgent, besides: addresses),
                try reader.nextNotificationDue(endpoint, NotificationClass.deferrable, besides: addresses)
            )
        }
        return order.nextLook(urgent: urgent, deferrable: deferrable, at: time.now())
    }

    func claim(_ limit: Int) async throws -> [Delivery] {
        let now = time.now()
        // A cheap look first: nothing due is the usual case, and a read does not wait for the disk.
        guard let due = try await nextDue(), due <= now else { return [] }
        let claim = DeliveryClaim(
            endpoint: endpoint, owner: owner, keepsIncidents: waysOut.keepsIncidents(endpoint.kind),
            settings: tables.value.storm, limit: limit, deferrableLimit: order.deferrableRoom(at: now),
            addresses: order.addresses, now: now, leaseUntil: now + Self.lease)
        let (claimed, spent) = try await store.write { [budgets] transaction -> ([Delivery], [String: AddressBudget]) in
            var copy = budgets.copy()
            let claimed = try claim.claim(&copy, in: &transaction)
            return (claimed, copy)
        }
        budgets.keep(spent)
        order.begin(claimed.map(\.notification))
        return claimed
    }

    /// - Parameter place: given back once the other side has it, whatever is left to do.
    private func attempt(_ delivery: Delivery, _ place: WorkPlace) async {
        let (startedAt, steps) = (time.now(), pulse.clockSteps)
        guard let message = await message(for: delivery, at: startedAt) else { return }
        guard let outcome = await send(message, place) else { return }
        // Cut off: how it ended is not known, and the next start sends it again under the same key.
        if Task.isCancelled, outcome.verdict == .retryable || outcome.verdict == .unknown { return }
        // Forgotten, it would be sent once more.
        await untilStored("delivery could not be recorded", delivery.notification, since: startedAt) {
            // The clock may be set while it stands, and what is stored is moved then.
            let step = pulse.clockSteps - steps
            try await finish(delivery.moved(by: step), outcome, startedAt: startedAt + step)
        }
    }

    /// Stores first what later messages go by: that a page rings under a key of its own, and what begins a conversation.
    ///
    /// - Returns: `nil` when the claim has passed to somebody else, who sends it.
    private func send(_ message: Message, _ place: WorkPlace) async -> DeliveryOutcome? {
        let notification = message.notification
        let ringsAnew = message.isRingingAnew && waysOut.keepsIncidents(endpoint.kind)
        let root = message.begunThread(as: waysOut.messageID(message))
        if ringsAnew || root != nil {
            do {
                let isOurs = try await store.write { [owner] transaction in
                    guard try transaction.isClaimed(notification, by: owner) else { return false }
                    if ringsAnew { try transaction.noteRingingAnew(notification) }
                    if let root { try transaction.noteThreadRoot(root) }
                    return true
                }
                guard isOurs else { return nil }
            } catch {
                // It is to ring whatever becomes of what follows.
                log("what later messages go by could not be recorded", error, of: notification)
            }
        }
        return await waysOut.deliver(message) { place.giveBack() }
    }

    /// - Returns: `nil` when it is not wanted any more; or cannot be built just now, and what it tells is owed again then, as
    ///   if it had not been claimed.
    func message(for delivery: Delivery, at now: Timestamp) async -> Message? {
        let notification = delivery.notification
        do {
            let message = try await messages.message(for: notification, telling: delivery.others, at: now)
            return await isWanted(message, of: delivery) ? message : nil
        } catch is CancellationError {
            return nil
        } catch {
            log("message could not be built", error, of: notification)
            let isLasting = (error as? StoreError)?.isLasting == true
            let pause = isLasting ? StoreTransaction.unreadablePutOff : .seconds(1)
            if !isLasting, error is StoreError { time.note(error) }
            await untilStored("claim could not be given back", notification, since: now) { [store, owner, time] in
                _ = try await store.write { transaction in
                    for each in delivery.all {
                        _ = try transaction.giveBack(each, owner: owner, dueAt: time.now() + pause)
                    }
                }
            }
            return nil
        }
    }

    /// Looks at a page once more that finds its incident taken or over: somebody was quick between its claim and now, and
    /// it need ring nobody.
    private func isWanted(_ message: Message, of delivery: Delivery) async -> Bool {
        let page = message.notification
        guard page.event == .page, message.incident.status != .triggered, delivery.others.isEmpty else { return true }
        do {
            return try await store.write { [owner, time] transaction in
                guard try transaction.isClaimed(page, by: owner) else { return false }
                guard try !transaction.isStillWanted(page, at: time.now()) else { return true }
                try transaction.cancelUnwanted(page, evidence: "", at: time.now())
                return false
            }
        } catch {
            // Rung once too often is better than not at all.
            log("whether a page is still wanted could not be read", error, of: page)
            return true
        }
    }

    /// Tries a write again until it is stored, as long as the claim is ours.
    private func untilStored(
        _ failure: Logger.Message, _ notification: Notification, since startedAt: Timestamp,
        _ write: () async throws -> Void
    ) async {
        var failures = RepeatedFailure()
        while !Task.isCancelled {
            do {
                return try await write()
            } catch is CancellationError {
                return
            } catch {
                if failures.isNew("\(error)", at: time.now()) { log(failure, error, of: notification) }
                guard error is StoreError, time.now() < startedAt + Self.lease else { return }
                guard (try? await time.pause(after: error)) != nil else { return }
            }
        }
    }

    private func log(_ message: Logger.Message, _ error: any Error, of notification: Notification) {
        logger.error(
            message, metadata: ["notification.id": "\(notification.id)", "error": "\(error)"])
    }

    private func finish(_ delivery: Delivery, _ outcome: DeliveryOutcome, startedAt: Timestamp) async throws {
        let now = time.now()
        let notification = delivery.notification
        // What was told together is told together again.
        let decision = notification.decide(
            outcome, startedAt: startedAt, policy: retry, jitter: jitter(), at: now)
        let stored: Int
        do {
            stored = try await record(delivery, outcome, decision, startedAt: startedAt, at: now)
        } catch {
            // What was brought forward, if anything was, waits again.
            awaited.forget()
            throw error
        }
        guard stored > 0 else { return }
        health.note(outcome, by: endpoint, at: now)
        metrics.deliveryAttempted(endpoint.kind, outcome, decision, took: now - startedAt)
        if !delivery.others.isEmpty { metrics.toldTogether(delivery.others.count, by: endpoint.kind) }
        log(notification, outcome, decision)
    }

    /// - Returns: of how many the claim was still ours.
    private func record(
        _ delivery: Delivery, _ outcome: DeliveryOutcome, _ decision: DeliveryDecision, startedAt: Timestamp,
        at now: Timestamp
    ) async throws -> Int {
        let notification = delivery.notification
        let attempt = EndpointReturn.Attempt(notificationID: notification.id, number: notification.attempts)
        let (isFolded, inForce) = (waysOut.keepsIncidents(endpoint.kind), tables.inForce)
        let isSpoolOnly = outcome.isSpooled && waysOut.endpoints().allSatisfy(waysOut.isSpooled)
        let stored: Int = try await store.write { [owner, awaited, endpoint] transaction in
            let wasBroughtForward = try transaction.isBroughtForward(notification)
            let wasRefusedForAddress = try wasBroughtForward && transaction.wasRefusedForAddress(notification)
            let stored = try delivery.all.filter { each in
                try DeliveryRecorder(
                    notification: each, outcome: delivery.outcome(outcome, for: each), decision: decision,
                    isFolded: isFolded, isSpoolOnly: isSpoolOnly,
                    inForce: inForce, owner: owner, startedAt: startedAt, now: now,
                    wasBroughtForward: wasBroughtForward && delivery.others.isEmpty,
                    wasRefusedForAddress: wasRefusedForAddress
                ).record(in: &transaction)
            }.count
            guard stored > 0 else { return 0 }
            if outcome.hasNotArrived, decision.goesElsewhere(after: outcome) {
                try transaction.releaseHeld(for: notification.method, at: now)
            }
            let returned = ReturnedEndpoint(
                endpoint: endpoint, keepsIncidents: isFolded, settings: inForce.tables.storm, now: now)
            if awaited.isReturn(outcome, of: attempt, wasBroughtForward) {
                try returned.bringForward(after: notification.method.address, in: &transaction)
            }
            if awaited.isReturn(outcome, at: notification.method.address, of: attempt, wasBroughtForward) {
                try returned.bringForward(waitingFor: notification.method.address, in: &transaction)
            }
            return stored
        }
        // Not before it is committed: the transaction may be run twice.
        if stored > 0, outcome.hasNotArrived { budgets.giveBack(notification) }
        return stored
    }

    private func log(_ notification: Notification, _ outcome: DeliveryOutcome, _ decision: DeliveryDecision) {
        let facts: Logger.Metadata = [
            "incident.id": "\(notification.incidentID)", "notification.id": "\(notification.id)",
            "event": "\(notification.event.rawValue)", "endpoint": "\(endpoint.text)",
            "attempt": "\(notification.attempts)", "evidence": "\(outcome.evidence)",
        ]
        switch decision {
        case .sent where outcome.isSpooled: logger.info("notification written to the spool", metadata: facts)
        case .sent: logger.info("notification sent", metadata: facts)
        case .retry where outcome.verdict == .permanent:
            logger.error("notification refused by its endpoint, tried again", metadata: facts)
        case .retry: logger.warning("delivery attempt failed", metadata: facts)
        case .failed: logger.error("notification failed", metadata: facts)
        }
    }
}

/// Whether something may wait for the endpoint, or one of its addresses, to work again; only the writer's thread notes attempts.
private final class CurrentReturn: Sendable {
    private let state = Mutex(EndpointReturn())
    /// Those that have been sent something; something may wait for any other.
    private let addresses = Mutex<[String: EndpointReturn]>([:])

    func isReturn(
        _ outcome: DeliveryOutcome, of attempt: EndpointReturn.Attempt, _ wasBroughtForward: Bool
    ) -> Bool {
        state.withLock { $0.note(outcome, of: attempt, wasBroughtForward: wasBroughtForward) }
    }

    func isReturn(
        _ outcome: DeliveryOutcome, at address: String, of attempt: EndpointReturn.Attempt, _ wasBroughtForward: Bool
    ) -> Bool {
        addresses.withLock {
            $0[address, default: EndpointReturn(of: .address)].note(
                outcome, of: attempt, wasBroughtForward: wasBroughtForward)
        }
    }

    func forget() {
        state.withLock { $0.forget() }
        addresses.withLock { $0 = [:] }
    }
}

/// Whether an endpoint's messages went to the spool at the last look.
private final class SpooledBefore: Sendable {
    private let state = Mutex(true)

    var value: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// The order of one service, kept between its ticks.
private final class CurrentOrder: Sendable {
    let limits: SendingLimits
    private let order: Mutex<SendingOrder>

    init(_ order: SendingOrder) {
        limits = order.limits
        self.order = Mutex(order)
    }

    var addresses: AddressRoom { order.withLock(\.addresses) }

    func deferrableRoom(at now: Timestamp) -> Int { order.withLock { $0.deferrableRoom(at: now) } }

    func nextLook(urgent: Timestamp?, deferrable: Timestamp?, at now: Timestamp) -> Timestamp? {
        order.withLock { $0.nextLook(urgent: urgent, deferrable: deferrable, at: now) }
    }

    func begin(_ notifications: [Notification]) {
        order.withLock { order in
            for notification in notifications {
                order.begin(isUrgent: notification.isUrgent, at: notification.method.address)
            }
        }
    }

    func end(_ notification: Notification) {
        order.withLock { $0.end(isUrgent: notification.isUrgent, at: notification.method.address) }
    }
}
