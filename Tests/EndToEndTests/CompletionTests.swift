import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Completion in a shell")
    struct Completion {
        /// What bash offers for the last of some words, with the script that the program prints.
        private static func offered(_ words: [String], _ installation: ResponderInstallation) async throws -> [String] {
            let binary = try ResponderInstallation.binary().path
            let script = """
                source <("$0" completions bash) || exit 9
                COMP_WORDS=("$0" "$@") COMP_CWORD=$# COMP_LINE="$0 $*"
                COMP_POINT=${#COMP_LINE} COMP_TYPE=9 COMP_KEY=9
                _responder "$0" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """
            let program = try ScratchProgram(
                URL(filePath: "/usr/bin/bash"), ["--norc", "-c", script, binary] + words,
                environment: ["PATH": "/usr/bin:/bin", "RESPONDER_DATA_DIR": installation.data.path],
                in: installation.folder)
            #expect(try await program.end(within: .seconds(30)) == .exited(0), "\(program.errors)")
            #expect(program.errors == "")
            return program.output.split(separator: "\n").map(String.init)
        }

        @Test(arguments: [
            (["inci"], ["incident"]), (["incident", "outp"], ["output"]),
            (["completions", ""], ["bash", "zsh", "fish"]),
            (["incident", "list", "--wat"], ["--watch"]), (["incident", "show", "1", "--output", "j"], ["json"]),
            // Without a server's data nothing is known, and nothing is said.
            (["incident", "show", ""], []),
        ])
        func `bash offers commands, options and their words`(words: [String], offered: [String]) async throws {
            let installation = try ResponderInstallation()
            #expect(try await Self.offered(words, installation) == offered)
        }

        @Test func `bash offers incidents, the collectors that ran for one, and roles`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            #expect(
                try await responder.api.post(ResponderInstallation.body("03-p1-service-down-priority-label")).status
                    == 200)
            #expect(try await responder.api.post(ResponderInstallation.body("15-p2-latency-firing")).status == 200)
            try await responder.diagnosed(1)
            #expect(try await Self.offered(["incident", "ack", ""], installation) == ["2", "1"])
            #expect(try await Self.offered(["incident", "output", "1", "po"], installation).contains("pods"))
            let data = installation.data.path
            #expect(
                try await Self.offered(["explain", "--data-dir", data, "--incident", ""], installation) == ["2", "1"])
            let roles = try await Self.offered(["incident", "handover", "1", ""], installation)
            #expect(roles.count == 4 && roles.contains { $0.hasPrefix("DevOps") })
            #expect(try await responder.stop() == .exited(0))
        }

        @Test(arguments: [
            ("bash", "complete -o filenames -F _responder responder"), ("zsh", "#compdef responder"),
            ("fish", "complete -c 'responder'"),
        ])
        func `each shell has its own`(shell: String, words: String) async throws {
            let result = try await ResponderInstallation().run(["completions", shell])
            #expect(result.end == .exited(0) && result.errors.isEmpty)
            #expect(result.output.contains(words))
        }

        @Test func `a shell that is not known is told which are`() async throws {
            let result = try await ResponderInstallation().run(["completions", "csh"])
            #expect(result.end == .exited(2))
            #expect(result.errors.contains("bash") && result.errors.contains("zsh") && result.errors.contains("fish"))
        }
    }
}
