import Collectors
import IncidentCore
import Logging
import TestSupport
import Testing
import Transport

/// Tables made of fields, beside those that the tools print by themselves.
@Suite(.timeLimit(.minutes(20))) struct RealTablesTests {
    @Test(arguments: ["healthy", "deployed", "service-down", "latency", "pressure"])
    func `each kind is the table that kubectl prints`(_ scenario: String) async throws {
        let world = try await ScratchKubernetes(scenario: scenario)
        for what in [
            "pods -n llm-analytics-hub", "po -A", "pods -n llm-analytics-hub -l app=analytics-api --no-headers",
            "pod -n llm-analytics-hub redis-0", "pod/redis-0 pod/kafka-0 -n llm-analytics-hub",
            "rs -n llm-analytics-hub", "deployments -A", "sts -n llm-analytics-hub", "nodes", "nodes -A",
            "hpa -n llm-analytics-hub", "quota -n llm-analytics-hub", "cronjobs -n llm-analytics-hub",
            "jobs -n llm-analytics-hub", "events -n llm-analytics-hub --sort-by=.lastTimestamp",
            "events -A --field-selector=type=Warning", "pods -n nowhere", "pods -A -l app=none", "nodes -l none=none",
        ] {
            // Between the two questions a second may begin; on a busy machine it always does.
            var (printed, made) = ("", "")
            for _ in 0..<5 where printed != made || printed.isEmpty {
                printed = try await Self.run(in: world)(Self.plain("kubectl get \(what)")).output
                let artifact = try await Self.run(in: world)(structuredCollector("kubectl get \(what)"))
                #expect(artifact.arguments.suffix(2) == ["-o", "json"])
                made = Self.table(artifact)
            }
            if made != printed { (made, printed) = (Self.ageless(made), Self.ageless(printed)) }
            #expect(made == printed, "kubectl get \(what)")
        }
    }

    /// Without what is said of the rule that lets a collector read fields, which is about no field of some.
    private static func table(_ artifact: DiagnosticArtifact) -> String {
        artifact.output.replacing("no row has a field NAME, which a rule of findings asks for\n", with: "")
    }

    @Test func `rows are the table that psql prints, here and in a pod`() async throws {
        let world = try await ScratchKubernetes(scenario: "healthy")
        let here = ["psql", "-h", "127.0.0.1", "-p", String(world.postgresPort), "-U", "postgres", "-c"]
        let inPod = [
            "kubectl", "exec", "-n", "llm-analytics-hub", "timescaledb-0", "--", "psql", "-U", "postgres", "-c",
        ]
        for statement in [
            "SELECT 1 AS n, 'ab' AS text, NULL AS nothing, 12.5 AS num UNION ALL SELECT 100, 'größer', NULL, -3",
            "SELECT 'a,b' AS \"x y\", '\"q\"' AS q, '' AS empty, true AS is", "SELECT 1 AS one WHERE false",
            "SELECT datname, encoding, datconnlimit FROM pg_database ORDER BY datname", "SHOW server_encoding",
            "EXPLAIN (COSTS off) SELECT * FROM pg_class WHERE relname = 'x'", "SELECT 1e30::float8 AS f, 7::oid",
            "SELECT '日本語 ｆ' AS w, 'x' AS 名前 UNION ALL SELECT E'e\\u0301🙂✅☀', '🇩🇪가'",
        ] {
            for place in [here, inPod] {
                let words = place + [statement]
                let plain = Collector(
                    name: "sample", procedure: "", when: Selector(),
                    source: .run(CommandTemplate(try words.map { try ArgumentTemplate($0) })))
                // psql puts an empty line below.
                let printed = await Self.run(in: world)(plain).output
                let artifact = await Self.run(in: world)(try structuredCollector(words))
                #expect(artifact.arguments.contains("--csv") && artifact.outcome == .succeeded)
                #expect(Self.table(artifact) + "\n" == printed, "\(statement)")
            }
        }
        let failed = await Self.run(in: world)(
            try structuredCollector(here + ["SELECT 1 / 0"]))
        #expect(failed.output == "ERROR:  division by zero\nno fields were read: the command failed\n")
    }

    @Test func `what no column shows is found, each with its line, and a label is filled in`() async throws {
        let world = try await ScratchKubernetes(scenario: "pressure")
        let killed = try await Self.run(in: world)(
            structuredCollector(
                "kubectl get pods -n {label:namespace}", where: [#"last_reason="OOMKilled""#, "last_ended<1h"],
                say: "{workload} was killed at {memory_limit} in {container}, exit status {exit_code}"),
            ["namespace": "llm-analytics-hub"])
        #expect(killed.findings.map(\.text) == ["analytics-api was killed at 1Gi in api, exit status 137"])
        let line = try #require(killed.findings.first?.line)
        #expect(killed.output.split(separator: "\n")[line - 1].contains("Running   6 (25m ago)"))

        let sick = try await Self.run(in: world)(
            structuredCollector("kubectl get nodes", where: [#"memory_pressure="True""#], say: "{NAME}: {message}"))
        #expect(sick.findings.map(\.text) == ["node-2: kubelet has insufficient memory available"])

        let sessions = try await Self.run(in: world)(
            structuredCollector(
                [
                    "kubectl", "exec", "-n", "llm-analytics-hub", "timescaledb-0", "--", "psql", "-U", "postgres", "-c",
                    "SELECT pid, state, query_start FROM pg_stat_activity WHERE pid = pg_backend_pid()",
                ], where: [#"state="active""#, "query_start<1h", "query_start>-1m"], say: "{state}"))
        #expect(sessions.findings.map(\.text) == ["active"] && sessions.findings.first?.line == 3)
    }

    /// Its words, without how long ago things were and without the width of columns, which depends on that.
    private static func ageless(_ table: String) -> String {
        table.split(separator: "\n").map { line in
            line.split(separator: " ").filter { $0.wholeMatch(of: /\(?([0-9]+[ydhms])+/) == nil }.joined(separator: " ")
        }.joined(separator: "\n")
    }

    private static func run(in world: ScratchKubernetes) -> CollectorRunner {
        .live(
            environment: world.environment.merging(["PATH": world.programs.joined(separator: ":")]) { own, _ in own },
            http: .live(), now: { .ofThisMachine },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private static func plain(_ command: String) throws -> Collector {
        Collector(
            name: "sample", procedure: "", when: Selector(),
            source: .run(CommandTemplate(try command.split(separator: " ").map { try ArgumentTemplate(String($0)) })))
    }
}
