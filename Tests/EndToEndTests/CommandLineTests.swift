import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("The command line")
    struct CommandLine {
        @Test(arguments: [
            ["--no-such-option"], ["no-such-command"], ["serve", "--listen"], ["serve", "--listen", "nowhere"],
            ["incident", "show"], ["incident", "show", "many"], ["explain"],
        ])
        func `what cannot be understood ends with 2, and the message goes to stderr`(arguments: [String]) async throws {
            let program = try ResponderInstallation().program(arguments)
            #expect(try await program.end() == .exited(2))
            #expect(program.output.isEmpty)
            #expect(!program.errors.isEmpty)
        }

        @Test(arguments: [
            ("RESPONDER_LISTEN", "nowhere", "give HOST:PORT"), ("RESPONDER_LOG_LEVEL", "loud", "one of trace, debug"),
            ("RESPONDER_TABLES_INTERVAL", "soon", "give one such as 2s"),
            ("RESPONDER_PUBLIC_URL", "desk", "begins with https:// or http://"),
            ("RESPONDER_PUBLIC_URL", "https://me:s3cr3t@desk", "must not hold a user name or password"),
            ("RESPONDER_PUBLIC_URL", "https://desk/on/call?team=1", "must not hold a query"),
        ])
        func `a variable that cannot be understood is named, with what to give`(
            name: String, value: String, words: String
        ) async throws {
            let installation = try ResponderInstallation(environment: [name: value])
            let program = try installation.program(["serve"] + installation.dataOption + installation.routesOption)
            #expect(try await program.end() == .exited(2))
            #expect(program.errors.contains("\(name): ") && program.errors.contains(words))
            #expect(!program.errors.contains("s3cr3t"))
        }

        @Test(arguments: [
            ("--tables-interval", "-1s", "no time from 1s to 1d; give one such as 2s"),
            ("--tables-interval", "10", "no time from 1s to 1d"),
            ("--tables-interval", "500ms", "no time from 1s to 1d"),
            ("--tables-interval", "", "no time from 1s to 1d"), ("--tables-interval", "400y", "no time from 1s to 1d"),
            ("--tables-interval", "99999999999999999999s", "no time from 1s to 1d"),
            ("--max-body-bytes", "-1", "is -1, a number from 1"), ("--max-body-bytes", "16MiB", "'16MiB' is invalid"),
            ("--max-connections", "-5", "is -5, a number from 16"),
            ("--connections-per-address", "-1", "is -1, a number from 1"),
        ])
        func `an option that is too small, too large or has no unit is told what it may be`(
            option: String, value: String, words: String
        ) async throws {
            let installation = try ResponderInstallation()
            let result = try await installation.run(
                ["serve", option, value] + installation.dataOption + installation.routesOption)
            #expect(result.end == .exited(2))
            #expect(result.errors.contains(words), "\(result.errors)")
        }

        @Test(arguments: ["nothing", "an empty file", "a file without tables"])
        func `a folder that no server has used is said to hold no database`(content: String) async throws {
            let installation = try ResponderInstallation()
            let file = installation.data.appending(path: "responder.sqlite")
            if content != "nothing" {
                try FileManager.default.createDirectory(at: installation.data, withIntermediateDirectories: true)
                try Data().write(to: file)
            }
            if content == "a file without tables" { try await installation.damage("PRAGMA user_version = 7") }
            let before = FileManager.default.contents(atPath: file.path)
            for command in [["list"], ["show", "1"], ["ack", "1", "--by", "bob"]] {
                let result = try await installation.run(["incident"] + command + installation.dataOption)
                #expect(result.end == .exited(1))
                #expect(result.errors.contains("holds no") && result.errors.contains("--data-dir"), "\(result.errors)")
            }
            if content != "a file without tables" {
                #expect(FileManager.default.contents(atPath: file.path) == before)
            }
        }

        @Test func `a name is kept as the pages keep it, and one that cannot be seen is none`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            for hidden in ["\u{200B}", "\u{FEFF}\u{202E}", "\u{1}", " \t"] {
                let result = try await installation.run(
                    ["incident", "ack", "1", "--by", hidden] + installation.dataOption)
                #expect(result.end == .exited(2))
                #expect(result.errors.contains("--by is missing or empty; say who does this"))
            }
            let name = "\u{FEFF}Al\u{200B}ice\u{202E} of\u{7}\u{200D}ops\n"
            let result = try await installation.run(["incident", "ack", "1", "--by", name] + installation.dataOption)
            #expect(result.end == .exited(0), "\(result.errors)")
            #expect(try await responder.api.incidents().first?.acknowledgedBy == "Alice of ops")
        }

        @Test func `explain takes labels, and takes a single alert's other fields for granted`() async throws {
            let installation = try ResponderInstallation()
            let file = installation.folder.file("alert.json")
            try Data(#"{"labels": {"alertname": "Foo", "severity": "critical", "team": "a b"}}"#.utf8).write(to: file)
            for arguments in [
                ["alertname=Foo", "severity=critical", #"team="a b""#], ["alertname=Foo,severity=critical"],
                [file.path],
            ] {
                let result = try await installation.run(["explain"] + arguments + installation.routesOption)
                #expect(result.end == .exited(0), "\(result.errors)")
                #expect(result.output.contains(#"P1 by rule "severity critical""#))
                #expect(result.output.contains("Foo, firing"))
            }
        }

        @Test(arguments: [
            (["alertname=Foo", "severity=~critical"], "give the label itself, severity=VALUE"),
            (["alertname=Foo", "critical"], "\"critical\" is no label; give one file, or labels"),
            (["=x"], "it must begin with a label name"),
            (["alertname=A", "alertname=B"], #"the label alertname is given twice, as "A" and "B"; leave one out"#),
        ])
        func `what is no label is named`(arguments: [String], words: String) async throws {
            let result = try await ResponderInstallation().run(["explain"] + arguments)
            #expect(result.end == .exited(2))
            #expect(result.errors.contains(words))
        }

        @Test(arguments: ["{}", #"{"labels": {}}"#, #"{"labels": "a"}"#, "[]", "7"])
        func `what is no alert is told what one looks like`(text: String) async throws {
            let installation = try ResponderInstallation()
            let file = installation.folder.file("alert.json")
            try Data(text.utf8).write(to: file)
            let result = try await installation.run(["explain", file.path] + installation.routesOption)
            #expect(result.end == .exited(1))
            #expect(result.errors.contains(#"such as {"labels": {"alertname": "Foo""#))
            #expect(!result.errors.contains("at byte"))
        }

        @Test(arguments: [["list", "--status", "bogus"], ["list", "--limit", "0"], ["alerts", "1", "--cursor", "x"]])
        func `a wrong option is answered with the usage of its own command`(arguments: [String]) async throws {
            let result = try await ResponderInstallation().run(["incident"] + arguments)
            #expect(result.end == .exited(2))
            #expect(result.errors.contains("Usage: responder incident \(arguments[0]) "))
        }

        @Test func `a damaged database is said to be one, with what to do`() async throws {
            let installation = try ResponderInstallation()
            try FileManager.default.createDirectory(at: installation.data, withIntermediateDirectories: true)
            try Data(repeating: 7, count: 8192).write(to: installation.data.appending(path: "responder.sqlite"))
            let result = try await installation.run(["incident", "list"] + installation.dataOption)
            #expect(result.end == .exited(1))
            #expect(result.errors.contains("responder.sqlite is no database") && result.errors.contains("backup"))
            #expect(!result.errors.contains("SELECT") && !result.errors.contains("PRAGMA"))
        }

        @Test func `a server that refuses to start for want of credentials leaves no data folder`() async throws {
            let installation = try ResponderInstallation()
            let result = try await installation.run(
                ["serve", "--listen", "127.0.0.1:0", "--require-endpoints"] + installation.dataOption
                    + installation.routesOption)
            #expect(result.end == .exited(1))
            #expect(result.errors.contains("--require-endpoints forbids the spool"))
            #expect(!FileManager.default.fileExists(atPath: installation.data.path))
        }

        @Test func `help ends with 0 and goes to stdout`() async throws {
            let result = try await ResponderInstallation().run(["--help"])
            #expect(result.end == .exited(0))
            for command in ["serve", "check", "explain", "incident"] { #expect(result.output.contains(command)) }
        }

        @Test func `incidents are listed, shown, noted, taken and resolved beside a running server`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            let data = installation.dataOption + installation.routesOption
            func run(_ arguments: String...) async throws -> String {
                let program = try installation.program(["incident"] + arguments + data)
                #expect(try await program.end() == .exited(0), "\(arguments): \(program.errors)")
                return program.output
            }

            #expect(try await run("list").contains("ApiLatency"))
            let listed = try await run("list", "--output", "json")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let incidents = try decoder.decode(ResponderIncidentList.self, from: Data(listed.utf8)).incidents
            let incident = try #require(incidents.first)
            #expect(incidents.count == 1)
            #expect(incident.title == (try await responder.firstIncident().title))
            let id = String(incident.id)

            let shown = try await run("show", id)
            for words in [
                "high-latency", "step 2 of ", "\n    summary: ", ", page, step 1 of policy \"",
                "Next steps\n- Scale up if needed\n    kubectl scale",
            ] {
                #expect(shown.contains(words))
            }
            // Beside the server its own address is known, and what an alert carries is shown.
            #expect(shown.contains("\n\(responder.api.origin)/incidents/\(id)\n"))
            #expect(shown.contains("severity="))
            // Who is told next.
            #expect(shown.contains(/step 2 of \d+: [A-Z]/))
            let unknown = try installation.program(["incident", "show", id, "--output-of", "nothing"] + data)
            #expect(try await unknown.end() == .exited(1))
            #expect(unknown.errors.contains("no collector \"nothing\" ran for incident \(id)"))
            #expect(try await run("alerts", id, "--output", "json").contains("\"fingerprint\""))
            #expect(try await run("alerts", id).hasPrefix("firing P"))
            _ = try await run("note", id, "--by", "bob", "looking at it\nand at that")
            let noted = try await run("show", id)
            #expect(noted.contains(/bob: looking at it\n +and at that\n/))
            _ = try await run("ack", id, "--by", "bob", "--text", "mine")
            #expect(try await responder.api.incidents().first?.acknowledgedBy == "bob")
            _ = try await run("resolve", id, "--still-firing", "--by", "bob")
            let timeline = try await responder.api.timeline(incident.id)
            #expect(
                timeline.contains { $0.kind == "noted" && $0.actor == "bob" && $0.summary.contains("looking at it") })
            #expect(timeline.contains { $0.kind == "noted" && $0.actor == "bob" && $0.summary == "mine" })
            #expect(timeline.contains { $0.kind == "acknowledged" && $0.summary.hasSuffix(", on the command line") })
            #expect(try await responder.api.incidents().first?.status == "resolved")
        }

        @Test func `an artifact that cannot be read keeps nobody from seeing its incident`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            try await responder.diagnosed(1)
            let artifacts = try await responder.api.incident(1).artifacts
            let (lost, left) = (try #require(artifacts.first), try #require(artifacts.last))
            #expect(lost.collector != left.collector)
            try await installation.damage("UPDATE diagnostic_artifact SET outcome = 'asleep' WHERE id = \(lost.id)")
            for command in [["list"], ["show", "1"], ["show", "1", "--output", "json"]] {
                let result = try await installation.run(["incident"] + command + installation.dataOption)
                #expect(result.end == .exited(0), "\(command): \(result.errors)")
                #expect(result.output.contains("ApiLatency"))
                #expect(command == ["list"] || result.output.contains(left.collector))
            }
            #expect(try await responder.api.incident(1).artifacts.count == artifacts.count - 1)
            #expect(try await responder.stop() == .exited(0))
        }

        @Test func `what joined an incident that is taken, and by when it is to be confirmed, is listed and shown`()
            async throws
        {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            func post(_ name: String) async throws {
                let body = try webhookBody(["alertname": name, "severity": "critical"], fingerprint: name)
                #expect(try await responder.api.post(body).status == 200)
            }
            func run(_ arguments: String...) async throws -> String {
                let result = try await installation.run(["incident"] + arguments + installation.dataOption)
                #expect(result.end == .exited(0), "\(arguments): \(result.errors)")
                return result.output
            }

            try await post("ApiDown")
            _ = try await run("ack", "1", "--by", "bob")
            #expect(try await !run("list").contains("confirm"))
            try await post("DbDown")
            let confirmBy = try #require(try await responder.api.incidents().first?.confirmBy)
            // As people read it.
            let time = "\(confirmBy.prefix(10)) \(confirmBy.dropFirst(11).prefix(8)) UTC"
            #expect(try await run("list").contains("bob, to confirm by \(time)  "))
            let shown = try await run("show", "1")
            #expect(shown.contains("Taken by bob ") && shown.contains("bob is to confirm DbDown in "))
            #expect(shown.contains("(\(confirmBy.dropFirst(11).prefix(5)) UTC); then escalation goes on"))
            for command in [["list"], ["show", "1"]] {
                let document = try await installation.run(
                    ["incident"] + command + ["--output", "json"] + installation.dataOption
                ).output
                #expect(document.contains(#/"unconfirmed" ?: ?\[\s*"DbDown"\s*\]/#))
                #expect(document.contains(#/"confirm_by" ?: ?"/#))
            }
            _ = try await run("ack", "1", "--by", "bob")
            #expect(try await !run("list").contains("confirm"))
        }

        /// Without a word from the command, the services would look again after fifteen seconds.
        @Test func `what the command line has changed is told within seconds`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            let incident = try await responder.firstIncident()
            let before = try await responder.settled(incident.id).detail.notifications.count
            let result = try await installation.run(
                ["incident", "ack", String(incident.id), "--by", "bob"] + installation.dataOption)
            #expect(result.end == .exited(0))
            _ = try await waitUntil("all that is owed is sent", within: .seconds(10)) { () -> Bool? in
                let notifications = try await responder.api.incident(incident.id).notifications
                return notifications.count > before
                    && notifications.allSatisfy { $0.state == "sent" || $0.state == "cancelled" }
                    ? true : nil
            }
        }

        @Test func `a list that is cut says how to see the rest`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            for name in ["15-p2-latency-firing", "16-p3-memory-two-pods"] {
                #expect(try await responder.api.post(ResponderInstallation.body(name)).status == 200)
            }
            let list = ["incident", "list", "--limit", "1"] + installation.dataOption
            let first = try await installation.run(list)
            #expect(first.output.contains("\n2 ") && !first.output.contains("\n1 "))
            #expect(first.errorsBesideWarnings == "there are more; see them with --cursor 2\n")
            let second = try await installation.run(list + ["--cursor", "2"])
            #expect(second.output.contains("\n1 ") && second.errorsBesideWarnings.isEmpty)
        }

        @Test func `an address that is taken is named, with what to do`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let address = "127.0.0.1:\(responder.port)"
            let second = try ResponderInstallation()
            let result = try await second.run(
                ["serve", "--listen", address] + second.dataOption + second.routesOption)
            #expect(result.end == .exited(1))
            #expect(result.errors.contains("cannot listen on \(address): Address already in use; give another"))
        }

        @Test func `an incident that is not there ends with 1 and a command that helps`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let result = try await installation.run(["incident", "show", "4711"] + installation.dataOption)
            #expect(result.end == .exited(1))
            #expect(result.errors.contains("4711"))
            #expect(result.errors.contains("responder incident list"))
            _ = responder
        }

        @Test(arguments: [
            ("01-p1-api-error-rate-firing", ["P1", "critical", "On-Call Engineer", "DevOps Lead", "kubectl"]),
            (
                "03-p1-service-down-priority-label",
                ["P1", "priority label", "On-Call Engineer", "pg_isready"]
            ),
            (
                "15-p2-latency-firing",
                ["P2", "high-latency", "high", "On-Call Engineer", "default_transaction_read_only=on"]
            ),
            ("16-p3-memory-two-pods", ["P3", "memory-usage", "medium"]),
            ("11-unicode-quotes-newlines", ["P3"]), ("13-watchdog-heartbeat", ["watchdog"]),
        ])
        func `explain says rule, policy, contacts and commands, and sends nothing`(name: String, words: [String])
            async throws
        {
            let outside = try await Outside()
            let installation = try ResponderInstallation(environment: outside.environment)
            let file = ResponderInstallation.root.appending(path: "Tests/Fixtures/alertmanager/\(name).json").path
            let result = try await installation.run(["explain", file] + installation.routesOption)
            #expect(result.end == .exited(0), "\(result.errors)")
            for word in words { #expect(result.output.contains(word)) }
            #expect(!result.output.contains("no credentials"), "\(result.output)")
            #expect(try await outside.pagerDutyEvents().isEmpty)
            #expect(try outside.smtp.receivedMails().isEmpty)
            #expect(!FileManager.default.fileExists(atPath: installation.data.path))
        }

        @Test func `explain names only the contact methods that a step uses`() async throws {
            let installation = try ResponderInstallation()
            let file = ResponderInstallation.root
                .appending(path: "Tests/Fixtures/alertmanager/16-p3-memory-two-pods.json").path
            let result = try await installation.run(["explain", file] + installation.routesOption)
            let steps = result.output.split(separator: "\n").filter { $0.hasPrefix("step") }
            #expect(
                steps.first?.contains(
                    "by email oncall@example.com (to the spool only: no credentials in this command's environment)"
                ) == true)
            #expect(!steps.contains { $0.contains("pagerduty") })
        }

        @Test func `explain takes a single alert, and refuses what is none`() async throws {
            let installation = try ResponderInstallation()
            let alert = installation.folder.file("alert.json")
            try Data(
                #"{"status":"firing","labels":{"alertname":"ApiSlow"},"startsAt":"2026-11-23T06:12:48Z","fingerprint":"f"}"#
                    .utf8
            ).write(to: alert)
            let one = try await installation.run(["explain", alert.path] + installation.routesOption)
            #expect(one.end == .exited(0), "\(one.errors)")
            #expect(one.output.contains("high-latency"))

            try Data("{}".utf8).write(to: alert)
            #expect(try await installation.run(["explain", alert.path] + installation.routesOption).end == .exited(1))
            let absent = try await installation.run(["explain", "/nowhere.json"] + installation.routesOption)
            #expect(absent.end == .exited(2))
            #expect(absent.errors.contains("/nowhere.json: no such file; give a file of JSON, or labels"))
        }
    }
}
