internal import IncidentCore
internal import IncidentStore

extension HandOffNews {
    /// So many silences are named.
    private static let silencesNamed = 20

    /// What a contact is told of a hand-off, by their own clock or the rota's, as it stands now.
    init(
        _ handOff: HandOff, for owed: OwedBulletin, at now: Timestamp, inForce: TablesInForce,
        link: (Int64?) -> String, reader: StoreReader
    ) throws {
        let tables = inForce.tables
        var contacts = tables.contacts
        contacts.overrides = try reader.rotaOverrides(from: now, until: now + ContactTable.handOffSpan)
        let rota = contacts.rotas.first { $0.name == handOff.rota }
        let clock = contacts.people.first { $0.contact.role == owed.contact }?.clock ?? rota?.clock ?? .utc
        let silenced = inForce.silences.filter { $0.isInForce(at: now) }.map {
            tables.redactions.apply(to: $0.shownWords(by: clock))
        }
        let more = silenced.count - Self.silencesNamed
        self.init(
            handOff, roles: contacts.rotaRoles.filter { $0.value == handOff.rota }.keys.sorted(),
            next: rota.flatMap { contacts.nextHandOff(of: $0, after: max(now, handOff.at)) },
            fallBack: rota?.fallBack,
            silenced: silenced.prefix(Self.silencesNamed) + (more > 0 ? ["and \(more) more"] : []),
            facts: try Digest(
                for: owed.contact, plannedAt: owed.plannedAt, since: owed.since, at: now, clock: clock,
                tables: tables, link: link, reader: reader))
    }
}
