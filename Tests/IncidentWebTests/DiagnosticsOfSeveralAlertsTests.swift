import IncidentCore
import IncidentStore
import IncidentViews
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite("Diagnostics of several alerts", .timeLimit(.minutes(20)))
struct DiagnosticsOfSeveralAlertsTests {
    @Test func `a collector that ran for two alerts names each, and one that ran for one names none`() async throws {
        try await WebHarness.run { web in
            let first = Self.alert("ApiErrorRate", app: "api")
            try await web.open(try WebhookBody(first).bytes())
            try await web.tick()
            let single = try await web.api.send(.get, "/incidents/1").text
            #expect(single.contains("artifact-name") && !single.contains("artifact-alert"))
            try await web.open(try WebhookBody(first, Self.alert("DbErrorRate", app: "db")).bytes())
            try await web.tick()
            let both = try await web.api.send(.get, "/incidents/1").text
            for name in ["ApiErrorRate", "DbErrorRate"] {
                #expect(both.contains("<span class=\"artifact-alert\">for \(name)</span>"))
            }
        }
    }

    private static func alert(_ name: String, app: String) -> Alert {
        var alert = Alert.firing(name)
        alert.labels = ["alertname": name, "app": app, "severity": "critical"]
        return alert
    }
}
