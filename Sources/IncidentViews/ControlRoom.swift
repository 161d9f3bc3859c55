package import IncidentCore
package import IncidentStore

/// What a list without a filter shows: what is open by what a person must do, and what is over since yesterday.
package struct ControlRoom: Sendable {
    /// So many incidents of a group are shown.
    package static let shown = 50
    /// So many that are over are shown, of this time.
    package static let resolvedShown = 10
    package static let resolvedWithin: Duration = .seconds(86_400)
    /// So many that nobody has taken are looked at, whether anybody has heard of them.
    package static let lookedAt = 2000

    /// Some of the incidents, and how many there are.
    package struct Group: Sendable {
        package let incidents: [IncidentSummary]
        package let count: Int
    }

    package let unreached: Group
    /// Whether all that nobody has taken were looked at for `unreached`.
    package let isUnreachedWhole: Bool
    package let untaken: Group
    package let taken: Group
    package let resolved: Group
    /// How many a person has closed while their alerts fire on.
    package let stillFiring: Int
    /// Among those of the first three groups that are shown.
    package let shared: SharedFindings

    package init(reader: StoreReader, tables: RoutingTables, at now: Timestamp) throws {
        func summaries(_ incidents: [Incident]) throws -> [IncidentSummary] {
            try incidents.map { try IncidentSummary($0, reader: reader, tables: tables, at: now) }
        }
        let found = try reader.unreachedIncidents(lookingAt: Self.lookedAt, at: now)
        unreached = Group(
            incidents: try summaries(found.ids.prefix(Self.shown).compactMap(reader.incident)), count: found.ids.count)
        isUnreachedWhole = found.isWhole
        untaken = Group(
            incidents: try summaries(try reader.untaken(except: Set(found.ids), limit: Self.shown)),
            count: max(0, try reader.incidentCount(.triggered) - found.ids.count))
        let filter = IncidentFilter(statuses: [.acknowledged], limit: Self.shown)
        taken = Group(
            incidents: try summaries(try reader.incidentsByUrgency(filter, after: nil).incidents),
            count: try reader.incidentCount(.acknowledged))
        let over = try reader.incidentsResolved(after: now - Self.resolvedWithin, limit: Self.resolvedShown)
        resolved = Group(incidents: try summaries(over.incidents), count: over.count)
        stillFiring = try reader.stillFiringCount()
        shared = SharedFindings(
            (unreached.incidents + untaken.incidents + taken.incidents).map { ($0.incident.id, $0.findings) })
    }

    /// Whether anything is open.
    package var isOpen: Bool { unreached.count + untaken.count + taken.count > 0 }

    /// The last answer of each kind of endpoint by which nobody was reached, as the first incident has it that has one.
    package var answers: [String] { Self.oneOfEach(unreached.incidents.flatMap(\.answers)) }

    /// How many others say something else.
    package var otherAnswers: Int {
        let gists = Set(unreached.incidents.flatMap(\.answers).map(\.answerGist))
        return gists.subtracting(answers.map(\.answerGist)).count
    }

    /// Of answers those that are the first of their kind of endpoint.
    static func oneOfEach(_ answers: [String]) -> [String] {
        var kinds: Set<Substring> = []
        return answers.filter { kinds.insert($0.prefix { $0 != ":" }).inserted }
    }
}

extension StoreReader {
    /// The most urgent that nobody has taken, without some.
    fileprivate func untaken(except known: Set<Int64>, limit: Int) throws -> [Incident] {
        var (found, place): ([Incident], UrgencyPlace?) = ([], nil)
        repeat {
            let page = try incidentsByUrgency(IncidentFilter(statuses: [.triggered], limit: limit), after: place)
            found += page.incidents.filter { !known.contains($0.id) }
            place = page.next
        } while found.count < limit && place != nil
        return Array(found.prefix(limit))
    }
}
