internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// What a list says besides its incidents, from the same state of the store.
struct ListState: Sendable {
    let counts: [Priority: Int]
    let life: SignsOfLife
    /// The newest entry of all timelines.
    let lastEvent: Int64
    private let lost: (at: Timestamp, reason: String)?
    private let doubtful: [StoredDoubt]
    private let redactions: Redactions

    init(reader: StoreReader, tables: RoutingTables, time: TimeSource) throws {
        counts = try reader.openIncidentCounts()
        life = try SignsOfLife(reader: reader, tables: tables).retold(by: time.retold)
        lastEvent = try reader.newestEventID()
        lost = try reader.newestLostAlert()
        doubtful = try reader.doubtfulAlerts()
        redactions = tables.redactions
    }

    /// Of alerts that no incident shows.
    func warnings(at now: Timestamp) -> [PageWarning] {
        PageWarning.warning(of: lost, now: now) + PageWarning.warnings(of: doubtful, redactions)
    }
}
