import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct ReadOnlySessionTests {
    static let settings =
        "options='-c default_transaction_read_only=on -c standard_conforming_strings=on -c statement_timeout=9000"
        + " -c lock_timeout=4500'"

    @Test(arguments: [
        (
            ["psql", "-U", "postgres", "-c", "SELECT 1"],
            ["psql", "-X", "-U", "postgres", "-c", "SELECT 1", "-d", settings]
        ),
        (
            ["/usr/bin/psql", "-tAc", "SELECT 1", "--dbname=analytics"],
            ["/usr/bin/psql", "-X", "-t", "-A", "-c", "SELECT 1", "-d", "dbname='analytics' " + settings]
        ),
        (
            ["psql", "analytics", "app", "-cSELECT 1"],
            ["psql", "-X", "-c", "SELECT 1", "-U", "app", "-d", "dbname='analytics' " + settings]
        ),
        (
            ["kubectl", "exec", "-n", "x", "db-0", "--", "psql", "-c", "SELECT 1;"],
            ["kubectl", "exec", "-n", "x", "db-0", "--", "psql", "-X", "-c", "SELECT 1;", "-d", settings]
        ),
        (["psql", "-lqt"], ["psql", "-X", "-l", "-q", "-t", "-d", "dbname='postgres' " + settings]),
        (
            ["psql", "--comm=SELECT 1", "-c", "SELECT 2", "--dbn", "app"],
            ["psql", "-X", "--command", "SELECT 1", "-c", "SELECT 2", "-d", "dbname='app' " + settings]
        ),
        (["kubectl", "exec", "db-0", "--", "pg_isready"], ["kubectl", "exec", "db-0", "--", "pg_isready"]),
        (["kubectl", "get", "pods"], ["kubectl", "get", "pods"]),
        (
            ["kubectl", "-n", "x", "rollout", "status", "deployment/a"],
            ["kubectl", "-n", "x", "rollout", "status", "deployment/a", "--watch=false"]
        ),
        (
            ["kubectl", "rollout", "status", "deployment/a", "--watch=false"],
            ["kubectl", "rollout", "status", "deployment/a", "--watch=false"]
        ),
        (["kubectl", "rollout", "history", "deployment/a"], ["kubectl", "rollout", "history", "deployment/a"]),
    ])
    func `psql gets a session that the server keeps read-only, and nothing waits for a rollout`(
        _ arguments: [String], _ expected: [String]
    ) throws {
        #expect(try ReadOnlySession.hardened(arguments, limit: .seconds(10)) == expected)
    }

    @Test(arguments: [
        ["psql", "-f", "x.sql"], ["psql", "-c", "SELECT 1", "-d", "host=x"],
        ["psql", "-c", "SELECT 1", "postgres://x/y"],
        ["psql", "-c", "SELECT 1", "-d", "a'b"],
        ["kubectl", "exec", "db-0", "--", "psql", "-d", "host=x", "-c", "SELECT 1"],
        ["kubectl", "exec", "-it", "db-0", "--", "psql", "-c", "SELECT 1"],
    ])
    func `a psql that cannot have one is not run`(_ arguments: [String]) {
        #expect(throws: BindingRefused.self) { try ReadOnlySession.hardened(arguments, limit: .seconds(10)) }
    }

    @Test func `only a redis-cli in a pod is told to ask for its password`() {
        func asking(_ words: String...) -> [String]? { ReadOnlySession.askingForPassword(words) }
        #expect(
            asking("kubectl", "exec", "-n", "x", "redis-0", "-c", "r", "--", "redis-cli", "-n", "1", "INFO")
                == [
                    "kubectl", "exec", "-n", "x", "redis-0", "-c", "r", "-i", "--", "redis-cli", "--askpass",
                    "--no-auth-warning", "-n", "1", "INFO",
                ])
        #expect(asking("redis-cli", "INFO") == nil && asking("kubectl", "get", "pods") == nil)
        #expect(asking("kubectl", "exec", "db-0", "--", "psql", "-c", "SELECT 1") == nil)
    }
}
