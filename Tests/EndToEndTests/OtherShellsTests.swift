import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Completion in zsh and fish")
    struct OtherShells {
        /// The folder of the program is there to be searched, as `responder` is what people type.
        private static func environment(_ installation: ResponderInstallation) throws -> [String: String] {
            let folder = try ResponderInstallation.binary().deletingLastPathComponent().path
            return [
                "PATH": "\(folder):/usr/bin:/bin", "HOME": installation.folder.url.path,
                "RESPONDER_DATA_DIR": installation.data.path,
            ]
        }

        private static func output(
            of shell: String, _ arguments: [String], _ environment: [String: String],
            _ installation: ResponderInstallation
        ) async throws -> String {
            let program = try ScratchProgram(
                URL(filePath: shell), arguments, environment: environment, in: installation.folder)
            #expect(try await program.end(within: .seconds(60)) == .exited(0), "\(program.errors)")
            #expect(program.errors == "")
            return program.output
        }

        /// What fish offers for the end of a line, without what it says of each.
        private static func offeredByFish(
            _ line: String, _ installation: ResponderInstallation
        ) async throws -> [String] {
            // Elsewhere than at a terminal fish does not say where in a word the cursor stands.
            let script = #"""
                responder completions fish | source; or exit 9
                function commandline
                    test "$argv" = "-o -tC"; and echo 0; or builtin commandline $argv
                end
                complete -C $argv[1]
                """#
            let output = try await output(
                of: "/usr/bin/fish", ["--no-config", "-c", script, line], try environment(installation), installation)
            return output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
        }

        /// What zsh makes of a line when the tab key is pressed behind it, at a terminal of its own, with the script in a folder
        /// of `$fpath`.
        private static func completedByZsh(
            _ line: String, _ installation: ResponderInstallation
        ) async throws -> String {
            let folder = installation.folder.file("zsh")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let printed = try await installation.run(["completions", "zsh"])
            #expect(printed.end == .exited(0) && printed.errors == "")
            try Data(printed.output.utf8).write(to: folder.appending(path: "_responder"))
            let atStart = #"""
                fpath=($ZDOTDIR $fpath)
                autoload -Uz compinit && compinit -u -D
                offered() { zle complete-word; print -r -- "<<$BUFFER>>" }
                zle -N offered
                bindkey '^I' offered
                """#
            try Data(atStart.utf8).write(to: folder.appending(path: ".zshrc"))
            let script = #"""
                zsh -n $ZDOTDIR/_responder || exit 9
                zmodload zsh/zpty || exit 9
                zpty inner 'zsh -i 2>$ZDOTDIR/errors'
                zpty -n -w inner "$1"$'\t'
                zpty -r inner answer '*<<*>>*' || exit 9
                print -r -- "${${answer##*<<}%%>>*}"
                zpty -d inner
                cat $ZDOTDIR/errors >&2
                """#
            let output = try await output(
                of: "/usr/bin/zsh", ["-f", "-c", script, "zsh", line],
                try environment(installation).merging(["ZDOTDIR": folder.path]) { $1 }, installation)
            return String(output.dropLast())
        }

        @Test(arguments: [
            ("inci", ["incident"]), ("incident outp", ["output"]), ("completions ", ["bash", "zsh", "fish"]),
            ("incident list --wat", ["--watch"]), ("incident show 1 --output j", ["json"]),
            // Without a server's data nothing is known, and nothing is said.
            ("incident show ", []),
        ])
        func `fish offers commands, options and their words`(words: String, offered: [String]) async throws {
            #expect(try await Self.offeredByFish("responder \(words)", try ResponderInstallation()) == offered)
        }

        @Test(arguments: [
            ("inci", "incident "), ("incident outp", "incident output "), ("completions f", "completions fish "),
            ("incident list --wat", "incident list --watch "),
            ("incident show 1 --output j", "incident show 1 --output json "),
            // Without a server's data nothing is known, and nothing is said.
            ("incident show 2", "incident show 2"),
        ])
        func `zsh completes commands, options and their words`(words: String, completed: String) async throws {
            let line = try await Self.completedByZsh("responder \(words)", try ResponderInstallation())
            #expect(line == "responder \(completed)")
        }

        @Test func `both know incidents, the collectors that ran for one, and roles`() async throws {
            let installation = try ResponderInstallation()
            let responder = try await installation.start()
            for name in ["03-p1-service-down-priority-label", "15-p2-latency-firing"] {
                #expect(try await responder.api.post(ResponderInstallation.body(name)).status == 200)
            }
            try await responder.diagnosed(1)
            #expect(try await Self.offeredByFish("responder incident ack ", installation) == ["2", "1"])
            #expect(try await Self.offeredByFish("responder incident output 1 po", installation) == ["pods"])
            let roles = try await Self.offeredByFish("responder incident handover 1 ", installation)
            #expect(roles.count == 4 && roles.contains("Database Admin"))
            for (words, completed) in [
                ("incident show 2", "incident show 2 "), ("incident output 1 po", "incident output 1 pods "),
                ("contact test Data", #"contact test Database\ Admin "#),
            ] {
                let line = try await Self.completedByZsh("responder \(words)", installation)
                #expect(line == "responder \(completed)")
            }
            #expect(try await responder.stop() == .exited(0))
        }
    }
}
