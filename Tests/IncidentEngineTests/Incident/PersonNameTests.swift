import IncidentCore
import TestSupport
import Testing

/// Who does something, in whatever they write as their name.
@Suite("A person's name", .timeLimit(.minutes(5)))
struct PersonNameTests {
    @Test func `is kept without what is pasted with it, and a contact's as the role`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.acknowledge(by: "bob password=hunter2hunter2")
        #expect(try await harness.incident().acknowledgedBy == "bob password=[redacted]")
        try await harness.unacknowledge(by: "first")
        try await harness.resolve(by: "eve token=hunter3hunter3")
        #expect(try await harness.incident().resolvedBy == "eve token=[redacted]")
        let timeline = try await harness.timeline()
        #expect(!timeline.contains { "\($0)".contains("hunter") }, "\(timeline)")
        #expect(timeline.contains { $0.kind == .unacknowledged && $0.actor == "First" })
    }
}
