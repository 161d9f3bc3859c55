import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Searches on the command line")
    struct SearchCommands {
        /// Its first incident is noted upon, and in the index.
        private static func started(_ installation: ResponderInstallation) async throws -> ResponderProcess {
            let responder = try await installation.start()
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            #expect(try await responder.api.note(1, by: "alice", "tenant_id 0042 \u{1B}[31mis missing").status == 200)
            _ = try await responder.eventually("the note is found") { api in
                try await api.incidents("q=0042").isEmpty ? nil : true
            }
            return responder
        }

        @Test func `a list is narrowed by any word and by times, and says where the word stands`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await Self.started(installation)
            func list(_ arguments: String...) async throws -> CommandResult {
                try await installation.run(
                    ["incident", "list"] + arguments + installation.dataOption + installation.routesOption)
            }
            let found = try await list("--text", "0042 missing", "--since", "1h")
            #expect(found.end == .exited(0))
            #expect(found.output.contains("#1: found in a note: tenant_id 0042 "))
            #expect(!found.output.contains("\u{1B}"))
            for arguments in [
                ["--text", "0043"], ["--until", "1h"], ["--since", "2000-01-01", "--until", "2000-12-31"],
            ] {
                let result = try await installation.run(
                    ["incident", "list"] + arguments + installation.dataOption + installation.routesOption)
                #expect(result.end == .exited(0) && result.output.hasPrefix("no incident"), "\(arguments)")
            }
            let json = try await list("--text", "0042", "--output", "json")
            #expect(json.output.contains(#""place" : "a note""#) || json.output.contains(#""place":"a note""#))
            for (option, value) in [("--since", "yesterday"), ("--until", "12"), ("--since", "2026-02-30")] {
                let result = try await list(option, value)
                #expect(result.end == .exited(2))
                #expect(result.errors.contains("\(option.dropFirst(2)) \"\(value)\" is no time"))
            }
            #expect(try await responder.stop() == .exited(0))
        }

        @Test func `an index is made anew beside a running server, by that, and without one by the command`()
            async throws
        {
            let installation = try ResponderInstallation()
            let responder = try await Self.started(installation)
            func rebuild() async throws {
                let result = try await installation.run(
                    ["search", "rebuild"] + installation.dataOption + installation.routesOption)
                #expect(result.end == .exited(0), "\(result.errors)")
                #expect(result.output == "the search index has 1 of 1 incidents\n")
            }
            try await rebuild()
            #expect(try await responder.api.incidents("q=0042").map(\.id) == [1])
            #expect(try await responder.stop() == .exited(0))
            try await rebuild()
            let again = try await installation.start()
            #expect(try await again.api.incidents("q=0042").map(\.id) == [1])
            #expect(again.errorLines == [])
        }
    }
}
