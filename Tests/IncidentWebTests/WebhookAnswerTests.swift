import Foundation
import GRDB
import IncidentCore
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(20))) struct WebhookAnswerTests {
    @Test func `200 is answered when the incident is stored`() async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.post(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
            #expect(try await web.incident(1)?.priority == .p1)
        }
    }

    @Test func `503 once the database is damaged, and what can be stored is`() async throws {
        try await WebHarness.run { web in
            try await damagePage(of: "heartbeat", in: web.folder.file("data/responder.sqlite"))
            #expect(try await web.store.examine("heartbeat", limit: .seconds(60)) != [])
            let answer = try await web.api.post(try ResponderInstallation.body("01-p1-api-error-rate-firing"))
            #expect(answer.status == 503)
            #expect(try problem(answer).contains("responder.sqlite is damaged"))
            #expect(try await web.incident(1)?.priority == .p1)
            #expect(web.log.all.contains { $0.contains("the database is damaged") })
        }
    }

    /// A word that must not come back: a body may hold what its sender did not mean to show.
    private static let secret = "hunter2"
    private static let cut: [UInt8] = Array(#"{"version":"4","groupKey":"hunter2","alerts":[{"status":"fir"#.utf8)
    private static let invalidUTF8: [UInt8] =
        Array(#"{"version":"4","groupKey":"hunter2"#.utf8) + [0xC3, 0x28] + Array(#"","alerts":[]}"#.utf8)
    private static let deep: [UInt8] =
        Array(#"{"version":"4","groupKey":"hunter2","x":"#.utf8) + [UInt8](repeating: UInt8(ascii: "["), count: 100_000)

    @Test(
        arguments: [
            ("empty", []), ("text", Array("hunter2 is no JSON".utf8)), ("cut", cut),
            ("array", Array("[\"hunter2\"]".utf8)),
            ("no alerts", Array(#"{"version":"4","groupKey":"hunter2"}"#.utf8)),
            ("empty alerts", Array(#"{"version":"4","groupKey":"hunter2","alerts":[]}"#.utf8)),
            ("wrong version", Array(#"{"version":"3","groupKey":"hunter2","alerts":[{"labels":{"a":"b"}}]}"#.utf8)),
            ("bad alerts alone", Array(#"{"version":"4","groupKey":"k","alerts":[{"status":"hunter2"}]}"#.utf8)),
            ("deep", deep), ("invalid UTF-8", invalidUTF8),
            ("trailing text", Array(#"{"version":"4","groupKey":"g","alerts":[]} hunter2"#.utf8)),
        ] as [(String, [UInt8])])
    func `400 with a short reason that does not echo the body, for what can never be understood`(
        name: String, body: [UInt8]
    ) async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.post(body)
            #expect(answer.status == 400)
            let detail = try problem(answer)
            #expect(detail.hasPrefix("webhook body cannot be understood: "))
            #expect(!answer.text.contains(Self.secret))
            #expect(answer.body.count < 400)
            #expect(try await web.incidentCount() == 0)
            #expect(web.log.all.count == 1)
            #expect(web.log.all.allSatisfy { $0.contains("webhook body refused") && !$0.contains(Self.secret) })
        }
    }

    @Test func `415 for a body that is compressed`() async throws {
        try await WebHarness.run { web in
            let body = try OneAlertBody().bytes
            func post(_ encoding: String) async throws -> HTTPResponse {
                try await web.api.send(
                    .post, "/webhooks/alertmanager", body: body, headers: ["Content-Encoding": encoding])
            }
            let refused = try await post("gzip")
            #expect(refused.status == 415)
            #expect(try problem(refused).contains("send it plain"))
            #expect(try await web.incidentCount() == 0)
            #expect(try await post("identity").status == 200)
        }
    }

    @Test func `one bad alert does not cost the others`() async throws {
        try await WebHarness.run { web in
            let good =
                #"{"status":"firing","labels":{"alertname":"A"},"startsAt":"2026-11-23T06:12:48Z","fingerprint":"f"}"#
            let bad = #"{"status":"firing","labels":{},"startsAt":"2026-11-23T06:12:48Z","fingerprint":"g"}"#
            let answer = try await web.api.post(
                Array(#"{"version":"4","groupKey":"k","alerts":[\#(bad),\#(good)]}"#.utf8))
            #expect(answer.status == 200)
            let detail = try json(try await web.api.send(.get, "/api/incidents/1"))
            #expect((detail["alerts"] as? [Any])?.count == 1)
            let rejected = try #require(detail["rejected_alerts"] as? [[String: Any]])
            #expect(rejected.map { $0["position"] as? Int } == [0])
            #expect(web.log.all.count { $0.contains("alerts of a webhook body rejected") } == 1)
        }
    }

    @Test func `a bad alert that no incident shows stands on the list of incidents for a day`() async throws {
        try await WebHarness.run { web in
            let beat =
                #"{"status":"firing","labels":{"alertname":"Watchdog"},"startsAt":"2026-11-23T06:12:48Z","fingerprint":"f"}"#
            let bad = #"{"status":"firing","labels":{},"startsAt":"2026-11-23T06:12:48Z","fingerprint":"g"}"#
            let body = Array(#"{"version":"4","groupKey":"k","alerts":[\#(beat),\#(bad)]}"#.utf8)
            #expect(try await web.api.post(body).status == 200)
            #expect(try await web.incidentCount() == 0)
            let words = "could not be understood: labels is missing or empty"
            #expect(try await web.api.send(.get, "/").text.contains(words))
            web.clock.advance(by: .seconds(86_400))
            let later = try await web.api.send(.get, "/").text
            #expect(!later.contains(words))
        }
    }

    @Test func `503 while the store cannot write, with nothing changed; 200 when it can again`() async throws {
        var settings = WebHarness.Settings()
        settings.busyTimeout = .milliseconds(50)
        try await WebHarness.run(settings) { web in
            let other = try web.otherProcess()
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
            let body = try OneAlertBody().bytes
            let refused = try await web.api.post(body)
            #expect(refused.status == 503)
            #expect(try problem(refused).contains("locked"))
            #expect(try await web.incidentCount() == 0)
            #expect(try await web.api.send(.get, "/readyz").status == 503)
            #expect(try await web.api.send(.get, "/").text.contains("the store cannot write: "))

            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            #expect(try await web.api.post(body).status == 200)
            #expect(try await web.incidentCount() == 1)
            #expect(try await web.api.send(.get, "/readyz").status == 200)
            #expect(try await !web.api.send(.get, "/").text.contains("the store cannot write"))
        }
    }

    @Test func `503 on a full disk, with nothing changed`() async throws {
        try await WebHarness.run { web in
            try await web.setMaximumPageCount(1)
            var body = OneAlertBody()
            body.annotations["description"] = String(repeating: "long ", count: 100_000)
            let refused = try await web.api.post(try body.bytes)
            #expect(refused.status == 503)
            #expect(try problem(refused).contains("full"))
            #expect(try await web.api.send(.get, "/healthz").text.hasPrefix("ok, but the store cannot write"))
            #expect(try await web.incidentCount() == 0)
            try await web.setMaximumPageCount(1_000_000)
            #expect(try await web.api.post(try body.bytes).status == 200)
        }
    }

    @Test(arguments: [HTTPRequest.Method.get, .put, .delete])
    func `nothing but POST is answered`(method: HTTPRequest.Method) async throws {
        try await WebHarness.run { web in
            let answer = try await web.api.send(method, "/webhooks/alertmanager")
            #expect([404, 405].contains(answer.status))
            _ = try problem(answer)
        }
    }

    @Test func `300 bodies posted at once are each answered 200 and each stored`() async throws {
        try await WebHarness.run { web in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<300 {
                    var body = OneAlertBody()
                    (body.groupKey, body.fingerprint) = ("group \(number)", "fingerprint\(number)")
                    let bytes = try body.bytes
                    group.addTask { try await web.api.post(bytes).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == [Int](repeating: 200, count: 300))
            #expect(try await web.incidentCount() == 300)
            #expect(web.log.all == [])
        }
    }

    @Test func `the same body 50 times at once is one incident`() async throws {
        try await WebHarness.run { web in
            let body = try ResponderInstallation.body("05-group-third-alert-added")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 { group.addTask { try await web.api.post(body).status } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(statuses == [200])
            #expect(try await web.incidentCount() == 1)
            let occurrences = try await web.store.read { try $0.occurrences(incidentID: 1) }
            #expect(occurrences.map(\.seenCount) == [50, 50, 50])
        }
    }
}
