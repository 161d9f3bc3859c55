import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Hostile labels")
    struct HostileLabels {
        static let values = [
            "x; rm -rf /", "$(id)", "--as=admin", "prod\nBcc: victim@example.com", "prod\r\nBcc: victim@example.com",
            "<script>alert(1)</script>", "`id`", "../../etc/passwd", "nul\u{0}byte", "\u{1B}[2Jgone",
            "'; DROP TABLE incident; --",
        ]

        @Test(arguments: values)
        func `no command, header or page is changed by a label, and the collector says why it did not run`(
            value: String
        ) async throws {
            let outside = try await Outside()
            let programs = try ScratchFolder()
            let calls = programs.file("calls")
            // One line a call, each argument in brackets: what a label could break would show.
            _ = try programs.write(
                program: "kubectl", "{ for a in \"$@\"; do printf '[%s]' \"$a\"; done; echo; } >> '\(calls.path)'\n")
            let responder = try await ResponderInstallation(
                environment: outside.environment, programs: [programs.file("bin").path, "/usr/bin", "/bin"]
            ).start()

            let labels = [
                "alertname": "ServiceDown", "severity": "critical", "namespace": value, "app": value,
                "deployment": value, "service": value, "instance": value,
            ]
            let body = try webhookBody(labels, annotations: ["summary": value, "runbook_url": "javascript:\(value)"])
            #expect(try await responder.api.post(body).status == 200)
            let id = try await responder.firstIncident().id
            try await responder.diagnosed(id)
            let detail = try await responder.settled(id).detail

            #expect(detail.alerts.map { $0.labels["namespace"] } == [value])
            let refused = detail.artifacts.filter { $0.outcome == "not_bound" }
            #expect(!refused.isEmpty)
            for artifact in refused {
                #expect(artifact.exitStatus == nil)
                let reason = try await responder.api.output(ofArtifact: artifact.id)
                #expect(reason.contains(/label "(namespace|app|deployment)" has the value .* does not match/))
            }
            let called = (try? String(contentsOf: calls, encoding: .utf8)) ?? ""
            #expect(!called.contains(value))
            #expect(detail.nextSteps.allSatisfy { $0.command?.contains(value) != true })

            try await expectPlainMail(outside, responder)
            try await expectPlainPage(of: id, responder)
            #expect(responder.errorLines == [])
        }

        private func expectPlainMail(_ outside: Outside, _ responder: ResponderProcess) async throws {
            let mail = try await responder.eventually("the page is mailed") { _ in
                try outside.smtp.receivedMails().first
            }
            #expect(mail.to == ["oncall@example.com"])
            #expect(mail.warnings == [])
            #expect(mail.header("Bcc") == nil)
            #expect(mail.headers.allSatisfy { !$0[1].contains("\n") && !$0[1].contains("\r") })
            #expect(mail.subject.contains("[P1] ServiceDown"))
            #expect(mail.html?.lowercased().contains("<script") == false)
            #expect(mail.html?.contains("href=\"javascript:") == false)
            let raw = String(decoding: try outside.smtp.content(of: mail), as: UTF8.self)
            #expect(!raw.contains("\r\nBcc:") && !raw.contains("\nBcc:"))
        }

        private func expectPlainPage(of id: Int, _ responder: ResponderProcess) async throws {
            for path in ["/", "/incidents/\(id)"] {
                let page = try await responder.api.send(.get, path)
                #expect(page.status == 200)
                #expect(page.text.contains("ServiceDown"))
                #expect(!page.text.contains("<script>alert"))
                #expect(!page.text.contains("href=\"javascript:"))
                #expect(!page.text.contains("\u{1B}") && !page.text.contains("\u{0}"))
                #expect(page.headers["content-security-policy"]?.isEmpty == false)
            }
        }
    }
}
