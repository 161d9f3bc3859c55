import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `responder check --probe` against real programs.
    @Suite("Which collectors can work here")
    struct CheckProbe {
        @Test func `each collector that cannot work says why, and nothing is changed`() async throws {
            let world = try await ScratchKubernetes(scenario: "service-down")
            try await world.sql("CREATE ROLE desk LOGIN PASSWORD 'right'")
            // Before the lines that trust everybody.
            let hba = try await world.sql("SHOW hba_file").trimmingCharacters(in: .whitespacesAndNewlines)
            let lines = try String(contentsOfFile: hba, encoding: .utf8)
            try Data("host all desk 127.0.0.1/32 scram-sha-256\n\(lines)".utf8).write(to: URL(filePath: hba))
            try await world.sql("SELECT pg_reload_conf()")

            let installation = try ResponderInstallation(environment: world.environment, programs: world.programs)
            let psql = "run: [psql, -h, 127.0.0.1, -p, \"\(world.postgresPort)\", -U"
            let table = """
                collectors:
                  - { name: allowed, procedure: Probe, run: [kubectl, get, pods, -n, llm-analytics-hub] }
                  - { name: denied, procedure: Probe, run: [kubectl, get, pods, -n, kube-system] }
                  - { name: in-pod, procedure: Probe, run: [kubectl, exec, timescaledb-0, --, psql, -U, postgres, -c, SELECT 1] }
                  - { name: missing, procedure: Probe, run: [no-such-report], trusted: true }
                  - { name: refused, procedure: Probe, run: [psql, -h, 127.0.0.1, -p, "1", -U, postgres, -c, SELECT 1] }
                  - { name: password, procedure: Probe, \(psql), desk, -d, postgres, -c, SELECT 1] }
                  - { name: open, procedure: Probe, \(psql), postgres, -c, SELECT 1] }
                  - { name: labelled, procedure: Probe, run: [kubectl, get, pods, -n, "{label:namespace}"] }
                  - { name: health, procedure: Probe, http: { url: "http://127.0.0.1:1/health" } }
                  - { name: own, procedure: Probe, run: [/bin/true], trusted: true }

                """
            let folder = URL(filePath: installation.routesOption[1])
            try FileManager.default.removeItem(at: folder.appending(path: "collectors.runbook.yaml"))
            try Data(table.utf8).write(to: folder.appending(path: "collectors.yaml"))

            let check = ["check", "--probe"] + installation.routesOption
            let probed = try await installation.run(check + ["--output", "json"])
            #expect(probed.end == .exited(1))
            #expect(probed.errors.contains("5 of 10 collectors cannot work here; of 2 it is not known"))
            let report = try JSONDecoder().decode(Report.self, from: Data(probed.output.utf8))
            let rows = Dictionary(uniqueKeysWithValues: report.collectors.map { ($0.collector, $0) })
            for name in ["allowed", "in-pod", "open"] { #expect(rows[name]?.state == "works", "\(rows[name] as Any)") }
            for (name, words) in [
                "denied": "the cluster does not allow it: list pods -n kube-system",
                "missing": "program \"no-such-report\" is not installed here; looked in ",
                "refused": "the connection is refused: ", "password": "the login fails: ",
                "health": "the connection is refused: 127.0.0.1:1 does not answer",
            ] {
                #expect(rows[name]?.state == "cannot_work")
                #expect(rows[name]?.reason?.hasPrefix(words) == true, "\(rows[name] as Any)")
            }
            for name in ["labelled", "own"] { #expect(rows[name]?.state == "unknown", "\(rows[name] as Any)") }
            #expect(rows["labelled"]?.reason?.contains("--alert namespace=VALUE") == true)
            #expect(try await !world.writes().contains("\"POST\""))

            let filled = try await installation.run(check + ["--alert", "namespace=llm-analytics-hub"])
            #expect(filled.output.contains(/works: .*labelled/))
            #expect(filled.output.contains("→ give the account of the kubeconfig a Role"))
        }

        private struct Report: Decodable {
            let collectors: [Row]

            struct Row: Decodable {
                let collector, state: String
                let reason: String?
            }
        }
    }
}
