package import IncidentCore
package import IncidentStore

/// When those were heard last whose silence would mean that no alert can come.
package struct SignsOfLife: Sendable, Equatable {
    /// When Alertmanager was; `nil` where it never was.
    package let heardAt: Timestamp?
    package let heartbeats: [HeartbeatSign]

    package init(heardAt: Timestamp?, heartbeats: [HeartbeatSign]) {
        (self.heardAt, self.heartbeats) = (heardAt, heartbeats)
    }

    package init(reader: StoreReader, tables: RoutingTables) throws {
        let stored = Dictionary(try reader.heartbeats().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        heardAt = try reader.lastHeardAt()
        heartbeats = try tables.heartbeats.map { heartbeat in
            let known = stored[heartbeat.name].flatMap { $0.isHeard ? $0.seenAt : nil }
            return HeartbeatSign(
                name: heartbeat.name, isSteady: heartbeat.isSteady,
                state: try reader.isFiring(heartbeat.fingerprint) ? .silent : known == nil ? .awaited : .heard,
                heardAt: known)
        }
    }

    /// Whether everybody was heard who is to be; good news may be awaited for days.
    package var isComplete: Bool {
        heardAt != nil && heartbeats.allSatisfy { $0.state == .heard || $0.state == .awaited && !$0.isSteady }
    }
}

/// How one heartbeat of the tables does.
package struct HeartbeatSign: Sendable, Equatable {
    package enum State: String, Sendable, Encodable {
        /// It came in time.
        case heard
        /// It never came, and its time is not over.
        case awaited
        /// It did not come in time, or has said that it ends.
        case silent
    }

    package let name: String
    /// Whether it comes all the time.
    package let isSteady: Bool
    package let state: State
    /// `nil` where it never was.
    package let heardAt: Timestamp?

    package init(name: String, isSteady: Bool, state: State, heardAt: Timestamp?) {
        (self.name, self.isSteady, self.state, self.heardAt) = (name, isSteady, state, heardAt)
    }

    package func words(at now: Timestamp) -> String {
        let heard = heardAt.map { "\((now - $0).prometheusRounded) ago" }
        switch state {
        case .heard: return "heartbeat \(name) \(heard ?? "heard")"
        case .awaited: return "heartbeat \(name) not heard yet"
        case .silent: return "heartbeat \(name) is silent, \(heard.map { "last heard \($0)" } ?? "never heard")"
        }
    }
}
