import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@testable import IncidentViews

/// The lines at the head of an incident, in each state that it may be in.
@Suite("What an incident answers", .timeLimit(.minutes(5)))
struct IncidentAnswersTests {
    private static func answers(_ harness: EngineHarness) async throws -> IncidentAnswers {
        let (tables, now) = (harness.tables.value, harness.clock.now)
        return try await harness.store.read { try IncidentFacts(1, reader: $0, tables: tables).answers(at: now) }
    }

    private static func opened(_ policy: PolicyRule = .sample("p")) async throws -> EngineHarness {
        let harness = try EngineHarness(.sample(policy))
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        return harness
    }

    private static func clock(_ time: Timestamp) -> String { "\(time.rfc3339.dropFirst(11).prefix(5)) UTC" }

    @Test func `of one that nobody has taken: who has the page, and who is next and when`() async throws {
        let harness = try await Self.opened()
        let opened = harness.clock.now
        try await harness.advance(by: .minutes(4))
        let answers = try await Self.answers(harness)
        #expect(answers.since.words.hasPrefix("\(Self.clock(opened)) (4 min ago) · 1 alert fires · P1 by rule "))
        #expect(answers.likely.words == "not known: no collector has looked")
        #expect(
            answers.told.words == "First: pagerduty took it \(Self.clock(opened)). Nobody has taken it")
        let next = opened + .minutes(15)
        #expect(answers.next.words == "Second in 11 min (\(Self.clock(next))), step 2 of 3")
        #expect(answers.next.spans.compactMap(\.time) == [next])
        #expect(!answers.isUnreached)
    }

    @Test func `it is so since its lead fires, as messages say it too, and since it fires again`() async throws {
        let harness = try EngineHarness(.sample(.sample("p")))
        let began = harness.clock.now - .minutes(9)
        try await harness.post(WebhookBody(.firing("ApiDown", since: began)))
        try await harness.settle()
        #expect(try await Self.answers(harness).since.words.hasPrefix("\(Self.clock(began)) (9 min ago) · "))
        try await harness.post(WebhookBody(.firing("ApiDown", since: began).resolved(after: .minutes(9))))
        try await harness.advance(by: .minutes(2))
        let again = harness.clock.now
        try await harness.post(WebhookBody(.firing("ApiDown", since: again)))
        try await harness.advance(by: .minutes(1))
        #expect(try await Self.answers(harness).since.words.hasPrefix("\(Self.clock(again)) (1 min ago) · "))
    }

    @Test func `of one that reached nobody: so, with each endpoint's last answer`() async throws {
        let harness = try EngineHarness(.sample(.sample("p")))
        for kind in [NotifierKind.pagerduty, .email] { harness.deliverer.always(kind, .refusedForNow) }
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        let answers = try await Self.answers(harness)
        #expect(answers.told.words.hasPrefix("NOBODY HAS BEEN REACHED: pagerduty: 451 4.3.0 try again later"))
        #expect(answers.told.spans.first?.style == .bad)
        #expect(answers.isUnreached)
    }

    @Test func `of one that somebody has: until when, and who is told when that ends`() async throws {
        let harness = try await Self.opened(.sample("p", acknowledgementExpires: .hours(1)))
        try await harness.acknowledge(by: "alice")
        let taken = harness.clock.now
        try await harness.advance(by: .minutes(5))
        let answers = try await Self.answers(harness)
        #expect(answers.told.words.hasSuffix("Taken by alice \(Self.clock(taken))"))
        #expect(
            answers.next.words
                == "nothing while alice has it, in 55 min (\(Self.clock(taken + .hours(1)))); then Second")
    }

    @Test func `of one that was handed over: who is to take it, and by when`() async throws {
        let harness = try await Self.opened()
        try await harness.acknowledge(by: "alice")
        try await harness.handOver(to: "Second")
        let answers = try await Self.answers(harness)
        #expect(answers.told.words.contains("It was handed over to Second by alice"))
        #expect(answers.next.words.hasPrefix("Second is to confirm the hand-over in 10 min ("))
    }

    @Test func `of one whose steps come again: in which round it is`() async throws {
        let policy = PolicyRule.sample("p", repetition: .init(every: .minutes(30), times: 1))
        let harness = try await Self.opened(policy)
        try await harness.advance(by: .minutes(30))
        #expect(try await Self.answers(harness).next.words.hasSuffix(", round 2 of 2, step 1 of 3"))
    }

    @Test func `of one whose policy has nobody left: that it gives up, and that it has`() async throws {
        let harness = try await Self.opened(.sample("p", steps: [EscalationStep(after: .zero, notify: ["First"])]))
        let before = try await Self.answers(harness).next
        #expect(before.words.hasPrefix("gives up ") || before.words == "nobody: the escalation is exhausted")
        try await harness.advance(by: .hours(1))
        let after = try await Self.answers(harness).next
        #expect(after.words == "nobody: the escalation is exhausted")
        #expect(after.spans.first?.style == .bad)
    }

    @Test func `of one that is over: since when, how long it took, and that nothing is to come`() async throws {
        let harness = try await Self.opened()
        try await harness.advance(by: .minutes(12))
        try await harness.post(WebhookBody(Alert.firing("ApiDown").resolved(after: .minutes(12))))
        try await harness.settle()
        let answers = try await Self.answers(harness)
        #expect(
            answers.since.words.hasPrefix(
                "over since \(Self.clock(harness.clock.now)) (0 s ago), after 12 min · no alert"))
        #expect(answers.next.words == "nothing")
    }

    @Test func `of one that a person closed: that its alert still fires`() async throws {
        let harness = try await Self.opened()
        try await harness.resolve(by: "alice")
        let answers = try await Self.answers(harness)
        #expect(answers.since.spans.contains { $0.words == "1 alert still fires" && $0.style == .bad })
        #expect(answers.next.words.hasPrefix("nothing"))
    }

    @Test func `of one that is silenced: that nobody is told, and until when`() async throws {
        let harness = try await Self.opened()
        _ = try await harness.silence("ApiDown", for: .hours(2))
        try await harness.settle()
        let answers = try await Self.answers(harness)
        #expect(
            answers.told.words.hasPrefix(
                "nobody is told of it now: it is silenced; before that First: pagerduty took it "))
        #expect(answers.next.words.hasPrefix("nobody is told before "))
        #expect(!answers.isUnreached)
    }

    @Test(
        arguments: [
            (
                [("pods", "pod a is in state Error", false), ("logs", "migration 0042 is missing", true)],
                "migration 0042 is missing"
            ),
            ([("pods", "pod a is in state Error", false)], "pod a is in state Error"),
            (
                [("logs", "api: revision 7 -> 8 since 08:00", false), ("pods", "pod a is in state Error", false)],
                "pod a is in state Error; api: revision 7 -> 8 since 08:00"
            ),
        ] as [([(String, String, Bool)], String)])
    func `likely is what a program says itself, then a state, and beside it what was rolled out`(
        found: [(String, String, Bool)], expected: String
    ) throws {
        let findings = found.enumerated().map { place, one in
            Finding(
                collector: one.0, level: one.1.contains("revision") ? .info : .critical, text: one.1, lines: [1],
                isChanged: one.1.contains("revision"), artifactID: Int64(place + 1), isLogged: one.2)
        }
        let sources = AnswerSources(
            incident: Incident(
                priority: .p1, rule: "r", title: "t", groupKey: "g", labels: [:], openedAt: TestClock.monday),
            began: TestClock.monday, findings: findings,
            looks: CollectorLooks([]), isBeingDiagnosed: false, notifications: [], nobodyTold: nil, upcoming: [],
            rest: nil)
        #expect(IncidentAnswers(sources, at: TestClock.monday).likely.words == expected)
        // As of when they are, once that is some time ago.
        var dated = sources
        dated.lookedAt = [1: TestClock.monday, 2: TestClock.monday + .seconds(1)]
        #expect(IncidentAnswers(dated, at: TestClock.monday + .seconds(120)).likely.words == expected)
        let clock = try #require(LocalClock(timeZone: "Europe/Berlin"))
        let later = TestClock.monday + .seconds(3600)
        for (clock, zone) in [(LocalClock.utc, "UTC"), (clock, "Europe/Berlin")] {
            let words = IncidentAnswers(dated, at: later, by: clock).likely.words
            #expect(words == "\(expected) (as of \(TestClock.monday.clockWords(at: later, by: clock)))", "\(zone)")
        }
    }

    @Test(
        arguments: [
            (Duration.milliseconds(20), "0 s"), (.milliseconds(412), "0.4 s"), (.seconds(59), "59 s"),
            (.seconds(60), "1 min"), (.minutes(59), "59 min"), (.hours(1), "1 h"), (.minutes(65), "1 h 5 min"),
            (.hours(24), "1 d"), (.hours(50), "2 d 2 h"), (.seconds(-5), "0 s"),
        ])
    func `durations are told in the units that people say`(duration: Duration, words: String) {
        #expect(duration.spoken == words)
    }

    @Test func `a time of another day is told with it, one of another year with that`() throws {
        let now = try #require(Timestamp(rfc3339: "2026-11-23T16:30:00Z"))
        let times = [
            ("2026-11-23T06:05:59Z", "06:05 UTC"), ("2026-11-22T23:59:00Z", "22 Nov 23:59 UTC"),
            ("2025-01-02T03:04:00Z", "2 Jan 2025 03:04 UTC"),
        ]
        for (time, words) in times {
            #expect(try #require(Timestamp(rfc3339: time)).clockWords(at: now) == words)
        }
        #expect(try #require(Timestamp(rfc3339: "2026-11-23T06:05:59Z")).exactWords(at: now) == "06:05:59")
    }
}
