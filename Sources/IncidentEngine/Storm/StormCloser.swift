package import IncidentCore
package import IncidentStore

/// Ends the storms that are over, inside the caller's transaction, and owes each address's contact the summary of what was
/// held back.
struct StormCloser: Sendable {
    let tables: RoutingTables
    let now: Timestamp

    /// - Returns: those of which nobody can be told a summary, and why.
    func close(in transaction: inout StoreTransaction) throws -> [UntoldBulletin] {
        try transaction.calmStorms(at: now).compactMap { storm in
            var storm = storm
            guard try !transaction.isHoldingBack(storm) else {
                // What is told late is told all the same, and then it is over.
                storm.calmAt = now + AddressBudget.window
                try transaction.save(storm)
                return nil
            }
            storm.calmAt = nil
            try transaction.save(storm)
            transaction.holdNew(for: storm.method, nil)
            let keepsIncidents = tables.keepers.contains(storm.method.notifier)
            guard let contact = try transaction.reader.contact(ofStorm: storm.id),
                try transaction.reader.count(of: storm).needsSummary(keepsIncidents: keepsIncidents)
            else { return nil }
            let contacts = try tables.onCall(at: now, in: transaction).contacts
            guard let route = BulletinRoute(contact, after: storm.method, contacts[contact], keepers: tables.keepers)
            else {
                let why = "\(contact) has no method for it: an escalation path with mail, Slack or a webhook"
                let id = try transaction.addUntoldBulletin(
                    .storm, contact: contact, method: storm.method, because: why, since: storm.beganAt, at: now)
                try transaction.tell(storm, byBulletin: id)
                try storm.record(.notTold, "is told to nobody: \(why)", at: now, in: transaction)
                return UntoldBulletin(.storm, contact: contact, reason: why)
            }
            let id = try transaction.addBulletin(
                .storm, route, plannedAt: now, since: storm.beganAt, at: now)
            try transaction.tell(storm, byBulletin: id)
            return nil
        }
    }
}

extension Storm {
    /// Keeps what became of its summary with each incident of which something was held back.
    ///
    /// - Parameter what: in words that follow "the summary of storm 3".
    func record(
        _ kind: TimelineKind, _ what: String, at now: Timestamp, in transaction: borrowing StoreTransaction
    ) throws {
        let draft = TimelineDraft(kind, "the summary of storm \(id) \(what)")
        for incident in try transaction.reader.incidents(ofStorm: id, limit: StormSummary.listed) {
            try transaction.record(draft, incidentID: incident, at: now)
        }
    }
}

/// A bulletin that nobody could be told, and why.
struct UntoldBulletin: Sendable {
    let kind: BulletinKind
    let contact: String
    let reason: String

    init(_ kind: BulletinKind, contact: String, reason: String) {
        self.kind = kind
        self.contact = contact
        self.reason = reason
    }
}

extension BulletinRoute {
    /// Where a storm's messages went, and then the contact's own methods.
    fileprivate init?(_ name: String, after method: ContactMethod, _ contact: Contact?, keepers: Set<NotifierKind>) {
        let own = contact?.escalationPath.filter { $0 != method } ?? []
        self.init(
            Contact(role: name, address: contact?.address ?? "", escalationPath: [method] + own), keepers: keepers)
    }
}

extension StormSummary {
    /// So many incidents are named; of the others their number.
    static let listed = 1000

    /// - Parameter contact: `nil` is for whom the last of what was held back was.
    package init(
        _ storm: Storm, contact: String? = nil, tables: RoutingTables, links: Links, reader: StoreReader
    ) throws {
        let contact = try contact ?? reader.contact(ofStorm: storm.id) ?? "nobody"
        let held = try reader.heldBack(in: storm, limit: Self.listed)
        self.init(
            storm, contact: contact, clock: tables.digestClock(of: contact) ?? .utc,
            entries: held.incidents.map {
                Entry($0.redacted(by: tables.redactions), url: links.incident($0.id))
            },
            omitted: held.count - held.incidents.count, held: held.messages,
            toldLastAt: try reader.toldLast(in: storm), telling: try reader.telling(ofStorm: storm.id),
            url: links.storm(storm.id))
    }
}
