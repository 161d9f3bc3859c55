import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// Somebody says that nobody has an incident any more.
@Suite("An acknowledgement that is ended", .timeLimit(.minutes(5)))
struct UnacknowledgeTests {
    private let api = Alert.firing("ApiDown")

    private func taken(by owner: String, _ policy: PolicyRule = .sample("p", acknowledgementExpires: .hours(1)))
        async throws -> EngineHarness
    {
        let harness = try EngineHarness(.sample(policy))
        try await harness.post(WebhookBody(api))
        try await harness.advance(by: .minutes(16))
        try await harness.acknowledge(by: owner)
        try await harness.settle()
        harness.deliverer.forget()
        return harness
    }

    @Test func `escalation goes on, PagerDuty rings anew, and those told hear of it`() async throws {
        let harness = try await taken(by: "alice")
        try await harness.unacknowledge(by: "alice")
        try await harness.settle()
        let sent = harness.deliverer.sent
        #expect(
            sent.map(\.line).sorted() == [
                "page by pagerduty to First", "page by slack to Third", "update by email to Second",
            ])
        let ring = try #require(sent.first { $0.line == "page by pagerduty to First" })
        #expect(ring.isRingingAnew)
        #expect(ring.because == "the acknowledgement was ended by alice: not mine, as First")
        #expect(ring.asked == "Nobody has taken this incident: acknowledge it to take it.")
        #expect(try await harness.incident().status == .triggered)
        let entry = try await harness.timeline().first { $0.kind == .unacknowledged }
        #expect(entry?.summary == "the acknowledgement was ended by alice, on the command line: not mine")
        #expect(entry?.actor == "alice")
        #expect(entry?.details["way"] == "command_line")
    }

    @Test func `by somebody else it is told to its owner in a way that rings`() async throws {
        let harness = try await taken(by: "Second")
        try await harness.unacknowledge(by: "bob", why: "she is asleep")
        try await harness.settle()
        let page = try #require(harness.deliverer.sent.first { $0.line == "page by email to Second" })
        #expect(page.because == "the acknowledgement by Second was ended by bob: she is asleep, as Second")
    }

    @Test func `whom the step tells that comes at once has no update besides`() async throws {
        let harness = try await taken(by: "alice")
        try await harness.unacknowledge(by: "alice")
        // Before anybody else has looked at what is due.
        let owed = try await harness.store.read { try $0.notifications(incidentID: 1) }.map(\.notification)
            .filter { $0.state == .pending }
        #expect(owed.count == Set(owed.map(\.method)).count)
        #expect(owed.filter { $0.event == .page }.map(\.contact).sorted() == ["First", "Third"])
        #expect(owed.filter { $0.event == .update }.map(\.contact) == ["Second"])
    }

    @Test func `who ends it hears nothing of it at an address of their own`() async throws {
        let harness = try await taken(by: "Second")
        try await harness.unacknowledge(by: "Second")
        try await harness.settle()
        #expect(harness.sentLines() == ["page by pagerduty to First", "page by slack to Third"])
    }

    @Test func `twice it is refused, and so is what nobody has or what is over`() async throws {
        let harness = try await taken(by: "alice")
        try await harness.unacknowledge(by: "alice")
        await #expect(throws: TransitionRefused("nobody has taken incident 1; nothing to take back")) {
            try await harness.unacknowledge(by: "alice")
        }
        try await harness.resolve()
        await #expect(throws: TransitionRefused("incident 1 was resolved 0s ago by alice; nothing to take back")) {
            try await harness.unacknowledge(by: "alice")
        }
    }

    @Test func `it wants a reason`() async throws {
        let harness = try await taken(by: "alice")
        for why in [nil, "", "  \n"] as [String?] {
            await #expect(throws: DeedProblem.reasonMissing) {
                try await harness.unacknowledge(by: "alice", why: why)
            }
        }
        await #expect(throws: DeedProblem.reasonTooLong(1001)) {
            try await harness.unacknowledge(by: "alice", why: String(repeating: "é", count: 1001))
        }
        #expect(try await harness.incident().status == .acknowledged)
    }

    @Test func `a secret in the reason is kept nowhere`() async throws {
        let harness = try await taken(by: "alice")
        try await harness.unacknowledge(by: "alice", why: "try postgres://admin:hunter2@db/x")
        try await harness.settle()
        let words = try await harness.timeline().map(\.summary) + harness.deliverer.sent.map(\.because)
        #expect(!words.contains { $0.contains("hunter2") })
    }

    @Test func `the step that follows comes once, whatever was restarted`() async throws {
        let harness = try await taken(by: "alice")
        try await harness.unacknowledge(by: "alice")
        try await harness.restart()
        try await harness.settle()
        try await harness.restart()
        try await harness.settle()
        #expect(
            harness.sentLines().filter { $0.hasPrefix("page") } == [
                "page by pagerduty to First", "page by slack to Third",
            ])
    }

    @Test func `it can be taken again, and the former end is no more`() async throws {
        let harness = try await taken(by: "alice")
        try await harness.unacknowledge(by: "alice")
        try await harness.advance(by: .minutes(50))
        try await harness.acknowledge(by: "bob")
        try await harness.advance(by: .minutes(30))
        #expect(try await harness.incident().acknowledgedBy == "bob")
    }

    @Test func `where no policy has anything left to do, the timeline says so`() async throws {
        let harness = try await taken(
            by: "alice",
            .sample("p", steps: [EscalationStep(after: .zero, notify: ["First"])], until: .notified))
        try await harness.unacknowledge(by: "alice")
        try await harness.settle()
        #expect(try await harness.incident().status == .triggered)
        let said = try await harness.timeline().last { $0.kind == .notTold }?.summary
        #expect(
            said == "nobody more is told: no policy of the incident has anything left to do; escalate or resolve it")
    }
}
