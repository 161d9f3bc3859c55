import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("An incident whose priority changes", .timeLimit(.minutes(5)))
struct PriorityChangeTests {
    static let tables: RoutingTables = {
        var tables = RoutingTables.sample(
            .sample("urgent", priorities: [.p1]),
            .sample(
                "calm", priorities: [.p3], steps: [EscalationStep(after: .zero, notify: ["Second"])],
                acknowledgementExpires: .hours(1)))
        tables.collectors = [
            Collector(
                name: "calm-look", procedure: "P3", when: Selector(priorities: [.p3]), source: .run(CommandTemplate([]))
            ),
            Collector(
                name: "urgent-look", procedure: "P1", when: Selector(priorities: [.p1]),
                source: .run(CommandTemplate([]))),
        ]
        return tables
    }()

    let calm = Alert.firing("calm", severity: "warning")
    let urgent = Alert.firing("urgent", severity: "critical")

    @Test func `a rise restarts escalation at the higher policy and diagnoses again`() async throws {
        let harness = try EngineHarness(Self.tables)
        try await harness.post(WebhookBody(calm))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(calm, urgent))
        try await harness.settle()
        let incident = try await harness.incident()
        #expect((incident.status, incident.priority) == (.triggered, .p1))
        #expect(incident.acknowledgedBy == nil)
        #expect(try await harness.escalation()?.policy == "urgent")
        #expect(harness.runner.begun == ["calm-look", "urgent-look"])
        #expect(harness.deliverer.sent.map(\.line).contains("page by pagerduty to First"))
    }

    @Test func `an address that the new page goes to is not sent the same diagnostics again as an update`() async throws
    {
        var tables = Self.tables
        tables.policies = [.sample("same for all", steps: [EscalationStep(after: .zero, notify: ["Second"])])]
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(calm))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(calm, urgent))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Second"])
    }

    @Test func `whom a step tells that comes at once by the rise has no update besides`() async throws {
        let steps = [Duration.zero, .minutes(15)].map { EscalationStep(after: $0, notify: ["Second"]) }
        let harness = try EngineHarness(
            .sample(.sample("urgent", priorities: [.p1]), .sample("calm", priorities: [.p3], steps: steps)))
        try await harness.post(WebhookBody(calm))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.advance(by: .minutes(20))
        try await harness.post(WebhookBody(calm, urgent))
        // Before anybody else has looked at what is due.
        #expect(try await harness.owedLines() == ["page by email to Second", "page by pagerduty to First"])
    }

    @Test func `a fall withdraws nothing`() async throws {
        let harness = try EngineHarness(Self.tables)
        try await harness.post(WebhookBody(calm, urgent))
        try await harness.settle()
        let before = try await (harness.escalation(), harness.notifications())
        try await harness.post(WebhookBody(calm, urgent.resolved()))
        try await harness.settle()
        #expect(try await harness.incident().priority == .p3)
        #expect(try await harness.incident().status == .triggered)
        #expect(try await harness.kinds().last == .priorityChanged)
        #expect(try await harness.escalation() == before.0)
        #expect(try await harness.notifications() == before.1)
    }

    @Test func `a rise that no policy covers starts the one before again`() async throws {
        let harness = try EngineHarness(.sample(Self.tables.policies[1]))
        try await harness.post(WebhookBody(calm))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(calm, urgent))
        try await harness.settle()
        #expect(try await harness.incident().status == .triggered)
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Second"])
        #expect(try await harness.timeline().contains { $0.summary.contains("starts again, because none covers P1") })
        try await harness.advance(by: .hours(2))
        #expect(try await harness.escalation()?.status == .exhausted)
        #expect(try await harness.kinds().contains(.escalationExhausted))
    }
}
