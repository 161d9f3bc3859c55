import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("What rings when nobody has an incident any more", .timeLimit(.minutes(5)))
struct ReleaseTests {
    private let api = Alert.firing("ApiDown")

    private func pages(_ harness: EngineHarness) -> [String] {
        harness.deliverer.sent.filter { $0.notification.event == .page }.map(\.line).sorted()
    }

    /// Opened, taken after a while, and past the hour for which an acknowledgement holds.
    private func expired(
        by owner: String, after wait: Duration = .minutes(1), _ policy: PolicyRule? = nil, severity: String = "critical"
    ) async throws -> EngineHarness {
        let harness = try EngineHarness(.sample(policy ?? .sample("p", acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(Alert.firing("ApiDown", severity: severity)))
        try await harness.advance(by: wait)
        try await harness.acknowledge(by: owner)
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.advance(by: .hours(1))
        return harness
    }

    @Test func `an acknowledgement that expires rings anew where it stands acknowledged, beside the next step`()
        async throws
    {
        let harness = try await expired(by: "somebody at the console")
        #expect(pages(harness) == ["page by email to Second", "page by pagerduty to First"])
        let ring = try #require(harness.deliverer.sent.first { $0.line == "page by pagerduty to First" })
        #expect(ring.isRingingAnew)
        #expect(ring.because == "the acknowledgement by somebody at the console has expired, as First")
        #expect(ring.asked == "Nobody has taken this incident: acknowledge it to take it.")
    }

    @Test(arguments: ["First", "Second"])
    func `its owner is told once`(owner: String) async throws {
        let harness = try await expired(by: owner)
        #expect(pages(harness) == ["page by email to Second", "page by pagerduty to First"])
    }

    @Test func `an owner whom the next step does not tell is told`() async throws {
        let harness = try await expired(by: "Second", after: .minutes(16))
        #expect(
            pages(harness) == ["page by email to Second", "page by pagerduty to First", "page by slack to Third"])
    }

    @Test func `where the policy wants mail it stays at mail`() async throws {
        let steps = [0, 15].map {
            EscalationStep(after: .minutes($0), notify: ["First"], methods: .only(NotifierKind("email")))
        }
        let harness = try await expired(
            by: "First", .sample("calm", steps: steps, acknowledgementExpires: .hours(1)), severity: "warning")
        #expect(pages(harness) == ["page by email to First"])
    }

    @Test func `what is more urgent than was taken rings where it stands acknowledged, whomever its policy tells`()
        async throws
    {
        let harness = try EngineHarness(
            .sample(
                .sample("calm", priorities: [.p2]),
                .sample("urgent", priorities: [.p1], steps: [EscalationStep(after: .zero, notify: ["Second"])])))
        let slow = Alert.firing("ApiSlow", severity: "error")
        try await harness.post(WebhookBody(slow))
        try await harness.settle()
        try await harness.acknowledge(by: "Third")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(slow, api))
        try await harness.settle()
        #expect(
            pages(harness) == ["page by email to Second", "page by pagerduty to First", "page by slack to Third"])
    }

    @Test func `who takes an incident gets no mail that they have`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(api))
        try await harness.advance(by: .minutes(16))
        harness.deliverer.forget()
        try await harness.acknowledge(by: "Second")
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["acknowledged by pagerduty to First"])
        let untold = try await harness.notifications().last { $0.notification.event == .acknowledged }
        #expect(untold?.notification.decision == "not told: Second has done it")
        harness.deliverer.forget()
        try await harness.resolve(by: "First")
        try await harness.settle()
        // PagerDuty closes what is open there only when it is told.
        #expect(
            harness.deliverer.sent.map(\.line).sorted() == [
                "resolved by email to Second", "resolved by pagerduty to First",
            ])
    }
}
