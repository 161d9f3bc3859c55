import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Who gets a password")
    struct PasswordHandOver {
        @Test func `an alert's namespace gets Redis's password only where the table names it too`() async throws {
            let password = "zehn-kleine-Zahlen"
            let programs = try ScratchFolder()
            let asked = programs.file("asked")
            // What it was asked, and what its standard input held.
            _ = try programs.write(
                program: "kubectl",
                """
                echo "$* < $(cat)" >> '\(asked.path)'
                case "$*" in *can-i*) echo yes ;; *) echo redis_version:7 ;; esac

                """)
            let installation = try ResponderInstallation(
                environment: ["REDISCLI_AUTH": password], programs: [programs.file("bin").path, "/usr/bin", "/bin"])
            try installation.replaceCollectors(
                with: """
                    collectors:
                      - name: redis-stats
                        run: [kubectl, exec, -n, "{label:namespace|shop}", redis-0, --, redis-cli, INFO, stats]
                        environment: [REDISCLI_AUTH]

                    """)
            let responder = try await installation.start()
            var outcomes: [String] = []
            for (index, namespace) in ["shop", "tenant-evil"].enumerated() {
                let labels = ["alertname": "RedisDown", "severity": "critical", "namespace": namespace]
                let body = try webhookBody(labels, fingerprint: "f\(index)", groupKey: "{}:{\(index)}")
                #expect(try await responder.api.post(body).status == 200)
                try await responder.diagnosed(index + 1)
                let artifact = try #require(try await responder.api.incident(index + 1).artifacts.first)
                outcomes.append(try await responder.api.output(ofArtifact: artifact.id))
            }
            let questions = try String(contentsOf: asked, encoding: .utf8).split(separator: "\n")
            #expect(
                questions == [
                    "exec -n shop redis-0 -i -- redis-cli --askpass --no-auth-warning INFO stats < \(password)",
                    "exec -n tenant-evil redis-0 -- redis-cli INFO stats < ",
                ])
            #expect(outcomes[0] == "redis_version:7\n")
            #expect(
                outcomes[1]
                    == "redis_version:7\nredis-stats is not given the password of REDISCLI_AUTH, because the alert's label "
                    + "namespace=tenant-evil chose the pod; where that pod may have it, write it out in a collector of its own\n"
            )
            // Who asks beforehand is no exception.
            let check = ["check", "--probe", "--alert", "namespace=tenant-evil"] + installation.routesOption
            _ = try await installation.run(check)
            let probed = try String(contentsOf: asked, encoding: .utf8).split(separator: "\n").dropFirst(2)
            #expect(probed.contains { $0.contains("redis-0 -- redis-cli PING") }, "\(probed)")
            #expect(!probed.contains { $0.contains(password) }, "\(probed)")
        }
    }
}
