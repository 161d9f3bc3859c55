package import IncidentCore
package import IncidentStore

/// When those were heard last whose silence would mean that no alert can come.
package struct SignsOfLife: Sendable, Equatable {
    /// Whether Alertmanager ever was.
    package let wasHeard: Bool
    /// When it was; `nil` where it never was, or nobody can say, because the clock was set since.
    package let heardAt: Timestamp?
    package let heartbeats: [HeartbeatSign]

    package init(heardAt: Timestamp?, heartbeats: [HeartbeatSign]) {
        (wasHeard, self.heardAt, self.heartbeats) = (heardAt != nil, heardAt, heartbeats)
    }

    private init(wasHeard: Bool, heardAt: Timestamp?, heartbeats: [HeartbeatSign]) {
        (self.wasHeard, self.heardAt, self.heartbeats) = (wasHeard, heardAt, heartbeats)
    }

    /// With its times by the clock as it is now: what was heard seconds before that was set forward by two hours was not heard
    /// two hours ago.
    ///
    /// - Parameter time: `nil` where nobody can say.
    package func retold(by time: (Timestamp) -> Timestamp?) -> SignsOfLife {
        SignsOfLife(
            wasHeard: wasHeard, heardAt: heardAt.flatMap(time),
            heartbeats: heartbeats.map {
                HeartbeatSign(
                    name: $0.name, isSteady: $0.isSteady, state: $0.state, wasHeard: $0.wasHeard,
                    heardAt: $0.heardAt.flatMap(time))
            })
    }

    /// `heard from Alertmanager 12s ago`
    package func alertmanagerWords(at now: Timestamp) -> String {
        guard wasHeard else { return "Alertmanager was never heard" }
        let ago = heardAt.map { "\((now - $0).prometheusRounded) ago" } ?? "before the clock was set"
        return "heard from Alertmanager \(ago)"
    }

    package init(reader: StoreReader, tables: RoutingTables) throws {
        let stored = Dictionary(try reader.heartbeats().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let heard = try reader.lastHeardAt()
        (wasHeard, heardAt) = (heard != nil, heard)
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
        wasHeard && heartbeats.allSatisfy { $0.state == .heard || $0.state == .awaited && !$0.isSteady }
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
    package let wasHeard: Bool
    /// `nil` where it never was, or nobody can say when.
    package let heardAt: Timestamp?

    package init(name: String, isSteady: Bool, state: State, heardAt: Timestamp?) {
        self.init(name: name, isSteady: isSteady, state: state, wasHeard: heardAt != nil, heardAt: heardAt)
    }

    fileprivate init(name: String, isSteady: Bool, state: State, wasHeard: Bool, heardAt: Timestamp?) {
        (self.name, self.isSteady, self.state) = (name, isSteady, state)
        (self.wasHeard, self.heardAt) = (wasHeard, heardAt)
    }

    package func words(at now: Timestamp) -> String {
        let heard =
            heardAt.map { "\((now - $0).prometheusRounded) ago" } ?? (wasHeard ? "before the clock was set" : nil)
        switch state {
        case .heard: return "heartbeat \(name) \(heard ?? "heard")"
        case .awaited: return "heartbeat \(name) not heard yet"
        case .silent: return "heartbeat \(name) is silent, \(heard.map { "last heard \($0)" } ?? "never heard")"
        }
    }
}
