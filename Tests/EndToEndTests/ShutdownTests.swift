import Foundation
import Glibc
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Shutdown")
    struct Shutdown {
        @Test func `an idle server stops at once`() async throws {
            let responder = try await ResponderInstallation().start()
            #expect(try await responder.stop() == .exited(0))
        }

        @Test func `requests in flight are finished`() async throws {
            let responder = try await ResponderInstallation().start()
            let body = String(decoding: try ResponderInstallation.body("15-p2-latency-firing"), as: UTF8.self)
            let connection = try ScratchConnection(port: responder.port)
            let half = body.utf8.count / 2
            try connection.send(
                "POST /webhooks/alertmanager HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Expect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
            // The head has been read when the body is asked for.
            #expect(await connection.status() == 100)
            try connection.send(String(body.prefix(half)))
            responder.send(signal: SIGTERM)
            _ = try await waitUntil("new connections are refused") {
                (try? ScratchConnection(port: responder.port)) == nil ? true : nil
            }
            try connection.send(String(body.dropFirst(half)))
            // Behind the empty line that ends the first answer.
            #expect(await connection.rest().hasPrefix("\r\nHTTP/1.1 200"))
            #expect(try await responder.stop() == .exited(0))
        }

        @Test func `a client that never finishes does not hold it up for more than ten seconds`() async throws {
            let responder = try await ResponderInstallation().start()
            let connection = try ScratchConnection(port: responder.port)
            try connection.send(
                "POST /webhooks/alertmanager HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 100000\r\n\r\n")
            #expect(await connection.status() == 100)
            try connection.send("{")
            let start = ContinuousClock.now
            #expect(try await responder.stop() == .exited(0))
            #expect(ContinuousClock.now - start < .seconds(10))
            withExtendedLifetime(connection) {}
        }

        @Test func `a hanging delivery does not hold it up either, and is made up for after the start`() async throws {
            let outside = try await Outside(
                smtpFailures: "data:hangx1", pagerDutyFailures: "timeout", hangSeconds: 60)
            let installation = try ResponderInstallation(environment: outside.environment)
            let first = try await installation.start()
            #expect(try await first.api.post(webhookBody(["alertname": "ServiceDown"])).status == 200)
            let id = try await first.firstIncident().id
            for notifier in ["pagerduty", "email"] { _ = try await first.notification(notifier, of: id, in: "sending") }
            let start = ContinuousClock.now
            #expect(try await first.stop() == .exited(0))
            #expect(ContinuousClock.now - start < .seconds(10))

            let second = try await installation.start()
            _ = try await second.notification("pagerduty", of: id, in: "sent", within: .seconds(30))
            #expect(try await outside.pagerDutyEvents().map(\.eventAction) == ["trigger"])
            _ = try await second.notification("email", of: id, in: "sent", within: .seconds(30))
            #expect(try outside.smtp.receivedMails().count == 1)
            #expect(try await second.stop() == .exited(0))
        }

        @Test func `a delivery in flight is finished, and not made again`() async throws {
            let outside = try await Outside(smtpFailures: "end:slow/1x99", pagerDutyFailures: "slow:1x99")
            let installation = try ResponderInstallation(environment: outside.environment)
            let first = try await installation.start()
            var id = 1
            while try await !areInFlight(id, first) {
                id += 1
                // So many are slow.
                try #require(id < 99)
            }
            #expect(try await first.stop() == .exited(0))

            let second = try await installation.start()
            for notifier in ["pagerduty", "email"] {
                let sent = try await second.notification(notifier, of: id, in: "sent")
                #expect(sent.attempts.map(\.outcome) == ["sent"])
            }
            #expect(try await outside.pagerDutyEvents().count == id)
            #expect(try outside.smtp.receivedMails().count == id)
        }

        /// Opens the incident with this number and looks at its messages until both are being sent.
        /// - Returns: false when they were not seen in that second, which shows nothing, and have both been sent.
        private func areInFlight(_ id: Int, _ responder: ResponderProcess) async throws -> Bool {
            let body = try webhookBody(["alertname": "ServiceDown"], fingerprint: "f\(id)", groupKey: "{}:{\(id)}")
            #expect(try await responder.api.post(body).status == 200)
            return try await responder.eventually("the messages of incident \(id) are sent") { api in
                let states = try await api.incident(id).notifications.map(\.state)
                if states == ["sending", "sending"] { return true }
                return states == ["sent", "sent"] ? false : nil
            }
        }

        @Test func `what was stored is there after a restart`() async throws {
            let installation = try ResponderInstallation()
            let first = try await installation.start()
            #expect(try await first.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            let id = try await first.firstIncident().id
            try await first.api.note(id, by: "bob", "before the restart")
            let before = try await first.settled(id)
            #expect(try await first.stop() == .exited(0))

            let second = try await installation.start()
            let after = try await second.settled(id)
            #expect(after.timeline == before.timeline)
            #expect(after.detail.alerts == before.detail.alerts)
            #expect(after.detail.notifications == before.detail.notifications)
        }
    }
}
