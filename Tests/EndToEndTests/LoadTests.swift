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
            #expect(try await responder.api.incident(incident.id).alerts.first?.annotations["description"] == text)
            _ = try await responder.notification("email", of: incident.id, in: "sent")
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
