import IncidentCore
import Testing

@Suite("What people are asked before they do it", .timeLimit(.minutes(5)))
struct DeedQuestionTests {
    struct Case: CustomTestStringConvertible {
        let person: String
        let consent: Consent<String>
        let isAsked: Bool
        var testDescription: String { "\(person), \(consent)" }
    }

    /// Alice has it.
    @Test(arguments: [
        Case(person: "bob", consent: .notAsked, isAsked: true),
        Case(person: "bob", consent: .knowing("alice"), isAsked: false),
        // It has changed hands since they were asked.
        Case(person: "bob", consent: .knowing("carol"), isAsked: true),
        Case(person: "bob", consent: .knowing(""), isAsked: true),
        Case(person: "bob", consent: .whatever, isAsked: false),
        Case(person: "alice", consent: .notAsked, isAsked: false),
        Case(person: "Alice", consent: .notAsked, isAsked: false),
        Case(person: "bob", consent: .knowing("ALICE"), isAsked: false),
    ])
    func `who takes it from another is asked, unless they know from whom`(row: Case) {
        let question = Incident.sample(.acknowledged).question(beforeTakenBy: row.person, row.consent) { _ in nil }
        #expect((question != nil) == row.isAsked)
    }

    @Test(arguments: [IncidentStatus.triggered, .resolved])
    func `nobody is asked about what nobody has`(status: IncidentStatus) {
        #expect(Incident.sample(status).question(beforeTakenBy: "bob", .notAsked) { _ in nil } == nil)
    }

    @Test(arguments: [
        (0, Consent<Int>.notAsked, false), (1, .notAsked, true), (1, .knowing(1), false), (2, .knowing(1), true),
        (1, .knowing(3), false), (500, .whatever, false),
    ])
    func `who closes it while alerts fire is asked, unless they know of as many`(
        firing: Int, consent: Consent<Int>, isAsked: Bool
    ) {
        for status in [IncidentStatus.triggered, .acknowledged] {
            var incident = Incident.sample(status)
            incident.firingCount = firing
            #expect((incident.question(beforeResolving: consent) != nil) == isAsked)
        }
        #expect(Incident.sample(.resolved).question(beforeResolving: consent) == nil)
    }

    @Test(arguments: [
        (
            1, HiddenAlerts(byAlertmanager: 2),
            "1 alert still fires, 2 more hidden by Alertmanager (max_alerts), of incident 42"
        ),
        (0, HiddenAlerts(byAlertmanager: 2), "2 that Alertmanager hides may fire, of incident 42"),
        (0, HiddenAlerts(notKept: 1), "1 that is not kept may fire, of incident 42"),
    ])
    func `who closes it while alerts may fire that nobody sees is asked, unless they know of as many`(
        firing: Int, hidden: HiddenAlerts, words: String
    ) {
        var incident = Incident.sample()
        (incident.firingCount, incident.hidden) = (firing, hidden)
        #expect(incident.question(beforeResolving: .notAsked)?.description == words)
        #expect(incident.question(beforeResolving: .knowing(firing)) != nil)
        #expect(incident.question(beforeResolving: .knowing(firing + hidden.count)) == nil)
    }

    @Test func `the words name who has it, since when and until when`() throws {
        var incident = Incident.sample(.acknowledged)
        var unheard: Unheard?
        func words() -> String? {
            incident.question(beforeTakenBy: "bob", .notAsked) { $0 == "alice" ? unheard : nil }?.description
        }
        #expect(words() == "alice has incident 42 since 2026-11-23 06:12:48 UTC")
        incident.taking.until = "2026-11-23T07:12:48Z"
        #expect(words() == "alice has incident 42 since 2026-11-23 06:12:48 UTC, until 2026-11-23 07:12:48 UTC")
        incident.taking.isSnoozed = true
        #expect(words() == "alice has snoozed incident 42 until 2026-11-23 07:12:48 UTC")
        incident.taking.handedOverBy = "carol"
        #expect(words() == "carol has handed incident 42 over to alice, who has not taken it yet")
        unheard = .noContact
        #expect(
            words() == "carol has handed incident 42 over to alice, who has not taken it yet; nobody can tell alice: "
                + "no contact of that name has an escalation path")
        #expect(
            incident.question(beforeResolving: .notAsked)?.description == "1 alert still fires of incident 42")
        incident.firingCount = 12
        #expect(
            incident.question(beforeResolving: .notAsked)?.description == "12 alerts still fire of incident 42")
    }
}
