import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("What people do on the command line")
    struct DeedCommands {
        @Test func `snooze, handover, add-responder, escalate and unack do what they say, beside a running server`()
            async throws
        {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            let folders = installation.dataOption + installation.routesOption
            func run(_ arguments: String...) async throws -> String {
                let result = try await installation.run(["incident"] + arguments + folders)
                #expect(result.end == .exited(0), "\(arguments): \(result.errors)")
                return result.output
            }

            #expect(
                try await run("snooze", "1", "2h", "--by", "bob", "--text", "later").contains("bob, snoozed until "))
            #expect(try await responder.api.incidents().first?.snoozed == true)
            _ = try await run("handover", "1", "DevOps Lead", "--by", "bob", "--text", "my shift ends")
            #expect(try await responder.api.incidents().first?.handedOverBy == "bob")
            _ = try await run("add-responder", "1", "dba@example.com", "--by", "bob")
            _ = try await run("escalate", "1", "--by", "bob", "--text", "quick")
            _ = try await run("unack", "1", "--by", "bob", "--text", "wrong team", "--take-over")
            #expect(try await responder.api.incidents().first?.status == "triggered")
            let said = try await responder.api.timeline(1)
            for kind in ["snoozed", "handed_over", "responder_added", "escalated", "unacknowledged"] {
                let entry = said.first { $0.kind == kind }
                #expect(entry?.actor == "bob" && entry?.summary.contains(", on the command line") == true, "\(kind)")
            }
        }

        @Test func `taking over and closing what fires are asked about, and an end is taken back`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            let folders = installation.dataOption + installation.routesOption
            func run(_ arguments: String..., refusedWith words: String? = nil) async throws -> String {
                let result = try await installation.run(["incident"] + arguments + folders)
                #expect(result.end == .exited(words == nil ? 0 : 1), "\(arguments): \(result.errors)")
                if let words { #expect(result.errors.contains(words), "\(result.errors)") }
                return result.output
            }

            _ = try await run("ack", "1", "--by", "alice")
            let words = "; nothing was changed; take it over from alice with --take-over"
            _ = try await run("ack", "1", "--by", "bob", refusedWith: words)
            _ = try await run("snooze", "1", "2h", "--by", "bob", "--text", "later", refusedWith: words)
            _ = try await run("handover", "1", "DevOps Lead", "--by", "bob", "--text", "later", refusedWith: words)
            #expect(try await responder.api.incidents().first?.acknowledgedBy == "alice")
            _ = try await run("ack", "1", "--by", "bob", "--take-over")
            #expect(try await responder.api.incidents().first?.acknowledgedBy == "bob")

            let firing = "1 alert still fires of incident 1; nothing was changed; resolve it anyway with --still-firing"
            _ = try await run("resolve", "1", "--by", "bob", refusedWith: firing)
            let table = try await run("resolve", "1", "--by", "bob", "--still-firing")
            #expect(table.contains("resolved by bob, 1 alert still fires"))
            #expect(try await run("show", "1").contains("It was resolved by bob, 1 alert still fires; opens again at "))
            #expect(try await run("reopen", "1", "--by", "carol", "--text", "too soon").contains("acknowledged"))
            #expect(try await responder.api.incidents().first?.acknowledgedBy == "bob")
            _ = try await run("reopen", "1", "--by", "carol", refusedWith: "incident 1 is open; nothing to re-open")
        }

        @Test(arguments: [
            (["unack", "1"], 2, "Missing expected argument '--text"),
            (["unack", "1", "--text", " "], 2, "--text is empty; say why"),
            (["snooze", "1", "soon", "--text", "x"], 2, "give how long, such as 45m or 2h"),
            (["snooze", "1", "40d", "--text", "x"], 2, "it must be from 1m to 1d from now"),
            (["handover", "1", "DevOps Led", "--text", "x"], 2, "did you mean \"DevOps Lead\"?"),
            (
                ["diagnose", "1", "--collector", "pod"], 2,
                "\"pod\" is no collector that is meant for this incident; there are "
            ),
            (["diagnose", "7"], 1, "no incident 7, the newest is 1"),
            (["unack", "1", "--text", "x"], 1, "nobody has taken incident 1; nothing to take back"),
        ])
        func `what is wrong is said, and changes nothing`(arguments: [String], code: Int32, words: String) async throws
        {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            let result = try await installation.run(
                ["incident"] + arguments + ["--by", "bob"] + installation.dataOption + installation.routesOption)
            #expect(result.end == .exited(code))
            #expect(result.errors.contains(words), "\(result.errors)")
            #expect(try await responder.api.incidents().first?.status == "triggered")
        }

        /// An empty table would tell nobody.
        @Test func `with wrong tables nobody could be told, which is said`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            try installation.edit("contacts.yaml", replacing: "contacts:", with: "contact:")
            let result = try await installation.run(
                ["incident", "escalate", "1", "--by", "bob"] + installation.dataOption + installation.routesOption)
            #expect(result.end == .exited(1))
            #expect(result.errors.contains("nobody could be told, because the tables cannot be read: "))
            #expect(result.errors.contains("contacts.yaml:") && result.errors.contains("use the incident's page"))
            let diagnose = try await installation.run(
                ["incident", "diagnose", "1", "--by", "bob"] + installation.dataOption + installation.routesOption)
            #expect(diagnose.end == .exited(1))
            #expect(diagnose.errors.contains("no collector is known, because the tables cannot be read: "))
        }
    }
}
