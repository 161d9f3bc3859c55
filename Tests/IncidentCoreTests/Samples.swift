import IncidentCore

// Times and matchers in tables of cases are literals; a wrong one is a mistake in the test itself.
extension Timestamp: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        guard let value = Timestamp(rfc3339: text) else { preconditionFailure("\(text) is not an RFC 3339 time") }
        self = value
    }
}

extension Matcher: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        do {
            self = try Matcher(text)
        } catch {
            preconditionFailure(error.description)
        }
    }
}

extension Timestamp {
    /// When the tests' incidents open: a Monday morning in Berlin.
    static let start: Timestamp = "2026-11-23T06:12:48Z"
}

extension Incident {
    /// Incident 42: P2, open, one of its one occurrences firing.
    static func sample(
        _ status: IncidentStatus = .triggered, priority: Priority = .p2, resolvedBy: String? = nil,
        resolvedAt: Timestamp = .start
    ) -> Incident {
        var incident = Incident(
            id: 42, status: status, priority: priority, rule: "high-latency", title: "ApiLatencyHigh on analytics-api",
            groupKey: #"{}:{alertname="ApiLatencyHigh"}"#, labels: ["alertname": "ApiLatencyHigh"], openedAt: .start,
            firingCount: 1, occurrenceCount: 1)
        if status == .acknowledged { (incident.acknowledgedAt, incident.acknowledgedBy) = (.start, "alice") }
        if status == .resolved { (incident.resolvedAt, incident.resolvedBy) = (resolvedAt, resolvedBy) }
        return incident
    }
}

extension Alert {
    static func sample(
        _ status: AlertStatus = .firing, _ labels: Labels = ["alertname": "ApiLatencyHigh"],
        annotations: Labels = [:], startsAt: Timestamp = .start, tellsStart: Bool = true, endsAt: Timestamp? = nil,
        fingerprint: String = "1dfddcfec1a67da5"
    ) -> Alert {
        Alert(
            status: status, labels: labels, annotations: annotations, startsAt: startsAt, tellsStart: tellsStart,
            endsAt: endsAt,
            fingerprint: fingerprint)
    }
}

extension AlertsChange {
    /// Alerts by their names, all of one class; the lead is always the same.
    init(
        added: [String] = [], ended: [String] = [], firing: Int, occurrences: Int, classification: Classification?,
        mayFire: MayFire? = nil
    ) {
        let joined = added.map {
            JoinedAlert(.sample(.firing, Labels(["alertname": $0]), fingerprint: $0), classification ?? .default)
        }
        self.init(
            joined: joined, ended: ended, firing: firing, occurrences: occurrences,
            lead: classification.map { Lead(.sample(), $0) }, mayFire: mayFire)
    }
}

extension IncidentSilence {
    static let sample = IncidentSilence(
        words: "silence #3 by carol until 2026-11-23 09:00:00 UTC: upgrade", until: "2026-11-23T09:00:00Z")
}

extension Classification {
    static let `default` = Classification(priority: .p3, rule: "default")
}

extension Labels {
    /// As a dictionary, for labels whose number or names a test makes up.
    init(_ values: [String: String]) { self.init(values.map(Pair.init(name:value:))) }
}

/// Random numbers that come again with the same seed (SplitMix64), so that a failed property can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}
