import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Many incidents that ask the same cluster")
    struct SharedDiagnostics {
        @Test func `a storm of a hundred incidents about one namespace asks the cluster three questions`() async throws
        {
            let cluster = try Cluster(
                "sleep 0.2; echo three pods", collectors: ["pods", "nodes", "events"], sharedFor: "5m")
            let responder = try await cluster.installation.start()
            for number in 1...100 {
                let labels = ["alertname": "Pressure\(number)", "severity": "warning", "namespace": "shop"]
                let body = try webhookBody(labels, fingerprint: "f\(number)", groupKey: "{}:{\(number)}")
                #expect(try await responder.api.post(body).status == 200)
            }
            for id in 1...100 {
                try await responder.diagnosed(id)
                let artifacts = try await responder.api.incident(id).artifacts
                #expect(artifacts.map(\.outcome) == ["succeeded", "succeeded", "succeeded"])
            }
            #expect(
                try cluster.questions().sorted() == [
                    "get events -n shop", "get nodes -n shop", "get pods -n shop",
                ])
            #expect(responder.errorLines == [])
        }

        @Test func `an API server that does not answer costs twenty incidents one time limit`() async throws {
            let cluster = try Cluster("exec sleep 3600", collectors: ["pods", "events"], timeout: "2s")
            let responder = try await cluster.installation.start()
            for number in 1...20 {
                let labels = ["alertname": "Down", "severity": "critical", "namespace": "shop-\(number)"]
                let body = try webhookBody(labels, fingerprint: "f\(number)", groupKey: "{}:{\(number)}")
                #expect(try await responder.api.post(body).status == 200)
            }
            var outcomes: [String: Int] = [:]
            for id in 1...20 {
                try await responder.diagnosed(id)
                for artifact in try await responder.api.incident(id).artifacts {
                    outcomes[artifact.outcome, default: 0] += 1
                    guard artifact.outcome == "failed" else { continue }
                    let output = try await responder.api.output(ofArtifact: artifact.id)
                    #expect(output.contains("the Kubernetes API server did not answer at "))
                }
            }
            // So many places a target has; who had none was not asked any more.
            #expect(try cluster.questions().count <= 8)
            #expect(outcomes["timed_out", default: 0] <= 8)
            #expect(outcomes.values.reduce(0, +) == 40)
            #expect(
                try await responder.api.timeline(20).contains {
                    $0.summary.contains("was not run: the Kubernetes API server did not answer at ")
                })
            let shown = try await cluster.installation.run(
                ["incident", "show", "20"] + cluster.installation.dataOption + cluster.installation.routesOption)
            #expect(
                shown.output.contains(
                    /- \d+ \w+: not run, the Kubernetes API server did not answer at .+, so it was not asked/),
                "\(shown.output)")
            let page = try await responder.api.send(.get, "/incidents/20")
            #expect(page.text.contains("not run") && !page.text.contains("failed in 0 ms"))
        }

        @Test func `collectors that were not asked run when the API server answers again, and when a person asks`()
            async throws
        {
            let folder = try ScratchFolder()
            let down = folder.file("down").path
            try Data().write(to: folder.file("down"))
            let cluster = try Cluster(
                "[ -e \(down) ] && exec sleep 3600; echo three pods", collectors: ["pods", "events"], sharedFor: "0s",
                timeout: "1s")
            let responder = try await cluster.installation.start()
            for number in 1...2 {
                let labels = ["alertname": "Down", "severity": "critical", "namespace": "shop-\(number)"]
                let body = try webhookBody(labels, fingerprint: "f\(number)", groupKey: "{}:{\(number)}")
                #expect(try await responder.api.post(body).status == 200)
                try await responder.diagnosed(number)
            }
            func outcomes(_ id: Int) async throws -> [String] {
                try await responder.api.incident(id).artifacts.map { "\($0.collector) \($0.outcome)" }
            }
            #expect(try await outcomes(2) == ["pods failed", "events failed"])
            try FileManager.default.removeItem(atPath: down)
            // Within half a minute the circuit may be tried.
            _ = try await responder.eventually("the collectors have run", within: .seconds(120)) { _ in
                try await outcomes(2).count == 4 ? true : nil
            }
            #expect(
                try await outcomes(2).sorted() == [
                    "events failed", "events succeeded", "pods failed", "pods succeeded",
                ]
            )
            // Those that were asked and ran out of time are a person's to ask again.
            let first = try await outcomes(1)
            let asked = try await cluster.installation.run(
                ["incident", "diagnose", "1", "--collector", "events", "--by", "bob", "--text", "it is back"]
                    + cluster.installation.dataOption + cluster.installation.routesOption)
            #expect(asked.end == .exited(0), "\(asked.errors)")
            _ = try await responder.eventually("the collector has run again", within: .seconds(120)) { _ in
                try await outcomes(1) == first + ["events succeeded"] ? true : nil
            }
            let shown = try await cluster.installation.run(
                ["incident", "show", "1"] + cluster.installation.dataOption + cluster.installation.routesOption)
            #expect(shown.output.contains(/\d+ events: succeeded, .*\n- \d+ events, earlier run/), "\(shown.output)")
            #expect(
                try await responder.api.timeline(1).contains {
                    $0.actor == "bob"
                        && $0.summary
                            == "collector \"events\" asked for again by bob, on the command line: it is back"
                })
            #expect(responder.errorLines == [])
        }

        /// An installation whose `kubectl` is a script that keeps what it was asked.
        private struct Cluster {
            let installation: ResponderInstallation
            private let programs: ScratchFolder

            init(_ script: String, collectors: [String], sharedFor share: String = "15s", timeout: String = "20s")
                throws
            {
                programs = try ScratchFolder()
                let note = programs.file("asked").path
                _ = try programs.write(program: "kubectl", "echo \"$*\" >> \(note)\n\(script)\n")
                installation = try ResponderInstallation(programs: [programs.file("bin").path, "/usr/bin", "/bin"])
                let rows = collectors.map {
                    """
                      - name: \($0)
                        run: [kubectl, get, \($0), -n, "{label:namespace}"]
                        share_for: \(share)
                        timeout: \(timeout)

                    """
                }
                try installation.replaceCollectors(with: "collectors:\n\(rows.joined())")
            }

            func questions() throws -> [String] {
                try String(contentsOf: programs.file("asked"), encoding: .utf8).split(separator: "\n").map(String.init)
            }
        }
    }
}
