import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("The way of an alert")
    struct MainWay {
        static let labels = [
            "alertname": "AnalyticsApiDown", "severity": "critical", "namespace": "llm-analytics-hub",
            "service": "analytics-api", "cluster": "llm-analytics-hub-prod",
        ]
        static let annotations = ["summary": "Service analytics-api is down"]

        @Test func `fired, told with the evidence, taken, resolved in the same mail thread`() async throws {
            let kubernetes = try await ScratchKubernetes(scenario: "service-down")
            let outside = try await Outside()
            let environment = try outside.environment.merging(kubernetes.environment) { $1 }
            let installation = try ResponderInstallation(environment: environment, programs: kubernetes.programs)
            let responder = try await installation.start()
            let alertmanager = try await ScratchAlertmanager(
                webhookURL: "\(responder.api.origin)/webhooks/alertmanager")

            try await alertmanager.fire(Self.labels, annotations: Self.annotations)
            let id = try await responder.firstIncident().id
            try await expectDiagnosis(of: id, by: responder)
            let root = try await expectPage(of: id, by: responder, outside)

            #expect(try await responder.api.acknowledge(id, by: "alice").status == 200)
            try await expectEvents(["trigger", "acknowledge"], outside, responder)
            let taken = try await responder.api.incident(id).incident
            #expect(taken.status == "acknowledged")
            #expect(taken.acknowledgedBy == "alice")

            try await alertmanager.resolve(Self.labels, annotations: Self.annotations)
            try await expectEvents(["trigger", "acknowledge", "resolve"], outside, responder)
            try await expectThread(from: root, outside, responder)
            #expect(try await responder.api.incident(id).incident.status == "resolved")
            #expect(try await kubernetes.writes() == "[]")
            #expect(responder.errorLines == [])
            #expect(try await responder.stop() == .exited(0))
        }

        private func expectDiagnosis(of id: Int, by responder: ResponderProcess) async throws {
            let detail = try await responder.eventually("the diagnostics are stored", within: .seconds(30)) { api in
                let detail = try await api.incident(id)
                return detail.artifacts.count >= 12 ? detail : nil
            }
            #expect(detail.incident.priority == "P1")
            #expect(detail.incident.rule == "service-down")
            #expect(
                detail.incident.title
                    == "AnalyticsApiDown: Service analytics-api is down (llm-analytics-hub in llm-analytics-hub-prod)")
            #expect(
                Set(detail.artifacts.map { "\($0.collector) \($0.outcome)" }) == [
                    "pods succeeded", "rollout-history succeeded", "logs succeeded", "events succeeded",
                    "database-ready succeeded", "replica-sets succeeded", "nodes succeeded", "autoscalers succeeded",
                    "quotas succeeded", "deployments succeeded", "database-connections succeeded",
                    "database-locks succeeded",
                ])
            #expect(detail.incident.findings.contains { $0.text.contains("migration 0042") })
            let crash = try #require(detail.incident.findings.first { $0.text.contains("CrashLoopBackOff") })
            let pods = try #require(detail.artifacts.first { $0.collector == "pods" })
            let output = try await responder.api.output(ofArtifact: pods.id)
            let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
            let line = try #require(crash.line)
            #expect(crash.artifactId == pods.id && lines[line - 1].contains("CrashLoopBackOff"))
            #expect(detail.nextSteps.contains { $0.command?.hasPrefix("kubectl rollout undo") == true })
        }

        /// - Returns: the page's Message-ID.
        private func expectPage(of id: Int, by responder: ResponderProcess, _ outside: Outside) async throws -> String {
            let mail = try await responder.eventually("the page is mailed") { _ in
                try outside.smtp.receivedMails().first
            }
            #expect(mail.to == ["oncall@example.com"])
            #expect(mail.from == "responder@example.com")
            #expect(mail.tls && mail.user == "desk")
            #expect(mail.warnings == [])
            let place = "(llm-analytics-hub in llm-analytics-hub-prod)"
            #expect(mail.subject == "[P1] AnalyticsApiDown: Service analytics-api is down \(place) (#\(id))")
            #expect(mail.text?.contains("CrashLoopBackOff") == true)
            #expect(mail.html?.contains("CrashLoopBackOff") == true)
            #expect(mail.header("References") == nil)
            try await expectEvents(["trigger"], outside, responder)
            return try #require(mail.messageID)
        }

        /// Events under one dedup key; a repeated trigger is an update, which pages nobody.
        private func expectEvents(_ actions: [String], _ outside: Outside, _ responder: ResponderProcess) async throws {
            let events = try await responder.eventually("PagerDuty has \(actions)") { _ in
                let events = try await outside.pagerDutyEvents()
                return events.last?.eventAction == actions.last ? events : nil
            }
            var distinct: [String] = []
            for event in events where event.eventAction != distinct.last { distinct.append(event.eventAction) }
            #expect(distinct == actions)
            #expect(Set(events.map(\.dedupKey)).count == 1)
            let alerts = try await outside.pagerDuty.read([PagerDutyAlert].self, "/_stub/incidents")
            #expect(alerts.map(\.pages) == [1])
        }

        private func expectThread(from root: String, _ outside: Outside, _ responder: ResponderProcess) async throws {
            let mails = try await responder.eventually("the resolution is mailed") { _ in
                let mails = try outside.smtp.receivedMails()
                return mails.last?.text?.contains("is resolved") == true ? mails : nil
            }
            #expect(mails.allSatisfy { $0.to == ["oncall@example.com"] && $0.warnings == [] })
            #expect(Set(mails.map(\.subject)).count == 1)
            #expect(mails.dropFirst().allSatisfy { $0.header("References")?.contains(root) == true })
            #expect(mails.dropFirst().allSatisfy { $0.header("In-Reply-To") == root })
            #expect(Set(mails.map(\.messageID)).count == mails.count)
        }
    }
}
