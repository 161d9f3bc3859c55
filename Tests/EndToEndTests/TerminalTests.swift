import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("On a terminal")
    struct Terminal {
        /// A command as somebody runs it at a terminal of so many columns.
        private static func program(
            _ arguments: [String], columns: Int, _ installation: ResponderInstallation
        ) throws -> ScratchProgram {
            let words = [try ResponderInstallation.binary().path] + arguments
            let line = "COLUMNS=\(columns) \(words.map { "'\($0)'" }.joined(separator: " "))"
            return try ScratchProgram(
                URL(filePath: "/usr/bin/script"), ["-qec", line, "/dev/null"],
                environment: ["PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"], in: installation.folder)
        }

        private static func run(
            _ arguments: [String], columns: Int, _ installation: ResponderInstallation
        ) async throws -> String {
            let program = try program(arguments, columns: columns, installation)
            #expect(try await program.end(within: .seconds(30)) == .exited(0), "\(program.output)")
            return program.output.replacing("\r\n", with: "\n")
        }

        /// Its lines but for those of standard error, which are read to their ends.
        private static func withoutWarnings(_ output: String) -> [String] {
            output.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("warning: ") }
        }

        @Test(arguments: [72, 100, 140])
        func `the list and the rows of an incident fit, and what is to be copied stays whole`(columns: Int) async throws
        {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let summary = "データベースの接続数が上限に近づいています、すぐに確認してください、" + String(repeating: "確認", count: 20)
            let body = try webhookBody(
                ["alertname": "ApiDown", "severity": "critical", "service": "analytics-api"],
                annotations: ["summary": summary])
            #expect(try await responder.api.post(body).status == 200)
            try await responder.diagnosed(1)
            let list = try await Self.run(
                ["incident", "list"] + installation.dataOption, columns: columns, installation)
            let rows = Self.withoutWarnings(list)
            #expect(rows.count == 2 && rows[1].hasSuffix("…") && rows[1].contains("ApiDown"))
            #expect(rows.allSatisfy { Self.columns(of: $0) <= columns }, "\(list)")

            let show = ["incident", "show", "1"] + installation.dataOption
            let shown = try await Self.run(show, columns: columns, installation)
            let wide = shown.split(separator: "\n").map(String.init).filter { Self.columns(of: $0) > columns }
            // Commands and addresses.
            #expect(wide.allSatisfy { $0.hasPrefix("    kubectl ") || $0.contains("http") }, "\(wide)")
            let piped = try await installation.run(show).output
            #expect(piped.contains(summary) && !piped.contains("…\n"), "\(piped)")
            #expect(try await responder.stop() == .exited(0))
        }

        private static let why = "データベースの接続数が上限に近づいています, until the upgrade"

        /// A server with four incidents, of which those after the first make a storm for Ann, who is on call by a rota; and a silence.
        private static func filled() async throws -> (ResponderInstallation, ResponderProcess) {
            let installation = try ResponderInstallation()
            try installation.edit(
                "contacts.yaml", replacing: "contacts: []",
                with: """
                    people:
                      - { name: Ann, contact: ann@example.com, escalation_path: [email] }
                      - { name: Ben, contact: ben@example.com, escalation_path: [email] }
                    rotas:
                      - name: primary
                        time_zone: UTC
                        layers:
                          - { people: [Ann, Ben], turn: daily, hand_off: { at: "00:00" }, starts: 2026-01-05 }
                    contacts:
                      - role: On-Call Engineer
                        rota: primary
                    """)
            let responder = try await installation.start()
            for number in 1...4 {
                let body = try webhookBody(
                    ["alertname": "ApiDown\(number)", "severity": "critical", "service": "analytics-api"],
                    annotations: ["summary": why], fingerprint: "f\(number)", groupKey: "{}:{\(number)}")
                #expect(try await responder.api.post(body).status == 200)
            }
            try await responder.diagnosed(1)
            _ = try await responder.eventually("something is held back") { api in
                try await api.send(.get, "/api/storms").text.contains("incident_count") ? true : nil
            }
            let silence = try await installation.run(silencing + installation.dataOption)
            #expect(silence.end == .exited(0), "\(silence.errors)")
            return (installation, responder)
        }

        private static let silencing = [
            "silence", "add", "alertname=\"ReplicaLag\"", "--for", "2h", "--by", "bob", "--why", why,
        ]

        /// What has columns, or a row for each thing; reports that are read, and answers, are whole.
        private static let tables = [
            ["incident", "list"], ["incident", "alerts", "1"], ["incident", "timeline", "1"],
            ["incident", "output", "1"], ["incident", "ack", "1", "--by", "bob"], silencing, ["silence", "list"],
            ["silence", "preview", "service=\"analytics-api\""], ["storms"], ["on-call"], ["key", "list"],
            ["simulate", "--last", "1d"],
        ]

        @Test(arguments: tables)
        func `every table is cut to the terminal, and nowhere else`(table: [String]) async throws {
            let columns = 36
            let (installation, responder) = try await Self.filled()
            let command = table + installation.dataOption
            let shown = Self.withoutWarnings(try await Self.run(command, columns: columns, installation))
            #expect(shown.allSatisfy { Self.columns(of: $0) <= columns }, "\(shown)")
            #expect(shown.contains { $0.hasSuffix("…") }, "\(shown)")
            let piped = try await installation.run(command)
            #expect(piped.end == .exited(0), "\(piped.errors)")
            let whole = piped.output.split(separator: "\n").map(String.init)
            #expect(whole.contains { Self.columns(of: $0) > columns }, "\(whole)")
            #expect(!whole.contains { $0.hasSuffix("…") }, "\(whole)")
            #expect(try await responder.stop() == .exited(0))
        }

        @Test
        func `five hundred alerts of one group are told in less than sixty lines, and what differs is among them`()
            async throws
        {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let alerts = (0..<500).map { number -> [String: Any] in
                [
                    "status": "firing", "startsAt": "2026-11-23T06:12:48Z", "fingerprint": "f\(number)",
                    "labels": [
                        "alertname": "PodCrashLooping", "severity": "warning", "cluster": "eu",
                        "node": "node-\(number % 12)", "pod": "worker-\(number)",
                    ],
                    "annotations": ["summary": "worker-\(number) crash loops"],
                ]
            }
            let group: [String: Any] = [
                "version": "4", "groupKey": "{}:{storm}", "status": "firing", "alerts": alerts,
            ]
            let body = Array(try JSONSerialization.data(withJSONObject: group))
            #expect(try await responder.api.post(body).status == 200)
            try await responder.diagnosed(1)
            let shown = try await installation.run(["incident", "show", "1"] + installation.dataOption)
            let lines = shown.output.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count < 60, "\(shown.output)")
            #expect(lines.contains("- PodCrashLooping, 500 firing {cluster=eu, severity=warning}"))
            #expect(lines.contains("    node: 12 values, node-0 (42), node-1 (42), node-2 (42) and 9 more"))
            #expect(lines.contains { $0.hasPrefix("    - pod=worker-3, node=node-3; firing since ") })
            #expect(lines.contains("- and 496 more: responder incident alerts 1"))

            let data = installation.dataOption
            let part = try await installation.run(["incident", "timeline", "1", "--limit", "2"] + data)
            #expect(part.output.hasPrefix("Timeline (UTC)\n") && part.output.contains("alerts       opened as P3: "))
            let cursor = try #require(part.errors.wholeMatch(of: /there are more; see them with --cursor (\d+)\n/)?.1)
            let rest = try await installation.run(["incident", "timeline", "1", "--cursor", String(cursor)] + data)
            #expect(rest.errors.isEmpty && !rest.output.contains("opened as P3"))
            #expect(try await responder.stop() == .exited(0))
        }

        @Test
        func `they are so after people have worked on them, diagnosed and told to several, at eighty columns too`()
            async throws
        {
            let kubernetes = try await ScratchKubernetes(scenario: "service-down")
            let outside = try await Outside()
            let environment = try outside.environment.merging(kubernetes.environment) { $1 }
            let installation = try ResponderInstallation(environment: environment, programs: kubernetes.programs)
            let responder = try await installation.start()
            #expect(try await responder.api.post(try StormBody(alerts: 500, severity: "critical").bytes).status == 200)
            try await responder.diagnosed(1)
            for act in [
                ["escalate", "1", "--by", "alice"], ["add-responder", "1", "Database Admin", "--by", "alice"],
                ["ack", "1", "--by", "alice"], ["note", "1", "looking at the nodes\nand at the pods", "--by", "alice"],
                ["ack", "1", "--by", "bob", "--take-over"], ["note", "1", "scaled up", "--by", "bob"],
                ["snooze", "1", "2h", "--by", "bob", "--text", "waits for the deployment"],
            ] {
                let result = try await installation.run(["incident"] + act + installation.dataOption)
                #expect(result.end == .exited(0), "\(act): \(result.errors)")
            }
            let settled = try await responder.settled(1)
            #expect(settled.detail.artifacts.count >= 7)
            let show = ["incident", "show", "1"] + installation.dataOption
            let piped = try await installation.run(show).output
            let shown = try await Self.run(show, columns: 80, installation)
            for output in [piped, shown] {
                let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
                    .filter { !$0.hasPrefix("warning: ") }
                #expect(lines.count < 60, "\(lines.count) lines:\n\(output)")
                let rows = lines.filter { $0.contains("; firing since ") }
                #expect(rows.count >= 4 && Set(rows).count == rows.count, "\(output)")
                #expect(rows.allSatisfy { $0.hasPrefix("    - pod=…-") && $0.contains(", node=node-") }, "\(rows)")
                #expect(lines.contains { $0.wholeMatch(of: /- \d+ collectors: .+/) != nil }, "\(output)")
                #expect(lines.contains { $0.contains("snoozed by bob") }, "\(output)")
            }
            let whole = try await installation.run(show + ["--all"]).output
            #expect(whole.split(separator: "\n").count > 60 && whole.contains("opened as P2: "), "\(whole)")
            let alerts = try await Self.run(
                ["incident", "alerts", "1"] + installation.dataOption, columns: 80, installation)
            let rows = Self.withoutWarnings(alerts).filter { $0.contains(": firing P2 since ") }
            #expect(rows.count == 200 && Set(rows).count == 200 && rows.allSatisfy { $0.hasPrefix("pod=…-") })
            #expect(try await !outside.pagerDutyEvents().isEmpty)
            #expect(try await kubernetes.writes() == "[]")
            #expect(try await responder.stop() == .exited(0))
        }

        @Test func `elsewhere than at a terminal what is watched is written once, and then what has changed`()
            async throws
        {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            let watch = ["incident", "list", "--watch"] + installation.dataOption
            let piped = try installation.program(watch)
            _ = try await waitUntil("the list is there", evidence: piped.errors) {
                piped.output.contains("triggered") ? true : nil
            }
            let before = piped.output
            let taken = try await installation.run(
                ["incident", "ack", "1", "--by", "bob"] + installation.dataOption)
            #expect(taken.end == .exited(0), "\(taken.errors)")
            let after = try await waitUntil("the change is written", evidence: piped.errors) {
                piped.output.contains("+ 1 ") ? piped.output : nil
            }
            let lines = after.dropFirst(before.count).split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("- 1 ") && $0.contains("triggered") })
            #expect(lines.contains { $0.hasPrefix("+ 1 ") && $0.contains("acknowledged") && $0.contains("bob") })
            #expect(!after.contains("\u{1B}"))
            piped.send(signal: SIGINT)
            #expect(try await piped.end() == .signaled(SIGINT))
            #expect(try await responder.stop() == .exited(0))
        }

        @Test func `what is watched at a terminal is cleared for and overwritten`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            let program = try Self.program(
                ["incident", "show", "1", "--watch"] + installation.dataOption, columns: 80, installation)
            let drawn = try await waitUntil("the incident is drawn", evidence: program.output) {
                program.output.contains("\u{1B}[J") ? program.output.replacing("\r\n", with: "\n") : nil
            }
            #expect(drawn.hasPrefix("\u{1B}[2J\u{1B}[H#1 P2 "))
            #expect(drawn.contains("\u{1B}[K\n"))
            // What runs at a terminal ends with it.
            program.send(signal: SIGTERM)
            _ = try await program.end()
            #expect(try await responder.stop() == .exited(0))
        }

        /// As the tests' own reckoning: a letter of these texts is wide exactly when it is no ASCII and no mark of ours, whose width
        /// is ambiguous and stands for one.
        private static func columns(of line: String) -> Int {
            line.reduce(0) { $0 + ($1.isASCII || "…·".contains($1) ? 1 : 2) }
        }

        @Test(arguments: [["list", "--watch", "-o", "json"], ["show", "1", "--watch", "--output", "json"]])
        func `what is watched is a table`(arguments: [String]) async throws {
            let result = try await ResponderInstallation().run(["incident"] + arguments)
            #expect(result.end == .exited(2))
            #expect(result.errors.contains("--watch is for --output table"))
        }
    }
}
