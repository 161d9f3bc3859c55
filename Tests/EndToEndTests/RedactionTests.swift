import Foundation
import IncidentCore
import SecretCorpus
import TestSupport
import Testing
import Transport

extension EndToEnd {
    /// Of each kind of `Tests/Fixtures/redaction/secrets.txt`, in all the places from which text of others comes.
    @Suite("Secrets of others")
    struct Secrets {
        /// Nothing can be said of what follows these.
        static let kinds = SecretCorpus.kinds.filter { !$0.isCut }
        static let lines = kinds.filter { $0.isLine && $0.text.utf8.count < 1000 }
        /// In variables of the server, whose names tell what they are; printed bare by the kinds "known".
        static let environment = [
            "PAYMENTS_API_KEY": "s3cr3tKnownValue", "PAYMENTS_DB_PASSWORD": #"pa/ss wörd"1"#,
            "RESPONDER_API_TOKEN": "cnryOwnToken7",
            // This one is passed on to collectors.
            "KAFKA_OPTS": #"-Dsasl.jaas.config='ScramLoginModule required username="app" password="cnryJaas7";'"#,
        ]
        static let note = "cnryNote7"
        /// What is shorter stands in other words too.
        static let secrets =
            kinds.flatMap(\.secrets).filter { $0.utf8.count >= 8 }
            + ["cnryOwnToken7", "cnryJaas7", "s3cr3tKnownValue", note, "cnryGroup7"]

