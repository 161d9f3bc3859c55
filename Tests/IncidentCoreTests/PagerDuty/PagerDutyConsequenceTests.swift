import IncidentCore
import Testing

/// What follows here from what happens there: each kind of event, by whom, about which alert, in each state.
@Suite("What follows from PagerDuty", .timeLimit(.minutes(5)))
struct PagerDutyConsequenceTests {
    private static let now = Timestamp(seconds: 1_795_414_457)

    private static func incident(_ status: IncidentStatus, owner: String? = "alice") -> Incident {
        var incident = Incident(
            id: 42, priority: .p1, rule: "r", title: "t", groupKey: "g", labels: [:], openedAt: now - .seconds(600),
            firingCount: 1, occurrenceCount: 1)
        incident.status = status
        if status == .acknowledged { (incident.acknowledgedAt, incident.acknowledgedBy) = (now - .seconds(60), owner) }
        if status == .resolved { incident.resolvedAt = now }
        return incident
    }

    private static func consequence(
        _ kind: PagerDutyNews.Kind, _ status: IncidentStatus, by person: String? = "Bob", isCurrent: Bool = true,
        isTakenThere: Bool = false, owner: String = "alice", age: Duration = .zero, isMerged: Bool = false
    ) -> PagerDutyConsequence {
        let agent =
            person.map { PagerDutyNews.Agent(name: $0, type: "user_reference") }
            ?? PagerDutyNews.Agent(name: "API Service", type: "service_reference")
        let news = PagerDutyNews(
            id: "e", kind: kind, occurredAt: now - age, agent: agent, assignees: ["Carol"], note: " rolled back ",
            isMerged: isMerged)
        return news.consequence(
            for: incident(status, owner: owner), by: person,
            PagerDutyStanding(isCurrent: isCurrent, pagedAt: now - .seconds(300), isTakenThere: isTakenThere))
    }

    @Test func `a person takes, gives back and resolves`() {
        #expect(Self.consequence(.acknowledged, .triggered) == .take(by: "Bob"))
        #expect(Self.consequence(.acknowledged, .acknowledged) == .take(by: "Bob"))
        #expect(Self.consequence(.unacknowledged, .acknowledged) == .giveBack(by: "Bob", why: nil))
        #expect(Self.consequence(.resolved, .triggered) == .resolve(by: "Bob"))
        #expect(Self.consequence(.resolved, .acknowledged) == .resolve(by: "Bob"))
    }

    @Test(arguments: [PagerDutyNews.Kind.acknowledged, .unacknowledged, .resolved])
    func `what is over stays as it is, and our own word that comes back changes nothing`(kind: PagerDutyNews.Kind) {
        for person in ["Bob", nil] {
            #expect(Self.consequence(kind, .resolved, by: person) == .nothing("incident 42 is resolved"))
        }
        // An acknowledgement of ours, by the integration.
        #expect(Self.consequence(.acknowledged, .acknowledged, by: nil) == .nothing("it names no person"))
    }

    @Test(arguments: [PagerDutyNews.Kind.acknowledged, .unacknowledged, .resolved], IncidentStatus.allCases)
    func `who answers an alert that a later page has replaced, or before it, has nothing`(
        kind: PagerDutyNews.Kind, status: IncidentStatus
    ) {
        for (isCurrent, age) in [(false, Duration.zero), (true, .seconds(361))] {
            switch Self.consequence(kind, status, isCurrent: isCurrent, age: age) {
            case .note("Bob", let words): #expect(words.contains("which changes nothing here: it is "))
            case .nothing: #expect(status == .resolved)
            case let other: Issue.record("\(other)")
            }
            guard case .nothing = Self.consequence(kind, status, by: nil, isCurrent: isCurrent, age: age) else {
                Issue.record("what we close ourselves is noted")
                return
            }
        }
        // Clocks differ.
        if kind == .acknowledged, status == .triggered {
            #expect(Self.consequence(kind, status, age: .seconds(359)) == .take(by: "Bob"))
        }
    }

