import IncidentCore
import TestSupport
import Testing

@Suite("Reading a scenario", .timeLimit(.minutes(5)))
struct ScenarioReaderTests {
    private static let top = "# it is broken\nalert A critical pod=a\n"

    @Test func `its lines become steps and expectations with their times`() throws {
        let text = """
            # "It was broken."
            tables rota
            clock 2026-11-23 09:30 Europe/Berlin
            alert A critical pod=a

            at 0 min post A firing since 30 s, A resolved in "a group" hiding 2
            at 1 h 30 min email asks to wait 2 min
            by 91 min expect page by email to "Database Admin" about incident 2 saying "step 1" 3 times
            """
        let scenario = try Scenario(reading: text, file: "x")
        #expect(scenario.complaint == "\"It was broken.\"")
        #expect(scenario.tables == "rota")
        #expect(scenario.start == TestClock.monday)
        #expect(scenario.alerts.map(\.labels) == [["alertname": "A", "severity": "critical", "pod": "a"]])
        #expect(
            scenario.lines == [
                ScenarioLine(
                    number: 6, time: .zero,
                    what: .step(
                        .post(
                            [
                                .init(alert: "A", status: .firing, told: .seconds(30)),
                                .init(alert: "A", status: .resolved, told: nil),
                            ], group: "a group", hidden: 2))),
                ScenarioLine(
                    number: 7, time: .minutes(90),
                    what: .step(.endpoint(.kind(.email), .refusesForNow(wait: .minutes(2))))),
                ScenarioLine(
                    number: 8, time: .minutes(91),
                    what: .expect(
                        .arrival(
                            .init(event: .page, kind: .email, contact: "Database Admin", incident: 2, saying: "step 1"),
                            count: 3), isExact: false)),
            ])
    }

    @Test(
        arguments: [
            ("at 0 min post A firing", "x:3: nothing is expected"),
            ("at 0 min page A", "x:3: nobody knows how to \"page\""),
            ("at 0 min post B firing", "x:3: no line \"alert B …\" says what that is"),
            ("at 0 min post A fires", "x:3: \"fires\" is no status of an alert; there are firing, resolved"),
            ("at 0 min post A firing at 3 min", "x:3: \"at\" where the end of the line is wanted"),
            ("at 0 minutes restart", "x:3: \"minutes\" is none of s, min, h and d"),
            ("at soon restart", "x:3: \"soon\" is no number of hours, minutes or seconds"),
            ("at 0 min restart\nat -1 min restart", "x:4: \"-1\" is no number of hours, minutes or seconds"),
            ("at 2 min restart\nat 1 min restart", "x:4: it comes before the line above it"),
            ("by 2 min restart", "x:3: \"restart\" where \"expect\" is wanted"),
            ("at 0 min acknowledge", "x:3: the line ends where \"by\" is wanted"),
            ("at 0 min acknowledge incident by On-Call", "x:3: \"by\" is no number of incident"),
            ("at 0 min snooze 2 h by On-Call", "x:3: \"2\" where \"for\" is wanted"),
            (
                "at 0 min email is down",
                "x:3: \"is\" where works, refuses for now, asks to wait, refuses for good, has no credentials, loses answers or hangs is wanted"
            ),
            ("at 0 min set the clock 2 h", "x:3: \"2\" where \"back\" is wanted"),
            ("at 0 min expect page by fax to On-Call", "x:3: \"fax\" is none of email, pagerduty and slack"),
            (
                "at 0 min expect silence",
                "x:3: \"silence\" is no message; there are page, update, acknowledged, resolved"
            ),
            ("at 0 min expect page by email to On-Call twice", "x:3: \"twice\" is no number of times"),
            (
                "at 0 min expect incident 1 open",
                "x:3: \"open\" is no status; there are triggered, acknowledged, resolved"
            ),
            ("at 0 min expect nothing at all", "x:3: \"at\" where the end of the line is wanted"),
            ("at 0 min expect entry \"paged", "x:3: a quote that is not closed"),
            ("at 0 min restart\ntables usual", "x:4: \"tables\" comes before the first \"at\""),
            ("clock 2026-11-23 09:30 Berlin", "x:3: \"Berlin\" is no time zone"),
            ("clock 2026-11-23 9.30 UTC", "x:3: \"2026-11-23 9.30\" is no time"),
            ("alert A warning", "x:3: alert \"A\" is there already"),
            ("alert B warning pod", "x:3: a label is written name=value"),
            ("during 5 min expect nothing", "x:3: \"during\" is none of tables, clock, alert, at and by"),
        ])
    func `a word that means nothing is refused with its line`(line: String, problem: String) {
        #expect {
            try Scenario(reading: Self.top + line, file: "x")
        } throws: { error in
            "\(error)" == problem
        }
    }

    @Test func `one that says nobody's complaint is refused`() {
        #expect(throws: ScenarioProblem.self) {
            try Scenario(reading: "at 0 min expect nothing", file: "x")
        }
    }
}
