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

    @Test func `its page does not wait for the diagnostics of what joined`() async throws {
        let harness = try harness(.diagnosed())
        try await harness.post(WebhookBody(urgent))
        try await harness.settle()
        try await harness.post(WebhookBody(urgent, calm))
        try await harness.settle(without: [.collection])
        #expect(harness.deliverer.sent.last { $0.notification.event == .page }?.notification.contact == "Second")
    }
}
