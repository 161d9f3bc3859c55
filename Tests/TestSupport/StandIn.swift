package import Foundation
import Glibc
import Synchronization
import Transport

/// A Python stand-in of `Tests/Tools` that runs beside a test, on a free port of 127.0.0.1.
///
/// It ends with the value, or at `stop()`.
package final class StandIn: Sendable {
    package let port: Int
    /// What it printed after the port: the SMTP stand-in's CA file.
    package let caFile: String?
    /// Of this stand-in alone; removed with it.
    package let folder: URL
    private let process: Mutex<Process>
    private let http = HTTPClient.live()

    package static func pagerDuty(_ arguments: String...) async throws -> StandIn {
        try await StandIn(script: "pagerduty_stub.py") { _ in arguments }
    }

    package static func slack(_ arguments: String...) async throws -> StandIn {
        try await StandIn(script: "slack_stub.py") { _ in arguments }
    }

    /// With its messages in `folder`, as `receivedMails()` reads them.
    package static func smtp(_ arguments: String...) async throws -> StandIn {
        try await StandIn(script: "smtp_stub.py") { folder in
            ["--out", folder.appending(path: "mail.jsonl").path, "--out-dir", folder.appending(path: "mail").path]
                + ["--log", folder.appending(path: "dialogue.log").path]
                + arguments + (arguments.contains("--self-signed") ? [folder.appending(path: "tls").path] : [])
        }
    }

    /// - Parameter arguments: may end in `--self-signed`, which takes a folder.
    private init(script: String, arguments: (URL) -> [String]) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stand-in-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let tools = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Tools").standardized
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [tools.appending(path: script).path] + arguments(folder)
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        // Ours would stay open in it when the tests crash, and whoever reads our errors would wait for its end.
        process.standardError = FileHandle.nullDevice
        try process.runAlone()
        let printsAuthority = process.arguments?.contains("--self-signed") == true
        let lines = await Self.lines(printsAuthority ? 2 : 1, from: output.fileHandleForReading)
        guard let port = lines.first.flatMap({ Int($0) }) else {
            kill(process.processIdentifier, SIGKILL)
            throw StandInFailure(description: "\(script) did not print its port")
        }
        self.port = port
        self.folder = folder
        caFile = lines.count > 1 ? lines[1] : nil
        self.process = Mutex(process)
    }

    deinit {
        process.withLock { Self.end($0) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Returns once its port is closed.
    package func stop() {
        process.withLock { process in
            Self.end(process)
            process.waitUntilExit()
        }
    }

    /// Kills it: it was started from a thread that blocks SIGTERM, and has inherited that.
    private static func end(_ process: Process) {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    package var origin: String { "http://127.0.0.1:\(port)" }

    /// Reads one of an HTTP stand-in's `/_stub/…` lists.
    package func read<Value: Decodable>(_ type: Value.Type, _ path: String) async throws -> Value {
        let response = try await send(.get, path)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(response.body))
    }

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

    /// Reading blocks, so a thread of its own waits for the lines.
    private static func lines(_ count: Int, from handle: FileHandle) async -> [String] {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var text = Data()
                while text.count(where: { $0 == UInt8(ascii: "\n") }) < count {
                    let more = handle.availableData
                    if more.isEmpty { break }
                    text += more
                }
                continuation.resume(
                    returning: String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init))
            }
        }
    }
}

package struct StandInFailure: Error, CustomStringConvertible {
    package let description: String
}
