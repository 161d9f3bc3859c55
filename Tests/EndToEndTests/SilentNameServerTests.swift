import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Silent name servers")
    struct SilentNames {
        @Test func `what hangs in a look-up delays nobody else, keeps its time limit and holds up no stop`()
            async throws
        {
            let names = SilentNameServers()
            let pagerDuty = try await StandIn.pagerDuty("--routing-key", Outside.routingKey)
            let installation = try ResponderInstallation(environment: [
                "SMTP_URL": "smtp://mail.example.com:587", "SMTP_STARTTLS": "never",
                "SLACK_DATABASE_WEBHOOK": "https://hooks.slack.com/services/T0/B0/secret",
                "PAGERDUTY_EVENTS_URL": pagerDuty.origin + "/v2/enqueue", "PAGERDUTY_ROUTING_KEY": Outside.routingKey,
            ])
            let responder = try await installation.start(asking: names)
            for number in 0..<10 { try await Self.post(number, to: responder) }
            let ids = try await responder.api.incidents().map(\.id)
            #expect(ids.count == 10)
            for id in ids { try await Self.expectPage(of: id, responder) }
            // The first ones were begun before, and are not done: the look-up takes 20 s.
            let first = try #require(ids.min())
            for (notifier, limit) in [("slack", 5000), ("email", 10_000)] {
                let attempt = try await responder.eventually("a first \(notifier) attempt ends") { api in
                    try await api.incident(first).notifications.first { $0.notifier == notifier }?.attempts.first
                }
                #expect(attempt.outcome == "retryable")
                #expect(attempt.evidence.contains("timed out: no address was found for the host within"))
                #expect((limit..<15_000).contains(attempt.durationMs))
            }
            // What is tried again hangs by now, and what was given up does still.
            try await Self.post(10, to: responder)
            try await Self.expectPage(of: try #require(try await responder.api.incidents().map(\.id).max()), responder)
            let start = ContinuousClock.now
            #expect(try await responder.stop() == .exited(0))
            #expect(ContinuousClock.now - start < .seconds(10))
        }

        /// A P1 for PagerDuty, Slack and mail that is an incident of its own.
        private static func post(_ number: Int, to responder: ResponderProcess) async throws {
            let labels = ["alertname": "ServiceDown", "severity": "critical", "component": "redis", "n": "\(number)"]
            let body = try webhookBody(labels, fingerprint: "n\(number)", groupKey: "{}:{\(number)}")
            #expect(try await responder.api.post(body).status == 200)
        }

        private static func expectPage(of id: Int, _ responder: ResponderProcess) async throws {
            let page = try await responder.notification("pagerduty", of: id, in: "sent")
            #expect(page.attempts.map(\.outcome) == ["sent"])
            // Who waits for a look-up waits for five seconds and longer.
            #expect(try #require(page.attempts.first).durationMs < 5000)
        }
    }
}
