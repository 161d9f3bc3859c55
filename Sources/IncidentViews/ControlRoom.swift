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
    /// Without those that are silenced.
    package let untaken: Group
    /// That nobody has taken, and of which nobody is told while they are silenced.
    package let silenced: Group
    package let taken: Group
    package let resolved: Group
    /// How many a person has closed while their alerts fire on.
    package let stillFiring: Int
    /// Among those of the open groups that are shown.
    package let shared: SharedFindings

    package init(reader: StoreReader, tables: RoutingTables, at now: Timestamp) throws {
        func summaries(_ incidents: [Incident]) throws -> [IncidentSummary] {
            try incidents.map { try IncidentSummary($0, reader: reader, tables: tables, at: now) }
        }
        let found = try reader.unreachedIncidents(lookingAt: Self.lookedAt, at: now)
        unreached = Group(
            incidents: try summaries(found.ids.prefix(Self.shown).compactMap(reader.incident)), count: found.ids.count)
        isUnreachedWhole = found.isWhole
        let hushed = try reader.untakenSilenced(limit: Self.shown)
        silenced = Group(incidents: try summaries(hushed.incidents), count: hushed.count)
        let others = found.ids.count + hushed.count
        untaken = Group(
            incidents: try summaries(
                try reader.untaken(except: Set(found.ids), and: hushed.count, limit: Self.shown)),
            count: max(0, try reader.incidentCount(.triggered) - others))
        let filter = IncidentFilter(statuses: [.acknowledged], limit: Self.shown)
        taken = Group(
            incidents: try summaries(try reader.incidentsByUrgency(filter, after: nil).incidents),
            count: try reader.incidentCount(.acknowledged))
        let over = try reader.incidentsResolved(after: now - Self.resolvedWithin, limit: Self.resolvedShown)
        resolved = Group(incidents: try summaries(over.incidents), count: over.count)
        stillFiring = try reader.stillFiringCount()
        let shown = [unreached, untaken, taken, silenced].flatMap(\.incidents)
        shared = SharedFindings(shown.map { ($0.incident.id, $0.findings) })
    }

    /// Whether anything is open.
    package var isOpen: Bool { unreached.count + untaken.count + taken.count + silenced.count > 0 }

    /// All that is open and shown.
    package var open: [IncidentSummary] { [unreached, untaken, taken, silenced].flatMap(\.incidents) }

    /// What is true of all that nobody is known to have heard of.
    package var unreachedTitle: String {
        let mayHaveReached = unreached.incidents.contains { $0.unreached?.mayHaveReached == true }
        return mayHaveReached ? "Nobody known to be reached" : "Nobody reached"
    }

    /// The last answer of each kind of endpoint by which nobody was reached, as the first incident has it that has one.
    package var answers: [String] { Self.oneOfEach(allAnswers) }

    /// How many others say something else.
    package var otherAnswers: Int {
        let gists = Set(allAnswers.map(\.answerGist))
        return gists.subtracting(answers.map(\.answerGist)).count
    }

    private var allAnswers: [String] { unreached.incidents.flatMap { $0.unreached?.answers ?? [] } }

    /// Of answers those that are the first of their kind of endpoint.
    static func oneOfEach(_ answers: [String]) -> [String] {
        var kinds: Set<Substring> = []
        return answers.filter { kinds.insert($0.prefix { $0 != ":" }).inserted }
    }
}

extension StoreReader {
    /// The most urgent that nobody has taken, without some and without those that are silenced.
    ///
    /// - Parameter silenced: how many these are; with many of them it is looked farther at once.
    fileprivate func untaken(except known: Set<Int64>, and silenced: Int, limit: Int) throws -> [Incident] {
        var (found, place): ([Incident], UrgencyPlace?) = ([], nil)
        let filter = IncidentFilter(statuses: [.triggered], limit: limit + min(known.count + silenced, 9 * limit))
        repeat {
            let page = try incidentsByUrgency(filter, after: place)
            found += page.incidents.filter { $0.silence == nil && !known.contains($0.id) }
            place = page.next
        } while found.count < limit && place != nil
        return Array(found.prefix(limit))
    }
}
