import Crypto
import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    /// A page at PagerDuty, and what a person does there with it.
    @Suite("Acknowledged in PagerDuty")
    struct PagerDutyWebhooks {
        private static let secret = "webhook-secret-of-the-service"

        /// What PagerDuty posts of an alert, at the time of this machine.
        private static func event(_ type: String, id: String, key: String) -> [UInt8] {
            let time = ISO8601DateFormatter().string(from: Date())
            return Array(
                """
                {"event":{"id":"\(id)","event_type":"\(type)","resource_type":"incident","occurred_at":"\(time)",
                "agent":{"id":"PLH1HKV","summary":"Earline Greenholt","type":"user_reference"},
                "data":{"id":"PGR0VU2","type":"incident","incident_key":"\(key)"}}}
                """.utf8)
        }

        private func post(
            _ body: [UInt8], to api: ResponderAPI, secret: String = secret
        ) async throws -> HTTPResponse {
            let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
            let signature = "v1=" + code.map { String(format: "%02x", $0) }.joined()
            return try await ResponderAPI(origin: api.origin).send(
                .post, "/webhooks/pagerduty", body: body, headers: ["X-PagerDuty-Signature": signature])
        }

        @Test func `who acknowledges there has it here, over a kill -9, and a wrong signature changes nothing`()
            async throws
        {
            let outside = try await Outside()
            var environment = try outside.environment
            environment["PAGERDUTY_WEBHOOK_SECRETS"] = "an-older-secret,\(Self.secret)"
            environment["RESPONDER_API_TOKEN"] = "api-token"
            let installation = try ResponderInstallation(environment: environment)
            var responder = try await installation.start()
            let alert = try webhookBody(["alertname": "ServiceDown", "severity": "critical", "service": "shop"])
            #expect(try await responder.api.post(alert).status == 200)
            let key = try await responder.eventually("the page is at PagerDuty") { _ in
                try await outside.pagerDutyEvents().first { $0.eventAction == "trigger" }?.dedupKey
            }
            let body = Self.event("incident.acknowledged", id: "01FIRST", key: key)
            #expect(try await post(body, to: responder.api, secret: "guessed").status == 401)
            #expect(try await responder.api.incidents().first?.status == "triggered")
            #expect(try await post(body, to: responder.api).status == 200)
            let incident = try #require(try await responder.api.incidents().first)
            #expect((incident.status, incident.acknowledgedBy) == ("acknowledged", "Earline Greenholt"))

            try await responder.kill()
            responder = try await installation.start()
            #expect(try await post(body, to: responder.api).status == 202)
            let closed = Self.event("incident.resolved", id: "02SECOND", key: key)
            #expect(try await post(closed, to: responder.api).status == 200)
            #expect(try await responder.api.incidents("status=resolved").first?.status == "resolved")
            let said = try await responder.api.timeline(1)
            #expect(said.filter { $0.summary.contains(", in PagerDuty") }.map(\.kind) == ["acknowledged", "resolved"])
            #expect(responder.errorLines == [])
        }
    }
}
