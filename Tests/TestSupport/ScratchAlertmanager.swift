import Foundation
import Glibc
package import IncidentCore

/// A real Alertmanager, or a pair, with one webhook receiver, with timers of a second or two.
package final class ScratchAlertmanager: Sendable {
    private let folder: ScratchFolder
    private let program: ScratchProgram
    private let apis: [String]

    /// - Parameter options: of `alertmanager_e2e.py serve`.
    package convenience init(webhookURL: String, _ options: String...) async throws {
        try await self.init(webhookURL: webhookURL, options)
    }

    package init(webhookURL: String, _ options: [String]) async throws {
        let folder = try ScratchFolder()
        let serve = ["serve", "--webhook-url", webhookURL, "--folder", folder.url.path]
        let program = try Self.tool(serve + options, in: folder)
        apis = try await waitUntil("Alertmanager starts", within: .seconds(40), evidence: program.errors) {
            guard program.isRunning else { throw InstallationFailure(description: program.errors) }
            return program.output.split(separator: "\n").first.map { $0.split(separator: " ").map(String.init) }
        }
        (self.folder, self.program) = (folder, program)
    }

    deinit {
        // TERM and not KILL: the script takes Alertmanager with it, which needs a moment.
        program.send(signal: SIGTERM)
        for _ in 0..<100 where program.isRunning { usleep(50_000) }
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
