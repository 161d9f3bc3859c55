internal import IncidentCore
internal import IncidentStore

/// Makes the messages of hand-offs that have come, inside the caller's transaction: each once, whenever it runs.
struct HandOffMaker: Sendable {
    let tables: RoutingTables
    let now: Timestamp

    /// Looked ahead no further: it is looked at again long before.
    private static let ahead: Duration = .seconds(2 * 86_400)

    /// One that was looked at so far ahead was by a clock that was wrong, and begins anew.
    private func isOfWrongClock(_ watch: RotaWatch) -> Bool { watch.since > now + Self.ahead }

    private var rotas: [Rota] { tables.contacts.rotas.filter(\.tellsHandOffs) }

    /// When somebody is to be told next, or what is looked at is to be changed; in the past for what is due.
    func next(_ reader: StoreReader) throws -> Timestamp? {
        let (rotas, watches) = (rotas, try reader.rotaWatches())
        let names = Set(rotas.map(\.name))
        if watches.keys.contains(where: { !names.contains($0) }) { return now }
        guard !rotas.isEmpty else { return nil }
        let contacts = try contacts(reader)
        return rotas.compactMap { rota in
            guard let watch = watches[rota.name], !isOfWrongClock(watch),
                contacts.handOff(of: rota, since: watch, at: now) == nil
            else { return now }
            return now < watch.since
                ? watch.since : contacts.nextHandOff(of: rota, after: now, within: Self.ahead)?.at
        }.min()
    }

    /// - Returns: whom nobody could tell.
    func make(in transaction: inout StoreTransaction) throws -> [UntoldBulletin] {
        let (rotas, watches) = (rotas, try transaction.reader.rotaWatches())
        let names = Set(rotas.map(\.name))
        for gone in watches.keys.sorted() where !names.contains(gone) { try transaction.forgetWatch(ofRota: gone) }
        guard !rotas.isEmpty else { return [] }
        let contacts = try contacts(transaction.reader)
        var untold: [UntoldBulletin] = []
        for rota in rotas {
            guard let watch = watches[rota.name], !isOfWrongClock(watch) else {
                // Whoever is on call now was before we were asked to tell it.
                let person = contacts.personOnCall(by: rota, at: now)
                try transaction.watch(rota: rota.name, RotaWatch(person: person, since: now))
                continue
            }
            guard let handOff = contacts.handOff(of: rota, since: watch, at: now) else { continue }
            try transaction.watch(rota: rota.name, RotaWatch(person: handOff.to, since: handOff.at))
            untold += try tell(handOff, since: watch.since, contacts, in: transaction)
        }
        return untold
    }

    private func tell(
        _ handOff: HandOff, since: Timestamp, _ contacts: ContactTable, in transaction: borrowing StoreTransaction
    ) throws -> [UntoldBulletin] {
        var untold: [UntoldBulletin] = []
        // Who has gone from the table since has no ways to be reached.
        for contact in [handOff.from, handOff.to].compactMap({ $0.flatMap { contacts[$0] } }) {
            guard let route = BulletinRoute(contact, keepers: tables.keepers) else {
                let why = "\(contact.role) has no method for it: an escalation path with mail, Slack or a webhook"
                untold.append(UntoldBulletin(.handOff, contact: contact.role, reason: why))
                continue
            }
            _ = try transaction.addBulletin(
                .handOff, route, plannedAt: handOff.at, since: since, handOff: handOff, at: now)
        }
        return untold
    }

    private func contacts(_ reader: StoreReader) throws -> ContactTable {
        var contacts = tables.contacts
        contacts.overrides = try reader.rotaOverrides(from: now - ContactTable.handOffSpan, until: now + Self.ahead)
        return contacts
    }
}
