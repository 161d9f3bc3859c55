import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Secrets of others")
    struct Secrets {
        /// Of a dozen kinds; none stands here in a form that a scanner of repositories would know.
        static let planted = [
            "cnryPlain7", "cnryJson7", "cnryEnv7", "cnryUrl/7@x", "cnryHeader7", "cnryCookie7", "cnryOption7",
            "cnryNetrc7",
            "cnryBlock7", "Y25yeUt1YmU3Nzc3", "cnryInner7", "cnryForm7abcdefghijkl",
        ]
        static let log = [
            "password=cnryPlain7 user=app", #"{"db_pass":"cnryJson7","level":"info"}"#, "- name: DB_PASSWORD",
            "  value: cnryEnv7",
            "postgres://app:cnryUrl/7@x@db:5432/shop", "Authorization: Basic cnryHeader7",
            "Cookie: sid=cnryCookie7; lang=en",
            "mysql -uroot -pcnryOption7 shop", "machine db login app password cnryNetrc7", "token: |", "  cnryBlock7",
            "kind: Secret",
            "data:", "  blob: Y25yeUt1YmU3Nzc3", #"{"msg":"{\"secret_key\":\"cnryInner7\"}"}"#,
            "got gh" + "p_cnryForm7abcdefghijkl", "pod api-7d9f8b6c5-x2lkq is CrashLoopBackOff",
        ]
        /// Configured as secret, in a variable of the server.
        static let ownToken = "cnryOwnToken7"
        static let labelSecret = "cnryLabel7"
        static let annotationSecret = "cnryAnnotation7"
        static let note = "cnryNote7"

        @Test func `are in no file of the store, no log, no message, no page and no answer of the API`() async throws {
            let outside = try await Outside()
            let slack = try await StandIn.slack()
            let programs = try ScratchFolder()
            let file = programs.file("pod.log")
            try Data((Self.log.joined(separator: "\n") + "\nseen \(Self.ownToken)\n").utf8).write(to: file)
            _ = try programs.write(program: "kubectl", "cat \(file.path)")
            let installation = try ResponderInstallation(
                environment: try outside.environment.merging([
                    "RESPONDER_API_TOKEN": Self.ownToken,
                    "SLACK_DATABASE_WEBHOOK": "\(slack.origin)/services/T0CNRY/B0CNRY/cnrySlackPath7",
                ]) { $1 }, programs: [programs.file("bin").path, "/usr/bin", "/bin"])
            let responder = try await installation.start()

            let labels = [
                "alertname": "ServiceDown", "severity": "critical", "component": "postgres", "deployment": "api",
                "target": "postgres://app:\(Self.labelSecret)@db/x",
            ]
            let body = try webhookBody(
                labels, annotations: ["summary": "down", "description": "tried password=\(Self.annotationSecret), no"],
                groupKey: #"{}:{target="postgres://app:\#(Self.labelSecret)@db/x"}"#)
            #expect(try await responder.api.post(body).status == 200)
            let id = try await responder.firstIncident().id
            try await responder.diagnosed(id)
            _ = try await responder.api.send(
                .post, "/api/incidents/\(id)/notes",
                body: Array(#"{"by": "alice", "text": "I tried token=\#(Self.note)"}"#.utf8))
            let settled = try await responder.settled(id)

            var shown: [(place: String, text: String)] = []
            for path in [
                "/api/incidents", "/api/incidents/\(id)", "/api/incidents/\(id)/timeline",
                "/api/incidents/\(id)/alerts", "/",
                "/incidents/\(id)", "/metrics",
            ] {
                shown.append((path, try await responder.api.send(.get, path).text))
            }
            for artifact in settled.detail.artifacts {
                shown.append((artifact.collector, try await responder.api.output(ofArtifact: artifact.id)))
            }
            let mail = try #require(try outside.smtp.receivedMails().first)
            shown.append(("mail", "\(mail.subject) \(mail.text ?? "") \(mail.html ?? "")"))
            shown.append(("PagerDuty", try await outside.pagerDuty.text("/_stub/events")))
            shown.append(("Slack", try await slack.text("/_stub/messages").replacing(/"path": *"[^"]*"/, with: "")))
            for arguments in [
                ["incident", "show", "\(id)"], ["incident", "list"], ["explain", "--incident", "\(id)"],
            ] {
                let result = try await installation.run(arguments + ["--data-dir", installation.data.path])
                shown.append((arguments.joined(separator: " "), result.output + result.errors))
            }
            shown.append(("log", responder.log))
            // The reader sees what was there, and that it is not all.
            let output = try #require(
                shown.first { $0.text.contains("CrashLoopBackOff") && $0.text.contains("DB_PASSWORD") })
            #expect(output.text.contains("[redacted]"))
            #expect(
                shown.contains {
                    $0.place == "/incidents/\(id)" && $0.text.contains("secrets redacted; the original has")
                })
            #expect(
                shown.contains {
                    $0.place == "incident show \(id)" && $0.text.contains("secrets redacted; the original has")
                })
            #expect(shown.contains { $0.text.contains("postgres://app:[redacted]@db/x") })

            let secrets = Self.planted + [Self.ownToken, Self.labelSecret, Self.annotationSecret, Self.note]
            for (place, text) in shown {
                for secret in secrets { #expect(!text.contains(secret), "\(secret) in \(place)") }
            }
            // Before the end, which moves the log into the database: each page that was ever written is looked at.
            try Self.expectNone(of: secrets, in: installation.data)
            _ = try await responder.stop()
            try Self.expectNone(of: secrets, in: installation.data)
        }

        private static func expectNone(of secrets: [String], in folder: URL) throws {
            let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            var looked: [String] = []
            for case let file as URL in files {
                guard let bytes = try? Data(contentsOf: file) else { continue }
                looked.append(file.lastPathComponent)
                for secret in secrets {
                    #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) in \(file.lastPathComponent)")
                }
            }
            #expect(looked.contains { $0.hasSuffix(".sqlite") })
        }
    }
}
