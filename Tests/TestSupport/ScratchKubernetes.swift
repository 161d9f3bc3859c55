import Foundation
import Glibc
import Transport

/// The Kubernetes world of `Tests/Tools/kubectl_world`: the real kubectl against a stub, and a real PostgreSQL.
package final class ScratchKubernetes: Sendable {
    private let folder: ScratchFolder
    private let world: URL
    private let port: Int
    /// Of the PostgreSQL beside the cluster, which trusts the user `postgres` on 127.0.0.1.
    package let postgresPort: Int
    /// Of the Redis beside the cluster, where there is one.
    package let redisPort: Int?
    private let redisPassword: String?
    private let http = HTTPClient.live()
    /// What kubectl needs to find this world.
    package let environment: [String: String]
    /// For `PATH`, in order.
    package let programs: [String]

    /// - Parameter redisPassword: without which its Redis answers nothing; `nil` has none.
    package init(scenario: String, redisPassword: String? = nil) async throws {
        self.redisPassword = redisPassword
        folder = try ScratchFolder()
        world = folder.file("world")
        let redis = redisPassword.map { ["--redis-password", $0] } ?? ["--no-redis"]
        let started = try await Self.tool(["start", world.path, "--scenario", scenario] + redis, in: folder)
        struct Ports: Decodable {
            let kube, postgres: Int
            let redis: Int?
        }
        let ports = try JSONDecoder().decode(Ports.self, from: Data(started.utf8))
        (port, postgresPort, redisPort) = (ports.kube, ports.postgres, ports.redis)
        let tools = ResponderInstallation.root.appending(path: "Tests/Tools/kubectl_world")
        let system = ["/usr/local/bin", "/usr/bin", "/bin"]
        // Up to 1.29 kubectl execs over SPDY alone, which the stub does not speak.
        let needsWrapper = try await Self.clientMinorVersion(in: folder) < 30
        programs = (needsWrapper ? [tools.appending(path: "bin").path] : []) + system
        environment = [
            "KUBECONFIG": world.appending(path: "kubeconfig").path, "KUBECTL_WORLD": world.path,
        ]
    }

    deinit {
        // Nobody can wait in here for long; the tool needs about half a second.
        guard let stop = try? Self.program(["stop", world.path, "--purge"], in: folder) else { return }
        for _ in 0..<100 where stop.isRunning { usleep(50_000) }
    }

    /// Changes what its tools show: `deployed` after `healthy` is a deployment.
    package func set(scenario: String) async throws {
        _ = try await Self.tool(["set", world.path, "scenario=\(scenario)"], in: folder)
    }

    /// What somebody tried to change in the cluster: diagnostics never do.
    package func writes() async throws -> String {
        let response = try await http.send(
            HTTPRequest(
                method: .get, url: "http://127.0.0.1:\(port)/_stub/writes", connectTimeout: .seconds(5),
                timeout: .seconds(10)))
        return response.text
    }

    /// The rows of one SQL statement, run by somebody who may write.
    @discardableResult
    package func sql(_ statement: String, database: String = "postgres") async throws -> String {
        let connection = ["-h", "127.0.0.1", "-p", String(postgresPort), "-U", "postgres", "-d", database]
        let psql = try ScratchProgram(
            URL(filePath: "/usr/bin/env"), ["psql", "-XAtq"] + connection + ["-c", statement], in: folder)
        guard try await psql.end() == .exited(0) else {
            throw InstallationFailure(description: "psql: \(psql.errors)")
        }
        return psql.output
    }

    /// A statement that somebody else runs, who goes with the value.
    package func session(_ statement: String, database: String) throws -> ScratchProgram {
        let connection = ["-h", "127.0.0.1", "-p", String(postgresPort), "-U", "postgres", "-d", database]
        return try ScratchProgram(URL(filePath: "/usr/bin/env"), ["psql"] + connection + ["-c", statement], in: folder)
    }

    /// Waits until so many sessions are as a condition of `pg_stat_activity` says.
    package func wait(for count: Int, where condition: String) async throws {
        let statement = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND \(condition)"
        _ = try await waitUntil("\(count) sessions: \(condition)") {
            try await sql(statement) == "\(count)\n" ? true : nil
        }
    }

    /// One command of Redis, by somebody who may do all.
    package func redis(_ words: [String]) async throws {
        let place = ["-h", "127.0.0.1", "-p", redisPort.map(String.init) ?? ""]
        let environment = ["REDISCLI_AUTH": redisPassword ?? "", "PATH": "/usr/local/bin:/usr/bin:/bin"]
        let client = try ScratchProgram(
            URL(filePath: "/usr/bin/env"), ["redis-cli", "-e", "--no-auth-warning"] + place + words,
            environment: environment, in: folder)
        guard try await client.end() == .exited(0) else {
            throw InstallationFailure(description: "redis-cli: \(client.output)\(client.errors)")
        }
    }

    private static let script = ResponderInstallation.root.appending(path: "Tests/Tools/kubectl_world/world.py").path

    private static func program(_ arguments: [String], in folder: ScratchFolder) throws -> ScratchProgram {
        try ScratchProgram(URL(filePath: "/usr/bin/env"), ["python3", script] + arguments, in: folder)
    }

    private static func tool(_ arguments: [String], in folder: ScratchFolder) async throws -> String {
        let program = try program(arguments, in: folder)
        guard try await program.end(within: .seconds(60)) == .exited(0) else {
            throw InstallationFailure(description: "world.py \(arguments): \(program.errors)")
        }
        return program.output
    }

    private static func clientMinorVersion(in folder: ScratchFolder) async throws -> Int {
        let arguments = ["kubectl", "version", "--client", "--output=json"]
        let program = try ScratchProgram(URL(filePath: "/usr/bin/env"), arguments, in: folder)
        guard try await program.end() == .exited(0), let match = program.output.firstMatch(of: /"minor":\s*"(\d+)/),
            let minor = Int(match.output.1)
        else { throw InstallationFailure(description: "kubectl is not installed here: \(program.errors)") }
        return minor
    }
}
