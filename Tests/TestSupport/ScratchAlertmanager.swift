import Foundation
import Glibc
package import IncidentCore
import Synchronization
import Transport

/// A real Alertmanager, or a pair, with one webhook receiver, with timers of a second or two.
package final class ScratchAlertmanager: Sendable {
    private let folder: ScratchFolder
    private let program: Mutex<ScratchProgram>
    private let arguments: [String]
    /// Where their APIs are.
    package let apis: [String]

    /// - Parameter options: of `alertmanager_e2e.py serve`.
    package convenience init(webhookURL: String, _ options: String...) async throws {
        try await self.init(webhookURL: webhookURL, options)
    }

    package init(webhookURL: String, _ options: [String]) async throws {
        let folder = try ScratchFolder()
        let serve = ["serve", "--webhook-url", webhookURL, "--folder", folder.url.path]
        let program = try Self.tool(serve + options, in: folder)
        apis = try await Self.started(program)
        (self.folder, arguments) = (folder, serve + options)
        self.program = Mutex(program)
    }

    deinit {
        // TERM and not KILL: the script takes Alertmanager with it, which needs a moment.
        let program = program.withLock(\.self)
        program.send(signal: SIGTERM)
        for _ in 0..<100 where program.isRunning { usleep(50_000) }
    }

    /// Stops a single one; what fires it forgets, whom it has told of what it keeps.
    package func stop() async throws {
        let program = program.withLock(\.self)
        program.send(signal: SIGTERM)
        _ = try await program.end()
    }

    /// Starts it anew where it was.
    package func start() async throws {
        let port = apis[0].split(separator: ":").last.map(String.init) ?? ""
        let program = try Self.tool(arguments + ["--port", port], in: folder)
        _ = try await Self.started(program)
        self.program.withLock { $0 = program }
    }

    private static func started(_ program: ScratchProgram) async throws -> [String] {
        try await waitUntil("Alertmanager starts", within: .seconds(120), evidence: program.errors) {
            guard program.isRunning else { throw InstallationFailure(description: program.errors) }
            return program.output.split(separator: "\n").first.map { $0.split(separator: " ").map(String.init) }
        }
    }

    /// Silences alerts by name for some seconds.
    package func silence(_ name: String, for seconds: Duration, by person: String, because comment: String) async throws
    {
        let now = Timestamp.ofThisMachine
        let body: [String: Any] = [
            "matchers": [["name": "alertname", "value": name, "isRegex": false, "isEqual": true] as [String: Any]],
            "startsAt": now.rfc3339, "endsAt": (now + seconds).rfc3339, "createdBy": person, "comment": comment,
        ]
        let response = try await HTTPClient.live().send(
            HTTPRequest(
                method: .post, url: apis[0] + "/api/v2/silences", headers: ["Content-Type": "application/json"],
                body: Array(try JSONSerialization.data(withJSONObject: body)), connectTimeout: .seconds(5),
                timeout: .seconds(20)))
        guard response.status == 200 else { throw InstallationFailure(description: response.text) }
    }

    /// - Parameters:
    ///   - startsAt: the start that is told; by default now.
    ///   - lasting: until it ends by itself, unless it is told again.
    package func fire(
        _ labels: [String: String], annotations: [String: String] = [:], startsAt: Timestamp? = nil,
        lasting: Duration = .seconds(3600)
    ) async throws {
        let start = startsAt.map { ["--starts-at", $0.rfc3339] } ?? []
        try await send("fire", labels, annotations, start + ["--seconds", "\(lasting.inSeconds)"])
    }

    package func resolve(
        _ labels: [String: String], annotations: [String: String] = [:], startsAt: Timestamp? = nil
    ) async throws {
        try await send("resolve", labels, annotations, startsAt.map { ["--starts-at", $0.rfc3339] } ?? [])
    }

    /// Forty alerts that each last two to five seconds; returns when the last has ended.
    package func burst() async throws { try await run(["burst"]) }

    private func send(
        _ command: String, _ labels: [String: String], _ annotations: [String: String], _ options: [String]
    ) async throws {
        let labelOptions = labels.flatMap { ["--label", "\($0)=\($1)"] }
        let annotationOptions = annotations.flatMap { ["--annotation", "\($0)=\($1)"] }
        try await run([command] + labelOptions + annotationOptions + options)
    }

    private func run(_ arguments: [String]) async throws {
        let tool = try Self.tool(arguments + apis.flatMap { ["--api", $0] }, in: folder)
        guard try await tool.end(within: .seconds(60)) == .exited(0) else {
            throw InstallationFailure(description: tool.errors)
        }
    }

    private static func tool(_ arguments: [String], in folder: ScratchFolder) throws -> ScratchProgram {
        let script = ResponderInstallation.root.appending(path: "Tests/Tools/alertmanager_e2e.py").path
        return try ScratchProgram(URL(filePath: "/usr/bin/env"), ["python3", script] + arguments, in: folder)
    }
}
