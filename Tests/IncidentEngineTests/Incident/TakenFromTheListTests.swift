import IncidentCore
import IncidentEngine
import TestSupport
import Testing

/// Who has an incident without having been paged, and has PagerDuty alone.
@Suite("What becomes of an incident that a pager took from the list", .timeLimit(.minutes(5)))
struct TakenFromTheListTests {
    private let api = Alert.firing("ApiDown")
    private static let why = ": they were not paged, and pagerduty, all that they have, would ring"

    /// - Parameter first: whom the policy tells.
    private func taken(telling first: String = "Second") async throws -> EngineHarness {
        var tables = RoutingTables.sample(
            .sample("p", steps: [EscalationStep(after: .zero, notify: [first])], acknowledgementExpires: .hours(1)))
        let pager = Contact(role: "Pager", address: "pager@example.com", escalationPath: [.pagerduty])
        tables.contacts = ContactTable(contacts: [.first, .second, pager])
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(api))
        try await harness.settle()
        try await harness.acknowledge(by: "Pager")
        try await harness.settle()
        harness.deliverer.forget()
        return harness
    }

    private func untold(_ harness: EngineHarness) async throws -> [String] {
        try await harness.timeline().filter { $0.kind == .notTold }.map(\.summary)
    }

    @Test func `the timeline says why they do not hear that another has it, or that it is over`() async throws {
        let harness = try await taken()
        try await harness.acknowledge(by: "alice")
        try await harness.acknowledge(by: "Pager")
        try await harness.post(WebhookBody(api.resolved()))
        try await harness.settle()
        #expect(
            harness.sentLines() == [
                "acknowledged by email to Second", "acknowledged by email to Second", "resolved by email to Second",
            ])
        #expect(
            try await untold(harness) == [
                "Pager is not told who has it now" + Self.why,
                "alice is not told who has it now: no contact of that name has an escalation path",
                "Pager is not told that it is over" + Self.why,
            ])
    }

    @Test func `they are not reminded by a ring that nothing would end`() async throws {
        let harness = try await taken()
        try await harness.advance(by: .minutes(59))
        #expect(harness.sentLines() == [])
        #expect(try await untold(harness) == ["Pager is not reminded" + Self.why])
    }

    @Test func `where PagerDuty has the incident they hear of all of it there`() async throws {
        let harness = try await taken(telling: "First")
        try await harness.advance(by: .minutes(50))
        try await harness.acknowledge(by: "alice")
        try await harness.settle()
        #expect(harness.sentLines() == ["acknowledged by pagerduty to First", "update by pagerduty to Pager"])
        #expect(try await untold(harness) == [])
    }
}
