internal import Metrics
internal import NIOCore
internal import Synchronization

/// The connections of a server, and the memory that bodies of unproved senders have together.
final class OpenConnections: Sendable {
    /// Why a connection was closed, or a body refused, before it was known who sends.
    enum Drop: String, CaseIterable {
        case handshake, head, idle, displaced, refused
        case bodySlow = "body_slow"
        case bodiesFull = "bodies_full"
    }

    private struct State {
        var table: ConnectionTable
        var channels: [UInt64: any Channel] = [:]
        var newest: UInt64 = 0
        var unprovedBytes = 0
    }

    let limits: ConnectionLimits
    private let state: Mutex<State>
    private let dropped: [Drop: Counter]

    init(limits: ConnectionLimits, metrics: any MetricsFactory) {
        self.limits = limits
        state = Mutex(State(table: ConnectionTable(limits: limits)))
        dropped = Dictionary(
            uniqueKeysWithValues: Drop.allCases.map {
                (
                    $0,
                    Counter(
                        label: "responder_connections_dropped_total", dimensions: [("reason", $0.rawValue)],
                        factory: metrics)
                )
            })
    }

    /// - Returns: the connection's number; `nil` when there is no room for it.
    func open(_ channel: any Channel) -> UInt64? {
        let address = channel.remoteAddress?.ipAddress ?? ""
        let (id, decision, victim) = state.withLock { state in
            state.newest += 1
            let decision = state.table.open(state.newest, from: address, at: .now)
            guard decision != .refused else { return (state.newest, decision, nil as (any Channel)?) }
            state.channels[state.newest] = channel
            guard case .admittedFor(let other) = decision else { return (state.newest, decision, nil) }
            return (state.newest, decision, state.channels.removeValue(forKey: other))
        }
        if let victim {
            count(.displaced)
            victim.close(promise: nil)
        }
        guard decision != .refused else {
            count(.refused)
            return nil
        }
        return id
    }

    func close(_ id: UInt64) {
        state.withLock {
            $0.channels[id] = nil
            $0.table.close(id)
        }
    }

    func setPhase(_ phase: ConnectionTable.Phase, of id: UInt64) {
        state.withLock { $0.table.setPhase(phase, of: id) }
    }

    func hear(_ id: UInt64) { state.withLock { $0.table.hear(id, at: .now) } }

    func prove(_ id: UInt64) { state.withLock { $0.table.prove(id, at: .now) } }

    /// - Returns: false when there is no room for so many more.
    func takeUnproved(_ bytes: Int) -> Bool {
        state.withLock {
            guard $0.unprovedBytes + bytes <= limits.unprovedBodyBytes else { return false }
            $0.unprovedBytes += bytes
            return true
        }
    }

    func giveBackUnproved(_ bytes: Int) { state.withLock { $0.unprovedBytes -= bytes } }

    func count(_ drop: Drop) { dropped[drop]?.increment() }
}
