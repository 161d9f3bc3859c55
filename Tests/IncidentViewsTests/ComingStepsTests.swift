import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@testable import IncidentViews

/// What an explanation says comes next is what comes.
@Suite("The steps that an explanation foretells", .timeLimit(.minutes(5)))
struct ComingStepsTests {
    private static func explanation(_ harness: EngineHarness) async throws -> [IncidentExplanation.ExplainedEvent] {
        let (tables, now) = (harness.tables.value, harness.clock.now)
        return try await harness.store.read { try IncidentExplanation(1, reader: $0, tables: tables, at: now) }.next
    }

    @Test func `after a hand-over that nobody confirms the next step comes when the question lapses`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        try await harness.acknowledge(by: "alice")
        try await harness.handOver(to: "Second")
        let lapses = (harness.clock.now + .minutes(10)).rfc3339
        let step = try await Self.explanation(harness).first { $0.kind == .step }
        #expect(step?.at == lapses)
        try await harness.advance(by: .minutes(10))
        #expect(harness.deliverer.sent.contains { $0.because.hasPrefix("step 2 of policy \"p\"") })
    }
}
