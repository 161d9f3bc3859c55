import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// What programs and people find who look at an address for the first time.
@Suite(.timeLimit(.minutes(20))) struct InterfaceTests {
    @Test(arguments: [
        ("/api/incidents?sinc=2026-11-25", "sinc", "status, priority, q, since, until, limit, cursor"),
        ("/api/incidents?prioriy=P1", "prioriy", "status, priority, q, since, until, limit, cursor"),
        ("/?untill=yesterday", "untill", "status, priority, q, since, until, limit, cursor, after"),
        ("/api/incidents/1?limit=1", "limit", "there is none here"),
        ("/api/incidents/1/timeline?since=1", "since", "limit, cursor"),
        ("/api/incidents/1/alerts?q=1", "q", "limit, cursor"), ("/api?x=1", "x", "there is none here"),
    ])
    func `a query parameter that means nothing here is refused, with those that do`(
        path: String, name: String, known: String
    ) async throws {
        try await WebHarness.run { web in
            try await web.open()
            let answer = try await web.api.send(.get, path)
            #expect(answer.status == 400)
            let detail = try problem(answer)
            #expect(detail.contains("\"\(name)\" is unknown") && detail.hasSuffix(known))
        }
    }

    @Test(arguments: ["/api", "/api/"])
    func `the index names every address of the API`(path: String) async throws {
        try await WebHarness.run { web in
            let answer = try json(try await web.api.send(.get, path))
            let paths = Set((answer["routes"] as? [[String: Any]] ?? []).compactMap { $0["path"] as? String })
            let api =
                [
                    Routes.incidentsAPI, Routes.incidentAPI, Routes.alertsAPI, Routes.timelineAPI,
                    Routes.acknowledgeAPI,
                    Routes.resolveAPI, Routes.notesAPI, Routes.artifactOutputAPI, Routes.reloadAPI,
                    Routes.silencesAPI, Routes.silencePreviewAPI, Routes.expireSilenceAPI,
                ] + DeedRoutes.all.map(\.api)
            #expect(paths.isSuperset(of: api.map { $0.replacing(":id", with: "{id}") }))
        }
    }

    @Test func `what people type leads to the list`() async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.send(.get, "/incidents?status=resolved")
            #expect(answer.status == 302)
            #expect(answer.headers["location"] == "/?status=resolved")
        }
    }

    @Test(arguments: [(80, 200), (81, 400)])
    func `a name that is too long is refused and not cut`(count: Int, status: Int) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let body = Array("{\"by\":\"\(String(repeating: "é", count: count))\"}".utf8)
            let answer = try await web.api.send(.post, "/api/incidents/\(id)/acknowledge", body: body)
            #expect(answer.status == status)
            #expect(try await web.incident(id)?.acknowledgedBy?.count == (status == 200 ? 80 : nil))
        }
    }

    @Test func `who asks the API for an incident that is not there gets no advice for a terminal`() async throws {
        try await WebHarness.run { web in
            let detail = try problem(try await web.api.send(.get, "/api/incidents/7"))
            #expect(detail == "no incident 7, there is none yet; GET /api/incidents lists them")
        }
    }

    @Test func `an output as text turns no direction of writing`() async throws {
        var settings = WebHarness.Settings()
        settings.collectorOutput = "safe \u{202E}txt.exe\u{202C}\n"
        try await WebHarness.run(settings) { web in
            let id = try await web.open()
            web.clock.advance(by: .seconds(2))
            try await web.tick()
            let detail = try json(try await web.api.send(.get, "/api/incidents/\(id)"))
            let artifact = try #require((detail["artifacts"] as? [[String: Any]])?.first?["id"] as? Int)
            let output = try await web.api.send(.get, "/api/artifacts/\(artifact)/output").text
            #expect(output == "safe \u{FFFD}txt.exe\u{FFFD}\n")
        }
    }

    @Test func `every page has an icon, a way past its head, and is asked for over TLS again only there`() async throws
    {
        try await WebHarness.run { web in
            let page = try await web.api.send(.get, "/")
            #expect(page.text.contains("<a class=\"skip-link\" href=\"#main\">"))
            #expect(page.text.contains("<main id=\"main\""))
            #expect(page.headers["strict-transport-security"] == nil)
            let icon = try await web.api.send(.get, "/favicon.ico")
            #expect(icon.status == 200)
            #expect(icon.headers["content-type"] == "image/svg+xml")
        }
    }

    @Test func `a person closed it and it fires on: the page and the list say so`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            _ = try await web.engine.commands.resolve(id, by: "Bob", stillFiring: .whatever)
            for path in ["/incidents/\(id)", "/?status=resolved"] {
                let page = try await web.api.send(.get, path).text
                #expect(page.contains("resolved by Bob, 1 alert still fires"))
                #expect(page.contains("\">still firing</span>"))
            }
        }
    }

    @Test func `nobody was reached: the page, the list and the API say so until somebody is`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            #expect(try json(try await web.api.send(.get, "/api/incidents/\(id)"))["reached"] is NSNull)
            web.clock.advance(by: .seconds(2))
            try await web.deliver(.pagerduty, DeliveryOutcome(.retryable, evidence: "connection refused"))
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            let alarm = #"role="alert"><span class="answer-bad">NOBODY HAS BEEN REACHED</span>"#
            #expect(page.contains("\(alarm)<span class=\"answer-plain\">: pagerduty: connection refused"))
            #expect(try await web.api.send(.get, "/").text.contains("nobody reached"))
            #expect(try json(try await web.api.send(.get, "/api/incidents/\(id)"))["reached"] as? Bool == false)
            try await web.deliver(.email, DeliveryOutcome(.sent, evidence: "250 2.0.0 Ok"))
            #expect(try await !web.api.send(.get, "/incidents/\(id)").text.contains("NOBODY"))
            #expect(try json(try await web.api.send(.get, "/api/incidents/\(id)"))["reached"] as? Bool == true)
        }
    }

    @Test func `nobody is left to be told: the page says so, and what to do`() async throws {
        try await WebHarness.run { web in
            let step = EscalationStep(after: .zero, notify: ["Gone"])
            web.contents.tables.replace(with: .sample(.sample("p", steps: [step])))
            let id = try await web.open()
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            let alarm = #"role="alert"><span class="answer-bad">NOBODY HAS BEEN TOLD</span>"#
            #expect(page.contains("\(alarm)<span class=\"answer-plain\">: nobody is told by step 1 of policy"))
            #expect(page.contains("tell somebody yourself"))
        }
    }

    @Test func `an alert that nobody has spoken of for long is shown as stale`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            web.clock.advance(by: .seconds(86_399))
            #expect(try await !web.api.send(.get, "/incidents/\(id)").text.contains("stale"))
            web.clock.advance(by: .seconds(7201))
            #expect(
                try await web.api.send(.get, "/incidents/\(id)").text
                    .contains("<strong>stale, not heard of for 1d2h</strong>"))
            let alerts = try json(try await web.api.send(.get, "/api/incidents/\(id)"))["alerts"] as? [[String: Any]]
            #expect(alerts?.first?["stale_at"] is String)
        }
    }

    @Test func `an incident that flaps says so on its page, in the list and in the API`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.store.write { transaction in
                guard var incident = try transaction.incident(id) else { return }
                incident.flapping = Flapping(since: web.clock.now, quietBy: web.clock.now + .seconds(900))
                try transaction.saveIncident(incident)
            }
            for path in ["/", "/incidents/\(id)"] {
                #expect(try await web.api.send(.get, path).text.contains("flapping</span>"))
            }
            let view = try json(try await web.api.send(.get, "/api/incidents/\(id)"))
            #expect(view["flapping_since"] is String && view["quiet_by"] is String)
        }
    }
}
