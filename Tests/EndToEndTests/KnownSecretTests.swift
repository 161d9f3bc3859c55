import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("What this installation keeps secret")
    struct KnownSecrets {
        static let webhookTokens = ["canaryWebhookOne7", "canaryWebhookTwo7"]
        static let apiToken = "canaryApiToken7"
        static let slackPath = "services/T0CANARY/B0CANARY/canarySlackPath7"
        /// None of them has a form that would tell it.
        static let secrets =
            webhookTokens + [apiToken, Outside.routingKey, "s3cr3t-mail", slackPath, "canaryProxy7", "canarySigning7"]

        @Test func `is in no output, finding, label or annotation that goes out`() async throws {
            let outside = try await Outside()
            let slack = try await StandIn.slack()
            let programs = try ScratchFolder()
            // Bare, without a telling name before them, and once more in a line that becomes a finding.
            let lines = Self.secrets.map { "seen \($0) end" } + ["postgres://me:\(Self.apiToken)@db"]
            _ = try programs.write(
                program: "kubectl", lines.map { "echo '\($0)'; echo 'ERROR: \($0)'" }.joined(separator: "\n"))
            let responder = try await installation(outside, slack, programs).start()

            let labels = [
                "alertname": "ServiceDown", "severity": "critical", "component": "postgres", "deployment": "api",
                "target": "postgres://app:labelPassword7@db/x", "hint": "seen \(Self.apiToken)",
            ]
            let annotations = [
                "summary": "down, \(Self.secrets[0]) is our token",
                "description": "see https://wiki/x?token=annotationToken7",
            ]
            let body = try webhookBody(labels, annotations: annotations)
            var sender = responder.api
            sender.token = Self.webhookTokens[1]
            #expect(try await sender.post(body).status == 200)
            let id = try await responder.firstIncident().id
            try await responder.diagnosed(id)
            let settled = try await responder.settled(id)

            var shown: [(String, String)] = []
            for path in [
                "/api/incidents", "/api/incidents/\(id)", "/api/incidents/\(id)/timeline", "/", "/incidents/\(id)",
            ] {
                shown.append((path, try await responder.api.send(.get, path).text))
            }
            for artifact in settled.detail.artifacts {
                let output = try await responder.api.output(ofArtifact: artifact.id)
                #expect(output.contains("[redacted]"), "\(artifact.collector)")
                shown.append((artifact.collector, output))
            }
            let mail = try #require(try outside.smtp.receivedMails().first)
            shown.append(("mail", "\(mail.subject) \(mail.text ?? "") \(mail.html ?? "")"))
            // The routing key stands beside the payload, where it belongs.
            shown.append(("PagerDuty", try await outside.pagerDuty.text("/_stub/events").withoutRoutingKeys))
            shown.append(("Slack", try await slack.text("/_stub/messages").withoutPaths))
            shown.append(("log", responder.log))
            #expect(shown.suffix(3).allSatisfy { $0.1.contains("ServiceDown") || $0.0 == "log" })
            #expect(settled.detail.incident.findings.contains { $0.text.contains("[redacted]") })
            for (place, text) in shown {
                for secret in Self.secrets + ["labelPassword7", "annotationToken7"] {
                    #expect(!text.contains(secret), "\(secret) in \(place)")
                }
            }
        }

        /// With every endpoint there is, and a proxy that nothing of this test goes through.
        private func installation(
            _ outside: Outside, _ slack: StandIn, _ programs: ScratchFolder
        ) throws -> ResponderInstallation {
            let secrets = [
                "RESPONDER_WEBHOOK_TOKEN": Self.webhookTokens.joined(separator: ","),
                "RESPONDER_API_TOKEN": Self.apiToken,
                "SLACK_DATABASE_WEBHOOK": "\(slack.origin)/\(Self.slackPath)",
                "RESPONDER_WEBHOOK_SIGNING_KEY": "canarySigning7",
                "HTTPS_PROXY": "http://me:canaryProxy7@127.0.0.1:9",
            ]
            return try ResponderInstallation(
                environment: try outside.environment.merging(secrets) { $1 },
                programs: [programs.file("bin").path, "/usr/bin", "/bin"])
        }
    }
}

extension String {
    /// Where a request was sent to is the webhook itself.
    fileprivate var withoutPaths: String { replacing(/"path": *"[^"]*"/, with: "") }

    fileprivate var withoutRoutingKeys: String {
        replacing(/"routing_key": *"[^"]*"/, with: "")
    }
}
