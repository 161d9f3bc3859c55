import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// Silences as programs make, read and end them.
@Suite(.timeLimit(.minutes(20))) struct SilenceAPITests {
    static let whole = #"""
        {"match": ["alertname=\"ServiceDown\""], "for": "2h", "by": "carol", "why": "new release"}
        """#

    @Test func `one is made, listed, shown at its incidents and ended`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let made = try await web.api.send(.post, "/api/silences", body: Array(Self.whole.utf8))
            #expect(made.status == 201)
            let silence = try json(made)
            #expect(
                Set(silence.keys) == [
                    "id", "state", "match", "from", "until", "by", "why", "made_at", "expired_at", "expired_by",
                ])
            #expect((silence["id"] as? Int, silence["state"] as? String) == (1, "active"))
            #expect(silence["match"] as? [String] == [#"alertname="ServiceDown""#])
            #expect(silence["until"] as? String == "2026-11-23T10:30:00.000Z")
            try await web.tick()
            let incident = try json(try await web.api.send(.get, "/api/incidents/\(id)"))
            #expect(
                incident["silenced_by"] as? String
                    == "silence #1 by carol until 2026-11-23 10:30:00 UTC: new release")
            #expect(incident["silenced_until"] as? String == "2026-11-23T10:30:00.000Z")
            #expect((incident["escalation"] as? [String: Any])?["status"] as? String == "silenced")

            web.clock.advance(by: .seconds(60))
            let ended = try await web.api.send(.post, "/api/silences/1/expire", body: Array(#"{"by":"dave"}"#.utf8))
            #expect(ended.status == 200)
            #expect(try json(ended)["state"] as? String == "expired")
            #expect(try json(ended)["expired_by"] as? String == "dave")
            let list = try json(try await web.api.send(.get, "/api/silences"))
            #expect((list["silences"] as? [[String: Any]])?.map { $0["state"] as? String } == ["expired"])
            #expect((list["maintenance"] as? [Any])?.isEmpty == true)
            try await web.tick()
            #expect(try json(try await web.api.send(.get, "/api/incidents/\(id)"))["silenced_by"] is NSNull)
        }
    }

    @Test(arguments: [
        ("", 400, "the body is not"), ("{", 400, "the body is not"),
        (#"{"match": ["a=b"], "until_when": "x"}"#, 400, "\"until_when\" is unknown; there are match, from"),
        (
            #"{"match": ["a=b"], "for": "2h", "by": "carol", "why": "x", "match": "c=d"}"#, 400,
            "\"match\" is there twice"
        ),
        (#"{"match": [], "for": "2h", "by": "carol", "why": "x"}"#, 422, "there is no matcher"),
        (#"{"match": "a=b", "for": "2h", "by": "carol"}"#, 422, "\"why\" is missing"),
        (#"{"match": "a=b", "for": "2h", "why": "x"}"#, 422, "\"by\" is missing"),
        (
            #"{"match": "a=b", "for": "31d", "by": "carol", "why": "x"}"#, 422,
            #"the silence lasts 31d, the limit is 30d; make it shorter, or ask for a longer one with "allow_longer": true"#
        ),
        (#"{"match": "a=b", "for": "31d", "by": "carol", "why": "x", "allow_longer": 1}"#, 400, "true or false"),
    ])
    func `what cannot be meant is refused and nothing is silenced`(body: String, status: Int, words: String)
        async throws
    {
        try await WebHarness.run { web in
            let answer = try await web.api.send(.post, "/api/silences", body: Array(body.utf8))
            #expect(answer.status == status)
            #expect(try problem(answer).contains(words))
            #expect(try await web.store.read { try $0.newestSilenceID() } == nil)
        }
    }

    @Test func `what people write is kept without the secrets in it, and a matcher that is one is refused`()
        async throws
    {
        try await WebHarness.run { web in
            let body = #"""
                {"match": "target=~\"postgres://.*@db/.*\"", "for": "2h", "by": "bob password=hunter2hunter2",
                "why": "token=hunter3hunter3"}
                """#
            let made = try await web.api.send(.post, "/api/silences", body: Array(body.utf8))
            #expect(made.status == 201)
            #expect(try json(made)["by"] as? String == "bob password=[redacted]")
            let ended = try await web.api.send(
                .post, "/api/silences/1/expire", body: Array(#"{"by":"eve password=hunter4hunter4"}"#.utf8))
            #expect(try json(ended)["expired_by"] as? String == "eve password=[redacted]")
            let kept = try #require(try await web.store.read { try $0.silence(1) })
            #expect("\(kept)".contains("[redacted]") && !"\(kept)".contains("hunter"), "\(kept)")

            let named = #"{"match": "password=hunter2hunter2", "for": "2h", "by": "bob", "why": "x"}"#
            let refused = try await web.api.send(.post, "/api/silences", body: Array(named.utf8))
            #expect(refused.status == 422)
            #expect(try problem(refused).hasPrefix("the matcher of password holds a secret"))
            #expect(try await web.store.read { try $0.newestSilenceID() } == 1)
        }
    }

    @Test func `a longer one is made where that is said`() async throws {
        try await WebHarness.run { web in
            let body = #"{"match": "a=b", "for": "31d", "by": "carol", "why": "x", "allow_longer": true}"#
            let answer = try await web.api.send(.post, "/api/silences", body: Array(body.utf8))
            #expect(answer.status == 201)
        }
    }

    @Test func `one that is over, or is not there, is not ended`() async throws {
        try await WebHarness.run { web in
            let missing = try await web.api.send(.post, "/api/silences/7/expire", body: Array(#"{"by":"d"}"#.utf8))
            #expect(missing.status == 404)
            #expect(try problem(missing) == "no silence 7, there is none yet; GET /api/silences lists them")
            _ = try await web.api.send(.post, "/api/silences", body: Array(Self.whole.utf8))
            web.clock.advance(by: .hours(3))
            let over = try await web.api.send(.post, "/api/silences/1/expire", body: Array(#"{"by":"d"}"#.utf8))
            #expect(over.status == 409)
            #expect(try problem(over) == "silence 1 ended at 2026-11-23 10:30:00 UTC; nothing to end")
            #expect(try await web.api.send(.post, "/api/silences/x/expire").status == 404)
        }
    }

    @Test func `a preview names what is open and what the last week had, and silences nothing`() async throws {
        try await WebHarness.run { web in
            // Eight days ago, three days ago, and now.
            for (number, days) in [5, 3, 0].enumerated() {
                let body = try OneAlertBody(fingerprint: "f\(number)", groupKey: "g\(number)").bytes
                let id = try await web.open(body)
                guard days > 0 else { continue }
                _ = try await web.engine.commands.resolve(id, by: "bob", stillFiring: .whatever)
                web.clock.advance(by: .hours(24 * days))
            }
            var other = OneAlertBody(fingerprint: "x", groupKey: "other")
            other.labels["alertname"] = "Other"
            try await web.open(other)
            let answer = try await web.api.send(.post, "/api/silences/preview", body: Array(Self.whole.utf8))
            #expect(answer.status == 200)
            let preview = try json(answer)
            let open = try #require(preview["open"] as? [String: Any])
            #expect((open["hidden"] as? Int, open["told"] as? Int, open["looked"] as? Int) == (1, 0, 2))
            #expect((open["incidents"] as? [[String: Any]])?.map { $0["id"] as? Int } == [3])
            let week = try #require(preview["last_week"] as? [String: Any])
            #expect((week["incidents"] as? [[String: Any]])?.map { $0["id"] as? Int } == [2])
            #expect((week["incidents"] as? [[String: Any]])?.first?["hidden"] as? Bool == true)
            #expect(try await web.store.read { try $0.newestSilenceID() } == nil)
        }
    }

    @Test func `with a token set nobody without it reads or makes one`() async throws {
        var settings = WebHarness.Settings()
        settings.apiTokens = "a-token-of-some-length"
        try await WebHarness.run(settings) { web in
            for (method, path) in [
                (.get, "/api/silences"), (.post, "/api/silences"), (.post, "/api/silences/preview"),
                (.post, "/api/silences/1/expire"), (.get, "/silences"), (.post, "/silences"),
                (.post, "/silences/preview"), (.post, "/silences/1/expire"),
            ] as [(HTTPRequest.Method, String)] {
                let answer = try await web.api.send(method, path)
                #expect(answer.status == 401, "\(path)")
            }
        }
    }
}
