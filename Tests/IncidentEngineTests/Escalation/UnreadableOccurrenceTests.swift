import IncidentCore
import IncidentStore
import TestSupport
import Testing

/// Alerts that this release cannot understand, among others.
@Suite("What cannot be understood and escalation", .timeLimit(.minutes(5)))
struct UnreadableOccurrenceTests {
    private static let damage = "PRAGMA ignore_check_constraints = ON; UPDATE occurrence SET labels = 'nonsense'"
    private static let steps = [
        EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .minutes(15), notify: ["Second"]),
    ]

    private func harness() async throws -> EngineHarness {
        let harness = try EngineHarness(.sample(.sample("p", steps: Self.steps, acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(.firing("a"), .firing("b"), group: "one"))
        try await harness.post(WebhookBody(.firing("c"), group: "two"))
        try await harness.settle()
        try await harness.alter("\(Self.damage) WHERE fingerprint = 'a'")
        harness.deliverer.forget()
        return harness
    }

    @Test func `every incident's later steps come`() async throws {
        let harness = try await harness()
        try await harness.advance(by: .minutes(15))
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Second", "page by email to Second"])
    }

    @Test func `its incident can be taken, and goes on when that expires`() async throws {
        let harness = try await harness()
        try await harness.acknowledge()
        try await harness.advance(by: .hours(1))
        let pages = harness.deliverer.sent.filter { $0.notification.event == .page && $0.notification.incidentID == 1 }
        #expect(pages.contains { $0.notification.contact == "Second" })
    }

    @Test func `an incident of which nothing that fires can be understood stays open`() async throws {
        let harness = try await harness()
        try await harness.post(WebhookBody(Alert.firing("b").resolved(), group: "one"))
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `a doubtful alert whose incident cannot be read keeps no other one from firing`() async throws {
        let harness = try EngineHarness()
        let (a, b) = (Alert.firing("a"), Alert.firing("b"))
        for (alert, group) in [(a, "one"), (b, "two")] {
            try await harness.post(WebhookBody(alert, group: group))
            try await harness.post(WebhookBody(alert.resolved(), group: group))
            try await harness.post(WebhookBody(alert, group: group))
        }
        #expect(try await harness.doubtful() == ["a", "b"])
        try await harness.alter(
            "PRAGMA ignore_check_constraints = ON; UPDATE incident SET labels = 'nonsense' WHERE id = 1")
        harness.clock.advance(by: .seconds(60))
        try await harness.tick(.doubtful)
        #expect(try await harness.doubtful() == ["a"])
        #expect(try await harness.incident(2).firingCount == 1)
    }

    @Test func `an acknowledgement's end that moves nothing is put off`() async throws {
        let harness = try await harness()
        let due = harness.clock.now.milliseconds
        try await harness.alter(
            "UPDATE escalation SET status = 'paused', next_due_at_ms = \(due) WHERE incident_id = 2")
        let next = try await harness.tick(.escalation)
        #expect(next == harness.clock.now + .seconds(900))
    }
}
