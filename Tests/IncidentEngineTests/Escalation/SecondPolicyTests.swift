import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// An incident whose alerts are covered by two policies.
@Suite("A second policy", .timeLimit(.minutes(5)))
struct SecondPolicyTests {
    private let urgent = Alert.firing("urgent")
    private let calm = Alert.firing("calm", severity: "warning")

    /// P1 tells First by the policy "high", P3 Second by "low"; each at once and nobody later.
    private static func policies() -> [PolicyRule] {
        [("high", Priority.p1, "First"), ("low", .p3, "Second")].map { name, priority, role in
            .sample(name, priorities: [priority], steps: [EscalationStep(after: .zero, notify: [role])])
        }
    }

    private func harness(_ tables: RoutingTables = .sample) throws -> EngineHarness {
        var tables = tables
        tables.policies = Self.policies()
        return try EngineHarness(tables)
    }

    @Test func `the first one goes on when the incident that somebody had taken becomes more urgent`() async throws {
        let harness = try harness()
        try await harness.post(WebhookBody(calm))
        try await harness.settle()
        try await harness.acknowledge()
        #expect(try await harness.escalations().map(\.status) == [.paused])
        try await harness.post(WebhookBody(calm, urgent))
        let states = try await harness.escalations().map { "\($0.policy) is \($0.status)" }
        #expect(Set(states) == ["low is running", "high is running"])
    }

