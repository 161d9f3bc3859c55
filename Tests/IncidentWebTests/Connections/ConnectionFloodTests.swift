import Foundation
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// Connections of nobody known beside a sender with a token, on a real server.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ConnectionFloodTests {
    private static var settings: WebHarness.Settings {
        var settings = WebHarness.Settings()
        settings.webhookTokens = "hook-token"
        return settings
    }

    /// No half head ends by itself, so that who has to wait for one waits for ever; how long the answer takes belongs to
    /// the machine. 127.0.0.2 and its like count as elsewhere.
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("127.0.0.2", "127.0.0.1"), ("127.0.0.2", "127.0.0.2"), ("many", "127.0.0.1"),
        ("many", "127.0.0.3"),
    ])
    func `eleven hundred half heads keep no sender waiting`(from source: String, sender: String) async throws {
        ScratchConnection.allowMany()
        var settings = Self.settings
        settings.connections.headDeadline = .seconds(3600)
        try await WebHarness.run(settings) { web in
            let half = try (0..<1100).map { number in
                let address = source == "many" ? "127.0.\(1 + number / 250).\(1 + number % 250)" : source
                let connection = try ScratchConnection(port: web.port, from: address)
                try? connection.send("POST /webhooks/alertmanager HTTP/1.1\r\nHost: desk\r\nX-Slow: ")
                return connection
            }
            let body = String(decoding: try OneAlertBody().bytes, as: UTF8.self)
            let connection = try ScratchConnection(port: web.port, from: sender, patience: 60)
            try connection.send(
                "POST /webhooks/alertmanager HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer hook-token\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            #expect(await connection.status() == 200)
            withExtendedLifetime(half) {}
        }
    }

    /// As above, for bodies: of a server without tokens, and of one with them.
    @Test(arguments: [true, false])
    func `eleven hundred halves of bodies keep no sender waiting`(hasTokens: Bool) async throws {
        ScratchConnection.allowMany()
        var settings = hasTokens ? Self.settings : WebHarness.Settings()
        settings.connections.bodyDeadline = .seconds(3600)
        try await WebHarness.run(settings) { web in
            let token = hasTokens ? "Authorization: Bearer hook-token\r\n" : ""
            let half = try (0..<1100).map { _ in
                let connection = try ScratchConnection(port: web.port)
                try? connection.send(
                    "POST /webhooks/alertmanager HTTP/1.1\r\nHost: 127.0.0.1\r\n\(token)Content-Length: 10000\r\n\r\n{\"a"
                )
                return connection
            }
            let body = String(decoding: try OneAlertBody().bytes, as: UTF8.self)
            // One that was accepted before the heads of the others were read found no room.
            let status = try await waitUntil("a sender is answered") {
                let connection = try ScratchConnection(port: web.port, patience: 60)
                try? connection.send(
                    "POST /webhooks/alertmanager HTTP/1.1\r\nHost: 127.0.0.1\r\n\(token)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
                )
                let status = await connection.status()
                return status == 0 ? nil : status
            }
            #expect(status == 200)
            withExtendedLifetime(half) {}
        }
    }

    @Test func `a body that is to be asked for is asked for, and a slow one is answered 408`() async throws {
        var settings = Self.settings
        settings.connections.bodyDeadline = .seconds(2)
        try await WebHarness.run(settings) { web in
            let connection = try ScratchConnection(port: web.port)
            try connection.send(
                "POST /webhooks/alertmanager HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer hook-token\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 500\r\n\r\n"
            )
            #expect(await connection.status() == 100)
            #expect(await connection.status() == 0)
            #expect(await connection.status() == 408)
        }
    }

    @Test(arguments: [
        ("Authorization: Bearer hook-token\r\nExpect: 100-continue\r\nContent-Length: 17000000", 413),
        ("Authorization: Bearer wrong\r\nExpect: 100-continue\r\nContent-Length: 500", 401),
        ("Authorization: Bearer hook-token\r\nExpect: 200-ok\r\nContent-Length: 500", 417),
        ("X-Grafana-Alerting-Signature: 0\r\nContent-Length: 16000000", 401),
        ("Authorization: Bearer hook-token\r\nTransfer-Encoding: identity, chunked", 400),
    ])
    func `who is refused by the head alone is not asked for the body`(headers: String, status: Int) async throws {
        try await WebHarness.run(Self.settings) { web in
            let connection = try ScratchConnection(port: web.port)
            try connection.send("POST /webhooks/alertmanager HTTP/1.1\r\nHost: desk\r\n\(headers)\r\n\r\n")
            let answer = await connection.rest()
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
        }
    }

    @Test func `unproved bodies beyond their room are answered 503 at once, and a token goes through`() async throws {
        var settings = Self.settings
        settings.webhookSigningKeys = "key"
        settings.connections.unprovedBodyBytes = 1 << 20
        try await WebHarness.run(settings) { web in
            let head =
                "POST /webhooks/alertmanager HTTP/1.1\r\nHost: desk\r\nX-Grafana-Alerting-Signature: 0\r\nContent-Length: 16000000\r\n\r\n"
            let first = try ScratchConnection(port: web.port)
            try first.send(head + String(repeating: " ", count: 1_000_000))
            let second = try ScratchConnection(port: web.port)
            // Whichever of the two comes to the limit is refused.
            try second.send(head + String(repeating: " ", count: 200_000))
            let refused = await withTaskGroup(of: String.self) { group in
                for connection in [first, second] { group.addTask { await connection.rest() } }
                let answer = await group.next() ?? ""
                #expect((try? await web.api(token: "hook-token").post(try OneAlertBody().bytes).status) == 200)
                group.cancelAll()
                first.hangUp()
                second.hangUp()
                return answer
            }
            #expect(refused.hasPrefix("HTTP/1.1 503 "))
            #expect(refused.lowercased().contains("\r\nconnection: close\r\n"))
        }
    }
}
