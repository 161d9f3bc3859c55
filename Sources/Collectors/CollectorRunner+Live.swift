package import IncidentCore
package import Logging
package import Transport

extension CollectorRunner {
    /// Asks the sources themselves; programs run as processes of this machine.
    ///
    /// - Parameters:
    ///   - environment: our own; what `CollectorEnvironment` allows of it reaches a command, besides what the collector names
    ///     and `ALERT_LABEL_…`.
    ///   - adoptsOrphans: whether this process is given the orphans below it (`PR_SET_CHILD_SUBREAPER`) and starts
    ///     nothing but collectors; then what has got away from a collector is ended too.
    ///   - now: the clock for `startedAt`. Time limits are real time.
    package static func live(
        environment: [String: String], prlimit: String = ResourceLimits.prlimit,
        bubblewrap: String = Bubblewrap.program, adoptsOrphans: Bool = false, openFiles: OpenFiles = .ofThisProcess,
        http: HTTPClient,
        now: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) -> CollectorRunner {
        let programs = ProgramSource(
            environment: CollectorEnvironment(environment), prlimit: prlimit,
            bubblewrap: bubblewrap, adoptsOrphans: adoptsOrphans, openFiles: openFiles, now: now, logger: logger)
        let sources = Sources(
            programs: programs, prometheus: PrometheusSource(http: http, now: now),
            http: HTTPSource(http: http, now: now))
        let questions = SharedQuestions(now: now)
        return CollectorRunner { collector, subject, redactions in
            let (asked, words, answer) = await collector.ask(questions, sources, about: subject, now: now)
            let artifact = await TextWork.run {
                var artifact = answer.evidence.artifact(
                    of: asked, asking: words, about: subject.labels, at: answer.askedAt, redactions: redactions)
                artifact.silentTarget = answer.silent.map { redactions.apply(to: $0.name) }
                if let target = answer.unanswering {
                    artifact.unansweringTarget = redactions.apply(to: target.name)
                    // A question by HTTP says it itself.
                    if artifact.findings.isEmpty {
                        let sentence = redactions.apply(to: target.silence)
                        artifact.findings = [Finding(collector: asked.name, level: .warning, text: sentence)]
                    }
                }
                artifact.answeringAgain = answer.answeringAgain.map { redactions.apply(to: $0.name) }
                return artifact
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

    /// Why a program could not be run by a collector; `nil` when it is where collectors look.
    package static func reason(missing program: String, environment: [String: String]) -> String? {
        let environment = CollectorEnvironment(environment)
        return environment.path(ofProgram: program) == nil ? environment.words(missing: program) : nil
    }

    /// What keeps collectors from being run on this machine, a sentence each.
    package static func problems(
        of collectors: [Collector], prlimit: String = ResourceLimits.prlimit, bubblewrap: String = Bubblewrap.program,
        isRoot: Bool = ResourceLimits.isRoot
    ) -> [String] {
        var problems: [String] = []
        if isRoot, collectors.contains(where: \.isTrusted) {
            problems.append(
                "this runs as root, whom the limit on processes does not bind: a trusted collector that starts processes without "
                    + "end is held by its time limit alone; run the server as a user of its own, as deploy/responder.service does"
            )
        }
        if !CollectorEnvironment.isExecutable(prlimit) {
            problems.append("\(ProgramSource.words(missing: prlimit)); no collector is run without it")
        }
        if !CollectorEnvironment.isExecutable(bubblewrap), collectors.contains(where: { $0.sandbox != .none }) {
            problems.append("\(Bubblewrap.words(missing: bubblewrap)); no collector that names it is run without it")
        }
        return problems
    }
}

/// All that a collector can ask.
private struct Sources: Sendable {
    let programs: ProgramSource
    let prometheus: PrometheusSource
    let http: HTTPSource
}

extension Collector {
    /// What was asked about an alert by which collector, its places filled in, and what came of it.
    fileprivate func ask(
        _ questions: SharedQuestions, _ sources: Sources, about subject: CollectorSubject, now: () -> Timestamp
    ) async -> (asked: Collector, words: [String], Answer) {
        let labels = subject.labels
        let words: [String]
        do throws(BindingRefused) {
            words = try source.question(for: subject, limit: timeout)
        } catch {
            let evidence = Evidence.none(.notBound, because: error.description)
            return (self, source.shownQuestion(for: subject), Answer(evidence: evidence, askedAt: now()))
        }
        switch source {
        case .run(let command):
            let targets = CollectorTarget.all(of: words)
            let (words, input, withheld) = sources.programs.withPassword(words, for: self, about: labels)
            let question = Question(
                words: words, variables: ReadOnlyGrammar.knows(words[0]) ? [:] : labels.environment, timeout: timeout,
                outputLimitBytes: outputLimitBytes, sandbox: sandbox, passed: variables,
                structure: command.structure)
            var answer = await questions.ask(question, at: targets, shareFor: shareFor) {
                await sources.programs.ask(
                    words, as: command.structure, input: input, for: self, labels: labels)
            }
            if let withheld, answer.wasGiven { answer.evidence.close(with: withheld) }
            return (self, words, answer)
        case .prometheus(let query):
            guard let server = query.server, let (expression, query) = try? query.bound(to: subject) else {
                let evidence = Evidence.none(
                    .missing, because: "endpoints.yaml says not where Prometheus is, so it was not asked")
                return (self, words, Answer(evidence: evidence, askedAt: now()))
            }
            let question = Question(
                words: words + [server.url], variables: [:], timeout: timeout,
                outputLimitBytes: outputLimitBytes)
            let target = CollectorTarget("Prometheus at \(server.url)")
            let answer = await questions.ask(question, at: [target], shareFor: shareFor) {
                await sources.prometheus.ask(expression, query, of: server, for: self)
            }
            var asked = self
            asked.source = .prometheus(query)
            return (asked, words, answer)
        case .http(let http):
            // Its own: another may ask the same as somebody else.
            let question = Question(
                words: words + [name], variables: [:], timeout: timeout, outputLimitBytes: outputLimitBytes)
            let url = words.last ?? ""
            let answer = await questions.ask(question, at: [CollectorTarget(http.origin)], shareFor: shareFor) {
                await sources.http.ask(url, http, for: self)
            }
            return (self, words, answer)
        }
    }
}
