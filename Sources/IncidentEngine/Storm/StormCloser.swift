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
            // One that was only a little late needs no summary.
            guard let contact = try transaction.reader.contact(ofStorm: storm.id),
                try transaction.reader.heldBack(in: storm, limit: 0).messages > 1
            else { return nil }
            let contacts = try tables.onCall(at: now, in: transaction).contacts
            guard let route = BulletinRoute(contact, after: storm.method, contacts[contact], keepers: tables.keepers)
            else {
                let why = "\(contact) has no method for it: an escalation path with mail, Slack or a webhook"
                return UntoldBulletin(.storm, contact: contact, reason: why)
            }
            let id = try transaction.addBulletin(
                .storm, route, plannedAt: now, since: storm.beganAt, at: now)
            try transaction.tell(storm, byBulletin: id)
            return nil
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
    private static let listed = 1000

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
            toldLastAt: try reader.toldLast(in: storm), url: links.storm(storm.id))
    }
}
