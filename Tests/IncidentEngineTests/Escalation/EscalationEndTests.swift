import IncidentCore
import IncidentEngine
import IncidentStore
import MetricsTestKit
import TestSupport
import Testing

@Suite("Where escalation ends, or cannot begin", .timeLimit(.minutes(5)))
struct EscalationEndTests {
    let body = WebhookBody(.firing("a"))
    static let twice = [
        EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .minutes(15), notify: ["Second"]),
    ]

    @Test func `steps repeat as often as the policy says, then the last resort is told once`() async throws {
        let metrics = TestMetrics()
        let policy = PolicyRule.sample(
            "p", steps: Self.twice, repetition: .init(every: .minutes(30), times: 1), otherwise: "Last Resort")
        let harness = try EngineHarness(.sample(policy), metrics: metrics)
        let exhausted = try metrics.expectCounter("responder_escalations_exhausted_total")
        #expect(exhausted.totalValue == 0)
        try await harness.post(body)
        try await harness.advance(by: .minutes(59))
        #expect(harness.deliverer.sent.map(\.notification.contact) == ["First", "Second", "First"])
        #expect(exhausted.totalValue == 0)
        try await harness.advance(by: .hours(10))
        #expect(
            harness.deliverer.sent.map(\.notification.contact) == ["First", "Second", "First", "Second", "Last Resort"])
        #expect(
            harness.deliverer.sent.map { $0.now - TestClock.monday } == [
                .zero, .minutes(15), .minutes(45), .minutes(60), .minutes(75),
            ])
        #expect(exhausted.totalValue == 1)
        let kinds = try await harness.kinds()
        #expect(kinds.count { $0 == .escalationRepeated } == 1)
        #expect(kinds.count { $0 == .escalationExhausted } == 1)
        let timeline = try await harness.timeline()
        #expect(
            timeline.first { $0.kind == .escalationRepeated }?.summary == "step 1 of policy \"p\", round 2: First")
        #expect(
            timeline.first { $0.kind == .escalationExhausted }?.summary
                == "policy \"p\" is exhausted and nobody has taken the incident; last resort: Last Resort")
        #expect(try await harness.escalation()?.status == .exhausted)
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `the last resort is told by every way there is`() async throws {
        let steps = [EscalationStep(after: .zero, notify: ["Second"])]
        let harness = try EngineHarness(.sample(.sample("p", steps: steps, otherwise: "First")))
        try await harness.post(body)
        try await harness.advance(by: .hours(1))
        #expect(harness.deliverer.sent.map(\.notification.contact) == ["Second", "First", "First"])
        #expect(Set(harness.deliverer.sent.dropFirst().map(\.notification.method.notifier)) == [.pagerduty, .email])
    }

    @Test(
        arguments: [
            (.acknowledged, false, .cancelled), (.acknowledged, true, .cancelled),
            (.resolved, false, .pending), (.resolved, true, .pending),
        ] as [(EscalationPolicy.Until, Bool, NotificationState)])
    func `taking the incident cancels a page that is still owed, unless its policy goes on until it is resolved`(
        until: EscalationPolicy.Until, isExhausted: Bool, state: NotificationState
    ) async throws {
        let steps = [EscalationStep(after: .zero, notify: ["Second"])]
        let harness = try EngineHarness(.sample(.sample("p", steps: steps, until: until)))
        try await harness.post(body)
        let dead = Set(EnginePart.deliveries).union([.nextMethods])
        try await harness.advance(by: .minutes(isExhausted ? 10 : 1), without: dead)
        #expect(try await harness.escalation()?.status == (isExhausted ? .exhausted : .running))
        try await harness.acknowledge()
        let page = try #require(try await harness.notifications().first { $0.notification.event == .page })
        #expect(page.notification.state == state)
    }

    @Test func `somebody who takes an exhausted incident may let it expire, and it goes on`() async throws {
        let policy = PolicyRule.sample("p", steps: Self.twice, acknowledgementExpires: .hours(1))
        let harness = try EngineHarness(.sample(policy))
        try await harness.post(body)
        try await harness.advance(by: .hours(2))
        #expect(try await harness.escalation()?.status == .exhausted)
        try await harness.acknowledge()
        harness.deliverer.forget()
        try await harness.advance(by: .hours(1))
        #expect(
            harness.deliverer.sent.filter { $0.notification.event == .page }.map(\.notification.contact) == ["First"])
    }

    @Test func `a role without a contact is not told, and the timeline says so`() async throws {
        let steps = [EscalationStep(after: .zero, notify: ["Nobody", "First"])]
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        try await harness.post(body)
        try await harness.settle()
        let entry = try #require(try await harness.timeline().first { $0.kind == .notTold })
        #expect(entry.summary.contains("Nobody"))
        #expect(harness.deliverer.sent.map(\.notification.contact) == ["First"])
    }

    @Test func `without a policy nobody is told, and the timeline says so`() async throws {
        let harness = try EngineHarness(.sample(.sample("for others", priorities: [.p2])))
        try await harness.post(body)
        try await harness.advance(by: .hours(1))
        let entry = try #require(try await harness.timeline().first { $0.kind == .notTold })
        #expect(entry.summary.contains("no policy") && entry.summary.contains("P1"))
        #expect(try await harness.incident().status == .triggered)
        #expect(try await harness.notifications().isEmpty)
    }

    @Test func `a policy is frozen when it begins`() async throws {
        let harness = try EngineHarness()
        try await harness.post(body)
        try await harness.settle()
        var tables = RoutingTables.sample(.sample("new", steps: [EscalationStep(after: .zero, notify: ["Third"])]))
        tables.contacts = RoutingTables.sample.contacts
        harness.tables.replace(with: tables)
        try await harness.restart()
        try await harness.advance(by: .minutes(15))
        #expect(harness.deliverer.sent.map(\.notification.contact) == ["First", "Second"])
    }

    @Test func `P4 waits for the digest of the next working morning and is told once`() async throws {
        // Saturday, 11:00 in Berlin.
        var tables = try RoutingTables.shipped()
        tables.heartbeats = []
        let harness = try EngineHarness(
            tables, clock: TestClock(TestClock.monday + .hours(5 * 24 + 1) + .minutes(30)))
        let opened = harness.clock.now
        try await harness.post(WebhookBody(.firing("a", severity: "info")))
        try await harness.settle()
        #expect(try await harness.incident().priority == .p4)
        #expect(harness.deliverer.begun.isEmpty)
        let monday = TestClock.monday + .hours(7 * 24) - .minutes(30)
        #expect(try await harness.timeline().contains { $0.kind == .heldForDigest })
        try await harness.restart()
        try await harness.advance(by: monday - opened - .milliseconds(1))
        #expect(harness.deliverer.bulletins.isEmpty)
        try await harness.advance(by: .milliseconds(1))
        #expect(harness.deliverer.bulletins.map(\.owed.contact) == ["On-Call Engineer"])
        #expect(harness.deliverer.bulletins.first?.digest?.open.map(\.isHeld) == [true])
        try await harness.advance(by: .hours(20))
        #expect(harness.deliverer.bulletins.count == 1 && harness.deliverer.begun.isEmpty)
    }
}
