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
        taken: PagerDutyStanding.Taken = .here, owner: String = "alice", age: Duration = .zero,
        newest: Duration? = nil, isMerged: Bool = false
    ) -> PagerDutyConsequence {
        let agent =
            person.map { PagerDutyNews.Agent(name: $0, type: "user_reference") }
            ?? PagerDutyNews.Agent(name: "API Service", type: "service_reference")
        let news = PagerDutyNews(
            id: "e", kind: kind, occurredAt: now - age, agent: agent, assignees: ["Carol"], note: " rolled back ",
            isMerged: isMerged)
        return news.consequence(
            for: incident(status, owner: owner), by: person,
            PagerDutyStanding(
                isCurrent: isCurrent, pagedAt: now - .seconds(300), taken: taken, newestAt: newest.map { now - $0 }))
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
            isCurrent: true, pagedAt: Self.now - .seconds(300), taken: .here, joinedAt: Self.now + joinedAfter)
        let consequence = news.consequence(for: Self.incident(.triggered), by: "Bob", standing)
        #expect(
            consequence
                == (isTaken
                    ? .take(by: "Bob")
                    : .note(
                        by: "Bob",
                        "acknowledged in PagerDuty, which changes nothing here: urgent alerts have joined since")))
    }

    @Test(
        arguments: [PagerDutyNews.Kind.acknowledged, .unacknowledged, .resolved],
        [IncidentStatus.triggered, .acknowledged])
    func `what is told after something that happened later changes nothing`(
        kind: PagerDutyNews.Kind, status: IncidentStatus
    ) {
        for taken in [PagerDutyStanding.Taken.here, .byThisAlert, .byAnotherAlert] {
            let late = Self.consequence(kind, status, taken: taken, age: .seconds(78), newest: .seconds(70))
            guard case .note("Bob", let words) = late else {
                Issue.record("\(late)")
                return
            }
            #expect(
                words.hasSuffix(
                    "which changes nothing here: it is of 2026-11-23 06:12:59 UTC, and what happened there later, at "
                        + "2026-11-23 06:13:07 UTC, came first"), "\(words)")
            // Of a program's nothing is worth an entry.
            guard
                case .nothing = Self.consequence(
                    kind, status, by: nil, taken: taken, age: .seconds(78), newest: .seconds(70))
            else {
                Issue.record("what a program does late is noted")
                return
            }
        }
        // At the same moment they are in the order in which they came.
        if kind == .resolved {
            #expect(Self.consequence(kind, status, age: .seconds(70), newest: .seconds(70)) == .resolve(by: "Bob"))
        }
    }

    @Test(arguments: [
        (PagerDutyNews.Kind.acknowledged, true, PagerDutyNews.Reach.itsIncident), (.acknowledged, false, .nothing),
        (.unacknowledged, true, .itsIncident), (.unacknowledged, false, .itsAlert), (.resolved, true, .itsIncident),
        (.resolved, false, .itsAlert), (.reassigned("escalated"), true, .itsAlert),
        (.reassigned("escalated"), false, .itsAlert), (.reopened, true, .itsAlert), (.annotated, true, .nothing),
        (.other, true, .nothing),
    ])
    func `only what says how it stands there counts against what was before it`(
        kind: PagerDutyNews.Kind, isPerson: Bool, reach: PagerDutyNews.Reach
    ) {
        func news(isMerged: Bool = false) -> PagerDutyNews {
            PagerDutyNews(
                id: "e", kind: kind, occurredAt: Self.now,
                agent: PagerDutyNews.Agent(name: "Bob", type: isPerson ? "user_reference" : "service_reference"),
                isMerged: isMerged)
        }
        func standing(isCurrent: Bool = true, pagedAt: Timestamp = Self.now) -> PagerDutyStanding {
            PagerDutyStanding(isCurrent: isCurrent, pagedAt: pagedAt, taken: .here)
        }
        #expect(news().reach(standing()) == reach)
        // What is done in vain to an alert that was replaced says nothing of the one that rings.
        let alone: PagerDutyNews.Reach = reach == .itsIncident ? .itsAlert : reach
        #expect(news().reach(standing(isCurrent: false)) == alone)
        #expect(news().reach(standing(pagedAt: Self.now + .seconds(61))) == alone)
        #expect(news(isMerged: true).reach(standing()) == alone)
    }

    @Test func `alerts of one incident are told apart by endpoint, key and PagerDuty's number`() {
        let (own, payments) = (EndpointID(PagerDutyNews.notifier), EndpointID(PagerDutyNews.notifier, "payments"))
        func news(_ number: String?) -> PagerDutyNews {
            PagerDutyNews(id: "e", kind: .acknowledged, occurredAt: Self.now, incidentID: number)
        }
        let names = [
            news("P1").alertName(endpoints: [own], ring: nil), news("P2").alertName(endpoints: [own], ring: nil),
            news("P1").alertName(endpoints: [payments], ring: nil), news("P1").alertName(endpoints: [own], ring: 7),
            news(nil).alertName(endpoints: [own], ring: nil),
            news("P1").alertName(endpoints: [own, payments], ring: nil),
        ]
        #expect(Set(names).count == names.count)
        #expect(names.last == news("P1").alertName(endpoints: [payments, own], ring: nil))
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
            Self.consequence(.unacknowledged, .acknowledged, taken: .byAnotherAlert, age: .seconds(60))
                == .giveBack(by: "Bob", why: nil))
    }

    @Test func `an acknowledgement that runs out there ends the one that was given there, and no other`() {
        #expect(
            Self.consequence(.unacknowledged, .acknowledged, by: nil, taken: .byThisAlert)
                == .giveBack(by: "PagerDuty", why: "the acknowledgement there has run out"))
        #expect(
            Self.consequence(.unacknowledged, .acknowledged, by: nil)
                == .note(
                    by: "PagerDuty", "the acknowledgement in PagerDuty has run out; alice has it here and keeps it"))
        #expect(
            Self.consequence(.unacknowledged, .acknowledged, by: nil, taken: .byAnotherAlert)
                == .note(
                    by: "PagerDuty",
                    "an acknowledgement in PagerDuty has run out by which nobody had taken it; alice keeps it"))
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
