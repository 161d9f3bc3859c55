internal import IncidentCore
internal import IncidentStore

/// By which digests an incident is told, and was.
struct DigestsExplained {
    /// One that it waits for.
    private struct Awaited {
        let role: String
        /// Why, in words: `held for the digest at ..., step 1 of policy "quiet"`.
        let words: String
        /// By which it goes, the first before those that take their turn where it fails.
        let route: BulletinRoute?
    }

    private let awaited: [Awaited]
    private let entries: [TimelineEntry]
    /// The roles that a rota fills, whose digest goes to a person.
    private let rotaRoles: Set<String>

    /// - Parameters:
    ///   - entries: those of the timeline that say what was held, and told.
    ///   - tables: with the overrides of the rotas.
    init(
        _ id: Int64, reader: StoreReader, entries: [TimelineEntry], tables: RoutingTables, now: Timestamp
    ) throws {
        let turns = try reader.digestTurns()
        awaited = try reader.digestsAwaited(byIncident: id).map { role in
            let time = tables.nextDigest(for: role, after: turns[role] ?? now)
            let held = entries.last { $0.kind == .heldForDigest && $0.summary.hasPrefix("\(role): ") }
            let reason = (held?.summary.dropFirst(role.count + 2)).flatMap { words in
                words.firstRange(of: ", ").map { words[$0.lowerBound...] }
            }
            let at = time.map { " at \(max($0, now).readable)" } ?? ""
            let contact = tables.onCall(at: max(time ?? now, now)).contacts[role]
            return Awaited(
                role: role, words: "held for the digest\(at)\(reason ?? "")",
                route: contact.flatMap { BulletinRoute($0, keepers: tables.keepers) })
        }
        self.entries = entries
        rotaRoles = Set(tables.contacts.rotaRoles.keys)
    }

    /// What the digest has to do with one of a contact's ways; `nil` where it has nothing.
    ///
    /// - Parameter isUsed: whether something else will tell that way, so that it need not be said why the digest does not.
    func words(of method: ContactMethod, of name: String, isUsed: Bool) -> String? {
        let otherWay = isUsed ? nil : "not used: the digest does not go this way"
        let told = entries.last {
            $0.kind == .toldByDigest && $0.summary.contains("\(Self.toldTo(name))\(method.text): ")
        }
        let awaited = awaited.first { $0.route?.contact == name || $0.role == name }
        if let awaited, let route = awaited.route, let first = route.methods.first {
            if first == method { return awaited.words }
            return route.methods.contains(method)
                ? "takes its turn where the digest by \(first.text) does not get through" : otherWay
        }
        if let told {
            return told.summary.replacing(" to \(name), \(method.text): ", with: " at \(told.at.readable): ")
        }
        if let awaited { return awaited.words }
        let isTold = entries.contains { $0.kind == .toldByDigest && $0.summary.contains(Self.toldTo(name)) }
        return isTold ? otherWay : nil
    }

    /// Whether an entry says that something is told, or is held no more: told of each way, it is not said of nobody.
    func isOver(_ entry: TimelineEntry) -> Bool {
        guard entry.kind == .heldForDigest else { return entry.kind == .toldByDigest }
        guard let end = entry.summary.firstRange(of: ": held for the digest") else { return false }
        let role = String(entry.summary[..<end.lowerBound])
        return entries.contains {
            $0.kind == .toldByDigest && $0.id > entry.id
                && (rotaRoles.contains(role) || $0.summary.contains(Self.toldTo(role)))
        }
    }

    private static func toldTo(_ name: String) -> String { " the digest to \(name), " }
}
