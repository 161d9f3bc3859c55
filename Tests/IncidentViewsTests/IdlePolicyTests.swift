import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@testable import IncidentViews

/// An incident under two policies, "high" with steps to First and Third, "other" to Second and Last Resort.
@Suite("A policy that has nothing to tell", .timeLimit(.minutes(5)))
struct IdlePolicyTests {
    enum Standing: String, CaseIterable, Sendable {
        case firing, ended, silenced
    }

    private static let other = Alert.firing("other")

    private static func harness(_ standing: Standing) async throws -> EngineHarness {
        var tables = RoutingTables.sample
        let rule = PolicyRule(
            priorities: [], matchers: [try Matcher("alertname=\"other\"")],
            policy: EscalationPolicy(name: "other", steps: steps("Second", "Last Resort", after: 20)))
        tables.policies = [rule, .sample("high", priorities: [.p1], steps: steps("First", "Third", after: 15))]
        let harness = try EngineHarness(tables)
        let urgent = Alert.firing("urgent")
        try await harness.post(WebhookBody(urgent, other))
        try await harness.settle()
        harness.deliverer.forget()
        switch standing {
        case .firing: break
        case .ended: try await harness.post(WebhookBody(urgent.resolved(after: .minutes(2)), other))
        case .silenced: try await harness.silence("urgent", for: .hours(3))
        }
        try await harness.settle()
        return harness
    }

    private static func steps(_ first: String, _ second: String, after minutes: Int) -> [EscalationStep] {
        [
            EscalationStep(after: .zero, notify: [first]),
            EscalationStep(after: .minutes(minutes), notify: [second]),
        ]
    }

    private static func pages(_ harness: EngineHarness) -> [String] {
        harness.deliverer.sent.filter { $0.notification.event == .page }.map(\.notification.contact)
    }

    private static func views(_ harness: EngineHarness) async throws -> [EscalationView] {
        let tables = harness.tables.value
        return try await harness.store.read { reader in
            let incident = try reader.existing(1)
            return try reader.standingEscalations(of: incident, tables: tables).map {
                EscalationView($0, of: incident, tables: tables)
            }
        }
    }

    @Test(arguments: Standing.allCases)
    func `what is foreseen, shown, asked for and told is of those that have something`(standing: Standing) async throws
    {
        let tells = standing == .firing
        let harness = try await Self.harness(standing)
        let (tables, now) = (harness.tables.value, harness.clock.now)
        let explanation = try await harness.store.read {
            try IncidentExplanation(1, reader: $0, tables: tables, at: now)
        }
        let foreseen = explanation.next.filter { $0.kind == .step }.flatMap(\.notify)
        #expect(foreseen == (tells ? ["Third", "Last Resort"] : ["Last Resort"]))
        let view = try #require(try await Self.views(harness).first { $0.policy == "high" })
        #expect(view.status == (tells ? "running" : "resting"))
        #expect((view.nextDueAt == nil) == !tells)
        try await harness.advance(by: .hours(1))
        #expect(Self.pages(harness) == foreseen)

        let asked = try await Self.harness(standing)
        try await asked.escalate()
        try await asked.settle()
        #expect(Self.pages(asked) == (tells ? ["Third"] : ["Last Resort"]))
    }

    @Test(arguments: [Standing.ended, .silenced])
    func `while somebody has the incident nobody is next by it`(standing: Standing) async throws {
        let harness = try await Self.harness(standing)
        try await harness.acknowledge()
        let view = try #require(try await Self.views(harness).first { $0.policy == "high" })
        #expect(view.status == "paused")
        #expect(view.nextNotify == [])
        harness.deliverer.forget()
        try await harness.escalate()
        try await harness.settle()
        #expect(Self.pages(harness) == ["Last Resort"])
    }

    @Test func `where no policy has anything the refusal says why, and what to do`() async throws {
        let harness = try await Self.harness(.ended)
        try await harness.escalate()
        try await harness.advance(by: .minutes(1))
        await #expect(
            throws: TransitionRefused(
                "incident 1 cannot be escalated: policy \"other\" has told everybody whom it names, policy \"high\" rests, "
                    + "because none of the alerts that it covers fires; add a responder instead")
        ) { try await harness.escalate() }
    }
}
