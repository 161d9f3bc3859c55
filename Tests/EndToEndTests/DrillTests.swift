import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Drills on the command line")
    struct Drills {
        @Test func `a drill goes the whole way, is marked and measured, and ends`() async throws {
            let outside = try await Outside()
            let token = ["RESPONDER_WEBHOOK_TOKEN": "a-token-of-the-webhook"]
            let installation = try ResponderInstallation(environment: try outside.environment.merging(token) { $1 })
            let responder = try await installation.start()
            let result = try await installation.run(
                ["drill", "--priority", "P2", "--by", "alice", "--wait", "20s"] + installation.dataOption)
            #expect(result.end == .exited(0), "\(result.errors)")
            let lines = result.output.split(separator: "\n")
            #expect(
                lines.first?.hasPrefix("incident 1: [DRILL]: nothing is wrong: a drill that alice has started: P2")
                    == true)
            #expect(lines.contains { $0.hasPrefix("  page to On-Call Engineer by pagerduty: sent after ") }, "\(lines)")
            #expect(lines.contains { $0.hasPrefix("  resolved to On-Call Engineer by pagerduty: sent after ") })
            #expect(lines.last == "resolved")
            #expect(try await outside.pagerDutyEvents().map(\.eventAction) == ["trigger", "resolve"])
            #expect(try await responder.stop() == .exited(0))
        }

        @Test func `that nobody is reached is a failure, and labels choose who is told`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let result = try await installation.run(
                ["drill", "--priority", "P2", "--label", "component=postgres", "--wait", "20s", "--output", "json"]
                    + installation.dataOption)
            #expect(result.end == .exited(1) && result.errors.contains("pages of the drill reached nobody"))
            let report = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            #expect(report?["policies"] as? [String] == ["database"])
            #expect(report?["resolved"] as? Bool == true)
            #expect(try await responder.api.incidents().first?.status == "resolved")
            #expect(try await responder.stop() == .exited(0))

            let stopped = try await installation.run(["drill", "--priority", "P2"] + installation.dataOption)
            #expect(stopped.end == .exited(1) && stopped.errors.contains("no server answers at http://127.0.0.1:"))
        }

        @Test func `what the tables hold for the digest is said to be, and is no failure`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            let result = try await installation.run(
                ["drill", "--priority", "P4", "--wait", "20s"] + installation.dataOption)
            #expect(result.end == .exited(0), "\(result.errors)")
            #expect(
                result.output.contains("  told by the digest only: On-Call Engineer: held for the digest at "),
                "\(result.output)")
            #expect(result.output.hasSuffix("resolved\n"))
            #expect(try await responder.stop() == .exited(0))
        }

        @Test(arguments: [
            (["--priority", "P7"], "give P1, P2, P3 or P4"),
            (["--priority", "P2", "--wait", "soon"], "a time such as 60s"),
            (["--priority", "P2", "--label", "priority=P1"], "is the drill's own"), ([], "Missing expected argument"),
        ])
        func `what cannot be drilled ends with 2`(arguments: [String], words: String) async throws {
            let result = try await ResponderInstallation().run(["drill"] + arguments)
            #expect(result.end == .exited(2) && result.errors.contains(words), "\(result.errors)")
        }
    }
}
