import Foundation
import Glibc
import Transport

/// A Python stand-in of `Tests/Tools` that runs beside a test, on a free port of 127.0.0.1.
///
/// It ends with the value, or at `stop()`.
package final class StandIn: Sendable {
    package let port: Int
    /// What it printed after the port: the authority of its certificate.
    package let caFile: String?
    /// Of this stand-in alone; removed with it.
    package let folder: ScratchFolder
    private let program: ScratchProgram
    private let http = HTTPClient.live()

    package static func pagerDuty(_ arguments: String...) async throws -> StandIn {
        try await StandIn(script: "pagerduty_stub.py") { _ in arguments }
    }

    package static func slack(_ arguments: String...) async throws -> StandIn {
        try await StandIn(script: "slack_stub.py") { _ in arguments }
    }

    /// With the clock of the messages, which is a test's.
    package static func webhook(secret: String, _ arguments: String...) async throws -> StandIn {
        try await StandIn(script: "webhook_stub.py") { _ in ["--secret", secret, "--any-time"] + arguments }
    }

    /// With TLS for `name`, as the authority in `caFile` says.
    package static func pagerDuty(named name: String, _ arguments: String...) async throws -> StandIn {
        try await StandIn(script: "pagerduty_stub.py") { folder in
            arguments + ["--name", name, "--self-signed", folder.file("tls").path]
        }
    }

    /// An HTTP proxy that leads every host to `target`; without one it has nowhere to lead to.
    package static func proxy(to target: StandIn? = nil, _ arguments: String...) async throws -> StandIn {
        try await StandIn(script: "proxy_stub.py") { _ in
            ["--to", String(target?.port ?? 1)] + arguments
        }
    }

    package static func grafana(token: String, _ arguments: String...) async throws -> StandIn {
        try await StandIn(script: "grafana_stub.py") { _ in ["--token", token] + arguments }
    }

    /// Any server; with TLS for `localhost`, as the authority in `caFile` says.
    package static func http(withTLS: Bool = false) async throws -> StandIn {
        try await StandIn(script: "http_stub.py") { folder in
            withTLS ? ["--self-signed", folder.file("tls").path] : []
        }
    }

    /// With its messages in `folder`, as `receivedMails()` reads them.
    package static func smtp(_ arguments: String...) async throws -> StandIn {
        try await StandIn(script: "smtp_stub.py") { folder in
            ["--out", folder.file("mail.jsonl").path, "--out-dir", folder.file("mail").path]
                + ["--log", folder.file("dialogue.log").path]
                + arguments + (arguments.contains("--self-signed") ? [folder.file("tls").path] : [])
        }
    }

    /// - Parameter arguments: may end in `--self-signed`, which takes a folder.
    private init(script: String, arguments: (ScratchFolder) -> [String]) async throws {
        let folder = try ScratchFolder()
        let tools = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Tools").standardized
        let arguments = [tools.appending(path: script).path] + arguments(folder)
        let program = try ScratchProgram(URL(filePath: "/usr/bin/python3"), arguments, in: folder)
        let announced = arguments.contains("--self-signed") ? 2 : 1
        let lines = try await waitUntil("\(script) prints its port", evidence: program.errors) {
            guard program.isRunning else {
                throw StandInFailure(description: "\(script) ended: \(program.output)\(program.errors)")
            }
            // Only a line with its end is whole.
            let lines = program.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            return lines.count >= announced ? lines.map(String.init) : nil
        }
        guard let port = Int(lines[0]) else {
            throw StandInFailure(description: "\(script) printed \"\(lines[0])\" in place of its port")
        }
        self.port = port
        self.folder = folder
        self.program = program
        caFile = announced > 1 ? lines[1] : nil
    }

    /// Returns once its port is closed.
    package func stop() async throws {
        program.send(signal: SIGKILL)
        _ = try await program.end()
    }

    package var origin: String { "http://127.0.0.1:\(port)" }

    /// Reads one of an HTTP stand-in's `/_stub/…` lists.
    package func read<Value: Decodable>(_ type: Value.Type, _ path: String) async throws -> Value {
        let response = try await send(.get, path)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(response.body))
    }

    /// One of an HTTP stand-in's `/_stub/…` lists as it stands.
    package func text(_ path: String) async throws -> String { try await send(.get, path).text }

    /// Replaces what is left of an HTTP stand-in's failure plan.
    package func plan(_ text: String) async throws {
        _ = try await send(.put, "/_stub/plan", body: Array(text.utf8))
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, body: [UInt8] = []) async throws -> HTTPResponse {
        let response = try await http.send(
            HTTPRequest(
                method: method, url: origin + path, body: body, connectTimeout: .seconds(5), timeout: .seconds(20),
                responseLimitBytes: 64 * 1024 * 1024))
        guard response.status == 200 else { throw StandInFailure(description: "\(path): \(response.text)") }
        return response
    }
}

package struct StandInFailure: Error, CustomStringConvertible {
    package let description: String
}
