import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("Steps that reach nobody", .timeLimit(.minutes(5)))
struct UnreachedTests {
    private let body = WebhookBody(.firing("a"))

    /// First, Second and Third a quarter of an hour apart, twice.
    private static let twice = RoutingTables.sample(
        .sample("p", repetition: EscalationPolicy.Repetition(every: .minutes(30), times: 1)))

    private func times(_ harness: EngineHarness) -> [String] {
        harness.deliverer.begun.map { "\($0.line) at \(($0.now - TestClock.monday).prometheusText)" }
    }

    @Test func `the next step comes at once when all of the first one's pages are refused`() async throws {
        let harness = try EngineHarness()
        harness.deliverer.answer(.pagerduty, .refusedForGood)
        harness.deliverer.answer(.email, .refusedForGood)
        try await harness.post(body)
        try await harness.advance(by: .minutes(15) - .milliseconds(1))
        #expect(
            times(harness) == [
                "page by pagerduty to First at 0s", "page by email to First at 0s", "page by email to Second at 0s",
            ])
        #expect(
            try await harness.timeline().filter { $0.kind == .escalationHastened }.map(\.summary) == [
                "step 2 of policy \"everything\" comes at once: nobody could be reached so far"
            ])
        // The one after it keeps its distance, for somebody has been reached.
        harness.deliverer.forget()
        try await harness.advance(by: .milliseconds(1))
        #expect(times(harness) == ["page by slack to Third at 15m"])
    }

    @Test func `steps come one at a time, and rounds keep their pause`() async throws {
        let harness = try EngineHarness(Self.twice)
        for kind in [NotifierKind.pagerduty, .email, .slack] { harness.deliverer.always(kind, .refusedForGood) }
        try await harness.post(body)
        try await harness.settle()
        let round = [
            "page by pagerduty to First", "page by email to First", "page by email to Second", "page by slack to Third",
            "page by email to Third",
        ]
        #expect(times(harness) == round.map { "\($0) at 0s" })
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(30) - .milliseconds(1))
        #expect(times(harness) == [])
        try await harness.advance(by: .milliseconds(1))
        #expect(times(harness) == round.map { "\($0) at 30m" })
        harness.deliverer.forget()
        try await harness.advance(by: .hours(2))
        #expect(times(harness) == [])
        #expect(try await harness.escalation()?.status == .exhausted)
    }

    @Test func `the next step comes although the program ends before it does`() async throws {
        let harness = try EngineHarness()
        harness.deliverer.answer(.pagerduty, .refusedForGood)
        harness.deliverer.answer(.email, .refusedForGood)
        try await harness.post(body)
        try await harness.settle(without: [.escalation])
        harness.deliverer.forget()
        try await harness.restart()
        try await harness.settle()
        #expect(times(harness) == ["page by email to Second at 0s"])
    }

    @Test func `while one page may still arrive nothing is hastened`() async throws {
        let steps = [
            EscalationStep(after: .zero, notify: ["First", "Second"], methods: .all),
            EscalationStep(after: .minutes(15), notify: ["Third"]),
        ]
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        harness.deliverer.always(.email, .refusedForGood)
        harness.deliverer.answer(.pagerduty, .answerLost)
        try await harness.post(body)
        try await harness.advance(by: .minutes(14))
        #expect(!harness.deliverer.begun.contains { $0.notification.contact == "Third" })
    }

    @Test func `who was reached by an earlier step is enough`() async throws {
        let harness = try EngineHarness()
        try await harness.post(body)
        try await harness.settle()
        harness.deliverer.always(.email, .refusedForGood)
        try await harness.advance(by: .minutes(30) - .milliseconds(1))
        #expect(try await !harness.kinds().contains(.escalationHastened))
        #expect(!harness.deliverer.begun.contains { $0.notification.contact == "Third" })
    }

    @Test func `of several policies the step that would come first does not wait`() async throws {
        let harness = try EngineHarness(
            .sample(
                .sample("urgent", priorities: [.p1], steps: [EscalationStep(after: .zero, notify: ["Second"])]),
                .sample("calm", priorities: [.p2], steps: [EscalationStep(after: .minutes(5), notify: ["Third"])])))
        harness.deliverer.answer(.email, .refusedForGood)
        try await harness.post(WebhookBody(.firing("a"), .firing("b", severity: "error")))
        try await harness.settle()
        #expect(times(harness) == ["page by email to Second at 0s", "page by slack to Third at 0s"])
    }

    @Test func `a step that has nobody to tell brings the next one`() async throws {
        let gone = [
            EscalationStep(after: .zero, notify: ["Nobody"]), EscalationStep(after: .minutes(15), notify: ["Second"]),
        ]
        let tables = RoutingTables.sample(.sample("p", steps: gone))
        let harness = try EngineHarness(tables)
        try await harness.post(body)
        try await harness.settle()
        #expect(times(harness) == ["page by email to Second at 0s"])
    }

    @Test func `of several policies the one whose page came to nothing goes on first`() async throws {
        let harness = try EngineHarness(
            .sample(
                .sample(
                    "calm", priorities: [.p2],
                    steps: [
                        EscalationStep(after: .zero, notify: ["First"]),
                        EscalationStep(after: .minutes(4), notify: ["Third"]),
                    ]),
                .sample(
                    "urgent", priorities: [.p1],
                    steps: [
                        EscalationStep(after: .zero, notify: ["First"]),
                        EscalationStep(after: .minutes(5), notify: ["Second"]),
                    ])))
        harness.deliverer.answer(.pagerduty, .refusedForGood)
        harness.deliverer.answer(.email, .refusedForGood)
        try await harness.post(WebhookBody(.firing("a"), .firing("b", severity: "error")))
        try await harness.settle()
        #expect(
            try await harness.timeline().filter { $0.kind == .escalationHastened }.map(\.summary) == [
                "step 2 of policy \"urgent\" comes at once: nobody could be reached so far"
            ])
        #expect(times(harness).last == "page by email to Second at 0s")
    }

    @Test(arguments: [false, true])
    func `after the last step of a round the last resort comes once, whether it is reached`(isReached: Bool)
        async throws
    {
        let step = EscalationStep(after: .zero, notify: ["Second"])
        let harness = try EngineHarness(
            .sample(
                .sample(
                    "p", steps: [step], repetition: EscalationPolicy.Repetition(every: .minutes(30), times: 1),
                    otherwise: "Third")))
        harness.deliverer.always(.email, .refusedForGood)
        if !isReached { harness.deliverer.always(.slack, .refusedForGood) }
        try await harness.post(body)
        try await harness.advance(by: .minutes(29))
        #expect(times(harness).first == "page by email to Second at 0s")
        #expect(
            times(harness).dropFirst().sorted() == ["page by email to Third at 0s", "page by slack to Third at 0s"])
        #expect(
            try await harness.timeline().filter { $0.summary.contains("last resort") && $0.kind == .escalationStep }
                .map(\.summary) == [
                    "last resort of policy \"p\", at once because nobody could be reached so far: Third"
                ])
    }

    @Test func `whom a lasting trouble lets nobody reach for two minutes has the next step come`() async throws {
        let harness = try EngineHarness()
        harness.deliverer.always(.pagerduty, .refusedForNow)
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.post(body)
        try await harness.advance(by: .seconds(120) - .milliseconds(1))
        #expect(!harness.deliverer.begun.contains { $0.notification.contact == "Second" })
        try await harness.advance(by: .milliseconds(1))
        #expect(times(harness).contains("page by email to Second at 2m"))
        #expect(
            try await harness.timeline().filter { $0.kind == .escalationHastened }.map(\.summary) == [
                "step 2 of policy \"everything\" comes at once: nobody has been reached for 2m"
            ])
        // And two minutes later the next; it has another way.
        try await harness.advance(by: .minutes(2))
        #expect(times(harness).contains("page by slack to Third at 4m"))
    }

    @Test func `who is reached within two minutes lets the next step wait, and a P3 waits in any case`() async throws {
        let harness = try EngineHarness()
        harness.deliverer.answer(.pagerduty, .refusedForNow, .refusedForNow)
        try await harness.post(body)
        try await harness.advance(by: .minutes(14))
        #expect(try await !harness.kinds().contains(.escalationHastened))
        let calm = try EngineHarness()
        for kind in [NotifierKind.pagerduty, .email] { calm.deliverer.always(kind, .refusedForNow) }
        try await calm.post(WebhookBody(.firing("a", severity: "warning")))
        try await calm.advance(by: .minutes(14))
        #expect(try await !calm.kinds().contains(.escalationHastened))
    }

    @Test func `after the last step the last resort does not wait either`() async throws {
        let step = EscalationStep(after: .zero, notify: ["Second"])
        let harness = try EngineHarness(.sample(.sample("p", steps: [step], otherwise: "Third")))
        harness.deliverer.answer(.email, .refusedForGood)
        try await harness.post(body)
        try await harness.settle()
        #expect(times(harness).prefix(2) == ["page by email to Second at 0s", "page by email to Third at 0s"])
        #expect(
            try await harness.timeline().filter { $0.kind == .escalationHastened }.map(\.summary) == [
                "the last resort of policy \"p\" comes at once: nobody could be reached so far"
            ])
    }
}