    @Test func `one that is exhausted does not begin again for what another one covers`() async throws {
        let harness = try harness()
        try await harness.post(WebhookBody(urgent))
        try await harness.advance(by: .hours(1))
        harness.deliverer.forget()
        try await harness.post(WebhookBody(urgent, calm))
        try await harness.settle()
        #expect(
            harness.deliverer.sent.filter { $0.notification.event == .page }.map(\.notification.contact) == ["Second"])
        let states = try await harness.escalations().map { "\($0.policy) is \($0.status)" }
        #expect(Set(states) == ["low is running", "high is exhausted"])
    }

    private let asUrgent = Alert.firing("as urgent")

    /// "high" has a second step after 15 minutes, to Third; what is as urgent has a policy of its own.
    private func twoSteps() throws -> EngineHarness {
        var tables = RoutingTables.sample
        let other = PolicyRule(
            priorities: [], matchers: [try Matcher("alertname=\"as urgent\"")],
            policy: EscalationPolicy(name: "other", steps: [EscalationStep(after: .zero, notify: ["Second"])]))
        let steps = [
            EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .minutes(15), notify: ["Third"]),
        ]
        tables.policies = [other, .sample("high", priorities: [.p1], steps: steps), Self.policies()[1]]
        return try EngineHarness(tables)
    }

    @Test func `whom the step tells of one that goes on has no update besides`() async throws {
        var tables = RoutingTables.sample
        let other = PolicyRule(
            priorities: [], matchers: [try Matcher("alertname=\"as urgent\"")],
            policy: EscalationPolicy(name: "other", steps: [EscalationStep(after: .zero, notify: ["Second"])]))
        let steps = [Duration.zero, .minutes(15)].map { EscalationStep(after: $0, notify: ["Third"]) }
        tables.policies = [other, .sample("high", priorities: [.p1], steps: steps)]
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(urgent, asUrgent))
        try await harness.settle()
        try await harness.post(WebhookBody(urgent.resolved(after: .minutes(2)), asUrgent))
        try await harness.advance(by: .minutes(20))
        try await harness.post(WebhookBody(Alert.firing("urgent", since: harness.clock.now), asUrgent))
        // Before anybody else has looked at what is due.
        #expect(try await harness.owedLines() == ["page by slack to Third", "update by email to Second"])
    }

    @Test func `one rests while none of its alerts fires, and goes on when one does`() async throws {
        let harness = try twoSteps()
        try await harness.post(WebhookBody(urgent, asUrgent))
        try await harness.settle()
        try await harness.post(WebhookBody(urgent.resolved(after: .minutes(2)), asUrgent))
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(40))
        #expect(harness.deliverer.sent.filter { $0.notification.contact == "Third" }.isEmpty)
        #expect(
            try await harness.timeline().last { $0.kind == .escalationRested }?.summary
                == "policy \"high\" rests: none of the alerts that it covers fires; it goes on when one does")
        #expect(try await harness.escalations().first { $0.policy == "high" }?.nextDueAt == nil)

        try await harness.restart()
        try await harness.post(WebhookBody(Alert.firing("urgent", since: harness.clock.now), asUrgent))
        try await harness.settle()
        #expect(harness.deliverer.sent.last?.line == "page by slack to Third")
        #expect(
            try await harness.timeline().last { $0.kind == .escalationWoken }?.summary
                == "policy \"high\" goes on: urgent fires")
    }

    @Test func `one whose alert fires again before its step is due has not rested`() async throws {
        let harness = try twoSteps()
        try await harness.post(WebhookBody(urgent, asUrgent))
        try await harness.settle()
        try await harness.post(WebhookBody(urgent.resolved(after: .minutes(2)), asUrgent))
        harness.clock.advance(by: .minutes(5))
        try await harness.post(WebhookBody(Alert.firing("urgent", since: harness.clock.now), asUrgent))
        try await harness.advance(by: .minutes(10))
        #expect(harness.deliverer.sent.contains { $0.notification.contact == "Third" })
        #expect(try await !harness.kinds().contains(.escalationRested))
    }

    @Test func `one that stands in where nothing else covers what fires does not rest`() async throws {
        let harness = try twoSteps()
        try await harness.post(WebhookBody(urgent, Alert.firing("uncovered", severity: "info")))
        try await harness.post(
            WebhookBody(urgent.resolved(after: .minutes(2)), Alert.firing("uncovered", severity: "info")))
        try await harness.advance(by: .minutes(15))
        #expect(harness.deliverer.sent.contains { $0.notification.contact == "Third" })
    }

    @Test func `one that rests rings again and goes on when its alert makes the incident more urgent again`()
        async throws
    {
        let harness = try twoSteps()
        try await harness.post(WebhookBody(urgent, calm))
        try await harness.settle()
        try await harness.post(WebhookBody(urgent.resolved(after: .minutes(2)), calm))
        try await harness.advance(by: .minutes(40))
        #expect(try await harness.kinds().contains(.escalationRested))
        harness.deliverer.forget()
        try await harness.post(WebhookBody(Alert.firing("urgent", since: harness.clock.now), calm))
        try await harness.settle()
        #expect(harness.deliverer.sent.contains { $0.line == "page by pagerduty to First" })
        #expect(harness.deliverer.sent.contains { $0.notification.contact == "Third" })
        #expect(try await harness.kinds().contains(.escalationWoken))
    }

    @Test func `one that an acknowledgement does not stop wakes beside it`() async throws {
        var tables = RoutingTables.sample
        let steps = [0, 15].map { EscalationStep(after: .minutes($0), notify: ["Third"]) }
        tables.policies = [.sample("high", priorities: [.p1], steps: steps, until: .resolved), Self.policies()[1]]
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(urgent, calm))
        try await harness.acknowledge()
        try await harness.post(WebhookBody(urgent.resolved(after: .minutes(2)), calm))
        try await harness.advance(by: .minutes(20))
        #expect(try await harness.kinds().contains(.escalationRested))
        harness.deliverer.forget()
        try await harness.post(WebhookBody(Alert.firing("urgent", since: harness.clock.now), calm))
        try await harness.settle()
        #expect(harness.deliverer.sent.contains { $0.line == "page by slack to Third" })
    }

    @Test func `its page does not wait for the diagnostics of what joined`() async throws {
        let harness = try harness(.diagnosed())
        try await harness.post(WebhookBody(urgent))
        try await harness.settle()
        try await harness.post(WebhookBody(urgent, calm))
        try await harness.settle(without: [.collection])
        #expect(harness.deliverer.sent.last { $0.notification.event == .page }?.notification.contact == "Second")
    }
}
