package import IncidentCore
package import IncidentStore
internal import Synchronization

/// How each endpoint does: what this process has tried, and on top of nothing what the newest stored attempts tell.
package final class DeliveryHealth: Sendable {
    private struct State {
        var isSeeded = false
        var endpoints: [EndpointID: EndpointHealth] = [:]
    }

    private let state = Mutex(State())

    /// So many of the newest attempts are looked at, once after the start.
    private static let seededFrom = 500

    package init() {}

    func note(_ outcome: DeliveryOutcome, by endpoint: EndpointID, at time: Timestamp) {
        state.withLock { $0.endpoints[endpoint, default: EndpointHealth()].note(outcome, at: time) }
    }

    /// By endpoint; one that nothing was tried at is not there.
    package func endpoints(_ reader: StoreReader) throws -> [EndpointID: EndpointHealth] {
        if !state.withLock(\.isSeeded) {
            let stored = try reader.endpointHealth(newestAttempts: Self.seededFrom)
            state.withLock { state in
                state.isSeeded = true
                for (endpoint, health) in stored { state.endpoints[endpoint, default: EndpointHealth()].merge(health) }
            }
        }
        return state.withLock(\.endpoints)
    }
}
