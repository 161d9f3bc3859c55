package import IncidentCore
import IncidentEngine
import IncidentStore

/// The services of the engine, for a test that runs one and not another.
package enum EnginePart: Hashable, Sendable {
    case escalation, collection, heartbeats, doubtful, silences, nextMethods, reconciliation, bulletins, baselines
    case delivery(NotifierKind)

    package static let all: [EnginePart] =
        [.silences, .heartbeats, .doubtful, .escalation, .collection, .nextMethods, .bulletins] + deliveries
    package static let deliveries = NotifierKind.samples.map(EnginePart.delivery)

    fileprivate func matches(_ service: any TickingService) -> Bool {
        switch self {
        case .escalation: service.name == "escalation"
        case .collection: service.name == "collection"
        case .heartbeats: service.name == "heartbeats"
        case .doubtful: service.name == "doubtful alerts"
        case .silences: service.name == "silences"
        case .nextMethods: service.name == "next methods"
        case .reconciliation: service.name == "reconciliation"
        case .bulletins: service.name == "bulletins"
        case .baselines: service.name == "baselines"
        case .delivery(let notifier): (service as? DeliveryService)?.endpoint.kind == notifier
        }
    }
}

/// Something is due for ever.
package struct NeverSettles: Error {
    package init() {}
}

/// The auditor found something although nothing was broken.
package struct FalseAlarm: Error {
    package let violations: [AuditViolation]
}

extension EngineHarness {
    /// Runs a service until it has nothing due, or all of a kind of notifier beside each other; returns the next
    /// deadline.
    ///
    /// - Throws: what the service could not store and would have tried again and again, too.
    @discardableResult
    package func tick(_ part: EnginePart) async throws -> Timestamp? {
        if case .delivery = part { _ = try await engine.deliveries.tick() }
        let next = try await withThrowingTaskGroup { group in
            for service in services where part.matches(service) { group.addTask { try await service.tick() } }
            var dues: [Timestamp] = []
            for try await due in group { if let due { dues.append(due) } }
            return dues.min()
        }
        if let failure = clock.failure(life: life) { throw failure }
        return next
    }

    /// Runs all services, as often as it takes, until nothing is due.
    /// - Returns: when something becomes due next.
    @discardableResult
    package func settle(without left: Set<EnginePart> = []) async throws -> Timestamp? {
        let parts = EnginePart.all.filter { !left.contains($0) }
        for _ in 0..<200 {
            // Only their own service makes or ends the deadlines of these, so what it said last holds.
            var kept: [EnginePart: Timestamp] = [:]
            for part in parts {
                let due = try await tick(part)
                if [.heartbeats, .silences, .bulletins].contains(part) { kept[part] = due }
            }
            let next = try await nextDue(of: parts, kept)
            guard let next, next <= clock.now else { return next }
        }
        throw NeverSettles()
    }

    /// Moves the clock from deadline to deadline, doing at each what is due, as the running program would.
    ///
    /// - Throws: `FalseAlarm` when the auditor finds anything then, unless a service was left out.
    package func advance(by duration: Duration, without left: Set<EnginePart> = []) async throws {
        let end = clock.now + duration
        while let next = try await settle(without: left), next <= end { clock.move(to: next) }
        clock.move(to: end)
        try await settle(without: left)
        guard left.isEmpty else { return }
        let violations = try await engine.auditor.audit()
        guard violations.isEmpty else { throw FalseAlarm(violations: violations) }
    }

    /// Ticks services until `moment` has come, and ends the program there, in the middle of their work.
    package func crash(
        ticking parts: [EnginePart], when moment: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup { group in
            for part in parts {
                group.addTask {
                    do {
                        _ = try await self.tick(part)
                    } catch {
                        // What was cancelled fails as it comes: a read is interrupted.
                        try Task.checkCancellation()
                        throw error
                    }
                }
            }
            try await moment()
            group.cancelAll()
            // A service that is stopped may say so.
            while let end = await group.nextResult() {
                if case .failure(let error) = end, !(error is CancellationError) { throw error }
            }
        }
        try await restart()
    }

    private func nextDue(of parts: [EnginePart], _ kept: [EnginePart: Timestamp]) async throws -> Timestamp? {
        let waiting = parts.contains(.nextMethods) ? try await engine.nextMethods.nextDeadline() : nil
        var dues: [EnginePart: Timestamp] = [:]
        for (part, due) in try await storedDues(of: parts) {
            dues[part] = due <= clock.now ? try await dueWithinRate(part, due) : due
        }
        for part in [EnginePart.heartbeats, .silences, .bulletins] where parts.contains(part) {
            dues[part] = kept[part]
        }
        return [dues.values.min(), waiting].compactMap { $0 }.min()
    }

    private func storedDues(of parts: [EnginePart]) async throws -> [(EnginePart, Timestamp)] {
        try await store.read { reader in
            try parts.compactMap { part in
                let due: Timestamp? =
                    switch part {
                    case .escalation: try reader.nextEscalationDue()
                    case .collection: try reader.nextDiagnosisDue()
                    case .doubtful: try reader.nextDoubtfulDue()
                    case .delivery(let notifier): try reader.nextNotificationDue(notifier)
                    case .heartbeats, .silences, .bulletins, .nextMethods, .reconciliation, .baselines: nil
                    }
                return due.map { (part, $0) }
            }
        }
    }

    /// What an endpoint's rate keeps back is not due before that allows it.
    private func dueWithinRate(_ part: EnginePart, _ due: Timestamp) async throws -> Timestamp {
        guard case .delivery(let notifier) = part else { return due }
        let allowed = try await tick(part)
        let isSame = try await store.read { try $0.nextNotificationDue(notifier) } == due
        return isSame ? allowed ?? due : clock.now
    }

    /// Lets other tasks run until a condition holds.
    package func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        _ = try await waitUntil(what, within: .seconds(60), every: .milliseconds(1)) {
            try await condition() ? true : nil
        }
    }
}

extension StoreReader {
    /// When the next notification of a kind may be claimed, through whatever endpoint.
    ///
    /// - Parameter addresses: where nothing more may be begun, it does not count.
    package func nextNotificationDue(
        _ notifier: NotifierKind, besides addresses: AddressRoom? = nil
    ) throws -> Timestamp? {
        try owedEndpoints().filter { $0.kind == notifier }.compactMap {
            try nextNotificationDue($0, besides: addresses)
        }.min()
    }
}
