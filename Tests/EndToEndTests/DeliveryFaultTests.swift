import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Delivery under faults")
    struct DeliveryFaults {
        /// A fault of one endpoint, and how the notification must end.
        struct Fault: CustomTestStringConvertible {
            let name: String
            let notifier: String
            var smtp = ""
            var pagerDuty = ""
            let state: String
            /// Of each attempt, in order; `sent` at last, unless it fails.
            let outcomes: [String]
            /// What the evidence of each attempt must quote.
            let evidence: [String]
            var testDescription: String { name }
        }

        static let faults = [
            Fault(
                name: "SMTP 451, then 250", notifier: "email", smtp: "rcpt:451", state: "sent",
                outcomes: ["retryable", "sent"], evidence: ["451", "250"]),
            Fault(
                name: "SMTP 550", notifier: "email", smtp: "rcpt:550", state: "failed", outcomes: ["permanent"],
                evidence: ["550"]),
            Fault(
                name: "SMTP takes the mail and loses its answer", notifier: "email", smtp: "lost", state: "sent",
                outcomes: ["unknown", "sent"], evidence: ["may have been taken", "250"]),
            Fault(
                name: "PagerDuty 429 with Retry-After", notifier: "pagerduty",
                pagerDuty: "429", state: "sent", outcomes: ["retryable", "sent"],
                evidence: ["429", "202"]),
            Fault(
                name: "PagerDuty 400", notifier: "pagerduty", pagerDuty: "400", state: "failed",
                outcomes: ["permanent"], evidence: ["400"]),
            Fault(
                name: "PagerDuty 500", notifier: "pagerduty", pagerDuty: "500", state: "sent",
                outcomes: ["retryable", "sent"], evidence: ["500", "202"]),
            Fault(
                name: "PagerDuty hangs and closes", notifier: "pagerduty",
                pagerDuty: "timeout", state: "sent", outcomes: ["unknown", "sent"],
                evidence: ["may have been taken", "202"]),
            Fault(
                name: "PagerDuty takes the event and loses its answer", notifier: "pagerduty",
                pagerDuty: "lost", state: "sent", outcomes: ["unknown", "sent"],
                evidence: ["may have been taken", "202"]),
            Fault(
                name: "PagerDuty answers garbage", notifier: "pagerduty", pagerDuty: "garbage",
                state: "sent", outcomes: ["unknown", "sent"], evidence: ["202", "202"]),
        ]

        @Test(arguments: faults)
        func `each ends as it must, with the other side's words in API and timeline`(fault: Fault) async throws {
            let outside = try await Outside(smtpFailures: fault.smtp, pagerDutyFailures: fault.pagerDuty)
            let responder = try await ResponderInstallation(environment: outside.environment).start()
            let id = try await alert(responder)
            let notification = try await responder.notification(fault.notifier, of: id, in: fault.state)
            #expect(notification.outcomes == fault.outcomes)
            for (attempt, quote) in zip(notification.attempts, fault.evidence) {
                #expect(attempt.evidence.contains(quote))
            }
            let timeline = try await responder.api.timeline(id).filter { entry in
                ["delivery_retried", "notification_sent", "notification_failed"].contains(entry.kind)
                    && "\(entry.summary) \(entry.details)".contains(fault.notifier)
            }
            #expect(timeline.last?.kind == "notification_\(fault.state)")
            #expect(timeline.count { $0.kind == "delivery_retried" } == fault.outcomes.count - 1)
            try await expectOneKey(outside, responder)
        }

        @Test func `Retry-After is waited for`() async throws {
            let outside = try await Outside(pagerDutyFailures: "429")
            let responder = try await ResponderInstallation(environment: outside.environment).start()
            let id = try await alert(responder)
            let attempts = try await responder.notification("pagerduty", of: id, in: "sent").attempts
            let times = try attempts.map { try instant($0.at) }
            let gap = try #require(times.last).timeIntervalSince(try #require(times.first))
            // Without it, it would be tried again after a second.
            #expect(gap >= 3)
        }

        @Test func `a dead mail server delays no page`() async throws {
            let outside = try await Outside(smtpFailures: "connect:hangx9")
            let responder = try await ResponderInstallation(environment: outside.environment).start()
            let id = try await alert(responder)
            let page = try await responder.notification("pagerduty", of: id, in: "sent")
            let mail = try #require(
                try await responder.api.incident(id).notifications.first { $0.notifier == "email" })
            #expect(mail.state != "sent")
            // It is still being tried, or was when the page had gone out.
            let sentAt = try instant(try #require(page.attempts.last).at)
            let triedUntil = try mail.attempts.map {
                try instant($0.at).addingTimeInterval(Double($0.durationMs) / 1000)
            }
            #expect(triedUntil.allSatisfy { $0 > sentAt })
        }

        @Test func `a page that waits for the mail server goes out as soon as another mail gets through`() async throws
        {
            let outside = try await Outside(smtpFailures: "connect:dropx2")
            let responder = try await ResponderInstallation(environment: outside.environment).start()
            let id = try await alert(responder)
            _ = try await responder.eventually("it was tried twice") { api in
                try await api.incident(id).notifications.first { $0.notifier == "email" && $0.attempts.count == 2 }
            }
            let labels = ["alertname": "ApiDown", "severity": "critical", "service": "api"]
            let body = try webhookBody(labels, fingerprint: "00112233445566bb", groupKey: "{}:{another}")
            #expect(try await responder.api.post(body).status == 200)
            let attempts = try await responder.notification("email", of: id, in: "sent").attempts
            let times = try attempts.map { try instant($0.at) }
            #expect(attempts.map(\.outcome) == ["retryable", "retryable", "sent"])
            // By its own time it would wait 24 s at least.
            #expect(try #require(times.last).timeIntervalSince(times[1]) < 20)
            let sent = try await responder.api.timeline(id).filter { $0.kind == "notification_sent" }.map(\.summary)
            #expect(sent.contains { $0.contains("tried again at once: the endpoint works again") }, "\(sent)")
        }

        @Test func `a Slack channel that is gone keeps nobody waiting, and the contact's mail arrives`() async throws {
            let slack = try await StandIn.slack("--fail", "404:no_service")
            let outside = try await Outside()
            let environment = try outside.environment.merging(
                ["SLACK_DATABASE_WEBHOOK": slack.origin + "/services/T0/B0/secret"]) { $1 }
            let responder = try await ResponderInstallation(environment: environment).start()
            let id = try await alert(responder, ["component": "redis"])
            // An urgent page is tried on.
            let notification = try await responder.eventually("the channel refuses the page") { api in
                try await api.incident(id).notifications.first { $0.notifier == "slack" && !$0.outcomes.isEmpty }
            }
            #expect(notification.contact == "Database Admin")
            #expect(Set(notification.outcomes) == ["permanent"])
            #expect(notification.attempts.first?.evidence.contains("no_service") == true)
            let mail = try await responder.eventually("dba@example.com has mail") { _ in
                try outside.smtp.receivedMails().first { $0.to == ["dba@example.com"] }
            }
            #expect(mail.subject.contains("ServiceDown"))
            #expect(!responder.log.contains("/services/T0"))
        }

        @Test func `a step that uses the first method goes on to the next when that is refused`() async throws {
            let outside = try await Outside(pagerDutyFailures: "400")
            let responder = try await ResponderInstallation(environment: outside.environment).start()
            let body = try ResponderInstallation.body("15-p2-latency-firing")
            #expect(try await responder.api.post(body).status == 200)
            let id = try await responder.firstIncident().id
            _ = try await responder.notification("pagerduty", of: id, in: "failed")
            let mail = try await responder.notification("email", of: id, in: "sent")
            #expect(mail.contact == "On-Call Engineer")
            #expect(try outside.smtp.receivedMails().map(\.to) == [["oncall@example.com"]])
        }

        @Test func `without credentials messages go to the spool, and the start says so`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let id = try await alert(responder)
            for notifier in ["email", "pagerduty"] {
                let notification = try await responder.notification(notifier, of: id, in: "sent")
                #expect(notification.attempts.last?.evidence.contains("spool") == true)
            }
            for setting in ["SMTP_URL", "PAGERDUTY_ROUTING_KEY"] { #expect(responder.log.contains("set \(setting)")) }
            let files = try FileManager.default.subpathsOfDirectory(atPath: installation.data.path)
            #expect(files.contains { $0.hasSuffix(".eml") })
        }

        private func alert(_ responder: ResponderProcess, _ more: [String: String] = [:]) async throws -> Int {
            let labels = ["alertname": "ServiceDown", "severity": "critical"].merging(more) { $1 }
            #expect(try await responder.api.post(webhookBody(labels)).status == 200)
            return try await responder.firstIncident().id
        }

        /// What was sent twice was sent under the same key.
        private func expectOneKey(_ outside: Outside, _ responder: ResponderProcess) async throws {
            let keys = Set(try await outside.pagerDutyEvents().map(\.dedupKey))
            #expect(keys.count <= 1)
            #expect(Set(try outside.smtp.receivedMails().map(\.messageID)).count <= 1)
            for secret in ["s3cr3t-mail", Outside.routingKey] { #expect(!responder.log.contains(secret)) }
        }
    }
}
