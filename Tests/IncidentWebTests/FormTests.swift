import IncidentCore
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// The forms of the incident page, as a browser sends them.
@Suite(.timeLimit(.minutes(20))) struct FormTests {
    @Test func `a form acknowledges, notes and resolves, and goes back to the incident`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let form = try await web.form(id)
            let texts = [
                ("acknowledge", "on+it"), ("notes", "restarted+the+pod%0Ait+helped"),
                ("resolve", "memory+leak&still_firing=1"),
            ]
            for (verb, text) in texts {
                let answer = try await form.post(verb, "by=Al%C3%ADce+B&text=\(text)")
                #expect(answer.status == 303)
                // Who has written something sees it next.
                #expect(answer.headers["location"] == "/incidents/\(id)" + (verb == "notes" ? "#latest-note" : ""))
            }
            let incident = try #require(try await web.incident(id))
            #expect(
                (incident.status, incident.acknowledgedBy, incident.resolvedBy) == (.resolved, "Alíce B", "Alíce B"))
            let notes = try await web.store.read { try $0.timeline(incidentID: id) }.filter { $0.kind == .noted }
            #expect(notes.map(\.summary) == ["on it", "restarted the pod\nit helped", "memory leak"])
        }
    }

    @Test func `a form without its token, or with another's, changes nothing`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let form = try await web.form(id)
            let other = try await web.form(id)
            let attempts = [
                form.with(token: nil), form.with(token: ""), form.with(token: String(repeating: "0", count: 64)),
                form.with(token: other.token), form.with(cookie: nil), form.with(cookie: other.cookie),
                form.with(cookie: "short"),
            ]
            for attempt in attempts {
                for verb in ["acknowledge", "resolve", "notes"] {
                    let answer = try await attempt.post(verb, "by=mallory&text=hello")
                    #expect(answer.status == 403)
                    #expect(try problem(answer).contains("load the page again"))
                }
            }
            #expect(try await web.incident(id)?.status == .triggered)
        }
    }

    @Test(arguments: [
        ("acknowledge", "by=", 400), ("acknowledge", "", 400), ("notes", "by=alice&text=++", 400),
        ("acknowledge", "by=%FF%FE", 400),
    ])
    func `a form that lacks something says what`(verb: String, fields: String, status: Int) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let answer = try await web.form(id).post(verb, fields)
            #expect(answer.status == status)
            _ = try problem(answer)
            #expect(try await web.incident(id)?.status == .triggered)
        }
    }

    @Test(arguments: [
        ("acknowledge", "text=on+it", "Acknowledge"), ("steps/done", "step=%22Roll+back%22", "Done"),
        ("diagnostics", "collector=pods", "Run diagnostics again"), ("notes", "text=hello", "Go on"),
    ])
    func `a browser that sends no name is asked for it, and nothing of the form is lost`(
        verb: String, field: String, words: String
    ) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let form = try await web.form(id)
            let (token, cookie) = (try #require(form.token), try #require(form.cookie))
            for by in ["", "&by=", "&by=+%E2%80%8B"] {
                let body = "\(field)\(by)&token=\(token)"
                let answer = try await web.api.send(
                    .post, "/incidents/\(id)/\(verb)", body: Array(body.utf8),
                    headers: [
                        "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html",
                        "Cookie": "\(FormToken.cookieName)=\(cookie)",
                    ])
                #expect(answer.status == 400)
                #expect(answer.text.contains("action=\"/incidents/\(id)/\(verb)\""))
                #expect(answer.text.contains("Your name <input name=\"by\" required"))
                #expect(answer.text.contains("<button class=\"primary\" type=\"submit\">\(words)</button>"))
                let parts = field.split(separator: "=")
                let value = String(parts[1]).replacing("+", with: " ").replacing("%22", with: "&quot;")
                #expect(
                    answer.text.contains("<input type=\"hidden\" name=\"\(parts[0])\" value=\"\(value)\">"),
                    "\(answer.text)")
            }
            #expect(try await web.incident(id)?.status == .triggered)
        }
    }

    @Test(arguments: [
        ("acknowledge", "by=alice&by=mallory", "\"by\" is there twice; give it once"),
        ("notes", "by=alice&text=hello&bogus=1", "\"bogus\" is unknown"),
        ("resolve", "by=alice&priority=P1", "\"priority\" is unknown"),
    ])
    func `a field that comes twice, or means nothing, is refused as the API refuses it`(
        verb: String, fields: String, words: String
    ) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let answer = try await web.form(id).post(verb, fields)
            #expect(answer.status == 400)
            #expect(try problem(answer).contains(words))
            #expect(try await web.store.read { try $0.timeline(incidentID: id) }.allSatisfy { $0.actor == "responder" })
        }
    }

    @Test func `cookies are for this site's own requests, and not for scripts`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            let page = try await web.api.send(.get, "/incidents/1")
            let cookie = try #require(page.headers["set-cookie"])
            for word in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(word)) }
        }
    }

    @Test func `the name is remembered for the next form`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let answer = try await web.form(id).post("notes", "by=Al%C3%ADce+%22B%22&text=hello")
            let cookie = try #require(answer.headers["set-cookie"]?.split(separator: ";").first)
            let page = try await web.api.send(.get, "/incidents/\(id)", headers: ["Cookie": String(cookie)])
            #expect(page.text.contains(#"name="by" value="Alíce &quot;B&quot;""#))
        }
    }
}

/// What a browser has after loading an incident's page.
struct LoadedForm: Sendable {
    let api: ResponderAPI
    let incidentID: Int64
    var token: String?
    var cookie: String?

    func with(token: String?) -> LoadedForm {
        var copy = self
        copy.token = token
        return copy
    }

    func with(cookie: String?) -> LoadedForm {
        var copy = self
        copy.cookie = cookie
        return copy
    }

    func post(_ verb: String, _ fields: String) async throws -> HTTPResponse {
        var headers = ["Content-Type": "application/x-www-form-urlencoded"]
        if let cookie { headers["Cookie"] = "\(FormToken.cookieName)=\(cookie)" }
        let body = fields + (token.map { "&token=\($0)" } ?? "")
        return try await api.send(.post, "/incidents/\(incidentID)/\(verb)", body: Array(body.utf8), headers: headers)
    }
}

extension WebHarness {
    func form(_ id: Int64) async throws -> LoadedForm {
        let page = try await api.send(.get, "/incidents/\(id)")
        let token = try #require(page.text.firstMatch(of: /name="token" value="([0-9a-f]{64})"/)?.1)
        let cookie = try #require(page.headers["set-cookie"]?.firstMatch(of: /responder_form=([0-9a-f]{32});/)?.1)
        return LoadedForm(api: api, incidentID: id, token: String(token), cookie: String(cookie))
    }
}
