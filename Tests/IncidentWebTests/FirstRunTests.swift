import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite("The list before Alertmanager was heard", .timeLimit(.minutes(20)))
struct FirstRunTests {
    @Test func `shows what to give Alertmanager, and never that all is quiet`() async throws {
        try await WebHarness.run { web in
            let page = try await web.api.send(.get, "/").text
            #expect(page.contains("url: https://desk.example.com/webhooks/alertmanager"))
            #expect(page.contains("Alertmanager was never heard"))
            #expect(page.contains("heartbeat watchdog not heard yet"))
            #expect(!page.contains("All quiet") && !page.contains("Nothing is open"))
        }
    }

    @Test func `a test alert goes the way of every other one, is marked, and is ended by a button`() async throws {
        try await WebHarness.run { web in
            let list = try await DrillPage(web)
            let begun = try await list.post("/drill", "by=Al%C3%ADce&priority=P2")
            #expect(begun.status == 303 && begun.headers["location"] == "/")
            let incident = try #require(try await web.incident(1))
            #expect(incident.priority == .p2 && incident.labels.isDrill && incident.status == .triggered)
            #expect(incident.title.hasPrefix("[DRILL]: nothing is wrong: a drill that Alíce has started"))
            let notifications = try await web.store.read { try $0.notifications(incidentID: 1) }
            #expect(!notifications.isEmpty)

            // It is no word of Alertmanager's.
            let page = try await web.api.send(.get, "/").text
            #expect(page.contains("Alertmanager was never heard"))
            #expect(try json(try await web.api.send(.get, "/api/health"))["heard_at"] is NSNull)
            #expect(try ListedPage(page).groups.map(\.incidents) == [[1]])
            #expect(page.contains("End the drill"))

            let ended = try await DrillPage(web).post("/drill/end", "by=alice&incident=1")
            #expect(ended.status == 303 && ended.headers["location"] == "/")
            #expect(try await web.incident(1)?.status == .resolved)
            #expect(try await !web.api.send(.get, "/").text.contains("End the drill"))
        }
    }

    @Test
    func `pressed twice, the button leads to the drill that it has begun, until that has ended or is a minute old`()
        async throws
    {
        try await WebHarness.run { web in
            let list = try await DrillPage(web)
            #expect(try await list.post("/drill", "by=alice&priority=P1").headers["location"] == "/")
            let again = try await list.post("/drill", "by=bob&priority=P2")
            #expect((again.status, again.headers["location"]) == (303, "/incidents/1"))
            #expect(try await web.incidentCount() == 1)

            _ = try await list.post("/drill/end", "by=alice&incident=1")
            #expect(try await list.post("/drill", "by=alice&priority=P1").headers["location"] == "/")
            #expect(try await web.incidentCount() == 2)
            web.clock.advance(by: .seconds(60))
            #expect(try await list.post("/drill", "by=alice&priority=P1").headers["location"] == "/")
            #expect(try await web.incidentCount() == 3)
        }
    }

    @Test func `of many that press it at once one begins a drill`() async throws {
        try await WebHarness.run { web in
            let list = try await DrillPage(web)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<12 { group.addTask { try await list.post("/drill", "by=alice&priority=P1").status } }
                for try await status in group { #expect(status == 303) }
            }
            #expect(try await web.incidentCount() == 1)
        }
    }

    @Test func `once Alertmanager was heard there is neither snippet nor test alert`() async throws {
        try await WebHarness.run { web in
            let alert = Alert.firing("CheckoutDown")
            let id = try await web.open(WebhookBody(alert).bytes())
            _ = try await web.engine.commands.resolve(id, by: "alice", stillFiring: .whatever)
            web.clock.advance(by: .seconds(12))
            let page = try await web.api.send(.get, "/").text
            #expect(page.contains("heard from Alertmanager 12s ago"))
            #expect(!page.contains("Send a test alert"))
            #expect(page.contains("1 still fires though resolved by hand"))

            // What fires on is not quiet, nor is it while the heartbeat of the tables has not come.
            let bodies = [
                WebhookBody(.firing("Watchdog", severity: "none"), group: "watchdog"), WebhookBody(alert.resolved()),
            ]
            for body in bodies {
                #expect(try await web.api.send(.get, "/").text.contains(">Nothing is open.</p>"))
                try await web.open(body.bytes())
            }
            #expect(try await web.api.send(.get, "/").text.contains(">Nothing is open. All quiet.</p>"))
        }
    }

