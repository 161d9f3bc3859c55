import IncidentCore
import IncidentEngine
import TestSupport
import Testing

@Suite("Heartbeats", .timeLimit(.minutes(5)))
struct HeartbeatTests {
    let beat = Alert.firing("Watchdog", severity: "none")

    @Test func `silence opens one P1 incident and pages`() async throws {
        let harness = try await heard()
        try await harness.advance(by: .minutes(10) - .milliseconds(1))
        #expect(try await harness.incidents().isEmpty)
        try await harness.advance(by: .milliseconds(1))
        let incident = try await harness.incident()
        #expect((incident.status, incident.priority, incident.rule) == (.triggered, .p1, "heartbeat watchdog"))
        #expect(incident.title.contains("Monitoring is silent"))
        #expect(harness.deliverer.sent.count == 2)
        try await harness.advance(by: .minutes(4))
        #expect(try await harness.incidents().count == 1)
    }

    @Test func `each beat puts it off`() async throws {
        let harness = try await heard()
        for _ in 0..<6 {
            try await harness.advance(by: .minutes(9))
            try await harness.post(WebhookBody(beat, group: "watchdog"))
        }
        #expect(try await harness.incidents().isEmpty)
    }

    @Test func `after a stop, in which nobody could be heard, its silence counts from the start`() async throws {
        let harness = try await heard()
        harness.clock.advance(by: .hours(2))
        try await harness.restart()
        try await harness.advance(by: .minutes(9))
        #expect(try await harness.incidents().isEmpty)
        try await harness.advance(by: .minutes(1))
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `its resolve opens the incident at once`() async throws {
        let harness = try await heard()
        try await harness.post(WebhookBody(beat.resolved(), group: "watchdog"))
        try await harness.post(WebhookBody(beat.resolved(), group: "watchdog"))
        #expect(try await harness.incidents().map(\.status) == [.triggered])
        #expect(try await harness.incident().title.contains("has resolved"))
    }

    @Test func `the next beat resolves it`() async throws {
        let harness = try await heard()
        try await harness.advance(by: .minutes(12))
        try await harness.post(WebhookBody(beat, group: "watchdog"))
        let incident = try await harness.incident()
        #expect((incident.status, incident.firingCount) == (.resolved, 0))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line).contains("resolved by pagerduty to On-Call Engineer"))
    }

    @Test func `a silence that a person resolved does not keep the next one open`() async throws {
        let harness = try await heard()
        try await harness.advance(by: .minutes(10))
        try await harness.resolve()
        harness.clock.advance(by: .minutes(1))
        try await harness.post(WebhookBody(beat, group: "watchdog"))
        #expect(try await harness.incident().firingCount == 0)
        // Silent again, which opens the same incident again, and heard again.
        try await harness.advance(by: .minutes(10))
        #expect(try await harness.incident().status == .triggered)
        try await harness.post(WebhookBody(beat, group: "watchdog"))
        #expect(try await harness.incidents().map(\.status) == [.resolved])
    }

    @Test func `a silence that a person resolved and that lasts opens the incident again after its time`() async throws
    {
        let harness = try await heard()
        try await harness.advance(by: .minutes(13))
        try await harness.resolve()
        try await harness.advance(by: .minutes(10) - .milliseconds(1))
        #expect(try await harness.incidents().map(\.status) == [.resolved])
        try await harness.advance(by: .milliseconds(1))
        #expect(try await harness.incidents().map(\.status) == [.triggered])
    }

    @Test func `the silence of a heartbeat that leaves the tables ends`() async throws {
        let harness = try await heard()
        try await harness.advance(by: .minutes(12))
        #expect(try await harness.incident().status == .triggered)
        var tables = harness.tables.value
        tables.heartbeats = []
        harness.tables.replace(with: tables)
        try await harness.advance(by: .minutes(10))
        #expect(try await harness.incidents().map(\.status) == [.resolved])
    }

    @Test func `a heartbeat beside other alerts takes nothing from them`() async throws {
        let harness = try EngineHarness(.shipped())
        try await harness.post(WebhookBody(beat, .firing("Other"), group: "mixed"))
        #expect(try await harness.occurrences().map(\.alert.name) == ["Other"])
    }

    private func heard() async throws -> EngineHarness {
        let harness = try EngineHarness(.shipped())
        try await harness.post(WebhookBody(beat, group: "watchdog"))
        #expect(try await harness.incidents().isEmpty)
        return harness
    }
}
