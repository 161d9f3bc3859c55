import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// What was held back in a storm, as it can be asked for.
@Suite("Storms by API and page", .timeLimit(.minutes(20)))
struct StormTests {
    @Test func `says what was held back, and how it stands`() async throws {
        try await WebHarness.run { web in
            var shown = try json(try await web.api.send(.get, "/api/storms"))
            #expect((shown["storms"] as? [[String: Any]])?.isEmpty == true)
            #expect(try await web.api.send(.get, "/storms").text.contains("Nothing has been held back."))
            for name in ["Backlog1", "Backlog<2>", "Backlog3"] {
                let body = try WebhookBody(.firing(name, severity: "warning"), group: name).bytes()
                #expect(try await web.api.send(.post, "/webhooks/alertmanager", body: body).status == 200)
                // Pages wait for diagnostics for two seconds.
                try await web.tick()
                web.clock.advance(by: .seconds(3))
                try await web.tick()
            }
            shown = try json(try await web.api.send(.get, "/api/storms/1"))
            #expect((shown["over"] as? Bool, shown["incident_count"] as? Int) == (false, 2))
            let incidents = try #require(shown["incidents"] as? [[String: Any]])
            #expect(
                incidents.map { $0["url"] as? String } == (2...3).map { "https://desk.example.com/incidents/\($0)" })
            let page = try await web.api.send(.get, "/storms/1").text
            #expect(page.contains("<h1>Storm: 2 incidents were held back</h1>"))
            #expect(page.contains("<h2>Nobody has taken: 2</h2>"))
            #expect(page.contains("<a href=\"/incidents/2\">#2 P3 Backlog&lt;2&gt;"))
            #expect(shown["summary"] as? String == "no summary yet: the storm goes on")
            let list = try await web.api.send(.get, "/storms").text
            #expect(list.contains("<a href=\"/storms/1\">#1 Storm: 2 incidents were held back</a>"))
            for id in 1...3 {
                let links = try await web.api.send(.get, "/incidents/\(id)").text.contains(
                    "<a href=\"/storms/1\">Storm 1: held back")
                #expect(links == (id > 1))
            }
        }
    }

    @Test(arguments: ["2", "x", "-1"])
    func `says which one there is not`(id: String) async throws {
        try await WebHarness.run { web in
            for path in ["/api/storms/\(id)", "/storms/\(id)"] {
                let answer = try await web.api.send(.get, path)
                #expect(answer.status == 404 && answer.text.contains("there is no storm"), "\(answer.text)")
            }
        }
    }
}
