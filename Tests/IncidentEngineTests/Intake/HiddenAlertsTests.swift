import IncidentCore
import IncidentEngine
import TestSupport
import Testing

@Suite("Alerts that Alertmanager hides", .timeLimit(.minutes(5)))
struct HiddenAlertsTests {
    private let a = Alert.firing("a")
    private let b = Alert.firing("b")

    @Test func `are counted beside those that are shown, from the first body to the last`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a, truncated: 2))
        #expect(
            try await harness.incident().firingWords == "1 alert fires, 2 more hidden by Alertmanager (max_alerts)")

        try await harness.post(WebhookBody(a, truncated: 3))
        #expect(try await harness.incident().hidden == HiddenAlerts(byAlertmanager: 3))

        try await harness.post(WebhookBody(a.resolved(), truncated: 2))
        let left = try await harness.incident()
        #expect((left.status, left.firingWords) == (.triggered, "0 of the shown fire; 2 that Alertmanager hides may"))

        try await harness.post(WebhookBody(a.resolved()))
        let over = try await harness.incident()
        #expect((over.status, over.hidden) == (.resolved, .none))
    }

    @Test func `an alert that comes back is one alert`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a, b))
        try await harness.post(WebhookBody(a.resolved(), b))
        harness.clock.advance(by: .seconds(61))
        try await harness.post(WebhookBody(a, b))
        let incident = try await harness.incident()
        #expect((incident.firingWords, incident.repeatWords) == ("2 alerts fire", ", fired 3 times in all"))
        #expect((incident.occurrenceCount, incident.alertCount) == (3, 2))
    }
}
