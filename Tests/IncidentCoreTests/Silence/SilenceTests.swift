import IncidentCore
import Testing

@Suite("Which silence keeps an incident back", .timeLimit(.minutes(5)))
struct SilenceTests {
    static let now: Timestamp = "2026-11-23T07:00:00Z"

    static func silence(
        _ id: Int64, _ matchers: AlertSelector, from: Duration = .zero, until: Duration = .seconds(3600)
    ) -> Silence {
        Silence(.person("carol", id: id), selector: matchers, from: now + from, until: now + until, why: "upgrade")
    }

    static let a: Labels = ["alertname": "A", "cluster": "eu"]
    static let b: Labels = ["alertname": "B", "cluster": "eu"]

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let silences: [Silence]
        let firing: [Labels]
        /// The words of what keeps it back; `nil` where something is to be told.
        let words: String?

        init(_ name: String, _ silences: [Silence], _ firing: [Labels], _ words: String?) {
            (testDescription, self.silences, self.firing, self.words) = (name, silences, firing, words)
        }
    }

    static let cases = [
        Case("none", [], [a], nil),
        Case("nothing fires", [silence(1, [])], [], nil),
        Case(
            "the one alert is", [silence(1, ["alertname=A"])], [a],
            "silence #1 by carol until 2026-11-23 08:00:00 UTC: upgrade"),
        Case("another alert is", [silence(1, ["alertname=B"])], [a], nil),
        Case("one of two is", [silence(1, ["alertname=A"])], [a, b], nil),
        Case(
            "both are by one", [silence(1, ["cluster=eu"])], [a, b],
            "silence #1 by carol until 2026-11-23 08:00:00 UTC: upgrade"),
        Case(
            "each is by its own", [silence(1, ["alertname=A"]), silence(2, ["alertname=B"], until: .seconds(60))],
            [a, b],
            "silence #2 by carol until 2026-11-23 07:01:00 UTC: upgrade, and 1 more"),
        Case(
            "one is by two, of which the longer counts",
            [silence(1, ["cluster=eu"], until: .seconds(60)), silence(2, ["alertname=A"])], [a],
            "silence #2 by carol until 2026-11-23 08:00:00 UTC: upgrade"),
        Case("it begins in a moment", [silence(1, ["alertname=A"], from: .milliseconds(1))], [a], nil),
        Case("it ends just now", [silence(1, ["alertname=A"], from: .seconds(-60), until: .zero)], [a], nil),
        Case(
            "it begins just now", [silence(1, ["alertname=A", "cluster=~e.*"])], [a],
            "silence #1 by carol until 2026-11-23 08:00:00 UTC: upgrade"),
    ]

    @Test(arguments: cases)
    func `an incident is silenced while every alert of it that fires is`(row: Case) {
        let found = row.silences.silencing(row.firing, at: Self.now)
        #expect(found?.words == row.words)
    }

    @Test func `a maintenance window is called by its name, with its reason if it has one`() {
        let quiet = Silence(.maintenance("nightly"), selector: [], from: Self.now, until: Self.now, why: "")
        #expect(quiet.words == "maintenance \"nightly\" until 2026-11-23 07:00:00 UTC")
    }

    @Test(
        arguments: [
            (.step(policy: "critical"), "not told"), (.lastResort(policy: "critical"), "not told"),
            (.confirmation, "not told"), (.released, "not told"), (.reopened, "not told"),
            (.fallback(policy: "critical"), "not told"),
            (.fallback(policy: nil), "not told"), (.update, "not told"), (.acknowledged, "told"), (.resolved, "told"),
            (.lapsed, "told"),
        ] as [(Telling.Cause, String)])
    func `whatever wakes is kept back with the reason, and what lets rest is not`(
        cause: Telling.Cause, expected: String
    ) {
        var incident = Incident.sample()
        incident.silence = .sample
        let gate = TellingGate(incident, history: TellingHistory(), running: ["critical"], at: Self.now)
        switch gate.decide(TellingGateTests.telling(cause)) {
        case .tell, .standsIn: #expect(expected == "told")
        case .doNotTell(let reason):
            #expect(expected == "not told")
            #expect(reason == "silence #3 by carol until 2026-11-23 09:00:00 UTC: upgrade")
        }
    }

    @Test(
        arguments: [
            (.page, false), (.update, false), (.acknowledged, true), (.resolved, true),
        ] as [(NotificationEvent, Bool)])
    func `what is owed when a silence begins is wanted no more, but for the end`(
        event: NotificationEvent, expected: Bool
    ) {
        var incident = Incident.sample()
        incident.silence = .sample
        let gate = TellingGate(incident, history: TellingHistory(), running: ["critical"], at: Self.now)
        #expect(gate.isStillWanted(event, policy: "critical") == expected)
    }
}
