import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("A page is taken in its time, or another way is tried", .timeLimit(.minutes(5)))
struct DeliverWithinTests {
    private let body = WebhookBody(.firing("a"))
    /// Neither three attempts nor a minute go by before the time is over.
    private let askedToWait = DeliveryOutcome(
        .retryable, evidence: "429 Too Many Requests", .rateLimited, retryAfter: .seconds(40))

    /// First has half a minute by PagerDuty and mail; Second comes after a quarter of an hour.
    private static func tables(
        _ methods: MethodChoice = .first, second: Duration? = nil, until: EscalationPolicy.Until = .acknowledged
    ) -> RoutingTables {
        .sample(
            .sample(
                "p",
                steps: [
                    EscalationStep(after: .zero, notify: ["First"], methods: methods, deliverWithin: .seconds(30)),
                    EscalationStep(after: .minutes(15), notify: ["Second"], deliverWithin: second),
                    EscalationStep(after: .minutes(30), notify: ["Third"]),
                ], until: until))
    }

    private func times(_ harness: EngineHarness) -> [String] {
        harness.deliverer.begun.map { "\($0.line) at \(($0.now - TestClock.monday).prometheusText)" }
    }

    @Test(arguments: [DeliveryOutcome.sent, .refusedForGood, .refusedForNow, .answerLost])
    func `what hung and then ends does not start the next method a second time`(outcome: DeliveryOutcome) async throws {
        let harness = try EngineHarness(Self.tables())
        let gate = harness.deliverer.hang(.pagerduty, then: outcome)
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.post(body)
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.advance(by: .seconds(15), without: [.delivery(.pagerduty)])
        gate.open()
        _ = try await sending
        harness.deliverer.always(.pagerduty, outcome)
        try await harness.advance(by: .seconds(14))
        let owed = try await harness.notifications().map(\.notification)
        #expect(owed.map(\.method.notifier) == [.pagerduty, .email])
        #expect(owed[1].reason == #"step 1 of policy "p", in place of pagerduty, which has not taken it in time"#)
        #expect(try await !harness.kinds().contains(.notTold))
    }

    @Test func `a rise in priority gives a step no more time that has reached nobody`() async throws {
        let harness = try EngineHarness(Self.tables())
        for kind in [NotifierKind.pagerduty, .email] { harness.deliverer.always(kind, .refusedForNow) }
        let names = ["warning", "error", "critical"]
        for (number, severity) in names.enumerated() {
            let alerts = names.prefix(number + 1).map { Alert.firing($0, severity: $0) }
            try await harness.post(WebhookBody(alerts))
            try await harness.advance(by: .seconds(severity == "critical" ? 9 : 10))
        }
        let before = try await harness.notifications().map(\.notification)
        #expect(Set(before.map(\.contact)) == ["First"] && before.contains { $0.reason.contains("once more") })
        try await harness.advance(by: .seconds(1))
        #expect(times(harness).last == "page by email to Second at 30s")
    }

    @Test func `a rise gives a step its whole time that has reached somebody`() async throws {
        let harness = try EngineHarness(Self.tables())
        try await harness.post(WebhookBody(.firing("a", severity: "warning")))
        try await harness.advance(by: .seconds(20))
        for kind in [NotifierKind.pagerduty, .email] { harness.deliverer.always(kind, .refusedForNow) }
        try await harness.post(WebhookBody(.firing("a", severity: "warning"), .firing("b", severity: "critical")))
        try await harness.advance(by: .seconds(30) - .milliseconds(1))
        #expect(try await Set(harness.notifications().map(\.notification.contact)) == ["First"])
        try await harness.advance(by: .milliseconds(1))
        #expect(times(harness).last == "page by email to Second at 50s")
    }

    @Test func `the next method begins sooner where the one before is refused, and the rest share what is left`()
        async throws
    {
        let tables = RoutingTables.sample(
            .sample("p", steps: [EscalationStep(after: .zero, notify: ["Three"], deliverWithin: .seconds(30))]))
        var three = tables
        three.contacts = ContactTable(contacts: [
            Contact(
                role: "Three", address: "three@example.com",
                escalationPath: [.slack("#three"), .pagerduty, .email("three@example.com")])
        ])
        let harness = try EngineHarness(three)
        harness.deliverer.answer(.slack, .refusedForGood)
        harness.deliverer.always(.pagerduty, askedToWait)
        try await harness.post(body)
        try await harness.advance(by: .seconds(20))
        #expect(times(harness).first == "page by slack to Three at 0s")
        #expect(times(harness).last == "page by email to Three at 15s")
    }

