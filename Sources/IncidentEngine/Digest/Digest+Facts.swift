package import IncidentCore
package import IncidentStore

extension Digest {
    /// So many incidents of a kind are named; of the others their number.
    private static let listed = 50

    /// What a contact is told of one state of the store.
    ///
    /// - Parameters:
    ///   - held: incidents that waited for it and of which nobody was paged before.
    ///   - link: the page of an incident, or of the list for `nil`.
    package init(
        for contact: String, plannedAt: Timestamp? = nil, since: Timestamp, at time: Timestamp, clock: LocalClock,
        held: [Int64] = [], tables: RoutingTables, link: (Int64?) -> String, reader: StoreReader
    ) throws {
        func entry(_ incident: Incident) -> Entry {
            let seen = incident.seen(at: time)
            let isHeld = held.contains(incident.id) && seen.status != .acknowledged
            return Entry(seen.redacted(by: tables.redactions), isHeld: isHeld, url: link(incident.id))
        }
        let open = try reader.incidentsOpen(at: time, limit: Self.listed)
        let changed = try reader.incidentsChanged(from: since, until: time, limit: Self.listed)
        var happened = changed.incidents.map(entry)
        // What was held is named whatever else there is.
        let named = Set((open.incidents + changed.incidents).map(\.id))
        let missing = try held.filter { !named.contains($0) }.compactMap { try reader.incident($0) }.filter {
            $0.openedAt <= time
        }
        happened += missing.map(entry)
        let end = clock.instant(day: clock.reading(at: time).day + 1, minute: 0)
        self.init(
            contact: contact, plannedAt: plannedAt, at: time, since: since, clock: clock,
            open: open.incidents.map(entry), openCounts: open.counts, overdueCount: open.overdue, happened: happened,
            happenedCount: max(changed.count, happened.count),
            onCall: try Self.onCall(from: time, until: end, clock, tables, reader), url: link(nil))
    }

    /// The digest that a person asks for: what a contact would be told at a time, or would have been.
    ///
    /// - Parameter role: whose; `nil` is the first that has one, or nobody's in particular.
    package init(
        at time: Timestamp, role: String?, tables: RoutingTables, link: (Int64?) -> String, reader: StoreReader,
        now: Timestamp
    ) throws {
        let role = role ?? tables.digest?.roles.first
        let counted = try role.flatMap { try reader.digestTurns()[$0] }
        // What was told in the morning is over; what is asked for tells what came since the digest before it.
        let last = role.flatMap { tables.lastDigest(for: $0, until: time - .seconds(1)) }
        let turn = counted.flatMap { $0 < time ? $0 : nil }
        // Whether the one that tells what waits now has gone out until then.
        let isTold = turn.map { turn in last.map { $0 > max(turn, now) } ?? false } ?? false
        let since = isTold ? last : turn ?? last
        try self.init(
            for: role ?? "whoever asks", since: since ?? time - .seconds(86_400), at: time,
            clock: role.flatMap(tables.digestClock) ?? .utc,
            held: isTold ? [] : try role.map { try reader.unpagedIncidents(waitingForDigestOf: $0) } ?? [],
            tables: tables, link: link, reader: reader)
    }

    private static func onCall(
        from start: Timestamp, until end: Timestamp, _ clock: LocalClock, _ tables: RoutingTables, _ reader: StoreReader
    ) throws -> [String] {
        var contacts = tables.contacts
        guard !contacts.rotas.isEmpty else { return [] }
        contacts.overrides = try reader.rotaOverrides(from: start, until: end)
        return contacts.rotas.map { rota in
            let shifts = rota.shifts(from: start, until: end, overrides: contacts.heededOverrides)
            let words = shifts.map { shift in
                let until = shift.until < end ? " until \(clock.text(of: shift.until))" : ""
                return "\(shift.duty?.person ?? "nobody")\(until)"
            }
            let roles = contacts.rotaRoles.filter { $0.value == rota.name }.keys.sorted()
            let name = roles.isEmpty ? rota.name : "\(roles.joined(separator: ", ")) (\(rota.name))"
            return "\(name): \(words.joined(separator: ", then "))".singleLine(limit: 400)
        }
    }
}
