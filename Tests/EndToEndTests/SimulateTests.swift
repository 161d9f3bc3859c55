import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Simulations on the command line")
    struct Simulate {
        /// Every file of a folder, but the index of the log, which whoever reads keeps up to date.
        private static func files(_ folder: URL) throws -> [String: Data] {
            var found: [String: Data] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where !name.hasSuffix("-shm") {
                found[name] = FileManager.default.contents(atPath: folder.appending(path: name).path) ?? Data()
            }
            return found
        }

        private static func recorded() async throws -> ResponderInstallation {
            let installation = try ResponderInstallation()
            // Of what was written to the spool the next way would be told too, and a simulation has every endpoint.
            try installation.edit("contacts.runbook.yaml", replacing: "[pagerduty, email]", with: "[email]")
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            #expect(try await responder.api.post(ResponderInstallation.body("16-p3-memory-two-pods")).status == 200)
            _ = try await waitUntil("somebody is told of both", within: .seconds(20), every: .milliseconds(50)) {
                let told = try await [responder.api.timeline(1), responder.api.timeline(2)]
                return told.allSatisfy { $0.contains { $0.kind == "notification_sent" } } ? true : nil
            }
            _ = try await responder.stop()
            return installation
        }

        @Test func `a changed policy is compared with what happened, twice in the same words, and no file changes`()
            async throws
        {
            let installation = try await Self.recorded()
            let before = try Self.files(installation.data)
            let folders = installation.dataOption + installation.routesOption
            let asItWas = try await installation.run(["simulate", "--last", "1d"] + folders)
            #expect(asItWas.end == .exited(0), "\(asItWas.errors)")
            #expect(asItWas.output.contains("as before"))
            #expect(asItWas.output.hasSuffix("nobody is told otherwise than by what happened\n"), "\(asItWas.output)")

            let proposed = installation.folder.file("proposed")
            try FileManager.default.copyItem(at: installation.routes, to: proposed)
            let contacts = proposed.appending(path: "contacts.runbook.yaml")
            let text = String(decoding: try Data(contentsOf: contacts), as: UTF8.self)
            try Data(text.replacing("oncall@example.com", with: "night@example.com").utf8).write(to: contacts)
            let changed =
                ["simulate", "--last", "1d", "--changed", "--routes", proposed.path] + installation.dataOption
            let first = try await installation.run(changed)
            #expect(first.output.contains("email to night@example.com"), "\(first.output)")
            #expect(first.output.contains("not told before") && first.output.contains("not told now"))
            #expect(try await installation.run(changed).output == first.output)

            let data = try await installation.run(changed + ["--output", "json"])
            let json = try JSONSerialization.jsonObject(with: Data(data.output.utf8)) as? [String: Any]
            #expect(json?["compared_with"] as? String == "what happened")
            #expect((json?["different"] as? Int ?? 0) >= 1)
            #expect(try Self.files(installation.data) == before)
        }

        @Test func `what is saved can be played elsewhere, and tables are compared with tables`() async throws {
            let installation = try await Self.recorded()
            let saved = installation.folder.file("week.jsonl")
            let folders = installation.dataOption + installation.routesOption
            let saving = try await installation.run(["simulate", "--save", saved.path] + folders)
            #expect(saving.errors.contains("2 bodies written to"))
            let again = try await installation.run(["simulate", "--save", saved.path] + folders)
            #expect(again.end == .exited(1) && again.errors.contains("name a file that is not there"))

            let mode = try FileManager.default.attributesOfItem(atPath: saved.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let played = try await installation.run(
                ["simulate", "--from", saved.path, "--against", installation.routes.path, "--policy", "informational"]
                    + installation.routesOption)
            #expect(played.end == .exited(0), "\(played.errors)")
            #expect(played.output.contains("2 bodies from "))
            #expect(played.output.contains("policy \"informational\"; before P2, policy \"high\""), "\(played.output)")
        }

        @Test func `one incident, and one body, are played alone`() async throws {
            let installation = try await Self.recorded()
            let folders = installation.dataOption + installation.routesOption
            let one = try await installation.run(["simulate", "--incident", "2", "--for", "30m"] + folders)
            #expect(one.end == .exited(0), "\(one.errors)")
            #expect(one.output.contains("before incident 2") && !one.output.contains("before incident 1"))
            let none = try await installation.run(["simulate", "--incident", "99"] + folders)
            #expect(none.end == .exited(1) && none.errors.contains("no incident 99, the newest is 2"))

            let body = installation.folder.file("body.json")
            try Data(ResponderInstallation.body("15-p2-latency-firing")).write(to: body)
            let file = try await installation.run(
                ["simulate", "--from", body.path, "--ack-after", "20m"] + installation.routesOption)
            #expect(file.output.contains("acknowledged") && !file.output.contains("as before"), "\(file.output)")
        }

        @Test(arguments: [
            ("{\"at\": \"2026-11-20T03:00:00Z\"}\n", ":1: \"body\" is no JSON object"),
            ("\n{\"body\": {}}\n", ":2: \"at\" is no time"), ("alerts\n", ":1: this is no JSON object: "),
            ("{\"at\": \"2026-11-20T03:00:00Z\", \"body\": {\"alerts\": 3}}\n", ":1: "), ("", "holds no body"),
        ])
        func `a line that means nothing is named`(content: String, words: String) async throws {
            let installation = try ResponderInstallation()
            let file = installation.folder.file("bodies.jsonl")
            try Data(content.utf8).write(to: file)
            let result = try await installation.run(["simulate", "--from", file.path] + installation.routesOption)
            #expect(result.end == .exited(1))
            #expect(result.errors.contains("bodies.jsonl") && result.errors.contains(words), "\(result.errors)")
        }

        @Test func `tables that are wrong are refused as check does it, and a policy that is not there`() async throws {
            let installation = try await Self.recorded()
            let folders = installation.dataOption + installation.routesOption
            let unknown = try await installation.run(["simulate", "--policy", "nosuch"] + folders)
            #expect(unknown.end == .exited(2))
            #expect(unknown.errors.contains("no policy \"nosuch\" in escalation.yaml; there are security, "))
            try installation.edit("escalation.yaml", replacing: "confirm_new_alerts: 10m", with: "confirm_new: 10m")
            let wrong = try await installation.run(["simulate"] + folders)
            #expect(wrong.end == .exited(1) && wrong.errors.contains("escalation.yaml:"), "\(wrong.errors)")
        }

        @Test(arguments: [
            ["--from", "x", "--incident", "1"], ["--ack-after", "20m", "--no-acks"], ["--last", "soon"],
            ["--at", "2026-11-20T03:00:00Z"], ["--for", "-1h"],
        ])
        func `options that do not go together end with 2`(arguments: [String]) async throws {
            let result = try await ResponderInstallation().run(["simulate"] + arguments)
            #expect(result.end == .exited(2))
        }

        @Test func `where nothing was recorded that is said, and no folder is made`() async throws {
            let installation = try ResponderInstallation()
            let result = try await installation.run(
                ["simulate"] + installation.dataOption + installation.routesOption)
            #expect(result.end == .exited(1) && result.errors.contains("holds no responder.sqlite"))
            #expect(!FileManager.default.fileExists(atPath: installation.data.path))
        }
    }
}
