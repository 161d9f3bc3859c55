import Glibc

/// A running `responder serve`.
package final class ResponderProcess: Sendable {
    package let api: ResponderAPI
    package let port: Int
    private let program: ScratchProgram

    init(_ program: ScratchProgram, token: Substring?) async throws {
        self.program = program
        let origin = try await waitUntil("responder listens", evidence: program.output + program.errors) {
            guard program.isRunning else {
                throw InstallationFailure(description: "responder ended: \(program.output)\(program.errors)")
            }
            // Only a line with its end is whole.
            let line = program.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().first
            return line.flatMap { $0.wholeMatch(of: /listening on (http:\/\/.+)/)?.output.1 }
        }
        api = ResponderAPI(origin: String(origin), token: token.map(String.init))
        port = origin.split(separator: ":").last.flatMap { Int($0) } ?? 0
    }

    package var pid: Int32 { program.pid }

    /// Everything it has logged.
    package var log: String { program.errors + program.output }

    /// The log lines at which a person should look.
    package var errorLines: [String] {
        log.split(separator: "\n").filter { $0.contains(/(^|\s)(error|critical)\s/.ignoresCase()) }.map(String.init)
    }

    /// How much memory it holds, in bytes, without pages of files: these come and go with the code that runs.
    package var heldBytes: Int { program.heldBytes }

    package func send(signal: Int32) { program.send(signal: signal) }

    /// Lets its files grow again.
    package func liftFileSizeLimit() async throws { try await program.liftFileSizeLimit() }

    /// Asks it to stop.
    package func stop() async throws -> ProgramEnd {
        program.send(signal: SIGTERM)
        return try await program.end(within: .seconds(12))
    }

    /// Ends it as a power cut would.
    package func kill() async throws {
        program.send(signal: SIGKILL)
        _ = try await program.end()
    }

    /// Waits for what the API shows.
    package func eventually<Value: Sendable>(
        _ what: String, within limit: Duration = .seconds(120), isolation: isolated (any Actor)? = #isolation,
        _ answer: (ResponderAPI) async throws -> Value?
    ) async throws -> Value {
        try await waitUntil(what, within: limit, evidence: log) { try await answer(api) }
    }

    /// The first incident, once there is one.
    package func firstIncident() async throws -> ResponderIncident {
        try await eventually("an incident is listed") { try await $0.incidents().first }
    }

    /// Waits for a notification to come to `state`.
    package func notification(
        _ notifier: String, of incident: Int, in state: String, within limit: Duration = .seconds(120)
    ) async throws -> ResponderIncidentDetail.Notification {
        try await eventually("a \(notifier) notification is \(state)", within: limit) { api in
            try await api.incident(incident).notifications.first { $0.notifier == notifier && $0.state == state }
        }
    }

    /// Waits until the collectors of an incident have run.
    package func diagnosed(_ incident: Int) async throws {
        _ = try await eventually("incident \(incident) is diagnosed", within: .seconds(120)) { api in
            try await api.timeline(incident).contains { $0.kind == "diagnosis_finished" } ? true : nil
        }
    }

    /// An incident and its timeline, when nothing is owed of it and nothing has come for half a second.
    package func settled(_ incident: Int) async throws -> SettledIncident {
        var last: SettledIncident?
        var same = 0
        return try await eventually("incident \(incident) comes to rest", within: .seconds(120)) { api in
            let detail = try await api.incident(incident)
            let now = SettledIncident(detail: detail, timeline: try await api.timeline(incident))
            let isOwed = detail.notifications.contains { ["pending", "sending", "unknown"].contains($0.state) }
            same = now == last && !isOwed ? same + 1 : 0
            last = now
            return same >= 20 ? now : nil
        }
    }
}

package struct SettledIncident: Equatable, Sendable {
    package let detail: ResponderIncidentDetail
    package let timeline: [ResponderTimelineEntry]
}
