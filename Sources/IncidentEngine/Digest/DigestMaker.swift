internal import IncidentCore
internal import IncidentStore

/// Makes the digests whose time has come, inside the caller's transaction: each once, whenever it runs.
struct DigestMaker: Sendable {
    let tables: RoutingTables
    let now: Timestamp

    private struct Due {
        let role: String
        let plannedAt: Timestamp
        let since: Timestamp
    }

    /// When the next one is due; in the past for one that is.
    func next(_ turns: [String: Timestamp]) -> Timestamp? {
        roles.compactMap { role in
            // One that was never seen begins to count at once.
            turns[role].map { tables.nextDigest(for: role, after: $0) } ?? now
        }.compactMap(\.self).min()
    }

    private var roles: [String] { tables.digest?.roles ?? [] }

    /// One digest a contact, whichever roles they have; the roles whose digest nobody could be told wait for the next one.
    func make(in transaction: inout StoreTransaction) throws -> [UntoldBulletin] {
        let turns = try transaction.reader.digestTurns()
        var due: [Due] = []
        for role in roles {
            guard let counted = turns[role] else {
                try transaction.setDigestTurn(of: role, countedFrom: now)
                continue
            }
            guard let first = tables.nextDigest(for: role, after: counted), first <= now else { continue }
            // Of several that were missed the last says it all.
            let planned = tables.lastDigest(for: role, until: now) ?? first
            due.append(Due(role: role, plannedAt: planned, since: counted))
            try transaction.setDigestTurn(of: role, countedFrom: planned)
        }
        guard !due.isEmpty else { return [] }
        let contacts = try tables.onCall(at: now, in: transaction).contacts
        var routes: [(route: BulletinRoute, due: [Due])] = []
        var untold: [UntoldBulletin] = []
        for turn in due {
            guard let contact = contacts[turn.role] else {
                untold.append(try miss(turn, "nobody has the role now", in: transaction))
                continue
            }
            guard let route = BulletinRoute(contact, keepers: tables.keepers) else {
                let why = "\(contact.role) has no method for a digest: an escalation path with mail, Slack or a webhook"
                untold.append(try miss(turn, why, in: transaction))
                continue
            }
            if let place = routes.firstIndex(where: { $0.route.contact == route.contact }) {
                routes[place].due.append(turn)
            } else {
                routes.append((route, [turn]))
            }
        }
        for (route, due) in routes {
            let planned = due.map(\.plannedAt).max() ?? now
            let id = try transaction.addBulletin(
                .digest, route, plannedAt: planned, since: due.map(\.since).min() ?? planned, at: now)
            try transaction.tell(heldFor: due.map(\.role), byDigest: id)
        }
        return untold
    }

    private func miss(_ due: Due, _ why: String, in transaction: borrowing StoreTransaction) throws -> UntoldBulletin {
        for id in try transaction.reader.waitingForDigest(of: [due.role]) {
            let words = "\(due.role) is not told by the digest: \(why); held for the next one"
            try transaction.record(TimelineDraft(.notTold, words), incidentID: id, at: now)
        }
        return UntoldBulletin(.digest, contact: due.role, reason: why)
    }
}
