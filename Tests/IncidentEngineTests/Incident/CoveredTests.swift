import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("Alerts of several policies in one incident", .timeLimit(.minutes(5)))
struct CoveredTests {
    static func tables() throws -> RoutingTables {
        RoutingTables.sample(
            PolicyRule(
                priorities: [], matchers: [try Matcher("team=\"security\"")],
                policy: EscalationPolicy(
                    name: "security",
                    steps: [
                        EscalationStep(after: .zero, notify: ["Third", "Second"], methods: .all),
                        EscalationStep(after: .minutes(15), notify: ["Last Resort"]),
                    ])),
            .sample("critical"))
    }

    let api = Alert.firing("ApiDown")
    let intrusion = Alert(
        status: .firing, labels: ["alertname": "Intrusion", "severity": "critical", "team": "security"],
        startsAt: TestClock.monday, fingerprint: "intrusion")

    private func pages(_ harness: EngineHarness) -> [String] {
        harness.deliverer.sent.filter { $0.notification.event == .page }.map(\.line)
    }

    @Test(arguments: [false, true])
    func `the security team hears of the intrusion that joins an outage, taken or not`(isTaken: Bool) async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(api))
        try await harness.settle()
        if isTaken { try await harness.acknowledge(by: "First") }
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(api, intrusion))
        try await harness.settle()
        #expect(pages(harness).contains("page by slack to Third"))
        #expect(pages(harness).contains("page by email to Third"))
        #expect(try await harness.escalations().map(\.policy) == ["security", "critical"])
        let told = harness.deliverer.sent.filter {
            $0.notification.event == .page && $0.notification.policy == "security"
        }
        #expect(told.count > 1)
        // One reason a step: the gate tells steps apart by it.
        #expect(Set(told.map(\.notification.reason)) == ["because of Intrusion: step 1 of policy \"security\""])
        #expect(told.contains { $0.because.hasSuffix(", as Third") })
    }

    @Test func `a later step says as well of which alert it is, while that does not lead`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(api, intrusion))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(16))
        let told = harness.deliverer.sent.first { $0.notification.contact == "Last Resort" }
        #expect(told?.notification.reason == "because of Intrusion: step 2 of policy \"security\"")
        #expect(
            try await harness.notifications().map(\.notification).filter { $0.policy == "critical" }
                .allSatisfy { $0.reason.hasPrefix("step ") })
    }

    @Test func `nobody gets the same news twice through two policies`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(api, intrusion))
        try await harness.settle()
        // Second and Third have been told by the security policy; the other one comes to Second after 15 minutes.
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(16))
        #expect(pages(harness) == ["page by email to Last Resort"])
        let untold = try await harness.notifications().filter { $0.notification.decision.hasPrefix("not told") }
        #expect(untold.map(\.notification.contact) == ["Second"])
        #expect(untold.map(\.notification.state) == [.cancelled])
        #expect(
            try await harness.timeline().contains {
                $0.kind == .notTold && $0.summary.contains("told by policy \"security\" at")
            })
    }

    @Test func `policies that begin together tell each address once, by all of its methods`() async throws {
        let both = try ["security", "critical"].map { name in
            PolicyRule(
                priorities: [], matchers: name == "security" ? [try Matcher("team=\"security\"")] : [],
                policy: EscalationPolicy(
                    name: name, steps: [EscalationStep(after: .zero, notify: ["First", "Third"], methods: .all)]))
        }
        let harness = try EngineHarness(.sample(both[0], both[1]))
        try await harness.post(WebhookBody(api, intrusion))
        try await harness.settle()
        #expect(Set(pages(harness)).count == pages(harness).count)
        #expect(pages(harness).count > 2)
    }

    @Test func `an incident that becomes more urgent rings anew, taken or not`() async throws {
        let harness = try EngineHarness(
            .sample(.sample("calm", priorities: [.p3]), .sample("urgent", priorities: [.p1])))
        let slow = Alert.firing("CpuHigh", severity: "warning")
        try await harness.post(WebhookBody(slow))
        try await harness.settle()
        try await harness.post(WebhookBody(slow, api))
        try await harness.settle()
        let rung = harness.deliverer.sent.filter { $0.notification.event == .page }
        #expect(rung.map(\.notification.priority) == [.p3, .p1])
        #expect(rung.map(\.isRingingAnew) == [false, true])
    }

    @Test func `an incident that opens again is covered by the policies of all that fires`() async throws {
        let harness = try EngineHarness(
            .sample(
                .sample("urgent", priorities: [.p1]),
                .sample("calm", priorities: [.p3], steps: [EscalationStep(after: .zero, notify: ["Third"])])))
        try await harness.post(WebhookBody(api))
        try await harness.advance(by: .minutes(1))
        try await harness.resolve()
        try await harness.post(WebhookBody(api, Alert.firing("CpuHigh", severity: "warning")))
        #expect(try await harness.incident().status == .triggered)
        #expect(try await harness.incident().lead == "ApiDown")
        let running = try await harness.escalations().filter { $0.status == .running }.map(\.policy)
        #expect(Set(running) == ["urgent", "calm"])
    }

    @Test func `what is still owed of an incident becomes as urgent as it`() async throws {
        let harness = try EngineHarness(
            .sample(
                .sample("calm", priorities: [.p3], steps: [EscalationStep(after: .zero, notify: ["Third"])]),
                .sample("urgent", priorities: [.p1])))
        let slow = Alert.firing("CpuHigh", severity: "warning")
        try await harness.post(WebhookBody(slow))
        #expect(try await harness.notifications().map(\.notification.priority) == [.p3])
        try await harness.post(WebhookBody(slow, api))
        #expect(try await harness.notifications().allSatisfy { $0.notification.priority == .p1 })
    }

    @Test func `one that joins what nobody has taken is an update to all who were told`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(api))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(api, Alert.firing("DbDown")))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["update by pagerduty to First"])
        #expect(harness.deliverer.sent.first?.headline.contains("joined: DbDown: DbDown is on fire") == true)
    }

    @Test func `each notification says what the gate decided`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(api))
        #expect(try await harness.notifications().map(\.notification.decision) == ["at once"])
        #expect(try await harness.notifications().map(\.notification.policy) == ["critical"])
    }
}
