package import IncidentCore
package import Logging

extension CollectorRunner {
    /// Runs commands as processes of this machine.
    ///
    /// - Parameters:
    ///   - environment: our own; what `CollectorEnvironment` allows of it reaches a command, besides `ALERT_LABEL_…`.
    ///   - passing: further names that the settings allow.
    ///   - now: the clock for `startedAt`. Time limits are real time.
    package static func live(
        environment: [String: String], passing: Set<String> = [],
        now: @escaping @Sendable () -> Timestamp, logger: Logger
    ) -> CollectorRunner {
        let allowed = CollectorEnvironment(environment, passing: passing)
        return CollectorRunner { collector, labels, redactions in
            let collection = Collection(
                collector: collector, labels: labels, redactions: redactions, environment: allowed, startedAt: now(),
                logger: logger)
            let artifact = await collection.artifact()
            logger.debug(
                "collector ran",
                metadata: [
                    "collector": "\(collector.name)", "outcome": "\(artifact.outcome.rawValue)",
                    "duration_ms": "\(artifact.duration.wholeMilliseconds)", "bytes": "\(artifact.bytes)",
                ])
            return artifact
        }
    }
}

/// One run of one collector, from its template to its artifact.
private struct Collection {
    let collector: Collector
    let labels: Labels
    let redactions: Redactions
    let environment: CollectorEnvironment
    let startedAt: Timestamp
    let logger: Logger

    func artifact() async -> DiagnosticArtifact {
        let arguments: [String]
        do throws(BindingRefused) {
            arguments = try collector.source.question(for: labels, limit: collector.timeout)
        } catch {
            let shown = collector.source.shownQuestion(for: labels)
            return notRun(.notBound, arguments: shown, because: error.description)
        }
        guard let program = environment.path(ofProgram: arguments[0]) else {
            let searched = environment.searchPath.joined(separator: ", ")
            let reason = "program \"\(arguments[0])\" is not installed here; looked in \(searched)"
            return notRun(.missing, arguments: arguments, because: reason)
        }
        let command = Command(
            program: program, arguments: Array(arguments.dropFirst()),
            environment: environment.variables.merging(labels.environment) { own, _ in own },
            timeout: collector.timeout, outputLimitBytes: collector.outputLimitBytes)
        do {
            return ran(arguments, try await command.run(logger: logger))
        } catch {
            return notRun(.failed, arguments: arguments, because: "\(program) could not be started: \(error)")
        }
    }

    private func ran(_ arguments: [String], _ result: CommandResult) -> DiagnosticArtifact {
        var artifact = empty(result.outcome, arguments: arguments)
        artifact.duration = result.duration
        artifact.exitStatus = result.exitStatus
        artifact.bytes = result.output.byteCount
        artifact.truncated = result.output.isTruncated
        let redacted = redactions.apply(to: PrintableText.read(result.output.bytes))
        // A shell's pipe would not have filtered standard error either, and that is where a failed command speaks.
        let text = result.outcome == .succeeded ? collector.filters.apply(to: redacted) : redacted
        artifact.findings = collector.findings.flatMap { $0.findings(in: text, of: collector.name) }
        artifact.output = text.endingInLine(result.closingSentence(for: collector))
        return artifact
    }

    private func notRun(
        _ outcome: CollectorOutcome, arguments: [String], because reason: String
    ) -> DiagnosticArtifact {
        var artifact = empty(outcome, arguments: arguments)
        artifact.output = redactions.apply(to: reason) + "\n"
        return artifact
    }

    private func empty(_ outcome: CollectorOutcome, arguments: [String]) -> DiagnosticArtifact {
        DiagnosticArtifact(
            collector: collector.name, procedure: collector.procedure,
            arguments: arguments.map(redactions.apply(to:)), startedAt: startedAt, duration: .zero, exitStatus: nil,
            outcome: outcome, bytes: 0, truncated: false, output: "", findings: [])
    }
}

extension String {
    /// With `line` as the last line of its own.
    fileprivate func endingInLine(_ line: String?) -> String {
        guard let line else { return self }
        return self + (isEmpty || utf8.last == UInt8(ascii: "\n") ? "" : "\n") + line + "\n"
    }
}
