import Foundation
import Glibc
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("A collector's process that gets away")
    struct EscapedProcess {
        @Test func `is ended and reaped although it has lost session, environment and parent`() async throws {
            let programs = try ScratchFolder()
            let note = programs.file("escaped").path
            let script = "env -i /usr/bin/setsid /bin/sh -c 'echo $$ >\(note); exec sleep 3600' >/dev/null 2>&1 &"
            _ = try programs.write(program: "kubectl", "\(script)\nuntil [ -s \(note) ]; do sleep 0.05; done\n")
            let installation = try ResponderInstallation(programs: [programs.file("bin").path, "/usr/bin", "/bin"])
            try installation.replaceCollectors(with: "collectors: [ { name: pods, run: [kubectl, get, pods] } ]\n")
            let responder = try await installation.start()

            let body = try webhookBody(["alertname": "ServiceDown", "severity": "critical"])
            #expect(try await responder.api.post(body).status == 200)
            let id = try await responder.firstIncident().id
            let artifact = try await responder.eventually("the collector has run", within: .seconds(120)) { api in
                try await api.incident(id).artifacts.first
            }
            #expect(artifact.outcome == "succeeded")
            let output = try await responder.api.output(ofArtifact: artifact.id)
            #expect(output == "collector \"pods\"; 1 process it had left behind ended\n")
            let pid = try #require(
                pid_t(try String(contentsOfFile: note, encoding: .utf8).trimmingPrefix(" ").dropLast()))
            // Ended, and not even left as a zombie.
            #expect(kill(pid, 0) == -1 && errno == ESRCH)
            #expect(responder.errorLines == [])
        }
    }
}
