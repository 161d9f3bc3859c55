import Collectors
import Foundation
import IncidentCore
import TestSupport
import Testing

/// What the grammar and the session promise, held by a real PostgreSQL.
@Suite(.timeLimit(.minutes(5))) struct RealDatabaseTests {
    @Test func `no label takes psql out of its read-only session, neither here nor in a pod`() async throws {
        let world = try await ScratchKubernetes(scenario: "service-down")
        let run = CollectorRunner.sample(
            environment: world.environment.merging(["PATH": world.programs.joined(separator: ":")]) { own, _ in own })
        try await world.sql("CREATE DATABASE app")
        try await world.sql("CREATE TABLE kept AS SELECT 1 AS id", database: "app")
        try await world.sql(
            "CREATE FUNCTION purge() RETURNS bigint LANGUAGE sql AS "
                + "'WITH gone AS (DELETE FROM kept RETURNING 1) SELECT count(*) FROM gone'",
            database: "app")

        let here = ["psql", "-h", "127.0.0.1", "-p", String(world.postgresPort), "-U", "postgres"]
        let inPod = ["kubectl", "exec", "-n", "llm-analytics-hub", "timescaledb-0", "--", "psql", "-U", "postgres"]
        for place in [here, inPod] {
            let settings = place + ["-d", "{label:datname:database}", "-Atc", Self.settings]
            #expect(try await run(Self.collector(settings), ["datname": "app"]).output == "app|on|9s|4500ms\n")

            let purge = place + ["-d", "{label:datname:database}", "-Atc", "SELECT purge()"]
            let refused = try await run(Self.collector(purge), ["datname": "app"])
            #expect(refused.outcome == .failed)
            #expect(refused.output.contains("in a read-only transaction"))

            for type in ["database", "path", "address"] {
                let template = place + ["-d", "{label:datname:\(type)}", "-Atc", "SELECT purge()"]
                for attack in Self.attacks(port: world.postgresPort) {
                    let artifact = try await run(Self.collector(template), ["datname": attack])
                    #expect(artifact.outcome == .notBound, "\(type) \(attack)")
                }
            }
        }
        #expect(try await world.sql("SELECT count(*) FROM kept", database: "app") == "1\n")
    }

    private static let settings =
        "SELECT current_database(), current_setting('transaction_read_only'), "
        + "current_setting('statement_timeout'), current_setting('lock_timeout')"

    private static func attacks(port: Int) -> [String] {
        [
            "postgresql://127.0.0.1:\(port)/app", "postgres://127.0.0.1/app", "127.0.0.1:\(port)", "/app",
            "dbname=app", "app options=-cdefault_transaction_read_only=off", "-dapp", "app/../app",
        ]
    }

    private static func collector(_ words: [String]) throws -> Collector {
        Collector(
            name: "sample", procedure: "P2", when: Selector(),
            source: .run(
                CommandTemplate(try words.map { word in try ArgumentTemplate(word) }, functions: ["purge"])))
    }
}