    @Test func `ways that are all used at once have the whole time`() async throws {
        let harness = try EngineHarness(Self.tables(.all))
        harness.deliverer.always(.pagerduty, .refusedForNow)
        harness.deliverer.answer(.email, .refusedForNow, .refusedForNow)
        try await harness.post(body)
        try await harness.advance(by: .seconds(30) - .milliseconds(1))
        let held = try await harness.notifications().map(\.notification.contact)
        #expect(held == ["First", "First"])
        try await harness.advance(by: .milliseconds(1))
        #expect(try await harness.notifications().last?.notification.contact == "Second")
    }

    @Test func `pages that wait for diagnostics have their time from when they are sent`() async throws {
        var tables = try RoutingTables.diagnosed(pageWaits: .seconds(20))
        tables.policies = Self.tables().policies
        let harness = try EngineHarness(tables)
        harness.deliverer.always(.pagerduty, askedToWait)
        try await harness.post(body)
        // Released before the wait is over.
        try await harness.advance(by: .seconds(10), without: [.collection])
        #expect(times(harness).isEmpty)
        try await harness.advance(by: .seconds(15) - .milliseconds(1))
        #expect(Set(harness.deliverer.begun.map(\.line)) == ["page by pagerduty to First"])
        try await harness.advance(by: .milliseconds(1))
        #expect(times(harness).last == "page by email to First at 25s")
    }

    @Test func `a later step is missed although an earlier one was told`() async throws {
        let harness = try EngineHarness(Self.tables(second: .seconds(30)))
        try await harness.post(body)
        try await harness.settle()
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.advance(by: .minutes(15) + .seconds(30))
        #expect(times(harness).last == "page by slack to Third at 15m30s")
        #expect(
            try await harness.timeline().filter { $0.kind == .escalationHastened }.map(\.summary) == [
                #"step 3 of policy "p" comes at once: nobody could be reached in time by step 2 of policy "p""#
            ])
    }

    @Test func `one whose pages are all refused need not wait for the end of its time`() async throws {
        let harness = try EngineHarness(Self.tables(second: .minutes(10)))
        try await harness.post(body)
        try await harness.settle()
        harness.deliverer.answer(.email, .refusedForGood)
        try await harness.advance(by: .minutes(15))
        #expect(times(harness).last == "page by slack to Third at 15m")
    }

    @Test func `who has the incident is told by no later step, also of a policy that goes on`() async throws {
        let harness = try EngineHarness(Self.tables(until: .resolved))
        harness.deliverer.always(.pagerduty, .refusedForNow)
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.post(body)
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.advance(by: .minutes(14))
        // The policy goes on, and so do its pages.
        #expect(harness.deliverer.begun.map(\.line).contains("page by email to First"))
        #expect(try await !harness.kinds().contains(.escalationHastened))
    }

    @Test func `a time that runs out while nothing could be sent says nothing`() async throws {
        let harness = try EngineHarness(Self.tables())
        try await harness.post(body)
        harness.clock.advance(by: .minutes(10))
        try await harness.restart()
        try await harness.settle()
        #expect(harness.deliverer.begun.map(\.line) == ["page by pagerduty to First"])
        try await harness.advance(by: .minutes(4))
        #expect(try await harness.notifications().count == 1)
    }

    @Test func `each way has a moment after that, and then the next step comes`() async throws {
        let harness = try EngineHarness(Self.tables())
        harness.deliverer.always(.email, askedToWait)
        try await harness.post(body)
        harness.clock.advance(by: .minutes(5))
        try await harness.restart()
        let gate = harness.deliverer.hang(.pagerduty)
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        let hanging: Set<EnginePart> = [.delivery(.pagerduty)]
        try await harness.advance(by: .seconds(3) - .milliseconds(1), without: hanging)
        #expect(try await harness.notifications().map(\.notification.method.notifier) == [.pagerduty, .email])
        try await harness.advance(by: .milliseconds(1), without: hanging)
        #expect(try await harness.notifications().last?.notification.contact == "Second")
        gate.open()
        _ = try await sending
    }

    @Test func `nothing begins beside an attempt that stands when somebody takes the incident`() async throws {
        let harness = try EngineHarness(Self.tables())
        let gate = harness.deliverer.hang(.pagerduty, then: askedToWait)
        try await harness.post(body)
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.acknowledge()
        try await harness.advance(by: .minutes(1), without: [.delivery(.pagerduty)])
        gate.open()
        _ = try await sending
        try await harness.advance(by: .minutes(10))
        #expect(
            harness.deliverer.begun.map(\.line) == ["page by pagerduty to First", "acknowledged by pagerduty to First"])
        #expect(try await harness.notifications().map(\.notification.state) == [.cancelled, .sent])
    }
}
