import IncidentCore
import Testing

@Suite("Joining", .timeLimit(.minutes(5)))
struct JoiningTests {
    static let now: Timestamp = "2026-11-23T07:00:00Z"

    static func incident(_ id: Int64, _ status: IncidentStatus, minutesAgo: Int = 0) -> Incident {
        var incident = Incident.sample(status, resolvedAt: now - .seconds(minutesAgo * 60))
        incident.id = id
        return incident
    }

    static func decide(_ byGroup: Incident?, _ byFingerprint: [Incident]) -> Joining {
        Joining.decide(byGroup: byGroup, byFingerprint: byFingerprint, reopenWithin: .seconds(900), at: now)
    }

    @Test func `what nobody knows opens an incident`() {
        #expect(Self.decide(nil, []) == .open)
    }

    @Test(arguments: [IncidentStatus.triggered, .acknowledged])
    func `it joins the open incident of its group key or of a fingerprint`(status: IncidentStatus) {
        #expect(Self.decide(Self.incident(1, status), []) == .join(incidentID: 1))
        #expect(Self.decide(nil, [Self.incident(2, status)]) == .join(incidentID: 2))
    }

    @Test func `the group key goes before the fingerprint`() {
        #expect(Self.decide(Self.incident(1, .triggered), [Self.incident(2, .triggered)]) == .join(incidentID: 1))
        #expect(
            Self.decide(Self.incident(1, .resolved, minutesAgo: 1), [Self.incident(2, .resolved, minutesAgo: 1)])
                == .reopen(incidentID: 1))
    }

    @Test func `an open incident goes before a resolved one`() {
        #expect(
            Self.decide(Self.incident(1, .resolved, minutesAgo: 1), [Self.incident(2, .acknowledged)])
                == .join(incidentID: 2))
    }

    @Test(arguments: [(0, Joining.reopen(incidentID: 1)), (15, .reopen(incidentID: 1)), (16, .open)])
    func `what fires again within the time to re-open is the same incident`(minutesAgo: Int, expected: Joining) {
        #expect(Self.decide(Self.incident(1, .resolved, minutesAgo: minutesAgo), []) == expected)
        #expect(Self.decide(nil, [Self.incident(1, .resolved, minutesAgo: minutesAgo)]) == expected)
    }

    @Test func `of resolved incidents one that is recent enough is found behind one that is not`() {
        let found = Self.decide(
            Self.incident(1, .resolved, minutesAgo: 60),
            [Self.incident(2, .resolved, minutesAgo: 40), Self.incident(3, .resolved, minutesAgo: 5)])
        #expect(found == .reopen(incidentID: 3))
    }
}
