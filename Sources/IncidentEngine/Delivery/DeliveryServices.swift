package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Keeps a delivery service for each endpoint of the tables in force, and for each through which something is still owed.
///
/// An endpoint that leaves the tables keeps its service: what is owed through it fails there, with that reason, and goes
/// to the contact's next method. A new one gets its own at the next reload or message.
package final class DeliveryServices: TickingService {
    package let name = "deliveries"
    package let time: TimeSource
    package let wakeup = Wakeup()
    package let logger: Logger
    package let pulse: ServicePulse
    private let waysOut: WaysOut
    private let store: IncidentStore
    private let make: @Sendable (EndpointID) -> DeliveryService
    private let running = Mutex<[DeliveryService]>([])
    /// Of those that run, what wakes each, for the thread that commits: to copy the services costs more than to ring.
    private let bells = Mutex<[Bell]>([])

    private struct Bell {
        let owed: StoreChanges
        let wakeup: Wakeup
    }

    init(_ context: ServiceContext, waysOut: WaysOut, make: @escaping @Sendable (EndpointID) -> DeliveryService) {
        self.waysOut = waysOut
        self.make = make
        (store, time, logger, pulse) = (context.store, context.time, context.logger, context.pulse)
    }

    /// One for each endpoint, in the order in which they came.
    package var services: [DeliveryService] { running.withLock { $0 } }

    package func tick() async throws -> Timestamp? {
        _ = try await addMissing()
        return nil
    }

    /// Runs all of them; new ones as they come.
    package func run() async throws {
        await withDiscardingTaskGroup { group in
            for service in services { group.addTask { await service.runUntilStopped() } }
            await runTicking {
                for service in try await addMissing() { group.addTask { await service.runUntilStopped() } }
                return nil
            }
        }
    }

    /// Wakes those that a commit left work for, and itself for an endpoint that nobody serves yet.
    func wake(for changes: StoreChanges, urgently: Bool) {
        let served = bells.withLock { bells in
            var served: StoreChanges = []
            for bell in bells {
                served.formUnion(bell.owed)
                if !changes.isDisjoint(with: bell.owed) { bell.wakeup.signal(urgently: urgently) }
            }
            return served
        }
        if !changes.intersection(.delivery).subtracting(served).isEmpty { wakeup.signal(urgently: urgently) }
    }

    private func addMissing() async throws -> [DeliveryService] {
        let wanted = waysOut.endpoints() + (try await store.read { try $0.owedEndpoints() })
        let added = running.withLock { running -> [DeliveryService] in
            var added: [DeliveryService] = []
            for endpoint in wanted where !(running + added).contains(where: { $0.endpoint == endpoint }) {
                added.append(make(endpoint))
            }
            running += added
            return added
        }
        bells.withLock { $0 += added.map { Bell(owed: .owed($0.endpoint), wakeup: $0.wakeup) } }
        for service in added { pulse.expect(service.name, from: time.now()) }
        return added
    }
}

extension DeliveryService {
    /// A tick that fails is reported and tried again, so that nothing is thrown.
    fileprivate func runUntilStopped() async { try? await run() }
}
