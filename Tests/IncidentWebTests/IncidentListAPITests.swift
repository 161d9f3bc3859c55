import Foundation
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(20))) struct IncidentListAPITests {
    /// Incidents 1 to 4: P1 resolved, P2 acknowledged, P3 and P4 triggered.
    private static func fill(_ web: WebHarness) async throws {
        for (number, severity) in ["critical", "high", "warning", "info"].enumerated() {
            var body = OneAlertBody()
            body.labels = ["alertname": "Made\(number)", "severity": severity, "pod": "api_\(number) 100%"]
            (body.groupKey, body.fingerprint) = ("group \(number)", "fingerprint\(number)")
            try await web.open(body)
        }
        try await web.api.resolve(1, by: "alice")
        try await web.api.acknowledge(2, by: "alice")
    }

    @Test(
        arguments: [
            ("", [4, 3, 2, 1]), ("status=triggered", [4, 3]), ("status=open", [4, 3, 2]),
            ("status=resolved,acknowledged", [2, 1]), ("status=", [4, 3, 2, 1]), ("priority=P1", [1]),
            ("priority=p3,P4", [4, 3]), ("status=triggered&priority=P1", []), ("q=made2", [3]),
            ("q=api_3%20100%25", [4]),
            ("q=api_3+100%25", [4]), ("q=%25", []), ("q=%5F", []), ("q=%2B", []),
            ("q=group", [4, 3, 2, 1]),
            ("cursor=3", [2, 1]), ("limit=2", [4, 3]), ("status=open&limit=1&cursor=4", [3]),
        ] as [(String, [Int])])
    func `a list is narrowed by its query`(query: String, expected: [Int]) async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            #expect(try await web.api.incidents(query).map(\.id) == expected)
        }
    }

    @Test func `the cursor of a page gives the next, until there is none`() async throws {
        try await WebHarness.run { web in
            try await Self.fill(web)
            var seen: [Int] = []
            var cursor: String?
            repeat {
                let query = "limit=3" + (cursor.map { "&cursor=\($0)" } ?? "")
                let page = try json(try await web.api.send(.get, "/api/incidents?\(query)"))
                seen += (page["incidents"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? Int }
                cursor = page["next_cursor"] as? String
            } while cursor != nil && seen.count < 10
            #expect(seen == [4, 3, 2, 1])
        }
    }

    @Test(
        arguments: [
            (HTTPRequest.Method.get, "/api/incidents/4711", "", 404, "no incident 4711, there is none yet"),
            (.get, "/api/incidents/4711/timeline", "", 404, "no incident 4711"),
            (.get, "/api/incidents/abc", "", 404, "\"abc\" is not a number"),
            (.get, "/api/incidents/-1", "", 404, "\"-1\" is not a number from 1, as incidents have"),
            (.post, "/api/incidents/0/acknowledge", #"{"by":"alice"}"#, 404, "\"0\" is not a number from 1"),
            (.get, "/api/artifacts/-1/output", "", 404, "\"-1\" is not a number from 1, as artifacts have"),
            (.get, "/api/incidents/99999999999999999999", "", 404, "is not a number"),
            (.get, "/api/artifacts/4711/output", "", 404, "no artifact 4711"),
            (.get, "/api/nothing", "", 404, "nothing at this address"),
            (.get, "/api/incidents?cursor=abc", "", 400, "cursor \"abc\""),
            (.get, "/api/incidents?cursor=-5", "", 400, "cursor \"-5\""),
            (.get, "/api/incidents?status=closed", "", 400, "status \"closed\" is unknown"),
            (.get, "/api/incidents?priority=P9", "", 400, "priority \"P9\" is unknown"),
            (.get, "/api/incidents?limit=0", "", 400, "limit \"0\""),
            (.get, "/api/incidents?limit=501", "", 400, "from 1 to 500"),
            (.get, "/api/incidents?since=yesterday", "", 400, "since \"yesterday\" is no time; give how long ago (12h"),
            (.get, "/api/incidents?until=12", "", 400, "until \"12\" is no time"),
            (.get, "/api/incidents?since=2026-11-31", "", 400, "since \"2026-11-31\" is no time"),
            (.get, "/api/incidents?since=1h&until=2h", "", 400, "until \"2h\" is not later than since \"1h\""),
            (.post, "/api/incidents/4711/acknowledge", #"{"by":"alice"}"#, 404, "no incident 4711"),
            (.post, "/api/incidents/1/acknowledge", "", 400, "\"by\" is missing"),
            (.post, "/api/incidents/1/acknowledge", "{}", 400, "\"by\" is missing"),
            (.post, "/api/incidents/1/resolve", #"{"by":"  "}"#, 400, "\"by\" is missing"),
            (.post, "/api/incidents/1/resolve", #"{"by":"\u0000\n"}"#, 400, "\"by\" is missing"),
            (.post, "/api/incidents/1/notes", #"{"by":"alice"}"#, 400, "\"text\" is missing"),
            (.post, "/api/incidents/1/notes", #"{"by":"alice","text":" "}"#, 400, "\"text\" is missing"),
            (
                .post, "/api/incidents/1/notes", #"{"by":"alice","txt":"rolled back"}"#, 400,
                "\"txt\" is unknown; did you mean \"text\"? There are by, text"
            ),
            // What only another verb knows.
            (
                .post, "/api/incidents/1/acknowledge", #"{"by":"alice","until":"2h"}"#, 400,
                "\"until\" is unknown; there are by, text, take_over"
            ),
            (
                .post, "/api/incidents/1/snooze", #"{"by":"alice","untill":"2h"}"#, 400,
                "\"untill\" is unknown; did you mean \"until\"? There are by, text, until, take_over"
            ),
            (
                .post, "/api/on-call/overrides/1/remove", #"{"by":"alice","text":"back again"}"#, 400,
                "\"text\" is unknown; there is by"
            ),
            (
                .post, "/api/silences/1/expire", #"{"by":"alice","text":"done"}"#, 400,
                "\"text\" is unknown; there is by"
            ),
            (
                .post, "/api/incidents/1/acknowledge", #"{"by":"alice","by":"bob"}"#, 400,
                "\"by\" is there twice; give it once"
            ),
            (.post, "/api/keys/rotate", #"{"by":"alice","overlaps":"1h"}"#, 400, "There are by, overlap"),
            (.post, "/api/incidents/1/notes", #"{"by":7}"#, 400, "the body is not"),
            (.post, "/api/incidents/1/notes", "by=alice", 400, "the body is not"),
        ] as [(HTTPRequest.Method, String, String, Int, String)])
    func `what cannot be done is a problem document that says why`(
        method: HTTPRequest.Method, path: String, body: String, status: Int, words: String
    ) async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.send(method, path, body: Array(body.utf8))
            #expect(answer.status == status)
            #expect(try problem(answer).contains(words))
        }
    }

    @Test(
        arguments: [
            ("Bearer api-old", 200), ("Bearer api-new", 200),
            ("Basic \(Data("alice:api-new".utf8).base64EncodedString())", 200),
            (nil, 401), ("Bearer hook", 401), ("Basic \(Data("api-new:alice".utf8).base64EncodedString())", 401),
        ] as [(String?, Int)])
    func `with a token set, the API and the pages ask for it`(authorization: String?, status: Int) async throws {
        var settings = WebHarness.Settings()
        (settings.apiTokens, settings.webhookTokens) = ("api-old,api-new", "hook")
        try await WebHarness.run(settings) { web in
            try await web.open()
            let headers = authorization.map { ["Authorization": $0] } ?? [:]
            for path in ["/api/incidents", "/api/incidents/1", "/api/incidents/1/timeline", "/", "/incidents/1"] {
                let answer = try await web.api.send(.get, path, headers: headers)
                #expect(answer.status == status, "\(path)")
                let challenge = answer.headers["www-authenticate"]
                #expect((challenge?.hasPrefix("Basic realm=") == true) == (status == 401), "\(path)")
            }
            // What tells nothing of any incident is open.
            for path in ["/healthz", "/readyz", "/metrics", "/assets/responder.css"] {
                #expect(try await web.api.send(.get, path).status == 200)
            }
        }
    }
}
