package import IncidentCore
package import Logging

extension CollectorRunner {
    /// Asks the sources themselves; programs run as processes of this machine.
    ///
    /// - Parameters:
    ///   - environment: our own; what `CollectorEnvironment` allows of it reaches a command, besides `ALERT_LABEL_…`.
    ///   - passing: further names that the settings allow.
    ///   - adoptsOrphans: whether this process is given the orphans below it (`PR_SET_CHILD_SUBREAPER`) and starts
    ///     nothing but collectors; then what has got away from a collector is ended too.
    ///   - now: the clock for `startedAt`. Time limits are real time.
    package static func live(
        environment: [String: String], passing: Set<String> = [], prlimit: String = ResourceLimits.prlimit,
        adoptsOrphans: Bool = false, openFiles: OpenFiles = .ofThisProcess, now: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) -> CollectorRunner {
        let programs = ProgramSource(
            environment: CollectorEnvironment(environment, passing: passing), prlimit: prlimit,
            adoptsOrphans: adoptsOrphans, openFiles: openFiles, logger: logger)
        return CollectorRunner { collector, labels, redactions in
            let startedAt = now()
            let (question, evidence) = await collector.ask(programs: programs, labels: labels)
            let artifact = await TextWork.run {
                evidence.artifact(of: collector, asking: question, at: startedAt, redactions: redactions)
            }
            logger.debug(
                "collector ran",
                metadata: [
                    "collector": "\(collector.name)", "outcome": "\(artifact.outcome.rawValue)",
                    "duration_ms": "\(artifact.duration.wholeMilliseconds)", "bytes": "\(artifact.bytes)",
                ])
            return artifact
        }
    }

    /// What keeps every program from being run on this machine; `nil` when nothing does.
    package static func problem(prlimit: String = ResourceLimits.prlimit) -> String? {
        CollectorEnvironment.isExecutable(prlimit)
            ? nil : "\(ProgramSource.words(missing: prlimit)); no collector is run without it"
    }
}

extension Collector {
    /// What was asked for an incident, and what came of it.
    fileprivate func ask(programs: ProgramSource, labels: Labels) async -> (question: [String], Evidence) {
        let question: [String]
        do throws(BindingRefused) {
            question = try source.question(for: labels, limit: timeout)
        } catch {
            return (source.shownQuestion(for: labels), .none(.notBound, because: error.description))
        }
        switch source {
        case .run: return (question, await programs.ask(question, for: self, labels: labels))
        }
    }
}
