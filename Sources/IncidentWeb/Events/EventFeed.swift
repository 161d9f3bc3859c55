internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// What the timelines of all incidents say, for everybody who follows it: one look at the store, many readers.
///
/// Nobody looks while nobody follows, and whoever stores something does nothing for it.
actor EventFeed {
    /// How often is looked at most.
    static let interval: Duration = .milliseconds(250)
    /// So many are read at once.
    static let batch = 200
    /// So many are kept; who is further behind reads by itself.
    private static let kept = 1000
    /// Nobody has looked for so long that what has come since is nobody's news.
    private static let forgetAfter: Duration = .seconds(5)

    private let store: IncidentStore
    private let tables: CurrentTables
    private let time: TimeSource
    /// All after `from`, up to `through`.
    private var recent: [EventView] = []
    private var from: Int64 = 0
    private var through: Int64 = 0
    private var lookedAt: Timestamp?
    private var isLooking = false
    /// Whether somebody who is behind is reading; the others wait for their turn, in order.
    private var isCatchingUp = false
    private var turns: [CheckedContinuation<Void, Never>] = []

    /// Some events, and how far they go: who asks again asks after that.
    struct Part: Sendable, Equatable {
        let events: [EventView]
        let through: Int64
    }

    init(store: IncidentStore, tables: CurrentTables, time: TimeSource) {
        (self.store, self.tables, self.time) = (store, tables, time)
    }

    /// What has come after an event, as far as is known; at most a batch.
    ///
    /// - Parameter incident: only what is about this one.
    func events(after id: Int64, of incident: Int64?) async throws -> Part {
        try await lookIfDue()
        guard id >= from else { return try await catchUp(after: id, of: incident) }
        let found = recent.filter { $0.id > id && (incident == nil || $0.incident == incident) }.prefix(Self.batch)
        return Part(events: Array(found), through: found.count < Self.batch ? max(id, through) : found.last?.id ?? id)
    }

    /// When it is worth asking again.
    var nextLook: Timestamp { (isLooking ? time.now() : lookedAt ?? time.now()) + Self.interval }

    /// Where who follows from now on begins.
    ///
    /// However many begin at once, none is told that the store is busy: each is one step in an index, which the engine's own
    /// readers have room for, and people's pages keep theirs.
    func newest() async throws -> Int64 { try await store.read { try $0.newestEventID() } }

    /// - Throws: `UnknownIncident` when there is none with this number.
    func check(_ incident: Int64) async throws { _ = try await store.read { try $0.existing(incident) } }

    /// One at a time: whoever is behind has all the time, and pages want the same readers.
    private func catchUp(after id: Int64, of incident: Int64?) async throws -> Part {
        if isCatchingUp {
            await withCheckedContinuation { turns.append($0) }
        } else {
            isCatchingUp = true
        }
        // It stays taken for the next in the row.
        defer { if turns.isEmpty { isCatchingUp = false } else { turns.removeFirst().resume() } }
        return try await read(after: id, of: incident)
    }

    private func lookIfDue() async throws {
        let now = time.now()
        // The clock may have been set back.
        if let lookedAt, lookedAt <= now, now < lookedAt + Self.interval { return }
        // Others look meanwhile at what is known.
        guard !isLooking else { return }
        let last = lookedAt
        (isLooking, lookedAt) = (true, now)
        defer { isLooking = false }
        if last.map({ now < $0 || $0 + Self.forgetAfter < now }) ?? true {
            let newest = try await newest()
            (recent, from, through) = ([], newest, newest)
        } else {
            let part = try await read(after: through, of: nil)
            recent += part.events
            through = part.through
            if recent.count > Self.kept {
                recent.removeFirst(recent.count - Self.kept)
                from = recent[0].id - 1
            }
        }
    }

    private func read(after id: Int64, of incident: Int64?) async throws -> Part {
        let redactions = tables.value.redactions
        return try await store.readForPeople { reader in
            let found = try reader.events(after: id, incidentID: incident, limit: Self.batch)
            return Part(
                events: found.events.map { EventView($0, redactions: redactions) }, through: found.through)
        }
    }
}
