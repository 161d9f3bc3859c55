import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// By whose clock pages tell times: that of the browser's cookie, or UTC.
@Suite("The clock of who looks at a page", .timeLimit(.minutes(20)))
struct ViewerClockTests {
    private static let berlin = ["Cookie": "responder_zone=Europe/Berlin"]
    private static let settings = WebHarness.Settings(endpoints: [.email, .pagerduty])

    /// An incident that was told, and that alice has, with a silence beside it.
    private static func fill(_ web: WebHarness) async throws -> Int64 {
        let id = try await web.open()
        web.clock.advance(by: .seconds(2))
        try await web.deliver(.pagerduty, DeliveryOutcome(.sent, evidence: "202 Event processed"))
        _ = try await web.engine.commands.acknowledge(id, by: "alice")
        let silence = SilenceRequest(match: ["severity=info"], duration: "2h", by: "Carol", why: "new release")
        _ = try await web.engine.silences.add(silence, wayToAllow: "")
        return id
    }

    private static func timesInUTC(_ page: String) -> [String] {
        page.matches(of: /\d\d:\d\d(:\d\d)? UTC/).map { String($0.0) }
    }

    @Test(arguments: [
        ("2026-11-23T06:12:48Z", "07:12 Europe/Berlin"), ("2026-10-24T06:12:48Z", "24 Oct 08:12 Europe/Berlin"),
        ("2026-10-25T00:30:00Z", "25 Oct 02:30 Europe/Berlin (UTC+2)"),
        ("2026-10-25T01:30:00Z", "25 Oct 02:30 Europe/Berlin (UTC+1)"),
    ])
    func `is the browser's, on both sides of a clock change`(startsAt: String, words: String) async throws {
        try await WebHarness.run { web in
            let alert = Alert(
                status: .firing, labels: ["alertname": "ServiceDown", "severity": "critical"], annotations: [:],
                startsAt: try #require(Timestamp(rfc3339: startsAt)), fingerprint: "f1")
            let id = try await web.open(try WebhookBody([alert], group: "{}:{1}").bytes())
            let page = try await web.api.send(.get, "/incidents/\(id)", headers: Self.berlin).text
            #expect(page.contains(">\(words)</time> ("), "\(startsAt)")
        }
    }

    @Test func `is followed by the list, its filter, delivery and the page behind a link`() async throws {
        try await WebHarness.run(Self.settings) { web in
            let id = try await Self.fill(web)
            for path in ["/", "/?status=open", "/delivery", web.acknowledgePath(id, "On-Call Engineer")] {
                let page = try await web.api.send(.get, path, headers: Self.berlin)
                #expect(page.status == 200)
                #expect(page.text.contains("2026-11-23 09:30:02 Europe/Berlin"), "\(path)")
                #expect(Self.timesInUTC(page.text) == [], "\(path)")
            }
        }
    }

    @Test func `is followed by an incident's page with its timeline, and by what is typed there`() async throws {
        try await WebHarness.run(Self.settings) { web in
            let id = try await Self.fill(web)
            let page = try await web.api.send(.get, "/incidents/\(id)", headers: Self.berlin).text
            #expect(page.contains("Times are by the clock of Europe/Berlin."))
            let taken = #"title="2026-11-23 09:30:02 Europe/Berlin">09:30:02</time>"#
            #expect(page.contains("<time datetime=\"2026-11-23T08:30:02.000Z\" \(taken)"))
            #expect(page.contains("attempt 1 at 2026-11-23 09:30:"))
            // The example of a time that may be typed.
            #expect(page.contains("or a time such as 2026-11-23 10:30 Europe/Berlin."))
            #expect(Self.timesInUTC(page) == [])
        }
    }

    @Test func `is followed by the page that explains an incident, with who is told later`() async throws {
        try await WebHarness.run(Self.settings) { web in
            let id = try await web.open()
            let page = try await web.api.send(.get, "/incidents/\(id)/explain", headers: Self.berlin).text
            #expect(page.contains("Times are by the clock of Europe/Berlin.</p>"))
            #expect(page.firstMatch(of: /not yet: 2026-11-23 09:\d\d:\d\d Europe\/Berlin by step 2/) != nil)
            #expect(Self.timesInUTC(page) == [])
        }
    }

    @Test func `is followed by the title of an incident that is about a heartbeat`() async throws {
        try await WebHarness.run { web in
            let heartbeat = try #require(web.contents.tables.value.heartbeats.first)
            try await web.open(WebhookBody(.firing("Watchdog", severity: "none"), group: "watchdog").bytes())
            web.clock.advance(by: heartbeat.silentAfter)
            try await web.tick()
            let words = "was last heard at 2026-11-23 09:30:00 Europe/Berlin"
            for path in ["/", "/?status=open"] {
                #expect(try await web.api.send(.get, path, headers: Self.berlin).text.contains(words), "\(path)")
            }
            for path in ["/incidents/1", "/incidents/1/explain", web.acknowledgePath(1, "On-Call Engineer")] {
                let page = try await web.api.send(.get, path, headers: Self.berlin).text
                let heading = page.firstMatch(of: /<h1>([^<]+)<\/h1>/)?.1 ?? ""
                #expect(heading.contains(words), "\(path)")
            }
        }
    }

    @Test func `is followed by why a collector was not run`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            web.clock.advance(by: .seconds(2))
            let now = web.clock.now
            let reason = "the Kubernetes API server did not answer at \(now.readable), so it was not asked"
            let artifact = DiagnosticArtifact(
                collector: "pods", procedure: "P1: Service Down", arguments: ["kubectl", "get", "pods"],
                startedAt: now, duration: .zero, exitStatus: nil, outcome: .failed, bytes: reason.utf8.count,
                truncated: false, output: reason, findings: [])
            try await web.store.write { transaction in
                let claimed = try transaction.claimDiagnosis(owner: "test", at: now, leaseUntil: now)
                let diagnosis = try #require(claimed)
                try transaction.addArtifact(artifact, at: 0, of: diagnosis)
                try transaction.finishDiagnosis(diagnosis.id, at: now)
            }
            let page = try await web.api.send(.get, "/incidents/\(id)", headers: Self.berlin).text
            let shown = reason.replacing(now.readable, with: "2026-11-23 09:30:02 Europe/Berlin")
            #expect(page.contains("<span class=\"artifact-outcome\">not run: \(shown)</span>"))
        }
    }

    @Test(arguments: [
        "2026-11-23+11:00", "2026-11-23T11:00:00", "2026-11-23+10:00+UTC", "2026-11-23+11:00+Europe/Berlin",
    ])
    func `is by which a form is read, unless a time names its zone`(until: String) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let form = try await web.form(id)
            let cookie = try #require(form.cookie)
            let zoned = form.with(cookie: "\(cookie); responder_zone=Europe/Berlin")
            #expect(try await zoned.post("snooze", "by=alice&text=later&until=\(until)").status == 303)
            #expect(try await web.incident(id)?.taking.until == Timestamp(rfc3339: "2026-11-23T10:00:00Z"))
        }
    }

    @Test func `is by which the list's filter is read`() async throws {
        try await WebHarness.run { web in
            // Opened at 08:30 UTC.
            try await web.open()
            for (headers, count) in [(Self.berlin, 1), ([:], 0)] {
                let path = "/?status=open&since=2026-11-23%2009:30"
                let page = try await web.api.send(.get, path, headers: headers).text
                #expect(page.matches(of: /class="incident-row"/).count == count, "\(headers)")
            }
        }
    }

    @Test func `is followed by silences, and by their form`() async throws {
        try await WebHarness.run(Self.settings) { web in
            _ = try await Self.fill(web)
            let page = try await web.api.send(.get, "/silences", headers: Self.berlin).text
            #expect(page.contains(">2026-11-23 11:30:02 Europe/Berlin</time>"))
            #expect(page.contains("It is 2026-11-23 09:30:02 Europe/Berlin."))
            #expect(page.contains("From (by Europe/Berlin; empty is now)"))
            #expect(Self.timesInUTC(page) == [])
        }
    }

    @Test func `is that of what a form is answered, which is not asked for again`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let path = web.acknowledgePath(id, "On-Call Engineer")
            let done = try await web.api.send(.post, path, headers: Self.berlin).text
            let until = /It is yours until <time datetime="[^"]+">2026-11-2\d \d\d:\d\d:\d\d Europe\/Berlin<\/time>/
            #expect(done.firstMatch(of: until) != nil, "\(done)")
            #expect(Self.timesInUTC(done) == [])
            #expect(done.contains(#"<html lang="en" data-zone="Europe/Berlin" data-answer>"#))
            #expect(!done.contains("/times"))
        }
    }

    @Test func `is that of what is asked before somebody takes it over, and of what went wrong`() async throws {
        try await WebHarness.run { web in
            let id = try await Self.fill(web)
            let path = web.acknowledgePath(id, "On-Call Engineer")
            let asked = try await web.api.send(.post, path, headers: Self.berlin)
            #expect(asked.status == 409)
            #expect(asked.text.contains(">2026-11-23 09:30:02 Europe/Berlin</time>"))
            web.clock.advance(by: AcknowledgeLink.validity)
            let headers = Self.berlin.merging(["Accept": "text/html"]) { $1 }
            let late = try await web.api.send(.get, path, headers: headers)
            #expect(late.status == 410)
            #expect(late.text.contains("expired at 2026-11-24 09:30:02 Europe/Berlin"))
        }
    }

    @Test(arguments: [
        "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/Berlin\"><script>", "Europe/Berlin%0A", "Berlin/",
        "", "UTC", "Etc/UTC", String(repeating: "A", count: 65), "{{title}}", "Europe Berlin",
    ])
    func `is UTC where the cookie names no zone, and nothing of it is shown`(zone: String) async throws {
        try await WebHarness.run { web in
            _ = try await Self.fill(web)
            for path in ["/?status=open", "/incidents/4711", "/delivery"] {
                let accept = ["Accept": "text/html"]
                let plain = try await web.api.send(.get, path, headers: accept).text
                let cookie = accept.merging(["Cookie": "responder_zone=\(zone)"]) { $1 }
                #expect(try await web.api.send(.get, path, headers: cookie).text == plain, "\(path)")
            }
        }
    }

    @Test func `is UTC when a person asks for it, until they ask for theirs again`() async throws {
        try await WebHarness.run { web in
            _ = try await Self.fill(web)
            let path = "/?status=open&q=api"
            let local = try await web.api.send(.get, path, headers: Self.berlin).text
            #expect(
                local.contains(#"name="back" value="/?status=open&amp;q=api">Times are by the clock of Europe/Berlin."#)
            )
            #expect(local.contains(#"name="show" value="utc">Show UTC</button>"#))

            let chosen = try await choose("utc", back: path, web)
            #expect((chosen.status, chosen.headers["location"]) == (303, path))
            let cookie = try #require(chosen.headers["set-cookie"])
            #expect(cookie == "responder_times=utc; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000")
            let both = ["Cookie": "responder_zone=Europe/Berlin; responder_times=utc"]
            let utc = try await web.api.send(.get, path, headers: both).text
            #expect(utc.contains("As of 2026-11-23 08:30:02 UTC.") && !utc.contains("data-zone"))
            #expect(utc.contains("Times are by the clock of UTC."))
            #expect(utc.contains(#"name="show" value="local">Show Europe/Berlin</button>"#))

            let back = try await choose("local", back: path, web)
            #expect(
                back.headers["set-cookie"] == "responder_times=local; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
        }
    }

    @Test(
        arguments: [
            ("/on-call", "Each rota is by its own clock; other times"),
            ("/storms", "Each storm is by the clock that it names; other times"),
            ("/digest", "The digest is by the clock of [A-Za-z/_]+; other times"), ("/delivery", "Times"),
            ("/silences", "Times"),
        ])
    func `is said to be that of times which have none of their own`(path: String, beginning: String) async throws {
        try await WebHarness.run { web in
            let page = try await web.api.send(.get, path, headers: Self.berlin).text
            let footer = try Regex("name=\"back\" value=\"\(path)\">\(beginning) are by the clock of Europe/Berlin\\.")
            #expect(page.contains(footer), "\(page.suffix(600))")
        }
    }

    @Test(arguments: [
        "//evil.example.com", "/\\evil.example.com", "https://evil.example.com/", "", "incidents/1", "/a\r\nX: b", "/é",
    ])
    func `is chosen by a form that leads to no other server`(back: String) async throws {
        try await WebHarness.run { web in
            let answer = try await choose("utc", back: back, web)
            #expect((answer.status, answer.headers["location"]) == (303, "/"))
        }
    }

    @Test func `is chosen without a login, by this server's own pages, and only as there are`() async throws {
        var settings = WebHarness.Settings()
        settings.apiTokens = "api-token"
        try await WebHarness.run(settings) { web in
            #expect(try await choose("utc", back: "/", web).status == 303)
            #expect(try await choose("sundial", back: "/", web).status == 400)
            let foreign = try await choose("utc", back: "/", web, headers: ["Sec-Fetch-Site": "cross-site"])
            #expect((foreign.status, foreign.headers["set-cookie"]) == (403, nil))
        }
    }

    @Test func `is not that of programs`() async throws {
        try await WebHarness.run(Self.settings) { web in
            let id = try await Self.fill(web)
            for path in ["/api/incidents/\(id)", "/api/incidents", "/api/endpoints", "/api/silences", "/api/health"] {
                let plain = try await web.api.send(.get, path)
                let local = try await web.api.send(.get, path, headers: Self.berlin)
                #expect(plain.status == 200 && local.text == plain.text, "\(path)")
            }
        }
    }

    private func choose(
        _ choice: String, back: String, _ web: WebHarness, headers: [String: String] = [:]
    ) async throws -> HTTPResponse {
        let form = ["Content-Type": "application/x-www-form-urlencoded"].merging(headers) { $1 }
        let body = "show=\(choice)&back=\(back.percentEncoded)"
        return try await web.api.send(.post, Routes.timesPage, body: Array(body.utf8), headers: form)
    }
}
