import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("A page that is held back in a storm", .timeLimit(.minutes(5)))
struct HeldPageTests: StormWorld {
    @Test func `an urgent page that was held back and refused is not held back once more`() async throws {
        let harness = try harness(by: [.email("first@example.com"), .slack("#first")])
        try await fire(names(1...3), on: harness)
        for name in ["Down1", "Down2", "Down3"] { try await fire([name], severity: "critical", on: harness) }
        #expect(told(harness) == ["1", "4"])
        harness.deliverer.always(.email, .refusedForGood)
        try await harness.advance(by: .seconds(60))
        let urgent = harness.deliverer.sent.filter { $0.incident.id > 4 }
        #expect(urgent.count == 2 && Set(urgent.map(\.incident.id)) == [5, 6])
        #expect(urgent.allSatisfy { $0.notification.method == .slack("#first") && $0.others.isEmpty })
        #expect(urgent.allSatisfy { $0.now == TestClock.monday + .seconds(60) })
    }

    @Test func `a policy is not exhausted before its last page was told`() async throws {
        let harness = try harness(by: [.pagerduty])
        var tables = harness.tables.value
        tables.policies = [
            .sample("all", priorities: Priority.allCases, steps: [EscalationStep(after: .zero, notify: ["First"])])
        ]
        harness.tables.replace(with: tables)
        try await fire(names(1...10), on: harness)
        try await harness.advance(by: .minutes(9) + .minutes(5) - .seconds(1))
        #expect(told(harness).count == 10)
        #expect(try await harness.escalation(10)?.status == .running)
        #expect(try await harness.escalation(1)?.status == .exhausted)
        try await harness.advance(by: .minutes(5))
        #expect(try await harness.escalation(10)?.status == .exhausted)
    }
}
