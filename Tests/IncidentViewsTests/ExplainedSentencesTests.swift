import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@testable import IncidentViews

@Suite("The sentences that explain an incident", .timeLimit(.minutes(5)))
struct ExplainedSentencesTests {
    @Test func `what was held for diagnostics and went out before says until when it might have been`() async throws {
        var tables = RoutingTables.paging("First")
        tables.collectors = [
            Collector(
                name: "pods", procedure: "P1", when: Selector(),
                source: .run(CommandTemplate([try ArgumentTemplate("uptime")], isTrusted: true)))
        ]
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        let text = try await harness.store.read { [tables, now = harness.clock.now] in
            try IncidentExplanation(1, reader: $0, tables: tables, at: now).text
        }
        #expect(
            text.contains(
                "pagerduty (page): told at 2026-11-23 08:30:00 UTC, for step 1 of policy \"at once\"; was held for "
                    + "diagnostics, until 2026-11-23 08:30:02 UTC at the latest"), "\(text)")
        #expect(!text.contains("held until"))
    }

    @Test(
        arguments: [
            (#"step 1 of policy "p""#, #"for step 1 of policy "p"; at once"#),
            (#"last resort of policy "p""#, #"for last resort of policy "p"; at once"#),
            (#"because of Intrusion: step 2 of policy "p""#, #"because of Intrusion: step 2 of policy "p"; at once"#),
            ("told of this incident before", "as this contact was told of this incident before; at once"),
            ("had this incident until then", "as this contact had this incident until then; at once"),
            ("handed over by alice: my shift ends", "because: handed over by alice: my shift ends; at once"),
        ] as [(String, String)])
    func `each reason is part of a sentence`(reason: String, expected: String) {
        let message = IncidentExplanation.ExplainedMessage(
            id: 1, event: "page", outcome: .told, at: "2026-11-23T08:30:00.000Z", doneAt: nil, nextAt: nil,
            waitsBehind: nil, reason: reason, decision: "at once", evidence: nil, attempts: 1)
        #expect(message.why == expected)
    }
}