        @Test func `are in no file of the store, no log, no message, no page and no answer of the API`() async throws {
            let (outside, slack) = (try await Outside(), try await StandIn.slack())
            let receiver = try await StandIn.webhook(secret: "cnrySigning7")
            let world = try await ScratchKubernetes(scenario: "service-down")
            let programs = try ScratchFolder()
            let installation = try self.installation(outside, slack, receiver, world, programs)
            let queries = try await self.queries(in: world)
            let responder = try await installation.start()

            #expect(try await responder.api.post(Self.body()).status == 200)
            let id = try await responder.firstIncident().id
            try await responder.diagnosed(id)
            #expect(try await responder.api.note(id, by: "alice", "I tried token=\(Self.note)").status == 200)
            let settled = try await responder.settled(id)
            #expect(queries.allSatisfy { $0.isRunning })

            var shown: [(place: String, text: String)] = []
            for path in [
                "/api/incidents", "/api/incidents/\(id)", "/api/incidents/\(id)/timeline",
                "/api/incidents/\(id)/alerts", "/", "/incidents/\(id)", "/metrics",
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
            shown.append(("webhook", try await receiver.text("/_stub/taken")))
            for arguments in [
                ["incident", "show", "\(id)"], ["incident", "list"], ["explain", "--incident", "\(id)"],
            ] {
                let result = try await installation.run(arguments + installation.dataOption)
                shown.append((arguments.joined(separator: " "), result.output + result.errors))
            }
            shown.append(("log", responder.log))

            for (place, text) in shown {
                let left = Self.secrets.filter(text.contains)
                #expect(left == [], "\(place)")
            }
            try Self.expectWhatStays(shown, of: id)
            // What is asked once more when it is over, for the next incident to be compared with.
            #expect(try await responder.api.resolve(id, by: "alice").status == 200)
            _ = try await responder.eventually("baselines are taken", within: .seconds(60)) { api in
                let metrics = try await api.send(.get, "/metrics").text
                return metrics.contains(#"responder_baseline_runs_total{outcome="succeeded"} 2"#) ? true : nil
            }
            // Before the end, which moves the log into the database: each page that was ever written is looked at.
            try Self.expectNone(in: installation.data)
            _ = try await responder.stop()
            try Self.expectNone(in: installation.data)
            withExtendedLifetime(programs) {}
        }

        /// The reader sees what was there, and that it is not all.
        private static func expectWhatStays(_ shown: [(place: String, text: String)], of id: Int) throws {
            func text(_ place: String) throws -> String { try #require(shown.first { $0.place == place }).text }
            #expect(try text("pod-log").contains("DB_PASSWORD"))
            #expect(try text("pod-log").contains("CrashLoopBackOff"))
            #expect(try text("activity").contains("/* URL: password: postgres"))
            #expect(try text("environment").contains("PAYMENTS_API_KEY=[redacted]"))
            #expect(try text("environment").contains(#"username="app" password="[redacted]""#))
            for place in ["pod-log", "activity", "environment", "/api/incidents/\(id)/alerts", "webhook"] {
                #expect(try text(place).contains("[redacted]"), "\(place)")
            }
            for place in ["mail", "PagerDuty", "Slack", "webhook", "/incidents/\(id)"] {
                #expect(try text(place).contains("ServiceDown"), "\(place)")
            }
            for place in ["/incidents/\(id)", "incident show \(id)"] {
                #expect(try text(place).contains("secrets redacted; the original has"), "\(place)")
            }
        }

        private static func expectNone(in folder: URL) throws {
            let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            var looked: [String] = []
            for case let file as URL in files {
                guard let bytes = try? Data(contentsOf: file) else { continue }
                looked.append(file.lastPathComponent)
                let left = secrets.filter { bytes.range(of: Data($0.utf8)) != nil }
                #expect(left == [], "\(file.lastPathComponent)")
            }
            #expect(looked.contains { $0.hasSuffix(".sqlite") })
        }
    }
}

// What is planted, and where.
extension EndToEnd.Secrets {
    /// A webhook body of several alerts: each kind is an annotation, and each of one line a label too.
    private static func body() throws -> [UInt8] {
        let alerts = stride(from: 0, to: kinds.count, by: 80).map { start in
            var annotations = ["summary": "ServiceDown", "description": kinds[start].text]
            var labels = ["alertname": "ServiceDown", "severity": "critical", "component": "postgres"]
            for (place, kind) in kinds.enumerated().dropFirst(start).prefix(80) {
                annotations["about_\(place)"] = kind.text
                if kind.isLine { labels["target_\(place)"] = kind.text }
            }
            return [
                "status": "firing", "labels": labels, "annotations": annotations, "generatorURL": "",
                "startsAt": "2026-11-23T06:12:48.614Z", "endsAt": "0001-01-01T00:00:00Z",
                "fingerprint": "001122334455\(1000 + start)",
            ]
        }
        let body: [String: Any] = [
            "version": "4", "groupKey": #"{}:{target="postgres://app:cnryGroup7@db/x"}"#, "status": "firing",
            "receiver": "test", "groupLabels": [:], "externalURL": "http://127.0.0.1:9093", "truncatedAlerts": 0,
            "alerts": alerts,
        ]
        return Array(try JSONSerialization.data(withJSONObject: body))
    }

    /// Statements that run as long as the test, of as many kinds each as `pg_stat_activity` shows of one. Nobody waits for
    /// their end: they are to be seen while they run, and end with their programs.
    private func queries(in world: ScratchKubernetes) async throws -> [ScratchProgram] {
        var comments: [String] = [""]
        for kind in Self.lines where !kind.text.contains("*/") {
            let next = "/* \(kind.name): \(kind.text) */\n"
            if comments[comments.count - 1].utf8.count + next.utf8.count > 4000 { comments.append("") }
            comments[comments.count - 1] += next
        }
        let connection = ["-h", "127.0.0.1", "-p", String(world.postgresPort), "-U", "postgres"]
        let folder = try ScratchFolder()
        let queries = try comments.map { comment in
            try ScratchProgram(
                URL(filePath: "/usr/bin/env"), ["psql"] + connection + ["-c", "SELECT pg_sleep(250) \(comment)"],
                in: folder)
        }
        let count = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(%/*%'"
        _ = try await waitUntil("all statements run", evidence: queries.map(\.errors).joined()) {
            // It counts itself.
            try await world.sql(count) == "\(queries.count + 1)\n" ? true : nil
        }
        return queries
    }

    /// With an endpoint of each kind, and a collector for each place in which there are secrets.
    private func installation(
        _ outside: Outside, _ slack: StandIn, _ receiver: StandIn, _ world: ScratchKubernetes,
        _ programs: ScratchFolder
    ) throws -> ResponderInstallation {
        let file = programs.file("pod.log")
        let log = Self.kinds.map(\.text) + ["pod api-7d9f8b6c5-x2lkq is CrashLoopBackOff", ""]
        try Data(log.joined(separator: "\n\n").utf8).write(to: file)
        _ = try programs.write(program: "kubectl", "cat \(file.path)")
        // Its own, and the server's.
        _ = try programs.write(program: "show-environment", "env; cat /proc/$PPID/environ")
        let secrets = [
            "SLACK_DATABASE_WEBHOOK": "\(slack.origin)/services/T0CNRY/B0CNRY/cnrySlackPath7",
            "WEBHOOK_SECRET": "cnrySigning7",
        ]
        let installation = try ResponderInstallation(
            environment: try outside.environment.merging(secrets.merging(Self.environment) { $1 }) { $1 },
            programs: [programs.file("bin").path, "/usr/bin", "/bin"])
        try installation.edit(
            "endpoints.yaml", replacing: "  # webhook:\n  #   url: https://desk.example.com/responder\n  #   secret:",
            with: "  webhook:\n    url: \(receiver.origin)\n    secret:")
        try installation.edit(
            "contacts.runbook.yaml", replacing: #"["slack #database", email]"#,
            with: #"["slack #database", webhook]"#)
        try installation.replaceCollectors(
            with: """
                page_waits_for_diagnostics: 10s
                collectors:
                  - { name: pod-log, run: [kubectl, logs, -n, shop, api-0], baseline: 1h }
                  - { name: environment, run: [show-environment], trusted: true, baseline: 1h }
                  - name: activity
                    run:
                      [psql, -h, 127.0.0.1, -p, "\(world.postgresPort)", -U, postgres, -d, postgres, -Atc,
                       "SELECT query FROM pg_stat_activity WHERE state = 'active'"]

                """)
        return installation
    }
}
