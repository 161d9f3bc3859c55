import Testing

@testable import IncidentCore

/// By when somebody is to have taken an incident.
@Suite("The time to respond", .timeLimit(.minutes(5)))
struct ResponseTests {
    private static let within = RespondWithin(p1: .seconds(300), p2: .seconds(3600), p3: .seconds(86_400))
    private static let opened = Timestamp.start
    private static let later = opened + .seconds(600)

    private static func waiting(_ priority: Priority, _ response: Response) -> Incident {
        var incident = Incident.sample(priority: priority)
        incident.response = response
        return incident
    }

    private static func quiet(_ response: Response) -> Incident {
        var incident = waiting(.p2, response)
        incident.firingCount = 0
        incident.flapping = Flapping(since: opened, quietBy: opened + .seconds(900))
        return incident
    }

    private static func silenced(_ incident: Incident) -> Incident {
        var incident = incident
        incident.silence = .sample
        return incident
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let before: Incident?
        let after: Incident
        let expected: Response

        init(_ what: String, _ before: Incident?, _ after: Incident, _ expected: Response) {
            (testDescription, self.before, self.after, self.expected) = (what, before, after, expected)
        }
    }

    private static let pending = Response(by: opened + .seconds(3600))
    private static let missed = Response(missed: opened + .seconds(60))

    static let cases = [
        Case("it opens", nil, .sample(), Response(by: later + .seconds(3600))),
        Case("it opens without a deadline", nil, .sample(priority: .p4), .none),
        Case("it opens silenced", nil, silenced(.sample()), .none),
        Case("nothing changes", waiting(.p2, pending), waiting(.p2, pending), pending),
        Case("it was missed, and stays so", waiting(.p2, missed), waiting(.p2, missed), missed),
        Case("it is taken", waiting(.p2, pending), .sample(.acknowledged), .none),
        Case("it is released", .sample(.acknowledged), .sample(), Response(by: later + .seconds(3600))),
        Case("it opens again", .sample(.resolved), .sample(), Response(by: later + .seconds(3600))),
        Case("it is silenced", waiting(.p2, pending), silenced(waiting(.p2, pending)), .none),
        Case("it is silenced no more", silenced(.sample()), .sample(), Response(by: later + .seconds(3600))),
        Case(
            "a higher priority comes sooner", waiting(.p3, Response(by: opened + .seconds(86_400))),
            waiting(.p1, Response(by: opened + .seconds(86_400))), Response(by: later + .seconds(300))),
        Case(
            "the earlier one counts", waiting(.p2, Response(by: later + .seconds(60))),
            waiting(.p1, Response(by: later + .seconds(60))), Response(by: later + .seconds(60))),
        Case(
            "a lower priority has its own time, from the opening", waiting(.p1, Response(by: opened + .seconds(300))),
            waiting(.p3, Response(by: opened + .seconds(300))), Response(by: opened + .seconds(86_400))),
        Case("what was missed stays so when it falls", waiting(.p1, missed), waiting(.p3, missed), missed),
        Case(
            "what was missed is due anew when it rises", waiting(.p2, missed), waiting(.p1, missed),
            Response(by: later + .seconds(300), missed: missed.missed)),
        Case("it came while nothing fired", quiet(.none), waiting(.p2, .none), Response(by: later)),
        Case("nothing fires just now", waiting(.p2, pending), quiet(pending), pending),
    ]

    @Test(arguments: cases)
    func `its deadline follows how the incident has changed`(row: Case) {
        var incident = row.after
        if incident.status == .acknowledged { incident.response = row.before?.response ?? .none }
        incident.followResponse(after: row.before, within: Self.within, at: Self.later)
        #expect(incident.response.by == row.expected.by)
        #expect(incident.response.missed == row.expected.missed)
    }

    @Test func `a deadline that nobody kept is recorded once, and escalates`() throws {
        var incident = Self.waiting(.p2, Response(by: Self.later))
        #expect(try incident.apply(.responseMissed, at: Self.later - .seconds(1)) == [])
        let actions = try incident.apply(.responseMissed, at: Self.later)
        #expect(actions.map(\.name) == ["record response_missed", "escalate overdue"])
        #expect(
            actions.summaries == ["nobody has taken it by 2026-11-23 06:22:48 UTC, the time to respond to a P2"])
        #expect(incident.response == Response(missed: Self.later))
        #expect(incident.isOverdue)
        #expect(incident.responseWords == "; OVERDUE: to be taken by 2026-11-23 06:22:48 UTC")
        #expect(try incident.apply(.responseMissed, at: Self.later + .seconds(60)) == [])
        _ = try incident.apply(.acknowledged(by: "bob", expiresAfter: nil, covering: []), at: Self.later)
        #expect(!incident.isOverdue)
        #expect(incident.responseWords == "; late: it was to be taken by 2026-11-23 06:22:48 UTC")
    }

    @Test func `one that comes while nothing fires is kept until something does`() throws {
        var incident = Self.quiet(Response(by: Self.later))
        #expect(try incident.apply(.responseMissed, at: Self.later) == [])
        #expect(incident.response == .none)
        let before = incident
        incident.firingCount = 1
        incident.followResponse(after: before, within: Self.within, at: Self.later + .seconds(60))
        #expect(incident.response == Response(by: Self.later + .seconds(60)))
    }
}
