import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    /// What Alertmanager does to a receiver when many groups become due together (measured: one connection each).
    @Suite("Much at once")
    struct Load {
        @Test func `three hundred groups on three hundred connections are all taken`() async throws {
            let responder = try await ResponderInstallation().start()
            let connections = try (0..<300).map { _ in try ScratchConnection(port: responder.port) }
            for (number, connection) in connections.enumerated() {
                let name = "Group\(number)"
                try connection.send(
                    try Self.request(webhookBody(["alertname": name], fingerprint: name, groupKey: "{}:{\(name)}")))
            }
            let answers = try await Self.answers(of: connections)
            #expect(answers.count { $0 == "HTTP/1.1 200 OK" } == 300)
            let listed = Set(try await responder.api.incidents("limit=500").map { $0.labels["alertname"] ?? "" })
            #expect(listed == Set((0..<300).map { "Group\($0)" }))
            #expect(responder.errorLines == [])
        }

        @Test func `a body of ten mebibytes is taken, and its incident can be read`() async throws {
            let responder = try await ResponderInstallation().start()
            // It stands in the body twice, as Alertmanager repeats what all alerts share.
            let text = String(repeating: "long ", count: 1_050_000)
            let body = try webhookBody(["alertname": "Long"], annotations: ["description": text])
            #expect(body.count > 10 << 20)
            #expect(try await responder.api.post(body).status == 200)
            let incident = try await responder.firstIncident()
            let description = try await responder.api.incident(incident.id).alerts.first?.annotations["description"]
            #expect(description == text.prefix(2000) + "…")
            _ = try await responder.notification("email", of: incident.id, in: "sent")
        }

        /// What they hold is less than a thousandth of what they send.
        @Test(arguments: [false, true])
        func `a thousand unproved senders of sixteen mebibytes cost little, and a token goes through`(
            mayBeSigned: Bool
        ) async throws {
            ScratchConnection.allowMany()
            var environment = ["RESPONDER_WEBHOOK_TOKEN": "hook-token"]
            if mayBeSigned { environment["RESPONDER_WEBHOOK_SIGNING_KEY"] = "key" }
            let responder = try await ResponderInstallation(environment: environment).start()
            let before = responder.heldBytes
            let head =
                "POST /webhooks/alertmanager HTTP/1.1\r\nHost: desk\r\nX-Grafana-Alerting-Signature: 0\r\nContent-Length: 16777216\r\n\r\n"
            // Each address of the loopback network but the first is an address of elsewhere.
            let connections = try (0..<1000).map { number in
                let connection = try ScratchConnection(port: responder.port, from: "127.0.0.\(2 + number % 200)")
                try connection.send(head)
                return connection
            }
            let chunk = [UInt8](repeating: 0x20, count: 65_536)
            var peak = 0
            for round in 0..<60 {
                for connection in connections { _ = connection.sendWhatFits(chunk) }
                peak = max(peak, responder.heldBytes)
                if round == 30 {
                    let answer = try await ResponderAPI(
                        origin: responder.api.origin, token: "hook-token"
                    ).post(webhookBody(["alertname": "Honest"]))
                    #expect(answer.status == 200)
                }
            }
            #expect(peak - before < 64 << 20, "\((peak - before) >> 20) MiB")
        }

        private static func request(_ body: [UInt8]) -> String {
            "POST /webhooks/alertmanager HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.count)\r\n\r\n" + String(decoding: body, as: UTF8.self)
        }

        /// The first line of what each is answered; a thread reads them, one after the other.
        private static func answers(of connections: [ScratchConnection]) async throws -> [String] {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread { continuation.resume(returning: connections.map { $0.readLine() }) }
            }
        }
    }
}
