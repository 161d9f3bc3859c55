import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("The tables that a command reads")
    struct CommandTables {
        @Test func `nobody is kept from taking an incident by wrong tables`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            try installation.edit("contacts.yaml", replacing: "contacts:", with: "contact:")
            let folders = installation.dataOption + installation.routesOption
            let listed = try await installation.run(["incident", "list"] + folders)
            #expect(listed.end == .exited(0) && listed.errorsBesideWarnings.isEmpty, "\(listed.errors)")
            #expect(listed.output.contains("ApiLatency"))
            for command in [["ack", "1", "--by", "bob"], ["resolve", "1", "--still-firing", "--by", "bob"]] {
                let result = try await installation.run(["incident"] + command + folders)
                #expect(result.end == .exited(0), "\(command): \(result.errors)")
                #expect(
                    result.errors.hasPrefix("your name is kept as it is written, because the tables cannot be read: "))
            }
            let shown = try await installation.run(["incident", "show", "1"] + folders)
            #expect(shown.end == .exited(0))
            #expect(
                shown.errors.contains("contacts.yaml:")
                    && shown.errors.contains("next steps and who is told next are left"))
            #expect(!shown.output.contains("nobody is told"))
            #expect(try await responder.api.incidents().first?.status == "resolved")
        }

        @Test func `a command beside a server reads the server's tables, wherever it is called`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            let taken = try await installation.run(
                ["incident", "ack", "1", "--by", "ONCALL@example.com"] + installation.dataOption)
            #expect(taken.end == .exited(0) && taken.errors.isEmpty, "\(taken.errors)")
            #expect(taken.output.contains("On-Call Engineer"))
        }

        @Test func `an alert is explained and tables are checked by the server's, beside a folder of that name too`()
            async throws
        {
            let installation = try ResponderInstallation()
            let others = installation.data.deletingLastPathComponent().appending(path: "others")
            try FileManager.default.copyItem(at: installation.routes, to: others)
            try installation.edit(
                "classification.yaml", replacing: "default_priority: P3", with: "default_priority: P4")
            try FileManager.default.createDirectory(at: installation.data, withIntermediateDirectories: true)
            try Data(installation.routes.path.utf8).write(to: installation.data.appending(path: "routes-folder"))
            let explain = ["explain", "alertname=SomethingElse", "--output", "json"] + installation.dataOption

            let explained = try await installation.run(explain)
            #expect(explained.output.contains("\"P4\""), "\(explained.output)\(explained.errors)")
            let checked = try await installation.run(["check"] + installation.dataOption)
            #expect(
                checked.output.hasPrefix("\(installation.routes.path): "), "\(checked.output)\(checked.errors)")
            // What is named is read.
            let named = try await installation.run(explain + ["--routes", others.path])
            #expect(named.output.contains("\"P3\"") && !named.output.contains("\"P4\""), "\(named.output)")
            let own = try await installation.run(["check", "--routes", others.path] + installation.dataOption)
            #expect(own.output.hasPrefix("\(others.path): "), "\(own.output)\(own.errors)")
        }

        @Test func `to a strict check a warning is an error`() async throws {
            let installation = try ResponderInstallation()
            // No endpoint has credentials.
            let check = ["check"] + installation.routesOption
            let plain = try await installation.run(check)
            #expect(plain.end == .exited(0) && plain.errors.contains("warning: "))
            #expect(
                plain.output.contains("no error found, ") && plain.output.hasSuffix(" warnings\n"), "\(plain.output)")
            let strict = try await installation.run(check + ["--strict"])
            #expect(strict.end == .exited(1))
            #expect(strict.errors.hasSuffix(" warnings, which --strict takes for errors\n"), "\(strict.errors)")
            #expect(try await installation.run(check + ["--strict", "--rules", "x"]).end == .exited(2))
        }
    }
}
