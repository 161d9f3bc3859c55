import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite("Alerts that no incident shows yet", .timeLimit(.minutes(20)))
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
            let list = try await web.api.send(.get, "/").text
            #expect(list.contains("CheckoutDown came as firing after the end"))
            #expect(list.contains("<a href=\"/incidents/1\">incident #1</a>"))
            #expect(list.contains("Nothing is open.") && !list.contains("All quiet"))

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

    @Test func `of many the first three are named and the others counted`() async throws {
        try await WebHarness.run { web in
            for name in ["A", "B", "C", "D", "E"] {
                try await web.open(.firing(name).resolved())
                try await web.open(.firing(name))
            }
            let list = try await web.api.send(.get, "/").text
            #expect(list.ranges(of: "came as firing after the end: a late copy").count == 3)
            #expect(list.contains("2 more alerts came as firing after the end"))
            #expect(list.contains("<a href=\"/api/alerts/unplaced\">"))
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
