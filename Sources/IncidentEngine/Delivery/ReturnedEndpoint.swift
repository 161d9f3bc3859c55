internal import IncidentCore
internal import IncidentStore

/// An endpoint that works again, inside the transaction that stores the first message which got through.
struct ReturnedEndpoint {
    let endpoint: EndpointID
    /// Whether messages that are no pages ring nobody there.
    let keepsIncidents: Bool
    /// `nil` where each message is sent by itself.
    let settings: StormSettings?
    let now: Timestamp

    /// Lets what waits for it be tried.
    ///
    /// - Parameter told: the address that the message went to.
    func bringForward(after told: String, in transaction: inout StoreTransaction) throws {
        try bringForward(try transaction.awaiting(endpoint, at: now), after: told, in: &transaction)
    }

    /// Lets what waits for one of its addresses be tried, which has just been sent a message.
    func bringForward(waitingFor address: String, in transaction: inout StoreTransaction) throws {
        let waiting = try transaction.awaiting(endpoint, address: address, at: now)
        try bringForward(waiting, after: address, in: &transaction)
    }

    private func bringForward(
        _ waiting: [ReturnPlan.Waiting], after told: String, in transaction: inout StoreTransaction
    ) throws {
        guard !waiting.isEmpty else { return }
        var storms: [String: Storm] = [:]
        for storm in try transaction.openStorms(endpoint) { storms[storm.method.address] = storm }
        let plan = ReturnPlan(settings, keepsIncidents: keepsIncidents, at: now)
        for (waiting, turn) in plan.turns(of: waiting, storms: storms.mapValues(\.nextMessageAt), told: told) {
            switch turn {
            case .now: try transaction.bringForward(waiting, at: now)
            case .together(let time):
                let method = waiting.notification.method
                var storm = storms[method.address]
                if storm == nil { storm = try transaction.openStorm(for: method, lastMessageAt: now, at: now) }
                guard let storm else { continue }
                storms[method.address] = storm
                try transaction.bringForward(
                    waiting, into: storm, at: time, because: settings.map { storm.holdWords(until: time, $0) })
            }
        }
    }
}
