import IncidentCore
import IncidentEngine
import IncidentStore
import Logging
import TestSupport
import Testing

@Suite("Contacts that are gone while a policy runs", .timeLimit(.minutes(5)))
struct GoneContactTests {
    private static let steps = [
        EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .minutes(15), notify: ["Old"]),
    ]
    private static let old = Contact(
        role: "Old", address: "old@example.com", escalationPath: [.email("old@example.com")])

    /// `Old` is told after 15 minutes and as the last resort.
    private static let before: RoutingTables = {
        var tables = RoutingTables.sample(.sample("p", steps: steps, otherwise: "Old"))
        tables.contacts = ContactTable(contacts: tables.contacts.contacts + [old])
        return tables
    }()

    /// The same role by another name, in both tables.
    private static func renamed(to role: String = "Second") -> RoutingTables {
        .sample(
            .sample(
                "p", steps: [steps[0], EscalationStep(after: .minutes(15), notify: [role])], otherwise: role))
    }

    private func summaries(_ harness: EngineHarness, _ kinds: TimelineKind...) async throws -> [String] {
        try await harness.timeline().filter { kinds.contains($0.kind) }.map(\.summary)
    }

    @Test func `steps and the last resort tell who has taken their place`() async throws {
        let harness = try EngineHarness(Self.before)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.advance(by: .minutes(1))
        harness.tables.replace(with: Self.renamed())
        harness.deliverer.forget()
        try await harness.advance(by: .hours(1))
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Second", "page by email to Second"])
        #expect(
            harness.deliverer.sent.map(\.because) == [
                "step 2 of policy \"p\", in place of Old, which contacts.yaml no longer has, as Second",
                "last resort of policy \"p\", in place of Old, which contacts.yaml no longer has, as Second",
            ])
        #expect(
            try await summaries(harness, .escalationStep, .notTold, .escalationExhausted).suffix(4) == [
                "step 2 of policy \"p\": Second (in place of Old, which contacts.yaml no longer has)",
                "Old is not told: no such contact with an escalation path in routes/contacts.yaml",
                "policy \"p\" is exhausted and nobody has taken the incident; last resort: Second (in place of Old, "
                    + "which contacts.yaml no longer has)",
                "Old is not told: no such contact with an escalation path in routes/contacts.yaml",
            ])
        #expect(try await !harness.kinds().contains(.nobodyTold))
    }

    @Test func `what rings once more tells stand-ins as well`() async throws {
        let harness = try EngineHarness(Self.before)
        try await harness.post(WebhookBody(.firing("a", severity: "error")))
        try await harness.advance(by: .minutes(16))
        harness.tables.replace(with: Self.renamed())
        harness.deliverer.forget()
        // More urgent, and the policy that runs covers it.
        try await harness.post(WebhookBody(.firing("a", severity: "error"), .firing("b")))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line).contains("page by email to Second"))
    }

    @Test func `where even so nobody is told the timeline and the log say so, and what to do`() async throws {
        let harness = try EngineHarness(Self.before)
        let log = LogLines(from: .error)
        harness.store.notifyUntold { incident in
            log.logger.error("nobody is told", metadata: ["incident.id": "\(incident.id)"])
        }
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.advance(by: .minutes(1))
        harness.tables.replace(with: .sample())
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(15))
        #expect(harness.deliverer.begun.isEmpty)
        #expect(
            try await summaries(harness, .nobodyTold) == [
                "nobody is told by step 2 of policy \"p\", nor in place of Old: tell somebody yourself, and put into "
                    + "routes/escalation.yaml who is told of P1 now"
            ])
        #expect(log.all == ["error nobody is told [incident.id: 1]"])
    }

    @Test func `a question that reaches nobody who was told is asked of today's first step`() async throws {
        let late = EscalationStep(after: .minutes(30), notify: ["First"])
        let harness = try EngineHarness(.sample(.sample("p", steps: [late])))
        try await harness.post(WebhookBody(.firing("a", severity: "error")))
        try await harness.settle()
        try await harness.acknowledge(by: "Old")
        try await harness.post(
            WebhookBody(.firing("a", severity: "error"), .firing("b", severity: "error")))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
        #expect(
            harness.deliverer.sent.first?.notification.reason.hasSuffix(
                ", in place of Old, who is no contact in contacts.yaml") == true)
    }

    @Test func `a question that nobody can be asked is not silent`() async throws {
        let late = EscalationStep(after: .minutes(30), notify: ["First"])
        let harness = try EngineHarness(.sample(.sample("p", steps: [late])))
        try await harness.post(WebhookBody(.firing("a", severity: "error")))
        try await harness.settle()
        try await harness.acknowledge(by: "Old")
        harness.tables.replace(with: .sample())
        try await harness.post(
            WebhookBody(.firing("a", severity: "error"), .firing("b", severity: "error")))
        try await harness.settle()
        #expect(harness.deliverer.begun.isEmpty)
        #expect(
            try await summaries(harness, .nobodyTold) == [
                "nobody is asked to confirm: Old is no contact in routes/contacts.yaml, and nobody else was told; tell Old "
                    + "yourself"
            ])
    }
}
