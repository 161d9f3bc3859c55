package import IncidentCore
internal import IncidentStore
package import Logging

/// Says in the database that this server lives, and takes back what those had claimed that say so no longer.
///
/// It writes also while nothing else does, so that a store which takes no more writes is noticed before an alert comes.
package struct InstanceService: TickingService {
    static let interval: Duration = .seconds(15)
    /// A server not seen for so long is gone.
    static let goneAfter: Duration = .seconds(90)

    package let name = "instance"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let owner: String

    package init(_ context: ServiceContext, wakeup: Wakeup) {
        self.wakeup = wakeup
        (store, time, owner) = (context.store, context.time, context.owner)
        (logger, pulse) = (context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        let now = time.now()
        try await store.write { [owner] transaction in
            try transaction.saveInstance(owner, seenAt: now)
            try transaction.removeInstances(notSeenSince: now - Self.goneAfter)
            try transaction.releaseAbandonedWork(at: now)
        }
        return now + Self.interval
    }
}

extension StoreTransaction {
    /// Takes back the claims of servers that are gone, so that nobody need wait for their leases.
    mutating func releaseAbandonedWork(at now: Timestamp) throws {
        try releaseAbandonedNotifications(lease: DeliveryService.lease, at: now)
        try releaseAbandonedDiagnoses(at: now)
    }
}
