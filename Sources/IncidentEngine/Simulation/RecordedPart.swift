package import IncidentCore
internal import IncidentStore

/// Which part of a recording is played, and how it is found.
struct RecordedPart {
    /// When playing begins.
    let start: Timestamp
    let from: Timestamp
    let end: Timestamp
    /// Those that were open from `from` on.
    let incidents: [Incident]
    /// Whether from `from` on all that came in is played.
    let isWhole: Bool
    /// The alerts of which all is played, from `start` on.
    private let fingerprints: Set<String>

    init(last length: Duration, until end: Timestamp, _ reader: StoreReader) throws {
        // Before the first start no heartbeat was waited for.
        let from = max(end - length, try reader.installedAt() ?? .distantPast)
        (self.from, self.end, isWhole) = (from, end, true)
        incidents = try reader.incidents(openFrom: from, until: end)
        let earlier = incidents.filter { $0.openedAt < from }
        fingerprints = try Self.fingerprints(of: earlier, reader)
        start = earlier.map(\.openedAt).min() ?? from
    }

    init(of incident: Incident, until newest: Timestamp, _ reader: StoreReader) throws {
        (start, from, isWhole) = (incident.openedAt, incident.openedAt, false)
        end = incident.resolvedAt.map { min($0 + .seconds(3600), newest) } ?? newest
        incidents = [incident]
        fingerprints = try Self.fingerprints(of: incidents, reader)
    }

    private static func fingerprints(of incidents: [Incident], _ reader: StoreReader) throws -> Set<String> {
        Set(try incidents.flatMap { try reader.occurrenceKeys(incidentID: $0.id).map(\.fingerprint) })
    }

    /// - Parameter read: gives a body.
    func bodies(_ reader: StoreReader, read: (Int64) throws -> [UInt8]) throws -> [Simulation.Event] {
        guard !isWhole || start < from else { return try events(reader, from: from, until: end) }
        let chosen = try events(reader, from: start, until: isWhole ? from - .milliseconds(1) : end).filter { event in
            guard case .body(let id) = event.what else { return false }
            return concerns(try read(id), receivedAt: event.at)
        }
        return isWhole ? chosen + (try events(reader, from: from, until: end)) : chosen
    }

    private func events(_ reader: StoreReader, from: Timestamp, until end: Timestamp) throws -> [Simulation.Event] {
        try reader.recordedBodies(from: from, until: end).map { Simulation.Event(at: $0.receivedAt, .body($0.id)) }
    }

    private func concerns(_ body: [UInt8], receivedAt time: Timestamp) -> Bool {
        let group = body.withUnsafeBufferPointer { try? AlertGroup(webhookBody: $0, receivedAt: time) }
        // An alert may be known by its labels, whatever came as its fingerprint.
        return group?.alerts.contains {
            fingerprints.contains($0.fingerprint) || fingerprints.contains($0.labels.fingerprint)
        } ?? false
    }

    private static let deeds: [TimelineKind] = [
        .acknowledged, .unacknowledged, .resolved, .reopened, .snoozed, .handedOver, .escalated,
        .responderAdded,
    ]

    func deeds(_ reader: StoreReader) throws -> (events: [Simulation.Event], unclear: Int) {
        var known: [Int64: [OccurrenceKey]] = [:]
        for incident in incidents { known[incident.id] = try reader.occurrenceKeys(incidentID: incident.id) }
        var (events, unclear): ([Simulation.Event], Int) = ([], 0)
        for entry in try reader.entries(of: Self.deeds, from: start, until: end)
        where entry.actor != TimelineDraft.ourselves {
            guard let occurrences = known[entry.incidentID] else { continue }
            guard let what = RecordedDeed.What(entry) else {
                unclear += 1
                continue
            }
            let deed = RecordedDeed(
                occurrences: occurrences, by: entry.actor, why: RecordedDeed.why(entry), what: what)
            events.append(Simulation.Event(at: entry.at, .deed(deed)))
        }
        return (events, unclear)
    }

    func silences(_ reader: StoreReader) throws -> [Simulation.Event] {
        try reader.silences(from: start, until: end).flatMap { silence in
            let made = Simulation.Event(at: max(silence.madeAt, start), .silence(silence))
            guard let expiredAt = silence.expiredAt, expiredAt <= end else { return [made] }
            return [made, Simulation.Event(at: expiredAt, .endSilence(silence.id, by: silence.expiredBy ?? ""))]
        }
    }

    func overrides(_ reader: StoreReader) throws -> [Simulation.Event] {
        try reader.rotaOverrides(from: start, until: end).filter { $0.madeAt <= end }.map {
            Simulation.Event(at: max($0.madeAt, start), .override($0))
        }
    }
}

extension RecordedDeed {
    /// The end of its entry's words.
    static func why(_ entry: TimelineEntry) -> String? {
        entry.summary.firstRange(of: ": ").map { String(entry.summary[$0.upperBound...]) }
    }
}

extension RecordedDeed.What {
    /// From the words of its entry, which have what its details have not: until when, and to whom.
    ///
    /// - Returns: `nil` when they do not tell it.
    package init?(_ entry: TimelineEntry) {
        switch entry.kind {
        case .acknowledged: self = .acknowledge
        case .unacknowledged: self = .unacknowledge
        case .resolved: self = .resolve
        case .reopened: self = .reopen
        case .escalated: self = .escalate
        case .snoozed:
            guard let range = entry.summary.firstRange(of: "snoozed by \(entry.actor) until "),
                let moment = MomentText(String(entry.summary[range.upperBound...].prefix(Self.timeLength)))
            else { return nil }
            self = .snooze(until: moment.time(at: entry.at))
        case .handedOver:
            let summary = entry.summary
            guard let end = summary.firstRange(of: " by \(entry.actor), to be confirmed by "),
                let start = summary[..<end.lowerBound].ranges(of: " to ").last
            else { return nil }
            self = .handOver(to: String(summary[start.upperBound..<end.lowerBound]))
        case .responderAdded:
            guard let end = entry.summary.firstRange(of: " is asked for by \(entry.actor)") else { return nil }
            self = .ask(for: String(entry.summary[..<end.lowerBound]))
        default: return nil
        }
    }

    /// Of `2026-11-23 06:12:48 UTC`.
    private static let timeLength = 23
}
