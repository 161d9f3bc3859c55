import Foundation
import IncidentCore
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// What is asked once more: taking an incident from who has it, and closing one of which alerts fire.
@Suite("Questions before a deed", .timeLimit(.minutes(20)))
struct QuestionPageTests {
    private func post(_ web: WebHarness, _ verb: String, _ body: String) async throws -> HTTPResponse {
        try await web.api.send(.post, "/api/incidents/1/\(verb)", body: Array(body.utf8))
    }

    /// What a browser sends when the button of a question is pressed.
    private func answer(_ page: HTTPResponse, _ form: LoadedForm) async throws -> HTTPResponse {
        let action = try #require(page.text.firstMatch(of: /method="post" action="([^"]+)"/)?.1)
        let verb = try #require(action.split(separator: "/").last)
        let fields = page.text.matches(of: /<input type="hidden" name="([^"]+)" value="([^"]*)">/).map {
            "\($0.1)=\(String($0.2).replacing("&quot;", with: "\"").percentEncoded)"
        }
        // The token is among them.
        return try await form.with(token: nil).post(String(verb), fields.joined(separator: "&"))
    }

    @Test func `the page asks whoever takes it from another, says since when, and the answer takes it`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.api.acknowledge(Int(id), by: "alice")
            let form = try await web.form(id)
            web.clock.advance(by: .seconds(60))
            let asked = try await form.post("acknowledge", "by=Bob&text=she+sleeps")
            #expect(asked.status == 409)
            #expect(asked.text.contains("<title>Take over #1? · responder</title>"))
            let since = "<time datetime=\"2026-11-23T08:30:00.000Z\">2026-11-23 08:30:00 UTC</time>"
            #expect(asked.text.contains("alice has it since \(since), until <time datetime=\""), "\(asked.text)")
            #expect(asked.text.contains("</time>. Take it over?</p>"))
            #expect(asked.text.contains("<a href=\"/incidents/1\">No, back to the incident</a>"))
            #expect(
                asked.text.contains(
                    "<p class=\"hint\">Nobody can tell alice: no contact of that name has an escalation path.</p>"))
            #expect(try await web.incident(id)?.acknowledgedBy == "alice")

            let taken = try await answer(asked, form)
            #expect(taken.status == 303 && taken.headers["location"] == "/incidents/1")
            #expect(try await web.incident(id)?.acknowledgedBy == "Bob")
            let notes = try await web.store.read { try $0.timeline(incidentID: id) }.filter { $0.kind == .noted }
            #expect(notes.map(\.summary) == ["she sleeps"])
        }
    }

    @Test func `it says that a contact hears of it who does, as the timeline has it`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.api.acknowledge(Int(id), by: "DevOps Lead")
            let form = try await web.form(id)
            let asked = try await form.post("acknowledge", "by=Bob")
            #expect(asked.text.contains("<p class=\"hint\">DevOps Lead is told that it is theirs no more.</p>"))
            #expect(try await answer(asked, form).status == 303)
            let kinds = try await web.store.read { try $0.timeline(incidentID: id) }.map(\.kind)
            #expect(!kinds.contains(.notTold))
        }
    }

    @Test func `it asks again when the owner has changed meanwhile, and nobody when they have given it back`()
        async throws
    {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.api.acknowledge(Int(id), by: "alice")
            let form = try await web.form(id)
            let first = try await form.post("acknowledge", "by=Bob")
            try await web.api.acknowledge(Int(id), by: "carol", takeOver: true)
            let second = try await answer(first, form)
            #expect(second.status == 409 && second.text.contains("Yes, take over from carol"))
            #expect(try await web.incident(id)?.acknowledgedBy == "carol")
            #expect(try await post(web, "unacknowledge", #"{"by":"carol","text":"x"}"#).status == 200)
            #expect(try await answer(second, form).status == 303)
            #expect(try await web.incident(id)?.acknowledgedBy == "Bob")
        }
    }

    @Test func `who ends what another has is asked, by pages and the API, and the former owner is named`() async throws
    {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.api.acknowledge(Int(id), by: "alice")
            let form = try await web.form(id)
            let asked = try await form.post("unacknowledge", "by=Bob&text=she+is+away")
            #expect(asked.status == 409 && asked.text.contains("alice has it since "))
            #expect(asked.text.contains(". End that?") && asked.text.contains("Yes, nobody has it then"))
            let refused = try await post(web, "unacknowledge", #"{"by":"bob","text":"she is away"}"#)
            #expect(refused.status == 409 && refused.text.contains("to end what alice has, send"))
            #expect(try await web.incident(id)?.acknowledgedBy == "alice")
            #expect(try await answer(asked, form).status == 303)
            let entry = try await web.store.read { try $0.timeline(incidentID: id) }.last { $0.kind == .unacknowledged }
            #expect(entry?.actor == "Bob" && entry?.summary.contains("the acknowledgement by alice was ended") == true)
        }
    }

    @Test func `who ends what they have themselves is not asked`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.api.acknowledge(Int(id), by: "alice")
            #expect(try await post(web, "unacknowledge", #"{"by":"Alice","text":"not mine"}"#).status == 200)
        }
    }

    @Test(arguments: [
        ("snooze", "by=Bob&until=2h&text=later", TimelineKind.snoozed),
        ("handover", "by=Bob&contact=DevOps+Lead&text=my+shift+ends", .handedOver),
    ])
    func `who puts it off or gives it away is asked as well, and nothing of the form is lost`(
        verb: String, fields: String, kind: TimelineKind
    ) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.api.acknowledge(Int(id), by: "alice")
            let form = try await web.form(id)
            let asked = try await form.post(verb, fields)
            #expect(asked.status == 409 && asked.text.contains("alice has it since "))
            #expect(try await answer(asked, form).status == 303)
            let entry = try await web.store.read { try $0.timeline(incidentID: id) }.last { $0.kind == kind }
            #expect(entry?.actor == "Bob" && entry?.summary.contains("alice") == true)
        }
    }

    @Test func `the page asks whoever closes it while alerts fire, and its page takes that back`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let form = try await web.form(id)
            let asked = try await form.post("resolve", "by=Bob&text=")
            #expect(asked.status == 409)
            #expect(asked.text.contains("<title>Resolve #1? · responder</title>"))
            #expect(asked.text.contains("1 alert still fires: resolve anyway?"))
            #expect(try await web.incident(id)?.status == .triggered)
            #expect(try await !web.api.send(.get, "/incidents/1").text.contains(">Re-open</button>"))

            #expect(try await answer(asked, form).status == 303)
            for path in ["/incidents/1", "/?status=resolved"] {
                let page = try await web.api.send(.get, path).text
                #expect(page.contains("resolved by Bob, 1 alert still fires"))
            }
            #expect(try await web.api.send(.get, "/incidents/1").text.contains(">Re-open</button>"))
            #expect(try await form.post("reopen", "by=Bob&text=").status == 303)
            #expect(try await web.incident(id)?.status == .triggered)
            let again = try await form.post("reopen", "by=Bob&text=")
            #expect(again.status == 409)
            #expect(try problem(again) == "incident 1 is open; nothing to re-open")
        }
    }

    @Test func `a second question is asked when more alerts fire than the first one counted`() async throws {
        try await WebHarness.run { web in
            try await web.open(try WebhookBody(.firing("ApiDown")).bytes())
            let form = try await web.form(1)
            let first = try await form.post("resolve", "by=Bob")
            try await web.open(try WebhookBody(.firing("ApiDown"), .firing("DbDown")).bytes())
            let second = try await answer(first, form)
            #expect(second.status == 409 && second.text.contains("2 alerts still fire: resolve anyway?"))
            #expect(try await answer(second, form).status == 303)
            #expect(try await web.incident(1)?.status == .resolved)
        }
    }

    @Test func `the answer to a question is guarded as every form is`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.api.acknowledge(Int(id), by: "alice")
            let form = try await web.form(id).with(token: nil)
            for verb in ["acknowledge", "reopen"] {
                let answer = try await form.post(verb, "by=mallory&take_over=alice&still_firing=1")
                #expect(answer.status == 403)
            }
            #expect(try await web.incident(id)?.acknowledgedBy == "alice")
        }
    }

    @Test(arguments: [
        ("acknowledge", #""by":"bob""#), ("snooze", #""by":"bob","until":"2h","text":"x""#),
        ("handover", #""by":"bob","contact":"DevOps Lead","text":"x""#),
    ])
    func `the API refuses to take it from another unless it is told to, and names them`(
        verb: String, fields: String
    ) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            try await web.api.acknowledge(Int(id), by: "alice")
            for flag in ["", #","take_over":false"#] {
                let refused = try await post(web, verb, "{\(fields)\(flag)}")
                #expect(refused.status == 409)
                let document = try json(refused)
                #expect((document["owner"] as? String, document["firing"] == nil) == ("alice", true))
                #expect(document["since"] as? String == "2026-11-23T08:30:00.000Z")
                #expect(document["until"] as? String == "2026-11-23T09:30:00.000Z")
                #expect(document["send"] as? [String: Bool] == ["take_over": true])
                #expect(
                    try problem(refused) == "alice has incident 1 since 2026-11-23 08:30:00 UTC, until "
                        + "2026-11-23 09:30:00 UTC; nobody can tell alice: no contact of that name has an escalation "
                        + "path; nothing was changed; to take it over from alice, send "
                        + "\"take_over\": true")
            }
            #expect(try await web.incident(id)?.acknowledgedBy == "alice")
            #expect(try await post(web, verb, #"{\#(fields),"take_over":true}"#).status == 200)
            #expect(try await web.incident(id)?.acknowledgedBy != "alice")
        }
    }

    @Test func `the API refuses to close it while alerts fire unless it is told to, and takes that back`() async throws
    {
        try await WebHarness.run { web in
            try await web.open()
            let refused = try await post(web, "resolve", #"{"by":"bob"}"#)
            #expect(refused.status == 409)
            let document = try json(refused)
            #expect((document["firing"] as? Int, document["owner"] == nil) == (1, true))
            #expect(document["send"] as? [String: Bool] == ["still_firing": true])
            #expect(
                try problem(refused) == "1 alert still fires of incident 1; nothing was changed; to resolve it anyway, "
                    + "send \"still_firing\": true")
            let closed = try json(try await post(web, "resolve", #"{"by":"bob","still_firing":true}"#))
            #expect((closed["status"] as? String, closed["still_firing"] as? Bool) == ("resolved", true))
            let open = try json(try await post(web, "reopen", #"{"by":"bob","text":"too soon"}"#))
            #expect((open["status"] as? String, open["still_firing"] as? Bool) == ("triggered", false))
            #expect(open["resolved_by"] is NSNull)
        }
    }

    @Test(arguments: [
        (
            #"{"by":"bob","take_over":"yes"}"#,
            "the body is not {\"by\": \"…\", \"text\": \"…\", \"take_over\": true}: true or"
        ),
        (#"{"by":"bob","take_over":null}"#, "the body is not"), (#"{"by":"bob","take_over":1}"#, "the body is not"),
        (#"{"by":"bob","takeover":true}"#, "\"takeover\" is unknown; did you mean \"take_over\"?"),
        (#"{"by":"bob","take_over":true,"take_over":false}"#, "\"take_over\" is there twice; give it once"),
        (#"{"by":"bob","still_firing":true}"#, "\"still_firing\" is unknown; there are by, text, take_over"),
    ])
    func `a flag that is none is refused`(body: String, words: String) async throws {
        try await WebHarness.run { web in
            try await web.open()
            let answer = try await post(web, "acknowledge", body)
            #expect(answer.status == 400)
            #expect(try problem(answer).hasPrefix(words), "\(answer.text)")
            #expect(try await web.incident(1)?.status == .triggered)
        }
    }

    @Test func `the page after the link's button says until when it is theirs, and leads to the incident`() async throws
    {
        try await WebHarness.run { web in
            let id = try await web.open()
            let done = try await web.api.send(.post, web.acknowledgePath(id, "On-Call Engineer")).text
            #expect(
                done.contains(
                    "It is yours until <time datetime=\"2026-11-23T09:30:00.000Z\">2026-11-23 09:30:00 UTC</time> (60 min)."
                ))
            #expect(done.contains("<a href=\"https://desk.example.com/incidents/1\">Open the incident</a>"))
        }
    }

    @Test func `a link that does not work any more says why, and links to its incident`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let path = web.acknowledgePath(id, "On-Call Engineer")
            func page(_ path: String) async throws -> String {
                try await web.api.send(.get, path, headers: ["Accept": "text/html"]).text
            }
            let forged = try await page(path.replacing(/signature=../, with: "signature=00"))
            web.clock.advance(by: .hours(25))
            for (page, title) in [
                (forged, "This link cannot be used"), (try await page(path), "This link has expired"),
            ] {
                #expect(page.contains("<h1>\(title)</h1>") && page.contains("<title>\(title) · responder</title>"))
                #expect(page.contains("<a href=\"/incidents/1\">Open incident 1</a>"))
                #expect(!page.contains("Forbidden") && !page.contains("https://"))
            }
        }
    }
}
