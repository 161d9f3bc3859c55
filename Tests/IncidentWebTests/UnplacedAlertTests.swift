import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite("Alerts that no incident shows yet", .timeLimit(.minutes(5)))
struct UnplacedAlertTests {
    @Test func `a doubtful alert stands in the API and on the list until it is decided`() async throws {
        try await WebHarness.run { web in
            let alert = Alert.firing("CheckoutDown")
            try await web.open(alert)
            try await web.open(alert.resolved())
            #expect(try await Self.unplaced(web).isEmpty)
            try await web.open(alert)
            let unplaced = try #require(try await Self.unplaced(web).first)
            #expect(unplaced["name"] as? String == "CheckoutDown")
            #expect(unplaced["fingerprint"] as? String == "CheckoutDown")
            #expect(unplaced["incident_id"] as? Int == 1)
            #expect(unplaced["decided_at"] as? String == (web.clock.now + .seconds(60)).rfc3339)
            #expect(try await web.api.send(.get, "/").text.contains("CheckoutDown came as firing after the end"))

            web.clock.advance(by: .seconds(60))
            try await web.tick()
            #expect(try await Self.unplaced(web).isEmpty)
            #expect(try await web.api.incidents().map(\.status) == ["triggered"])
            #expect(try await !web.api.send(.get, "/").text.contains("after the end"))
        }
    }

    @Test func `one of which only the end was heard has no incident`() async throws {
        try await WebHarness.run { web in
            let alert = Alert.firing("CheckoutDown")
            try await web.open(alert.resolved())
            try await web.open(alert)
            #expect(try await Self.unplaced(web).first?["incident_id"] is NSNull)
        }
    }

    private static func unplaced(_ web: WebHarness) async throws -> [[String: Any]] {
        try json(try await web.api.send(.get, "/api/alerts/unplaced"))["alerts"] as? [[String: Any]] ?? []
    }
}

extension WebHarness {
    fileprivate func open(_ alert: Alert) async throws {
        #expect(try await api.post(WebhookBody(alert).bytes()).status == 200)
    }
}
