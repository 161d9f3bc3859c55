import Foundation
import IncidentCore
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(20))) struct BodyLimitTests {
    private static func limited(_ bytes: Int) -> WebHarness.Settings {
        var settings = WebHarness.Settings()
        settings.maxBodyBytes = bytes
        return settings
    }

    @Test func `a body of just the limit is taken, one byte more is answered 413`() async throws {
        let body = try OneAlertBody().bytes
        try await WebHarness.run(Self.limited(body.count)) { web in
            #expect(try await web.api.post(body).status == 200)
            let answer = try await web.api.post(body + [UInt8(ascii: "\n")])
            #expect(answer.status == 413)
            let detail = try problem(answer)
            #expect(detail.contains("\(body.count + 1)") && detail.contains("the limit is \(body.count)"))
            #expect(detail.hasSuffix("(--max-body-bytes)"))
            #expect(
                try await web.api.send(.get, "/metrics").text
                    .contains("\nresponder_intake_refused_total{reason=\"too_large\"} 1\n"))
            #expect(web.log.all.map { $0.contains("webhook body refused") } == [true])
        }
    }

    @Test func `a length above the limit is refused before the body has come`() async throws {
        try await WebHarness.run(Self.limited(1000)) { web in
            let connection = try ScratchConnection(port: web.port)
            try connection.send(
                "POST /webhooks/alertmanager HTTP/1.1\r\nHost: desk\r\nContent-Length: 5000000000\r\n\r\n{")
            #expect(await connection.status() == 413)
        }
    }

    @Test func `a chunked body is refused once it is above the limit`() async throws {
        try await WebHarness.run(Self.limited(1000)) { web in
            let connection = try ScratchConnection(port: web.port)
            try connection.send(
                "POST /webhooks/alertmanager HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\n")
            // It never ends by itself.
            for _ in 0..<3 { try connection.send("190\r\n" + String(repeating: "x", count: 400) + "\r\n") }
            #expect(await connection.status() == 413)
            #expect(try await web.incidentCount() == 0)
        }
    }

    @Test func `a body that drips is answered 408 at its deadline, and nothing of it is stored`() async throws {
        var settings = WebHarness.Settings()
        settings.connections.bodyDeadline = .milliseconds(200)
        try await WebHarness.run(settings) { web in
            let body = String(decoding: try OneAlertBody().bytes, as: UTF8.self)
            let connection = try ScratchConnection(port: web.port)
            try connection.send(
                "POST /webhooks/alertmanager HTTP/1.1\r\nHost: desk\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                    + body.dropLast(5))
            #expect(await connection.status() == 408)
            #expect(try await web.incidentCount() == 0)
            // Others are served meanwhile and afterwards.
            #expect(try await web.api.post(Array(body.utf8)).status == 200)
        }
    }

    @Test func `a sender that hangs up in the middle of its body leaves nothing, and is no error of ours`() async throws
    {
        try await WebHarness.run { web in
            let body = String(decoding: try OneAlertBody().bytes, as: UTF8.self)
            for _ in 0..<5 {
                let connection = try ScratchConnection(port: web.port)
                try connection.send(
                    "POST /webhooks/alertmanager HTTP/1.1\r\nHost: desk\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                        + body.dropLast(5))
            }
            #expect(try await web.api.send(.get, "/healthz").status == 200)
            #expect(try await web.incidentCount() == 0)
            #expect(web.log.all.filter { $0.hasPrefix("error") } == [])
        }
    }

    @Test func `a body of 10 MiB is taken, and a text that is too long is kept in part`() async throws {
        try await WebHarness.run { web in
            var body = OneAlertBody()
            body.annotations["description"] = String(repeating: "0123456789abcdef", count: 320 << 10)
            let bytes = try body.bytes
            #expect(bytes.count > 10 << 20)
            #expect(try await web.api.post(bytes).status == 200)
            let stored = try await web.store.read { try $0.occurrences(incidentID: 1) }.first
            let kept = try #require(stored?.alert.annotations["description"])
            // Not compared by the text itself, which a failure would print.
            let isItsBeginning = body.annotations["description"]?.hasPrefix(kept.dropLast()) == true
            #expect(isItsBeginning && kept.hasSuffix("…"))
            #expect(kept.utf8.count == IntakeLimits.standard.annotations.valueBytes + "…".utf8.count)
            for path in ["/api/incidents/1", "/incidents/1"] {
                #expect(try await web.api.send(.get, path).status == 200)
            }
        }
    }

    @Test func `people's forms and the API take small bodies only`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let text = [UInt8](repeating: UInt8(ascii: " "), count: 70_000)
            for path in ["/api/incidents/\(id)/notes", "/incidents/\(id)/notes"] {
                let answer = try await web.api.send(.post, path, body: text)
                #expect(answer.status == 413, "\(path): \(answer.text)")
            }
        }
    }

    @Test(arguments: [("gzip", 415), ("br", 415), ("identity", 200), ("Identity", 200)])
    func `the API takes bodies that are not compressed, and says so`(encoding: String, status: Int) async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let body = [UInt8](#"{"by":"alice","text":"on it"}"#.utf8)
            let answer = try await web.api.send(
                .post, "/api/incidents/\(id)/notes", body: body, headers: ["Content-Encoding": encoding])
            #expect(answer.status == status, "\(answer.text)")
            if status == 415 { #expect(try problem(answer).contains("Content-Encoding is \"\(encoding)\"")) }
        }
    }
}