    @Test func `a clock that is set forward does not make what was just heard long ago`() async throws {
        try await WebHarness.run { web in
            try await web.open(WebhookBody(.firing("CheckoutDown")).bytes())
            web.clock.advance(by: .seconds(5))
            web.clock.setSystemClock(by: .seconds(7200))
            let heard = web.clock.now - .seconds(5)
            web.clock.source.clock?.follow()
            #expect(try await web.api.send(.get, "/").text.contains("heard from Alertmanager 5s ago"))
            let health = try json(try await web.api.send(.get, "/api/health"))
            #expect(health["heard_at"] as? String == (heard + .seconds(7200)).rfc3339)
        }
    }

    @Test(
        arguments: [
            ("/drill", "priority=P2", 400, "\"by\" is missing"),
            ("/drill", "by=alice&priority=P7", 400, "P1, P2, P3 or P4"),
            ("/drill", "by=alice", 400, "P1, P2, P3 or P4"), ("/drill/end", "by=alice", 400, "which drill is to end"),
            ("/drill/end", "by=alice&incident=1", 409, "incident 1 is no drill; resolve it on its page"),
            ("/drill/end", "by=alice&incident=4711", 409, "incident 4711 is no drill"),
        ])
    func `what cannot be done is said, and changes nothing`(
        path: String, fields: String, status: Int, words: String
    ) async throws {
        try await WebHarness.run { web in
            let list = try await DrillPage(web)
            try await web.open()
            let answer = try await list.post(path, fields)
            #expect(answer.status == status)
            #expect(try problem(answer).contains(words))
            #expect(try await web.incident(1)?.status == .triggered)
            #expect(try await web.incidentCount() == 1)
        }
    }

    @Test func `without the form's token nothing begins`() async throws {
        try await WebHarness.run { web in
            var list = try await DrillPage(web)
            list.token = String(repeating: "0", count: 64)
            #expect(try await list.post("/drill", "by=mallory&priority=P1").status == 403)
            #expect(try await web.incidentCount() == 0)
        }
    }

    @Test func `a heartbeat that falls silent stands in red in every header, and in the API`() async throws {
        try await WebHarness.run { web in
            let heartbeat = try #require(web.contents.tables.value.heartbeats.first)
            try await web.open(WebhookBody(.firing("Watchdog", severity: "none"), group: "watchdog").bytes())
            #expect(try await Self.states(web) == ["heard"])
            web.clock.advance(by: heartbeat.silentAfter)
            try await web.tick()
            let words =
                "heartbeat \(heartbeat.name) is silent, last heard \(heartbeat.silentAfter.prometheusRounded) ago"
            for path in [
                "/", "/?status=resolved", "/incidents/1", "/on-call", "/digest", "/delivery", "/silences", "/storms",
            ] {
                let page = try await web.api.send(.get, path).text
                #expect(page.contains(#"<li class="site-sign site-sign-bad">"#) && page.contains(words), "\(path)")
            }
            #expect(try await Self.states(web) == ["silent"])
        }
    }

    @Test func `what is open to everybody says nothing of it`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            for path in [web.acknowledgePath(id, "On-Call Engineer"), "/incidents/4711"] {
                let page = try await web.api.send(.get, path, headers: ["Accept": "text/html"]).text
                #expect(page.contains("<header") && !page.contains("site-sign"), "\(path)")
            }
        }
    }

    private static func states(_ web: WebHarness) async throws -> [String] {
        let heartbeats = try json(try await web.api.send(.get, "/api/health"))["heartbeats"] as? [[String: Any]]
        return (heartbeats ?? []).compactMap { $0["state"] as? String }
    }
}

/// The list's forms, as a browser has loaded them.
private struct DrillPage {
    let api: ResponderAPI
    var token: String
    let cookie: String

    init(_ web: WebHarness) async throws {
        let page = try await web.api.send(.get, "/")
        api = web.api
        token = String(try #require(page.text.firstMatch(of: /name="token" value="([0-9a-f]{64})"/)?.1))
        cookie = String(try #require(page.headers["set-cookie"]?.firstMatch(of: /responder_form=([0-9a-f]{32});/)?.1))
    }

    func post(_ path: String, _ fields: String) async throws -> HTTPResponse {
        try await api.send(
            .post, path, body: Array("token=\(token)&\(fields)".utf8),
            headers: ["Content-Type": "application/x-www-form-urlencoded", "Cookie": "responder_form=\(cookie)"])
    }
}
