import Foundation
import Glibc

/// A real Alertmanager with one webhook receiver, with timers of a second or two.
package final class ScratchAlertmanager: Sendable {
    private let folder: ScratchFolder
    private let program: ScratchProgram
    private let api: String

    /// - Parameter options: of `alertmanager_e2e.py serve`.
    package init(webhookURL: String, _ options: String...) async throws {
        let folder = try ScratchFolder()
        let serve = ["serve", "--webhook-url", webhookURL, "--folder", folder.url.path]
        let program = try Self.tool(serve + options, in: folder)
        api = try await waitUntil("Alertmanager starts", evidence: program.errors) {
            guard program.isRunning else { throw InstallationFailure(description: program.errors) }
            return program.output.split(separator: "\n").first.map(String.init)
        }
        (self.folder, self.program) = (folder, program)
    }

    deinit {
        // TERM and not KILL: the script takes Alertmanager with it, which needs a moment.
        program.send(signal: SIGTERM)
        for _ in 0..<100 where program.isRunning { usleep(50_000) }
    }

    package func fire(_ labels: [String: String], annotations: [String: String] = [:]) async throws {
        try await send("fire", labels, annotations)
    }

    package func resolve(_ labels: [String: String], annotations: [String: String] = [:]) async throws {
        try await send("resolve", labels, annotations)
    }

    private func send(_ command: String, _ labels: [String: String], _ annotations: [String: String]) async throws {
        let labelOptions = labels.flatMap { ["--label", "\($0)=\($1)"] }
        let annotationOptions = annotations.flatMap { ["--annotation", "\($0)=\($1)"] }
        let tool = try Self.tool([command, "--api", api] + labelOptions + annotationOptions, in: folder)
        guard try await tool.end() == .exited(0) else { throw InstallationFailure(description: tool.errors) }
    }

    private static func tool(_ arguments: [String], in folder: ScratchFolder) throws -> ScratchProgram {
        let script = ResponderInstallation.root.appending(path: "Tests/Tools/alertmanager_e2e.py").path
        return try ScratchProgram(URL(filePath: "/usr/bin/env"), ["python3", script] + arguments, in: folder)
    }
}
