import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Wrong tables")
    struct WrongTables {
        @Test func `the shipped tables have no problem`() async throws {
            let installation = try ResponderInstallation()
            let result = try await installation.run(["check"] + installation.routesOption)
            #expect(result.end == .exited(0))
        }

        @Test func `check lists every problem with file, line and column, and fails`() async throws {
            let installation = try ResponderInstallation()
            try installation.edit(
                "escalation.yaml", replacing: "notify: [Security Team, On-Call Engineer]", with: "notify: [Nobody]")
            try installation.edit("escalation.yaml", replacing: "repeat: { every: 30m", with: "repeat: { every: 5x")
            try installation.edit("classification.yaml", replacing: ".*(Latency|Slow|ResponseTime).*", with: "(")
            try installation.edit("classification.yaml", replacing: "reopen_within: 15m", with: "reopen_whithin: 15m")
            try installation.edit("collectors.yaml", replacing: "redact: []", with: "redact: &patterns [*patterns]")
            let result = try await installation.run(["check"] + installation.routesOption)
            #expect(result.end == .exited(1))
            let listed = result.output + result.errors
            let expected = [
                ("escalation.yaml", "Nobody"), ("escalation.yaml", "5x"), ("classification.yaml", "RE2"),
                ("classification.yaml", "reopen_whithin"), ("collectors.yaml", "cyclic"),
            ]
            for (file, word) in expected {
                let line = listed.split(separator: "\n").first { $0.contains(word) }
                #expect(line?.contains(#/\.yaml:[0-9]+:[0-9]+: /#) == true, "\(word): \(listed)")
                #expect(line?.contains(file) == true, "\(word): \(listed)")
            }
        }

        @Test func `nothing starts on a wrong table`() async throws {
            let installation = try ResponderInstallation()
            try installation.edit("contacts.runbook.yaml", replacing: "role: DevOps Lead", with: "role: DevOps Chief")
            let arguments = ["serve", "--listen", "127.0.0.1:0"] + installation.dataOption + installation.routesOption
            let program = try installation.program(arguments)
            #expect(try await program.end() == .exited(1))
            #expect(program.errors.contains("DevOps Lead"))
            #expect(!program.output.contains("listening"))
        }

        @Test func `a reload of wrong tables lists their problems and keeps the old ones`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let good = "default_priority: P3"
            try installation.edit("classification.yaml", replacing: good, with: "default_priority: P9")
            let answer = try await responder.api.send(.post, "/api/reload")
            #expect((400..<500).contains(answer.status))
            #expect(answer.headers["content-type"]?.hasPrefix("application/problem+json") == true)
            #expect(answer.text.contains("classification.yaml:"))
            try await expectDefault("P3", "odd-1", responder)

            responder.send(signal: SIGHUP)
            _ = try await responder.eventually("the refusal is logged") { _ in
                responder.log.contains("P9") ? true : nil
            }
            try await expectDefault("P3", "odd-2", responder)

            try installation.edit(
                "classification.yaml", replacing: "default_priority: P9", with: "default_priority: P2")
            #expect(try await responder.api.send(.post, "/api/reload").status == 200)
            try await expectDefault("P2", "odd-3", responder)
        }

        @Test func `SIGHUP swaps good tables, without a look at the files`() async throws {
            let installation = try ResponderInstallation(environment: ["RESPONDER_TABLES_INTERVAL": "0s"])
            let responder = try await installation.start()
            try installation.edit(
                "classification.yaml", replacing: "default_priority: P3", with: "default_priority: P2")
            responder.send(signal: SIGHUP)
            _ = try await responder.eventually("the tables are read") { _ in
                responder.log.contains("tables reloaded") ? true : nil
            }
            try await expectDefault("P2", "odd-1", responder)
        }

        @Test func `a ConfigMap that the kubelet swaps is in force within seconds, without a signal`() async throws {
            let installation = try ResponderInstallation()
            let (files, routes) = (FileManager.default, installation.routes)
            let names = try files.contentsOfDirectory(atPath: routes.path).filter { $0.hasSuffix(".yaml") }
            for version in ["..2026_1", "..2026_2"] {
                let folder = routes.appending(path: version)
                try files.createDirectory(at: folder, withIntermediateDirectories: true)
                for name in names {
                    try files.copyItem(at: routes.appending(path: name), to: folder.appending(path: name))
                }
            }
            try installation.edit(
                "..2026_2/classification.yaml", replacing: "default_priority: P3", with: "default_priority: P2")
            try files.createSymbolicLink(atPath: routes.path + "/..data", withDestinationPath: "..2026_1")
            for name in names {
                try files.removeItem(at: routes.appending(path: name))
                try files.createSymbolicLink(
                    atPath: routes.appending(path: name).path, withDestinationPath: "..data/\(name)")
            }
            let responder = try await installation.start()
            try await expectDefault("P3", "odd-1", responder)
            try files.createSymbolicLink(atPath: routes.path + "/..data_tmp", withDestinationPath: "..2026_2")
            #expect(rename(routes.path + "/..data_tmp", routes.path + "/..data") == 0)
            try files.removeItem(at: routes.appending(path: "..2026_1"))
            _ = try await responder.eventually("the tables are read") { _ in
                responder.log.contains("tables reloaded") ? true : nil
            }
            try await expectDefault("P2", "odd-2", responder)
        }

        /// Posts an alert that no rule knows, and looks at its priority.
        private func expectDefault(_ priority: String, _ name: String, _ responder: ResponderProcess) async throws {
            let body = try webhookBody(["alertname": name], fingerprint: name, groupKey: name)
            #expect(try await responder.api.post(body).status == 200)
            let incident = try await responder.api.incidents().first { $0.title.contains(name) }
            #expect(incident?.priority == priority)
        }
    }
}
