import IncidentCore
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// What one stored row says that this release does not understand costs people nothing else.
@Suite(.timeLimit(.minutes(20))) struct UnreadableRowTests {
    @Test func `an incident is shown without the artifact that cannot be read`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
            try await web.diagnose(id)
            try await web.damage("UPDATE diagnostic_artifact SET outcome = 'asleep' WHERE collector = 'events'")
            let page = try await web.api.send(.get, "/incidents/\(id)")
            #expect(page.status == 200)
            #expect(page.text.contains("NAME                 READY STATUS"))
            #expect(!page.text.contains("events is forbidden"))
            let collectors = try await web.api.incident(Int(id)).artifacts.map(\.collector)
            #expect(collectors == ["pods", "logs", "error-rate", "nodes", "deployment"])
            #expect(web.log.all.count { $0.contains("a stored row cannot be understood") } == 1)
        }
    }

    @Test func `the list and the alerts without a place are shown without the doubtful alert that cannot be read`()
        async throws
    {
        try await WebHarness.run { web in
            let alerts = ["CheckoutDown", "CartDown"].map { Alert.firing($0) }
            for body in [WebhookBody(alerts.map { $0.resolved() }), WebhookBody(alerts)] {
                #expect(try await web.api.post(body.bytes()).status == 200)
            }
            try await web.damage("UPDATE doubtful_alert SET labels = '{' WHERE fingerprint = 'CartDown'")
            let unplaced = try json(try await web.api.send(.get, "/api/alerts/unplaced"))["alerts"]
            #expect((unplaced as? [[String: Any]])?.map { $0["name"] as? String } == ["CheckoutDown"])
            let list = try await web.api.send(.get, "/")
            #expect(list.status == 200)
            #expect(list.text.contains("CheckoutDown came as firing after the end"))
            #expect(web.log.all.count { $0.contains("a stored row cannot be understood") } == 1)
        }
    }
}
