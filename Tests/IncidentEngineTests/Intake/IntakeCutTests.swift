import CoreMetrics
import IncidentCore
import IncidentEngine
import MetricsTestKit
import TestSupport
import Testing

@Suite("Bodies over the limits", .timeLimit(.minutes(5)))
struct IntakeCutTests {
    @Test func `alerts over the limit are said, counted, and keep the incident open`() async throws {
        let metrics = TestMetrics()
        let harness = try EngineHarness(metrics: metrics)
        let limit = IntakeLimits.standard.alerts
        let alerts = (0..<limit + 3).map { Alert.firing("a\($0)") }
        #expect(try await harness.post(WebhookBody(alerts)).tally[.opened] == limit)
        #expect(try await harness.incident().firingCount == limit)
        let cut = try #require(try await harness.timeline().first { $0.kind == .bodyCut })
        #expect(cut.summary.contains("3 alerts are not kept and may fire"))
        let words = try await harness.incident().firingWords
        #expect(words == "\(limit) alerts fire, 3 more are not kept and may fire")
        #expect(try metrics.expectCounter("responder_intake_cut_total", [("what", "alerts")]).totalValue == 3)

        // A repeat says it no second time, and those that we hold may end without the others.
        #expect(try await harness.post(WebhookBody(alerts)).tally[.repeated] == limit)
        #expect(try await harness.kinds().count { $0 == .bodyCut } == 1)
        try await harness.post(WebhookBody(alerts.map { $0.resolved() }))
        #expect(try await harness.incident().status == .triggered)
        try await harness.post(WebhookBody(alerts[0].resolved()))
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `each alert of a body is counted once, under what became of it`() async throws {
        let metrics = TestMetrics()
        let harness = try EngineHarness(.shipped(), metrics: metrics)
        func counts() throws -> [IntakeOutcome: Int64] {
            try Dictionary(
                uniqueKeysWithValues: IntakeOutcome.allCases.map {
                    let counter = try metrics.expectCounter(
                        "responder_intake_alerts_total", [("outcome", $0.rawValue)])
                    return ($0, counter.totalValue)
                }
            ).filter { $0.value != 0 }
        }
        let (a, b, beat) = (Alert.firing("a"), Alert.firing("b"), Alert.firing("Watchdog", severity: "none"))
        try await harness.post(WebhookBody(a, a, beat))
        #expect(try counts() == [.opened: 1, .repeated: 1, .heartbeat: 1])
        try await harness.post(WebhookBody(a.resolved(), b))
        #expect(try counts() == [.opened: 1, .repeated: 1, .heartbeat: 1, .ended: 1, .joined: 1])
        try await harness.post(WebhookBody(a, .firing("c").resolved()))
        #expect(
            try counts() == [
                .opened: 1, .repeated: 1, .heartbeat: 1, .ended: 1, .joined: 1, .doubtful: 1, .endedBefore: 1,
            ])
    }
}