    @Test(arguments: [
        (Duration.seconds(60), true), (.seconds(61), false), (.zero, true), (.seconds(-600), true),
    ])
    func `an acknowledgement that comes late does not cover an urgent alert that joined since`(
        joinedAfter: Duration, isTaken: Bool
    ) {
        let news = PagerDutyNews(
            id: "e", kind: .acknowledged, occurredAt: Self.now,
            agent: PagerDutyNews.Agent(name: "Bob", type: "user_reference"))
        let standing = PagerDutyStanding(
            isCurrent: true, pagedAt: Self.now - .seconds(300), isTakenThere: false, joinedAt: Self.now + joinedAfter)
        let consequence = news.consequence(for: Self.incident(.triggered), by: "Bob", standing)
        #expect(
            consequence
                == (isTaken
                    ? .take(by: "Bob")
                    : .note(
                        by: "Bob",
                        "acknowledged in PagerDuty, which changes nothing here: urgent alerts have joined since")))
    }

    @Test func `a program takes and resolves nothing, which is said`() {
        #expect(
            Self.consequence(.acknowledged, .triggered, by: nil)
                == .note(
                    by: "PagerDuty",
                    "acknowledged in PagerDuty by API Service, which is no person; nobody has taken it here"))
        #expect(
            Self.consequence(.resolved, .acknowledged, by: nil)
                == .note(by: "PagerDuty", "closed in PagerDuty by API Service; nobody has resolved it here"))
    }

    @Test func `an incident that is merged there is not over here`() {
        guard case .note("Bob", let words) = Self.consequence(.resolved, .triggered, isMerged: true) else {
            Issue.record("it is resolved")
            return
        }
        #expect(words.hasPrefix("merged in PagerDuty into another incident; nobody has resolved it here"))
    }

    @Test func `who took it here later keeps it`() {
        #expect(
            Self.consequence(.acknowledged, .acknowledged, age: .seconds(60))
                == .note(by: "Bob", "acknowledged in PagerDuty before alice took it here, who keeps it"))
        #expect(
            Self.consequence(.acknowledged, .acknowledged, owner: "Bob", age: .seconds(60))
                == .nothing("Bob has it already"))
        #expect(
            Self.consequence(.unacknowledged, .acknowledged, age: .seconds(60))
                == .note(by: "Bob", "unacknowledged in PagerDuty before alice took it here, who keeps it"))
        // By PagerDuty's own order where they took it there, which arrived late.
        #expect(
            Self.consequence(.unacknowledged, .acknowledged, isTakenThere: true, age: .seconds(60))
                == .giveBack(by: "Bob", why: nil))
    }

    @Test func `an acknowledgement that runs out there ends the one that was given there, and no other`() {
        #expect(
            Self.consequence(.unacknowledged, .acknowledged, by: nil, isTakenThere: true)
                == .giveBack(by: "PagerDuty", why: "the acknowledgement there has run out"))
        #expect(
            Self.consequence(.unacknowledged, .acknowledged, by: nil)
                == .note(
                    by: "PagerDuty", "the acknowledgement in PagerDuty has run out; alice has it here and keeps it"))
        #expect(
            Self.consequence(.unacknowledged, .triggered) == .nothing("nobody has taken incident 42"))
    }

    @Test func `notes and hand-overs there stand in the timeline`() {
        for status in IncidentStatus.allCases {
            #expect(
                Self.consequence(.annotated, status, isCurrent: false) == .note(by: "Bob", "in PagerDuty: rolled back"))
        }
        #expect(
            Self.consequence(.reassigned("reassigned"), .acknowledged, by: nil)
                == .note(by: "PagerDuty", "reassigned in PagerDuty to Carol; who has the incident here stays as it is"))
        #expect(Self.consequence(.other, .triggered) == .nothing("events of this kind change nothing here"))
    }
}
