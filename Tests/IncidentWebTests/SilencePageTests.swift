import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// The page of silences and its forms, as a browser sends them.
@Suite(.timeLimit(.minutes(20))) struct SilencePageTests {
    private struct Form {
        let api: ResponderAPI
        let token: String
        let cookie: String

        func post(_ path: String, _ fields: String, token: String? = nil) async throws -> HTTPResponse {
            try await api.send(
                .post, path, body: Array("\(fields)&token=\(token ?? self.token)".utf8),
                headers: [
                    "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html",
                    "Cookie": "\(FormToken.cookieName)=\(cookie)",
                ])
        }
    }

    private func form(_ web: WebHarness) async throws -> Form {
        let page = try await web.api.send(.get, "/silences")
        let token = try #require(page.text.firstMatch(of: /name="token" value="([0-9a-f]{64})"/)?.1)
        let cookie = try #require(page.headers["set-cookie"]?.firstMatch(of: /responder_form=([0-9a-f]{32});/)?.1)
        return Form(api: web.api, token: String(token), cookie: String(cookie))
    }

    private static let fields =
        "match=alertname%3D%22ServiceDown%22%0D%0Aservice%3D~%22a.*%22&for=2h&why=new+release&by=Carol"

    private func silences(_ web: WebHarness) async throws -> [StoredSilence] {
        let now = web.clock.now
        return try await web.store.read { try $0.silences(notOverAt: now) }
    }

    @Test func `a form silences, and a button ends it`() async throws {
        try await WebHarness.run { web in
            let form = try await form(web)
            let made = try await form.post("/silences", Self.fields)
            #expect((made.status, made.headers["location"]) == (303, "/silences"))
            let silence = try #require(try await silences(web).first)
            #expect(silence.draft.matchers.map(\.description) == [#"alertname="ServiceDown""#, #"service=~"a.*""#])
            #expect((silence.draft.by, silence.draft.why) == ("Carol", "new release"))
            let page = try await web.api.send(.get, "/silences").text
            #expect(page.contains("End silence #1 now") && page.contains("2h left"))
            let ended = try await form.post("/silences/1/expire", "by=Dave")
            #expect(ended.status == 303)
            #expect(try await silences(web).isEmpty)
            #expect(try await web.api.send(.get, "/silences").text.contains("ended by Dave"))
        }
    }

    @Test func `a preview shows what would be hidden, keeps what was filled in, and silences nothing`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            let page = try await form(web).post("/silences/preview", Self.fields)
            #expect(page.status == 200)
            #expect(page.text.contains("1 of 1 open incidents hidden"))
            #expect(page.text.contains(#"href="/incidents/1""#))
            #expect(page.text.contains(#"name="why" value="new release""#))
            #expect(page.text.contains(#"service=~&quot;a.*&quot;</textarea>"#))
            #expect(try await silences(web).isEmpty)
        }
    }

    @Test func `what cannot be meant is said on the page, with what was filled in`() async throws {
        try await WebHarness.run { web in
            let page = try await form(web).post("/silences", "match=alertname%3Dx&for=31d&why=disks&by=Carol")
            #expect(page.status == 422)
            #expect(page.text.contains("the limit is 30d"))
            #expect(page.text.contains(#"name="why" value="disks""#))
            let allowed = try await form(web).post(
                "/silences", "match=alertname%3Dx&for=31d&why=disks&by=Carol&allow_longer=true")
            #expect(allowed.status == 303)
        }
    }

    @Test func `an end that is filled in beside the time that the form comes with is what counts`() async throws {
        try await WebHarness.run { web in
            let form = try await form(web)
            for path in ["/silences/preview", "/silences"] {
                let answer = try await form.post(path, "\(Self.fields)&until=2026-11-23T12:00")
                #expect(answer.status == (path == "/silences" ? 303 : 200))
            }
            let ends = try await silences(web).map(\.until.rfc3339)
            #expect(ends == ["2026-11-23T12:00:00.000Z"])
        }
    }

    @Test func `an alert that is silenced beside another that is not is marked, on the page and by the API`()
        async throws
    {
        try await WebHarness.run { web in
            _ = try await form(web).post("/silences", "match=alertname%3DOther&for=2h&why=new+release&by=Carol")
            let id = try await web.open(WebhookBody(.firing("One"), .firing("Other")).bytes())
            let words = "silence #1 by Carol until 2026-11-23 10:30:00 UTC: new release"
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains("silenced: \(words)") && !page.contains("Nobody is told"))
            let alerts = try await web.api.send(.get, "/api/incidents/\(id)/alerts").text
            #expect(alerts.contains(#""silenced_by":"\#(words)""#))
            #expect(alerts.contains(#""silenced_until":"2026-11-23T10:30:00.000Z""#))
        }
    }

    @Test func `a form of elsewhere changes nothing`() async throws {
        try await WebHarness.run { web in
            let form = try await form(web)
            for path in ["/silences", "/silences/preview", "/silences/1/expire"] {
                let answer = try await form.post(path, Self.fields, token: String(repeating: "0", count: 64))
                #expect(answer.status == 403)
            }
            #expect(try await silences(web).isEmpty)
        }
    }

    @Test func `an incident leads to a form that names its lead, and while it is silenced says so`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let link = try #require(
                try await web.api.send(.get, "/incidents/\(id)").text.firstMatch(
                    of: /href="(\/silences\?match=[^"]*)"/)?.1)
            let page = try await web.api.send(.get, String(link)).text
            #expect(page.contains(#"alertname=&quot;ServiceDown&quot;, service=&quot;analytics-api&quot;</textarea>"#))
            _ = try await form(web).post("/silences", Self.fields)
            try await web.tick()
            let words = "Nobody is told: silence #1 by Carol until 2026-11-23 10:30:00 UTC: new release."
            #expect(try await web.api.send(.get, "/incidents/\(id)").text.contains(words))
            let list = try await web.api.send(.get, "/").text
            #expect(list.contains("silenced until 2026-11-23 10:30:00 UTC"))
        }
    }
}
