import IncidentCore
import TestSupport
import Testing

@Suite("Firing again after a resolution", .timeLimit(.minutes(5)))
struct ReopeningTests {
    let a = Alert.firing("a")

    @Test func `within reopen_within the same incident opens again and pages again`() async throws {
        let harness = try EngineHarness()
        try await resolveByAlerts(harness)
        harness.deliverer.forget()
        harness.clock.advance(by: .minutes(15))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.settle()
        let incident = try await harness.incident()
        #expect(try await harness.incidents().count == 1)
        #expect(incident.status == .triggered && incident.resolvedAt == nil)
        #expect(try await harness.kinds().contains(.reopened))
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
    }

    @Test func `what re-opens it is named, which need not be what had fired before`() async throws {
        let harness = try EngineHarness()
        try await resolveByAlerts(harness)
        harness.clock.advance(by: .seconds(2))
        try await harness.post(WebhookBody(.firing("b", since: harness.clock.now)))
        let entry = try #require(try await harness.timeline().last { $0.kind == .reopened })
        #expect(entry.summary == "re-opened: b began to fire 2s after the resolution")
    }

    @Test func `later it is a new incident`() async throws {
        let harness = try EngineHarness()
        try await resolveByAlerts(harness)
        harness.clock.advance(by: .minutes(15) + .milliseconds(1))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        #expect(try await harness.incidents().map(\.status) == [.resolved, .triggered])
    }

    @Test func `what a person resolved while it fires stays resolved until it begins anew`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        try await harness.settle()
        try await harness.resolve()
        for _ in 0..<3 {
            try await harness.advance(by: .minutes(4))
            try await harness.post(WebhookBody(a))
            #expect(try await harness.incidents().map(\.status) == [.resolved])
        }
        #expect(try await harness.incident().firingCount == 1)
        harness.clock.advance(by: .minutes(1))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        let incident = try await harness.incident()
        #expect(incident.status == .triggered)
        #expect((incident.firingCount, incident.resolvedBy) == (1, nil))
    }

    @Test func `the end of alerts that a person resolved before is noted and tells nobody`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        try await harness.settle()
        try await harness.resolve()
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(a.resolved()))
        try await harness.settle()
        #expect(try await harness.kinds().last == .alertsEnded)
        #expect(try await harness.incident().resolvedBy == "alice")
        #expect(harness.deliverer.begun.isEmpty)
    }

    private func resolveByAlerts(_ harness: EngineHarness) async throws {
        try await harness.post(WebhookBody(a))
        try await harness.post(WebhookBody(a.resolved()))
        try await harness.settle()
        #expect(try await harness.incident().status == .resolved)
    }
}
