import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("What a collector wrote, on the command line")
    struct OutputCommand {
        /// A `kubectl` that writes what nobody should be led by: colours, a line that hides its beginning, a mark that turns the
        /// direction of writing, and a password.
        private static let script = """
            #!/bin/sh
            i=1; while [ $i -le 30 ]; do echo "line $i"; i=$((i+1)); done
            printf 'a\\033[31mred\\033[0m\\n\\342\\200\\256exe.txt\\npassword=hunter2-hunter2\\n'
            """

        private static let collectors = """
            collectors:
              - { name: pods, when: { priority: [P1] }, run: [kubectl, get, pods] }
              - { name: events, when: { priority: [P1] }, run: [kubectl, get, events] }
            """

        private static func start() async throws -> (ResponderInstallation, ResponderProcess) {
            let programs = try ScratchFolder()
            let kubectl = programs.file("kubectl")
            try Data(script.utf8).write(to: kubectl)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: kubectl.path)
            let installation = try ResponderInstallation(programs: [programs.url.path, "/usr/bin", "/bin"])
            try installation.replaceCollectors(with: collectors)
            let responder = try await installation.start()
            let body = try webhookBody(["alertname": "ApiDown", "severity": "critical"])
            #expect(try await responder.api.post(body).status == 200)
            try await responder.diagnosed(1)
            _ = programs
            return (installation, responder)
        }

        @Test func `is printed as it is stored, and nothing in it leads a terminal`() async throws {
            let (installation, responder) = try await Self.start()
            let artifacts = try await responder.api.incident(1).artifacts
            let pods = try #require(artifacts.first { $0.collector == "pods" })
            let printed = try await installation.run(["incident", "output", "1", "pods"] + installation.dataOption)
            #expect(printed.end == .exited(0), "\(printed.errors)")
            #expect(printed.output == (try await responder.api.output(ofArtifact: pods.id)))
            #expect(
                printed.output.hasPrefix("line 1\nline 2\n") && printed.output.contains("\nared\n\u{FFFD}exe.txt\n"))
            #expect(!printed.output.contains("hunter2") && !printed.output.contains("\u{1B}"))
            #expect(printed.errors.hasPrefix("run \(pods.id) of pods, ") && printed.errors.contains(": succeeded, "))

            let line = try await installation.run(
                ["incident", "output", "1", "pods", "--line", "30"] + installation.dataOption)
            #expect(line.output.contains("\n> 30  line 30\n") && line.output.hasPrefix("  20  line 20\n"))
            let json = try await installation.run(
                ["incident", "output", "1", "--run", "\(pods.id)", "-o", "json"] + installation.dataOption)
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect((document["output"] as? String).map { $0 + "\n" } == printed.output)
            #expect((document["artifact"] as? [String: Any])?["collector"] as? String == "pods")
            #expect(try await responder.stop() == .exited(0))
        }

        @Test func `incidents in which it says the same are named together`() async throws {
            let programs = try ScratchFolder()
            let kubectl = programs.file("kubectl")
            try Data(Self.script.utf8).write(to: kubectl)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: kubectl.path)
            let installation = try ResponderInstallation(programs: [programs.url.path, "/usr/bin", "/bin"])
            try installation.replaceCollectors(
                with: """
                    collectors:
                      - name: pods
                        when: { priority: [P1] }
                        run: [kubectl, get, pods]
                        findings:
                          - { pattern: '(?m)^line 7$', say: "seven is missing", level: critical }
                    """)
            let responder = try await installation.start()
            for number in 1...2 {
                let body = try webhookBody(
                    ["alertname": "ApiDown\(number)", "severity": "critical"], fingerprint: "f\(number)",
                    groupKey: "{}:{\(number)}")
                #expect(try await responder.api.post(body).status == 200)
                try await responder.diagnosed(number)
            }
            let list = try await installation.run(["incident", "list"] + installation.dataOption)
            #expect(list.output.hasSuffix("\n#2 and #1 carry the same finding: seven is missing\n"), "\(list.output)")
            let show = try await installation.run(["incident", "show", "1"] + installation.dataOption)
            #expect(show.output.contains("\nshared   the same finding as #2\n"), "\(show.output)")
            _ = programs
            #expect(try await responder.stop() == .exited(0))
        }

        @Test func `what is not there is answered with what is`() async throws {
            let (installation, responder) = try await Self.start()
            func run(_ arguments: String...) async throws -> CommandResult {
                try await installation.run(["incident", "output"] + arguments + installation.dataOption)
            }
            let list = try await run("1")
            #expect(list.end == .exited(0) && list.output.hasPrefix("RUN  COLLECTOR  STARTED"))
            #expect(list.output.contains("pods") && list.output.contains("events"))
            let slip = try await run("1", "pod")
            #expect(slip.end == .exited(1))
            #expect(
                slip.errors
                    == "no collector \"pod\" ran for incident 1; did you mean \"pods\"? Those that ran are events, pods\n"
            )
            #expect(try await run("1", "--run", "4711").errors.hasPrefix("incident 1 has no run 4711; there are "))
            let beyond = try await run("1", "pods", "--line", "4711")
            #expect(beyond.end == .exited(2) && beyond.errors.contains("line 4711 is not there, the output has 33"))
            #expect(
                try await run("7", "pods").errors
                    == "no incident 7, the newest is 1; list them with: responder incident list\n")
            #expect(try await run("1", "--line", "3").errors.contains("--line is of an output; name the collector"))
            #expect(try await responder.stop() == .exited(0))
        }
    }
}
