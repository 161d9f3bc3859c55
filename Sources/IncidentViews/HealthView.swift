package import IncidentCore
package import IncidentEngine

/// What stands in the way of alerts and of messages, as the JSON API shows it.
package struct HealthView: Encodable, Sendable {
    struct HeartbeatView: Encodable, Sendable {
        let name: String
        let state: HeartbeatSign.State
        @Explicit var heardAt: String?

        enum CodingKeys: String, CodingKey {
            case name, state
            case heardAt = "heard_at"
        }
    }

    struct TablesView: Encodable, Sendable {
        /// Whether the files are in force as they are now.
        let inForce: Bool
        @Explicit var loadedAt: String?
        /// Of the first reading that was refused since.
        @Explicit var refusedSince: String?
        let problems: [String]

        enum CodingKeys: String, CodingKey {
            case problems
            case inForce = "in_force"
            case loadedAt = "loaded_at"
            case refusedSince = "refused_since"
        }
    }

    /// When Alertmanager was heard last.
    @Explicit var heardAt: String?
    let heartbeats: [HeartbeatView]
    let tables: TablesView
    let endpoints: [EndpointView]
    /// What every page says first.
    let warnings: [String]
    /// By priority.
    let open: [String: Int]
    /// Of those that nobody has taken: of how many nobody has heard, though that was tried.
    let nobodyReached: Int

    enum CodingKeys: String, CodingKey {
        case heartbeats, tables, endpoints, warnings, open
        case heardAt = "heard_at"
        case nobodyReached = "nobody_reached"
    }

    package init(
        _ signs: SignsOfLife, tables readings: TableReadings, endpoints: [EndpointFacts], warnings: [String],
        open: [Priority: Int], nobodyReached: Int
    ) {
        heardAt = signs.heardAt?.rfc3339
        heartbeats = signs.heartbeats.map {
            HeartbeatView(name: $0.name, state: $0.state, heardAt: $0.heardAt?.rfc3339)
        }
        tables = TablesView(
            inForce: readings.refusal == nil, loadedAt: readings.inForceSince?.rfc3339,
            refusedSince: readings.refusal?.since.rfc3339,
            problems: (readings.refusal?.problems ?? []).prefix(Shown.pairs).map { $0.shown(Shown.nameCharacters) })
        self.endpoints = endpoints.map(EndpointView.init)
        self.warnings = warnings
        self.open = Dictionary(uniqueKeysWithValues: open.map { ($0.key.rawValue, $0.value) })
        self.nobodyReached = nobodyReached
    }
}
