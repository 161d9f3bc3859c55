internal import Collectors
internal import IncidentCore
internal import Synchronization

/// Asks beforehand which collectors can work here. Each question is put once, however many collectors it is for.
struct CollectorProbing: Sendable {
    let runner: CollectorRunner
    let redactions: Redactions
    /// Of an alert that the collectors' places are filled in from.
    let labels: Labels
    /// Why a program that is not known to only read, and so is not run, cannot be; `nil` when it is there.
    let missing: @Sendable (String) -> String?
    /// For one question.
    var limit = Duration.seconds(5)
    /// For all; what has not been asked by then is unknown.
    var limitOfAll = Duration.seconds(10)
    var width = 4

    func report(of collectors: [Collector]) async -> ProbeReport {
        let plans = collectors.map { ProbePlan($0, labels: labels) }
        let answers = Answers()
        let end = ContinuousClock.now + limitOfAll
        // What comes first for every collector, then what makes sense only behind it.
        for depth in 0..<(plans.map(\.steps.count).max() ?? 0) {
            let steps = plans.filter { plan in plan.steps[..<min(depth, plan.steps.count)].allSatisfy(answers.isGood) }
                .compactMap { depth < $0.steps.count ? $0.steps[depth] : nil }
            var waiting = answers.unasked(steps)[...]
            await withTaskGroup(of: Void.self) { group in
                func start() {
                    guard let step = waiting.popFirst() else { return }
                    group.addTask {
                        let left = min(limit, end - .now)
                        guard left > .zero else { return }
                        answers.set(await ask(step, within: left), for: step)
                    }
                }
                for _ in 0..<width { start() }
                while await group.next() != nil { start() }
            }
        }
        return ProbeReport(plans.map { row($0, answers) })
    }

    private func ask(_ step: ProbeStep, within limit: Duration) async -> ProbeAnswer {
        guard let source = step.source else {
            return ProbeAnswer(verdict: .unknown("it cannot be asked as it is written"), asked: step.shown(redactions))
        }
        let collector = Collector(
            name: "probe", procedure: "", when: Selector(), source: source, timeout: limit, outputLimitBytes: 16 * 1024,
            sandbox: step.sandbox, variables: step.variables)
        let artifact = await runner.run(collector, CollectorSubject(labels), redactions)
        let verdict = step.probe.verdict(artifact.outcome, output: artifact.output, limit: limit)
        // Where a password is asked for, whoever repeats the command must be asked for it too.
        let isAsRun = step.probe.kind == .redis && artifact.outcome != .notBound
        return ProbeAnswer(
            verdict: verdict,
            asked: isAsRun ? ProbeStep.line(of: artifact.arguments) : step.shown(redactions))
    }

    private func row(_ plan: ProbePlan, _ answers: Answers) -> ProbeReport.Row {
        var verdict = ProbeVerdict.works
        var asked: [String] = []
        for step in plan.steps {
            guard let answer = answers[step] else {
                verdict = .unknown("not asked within \(limitOfAll.wholeMilliseconds / 1000) s")
                break
            }
            asked.append(answer.asked)
            verdict = answer.verdict
            if verdict != .works { break }
        }
        if verdict == .works, let reason = plan.program.flatMap(missing) {
            verdict = CollectorProbe(.version, []).verdict(.missing, output: reason, limit: limit)
        } else if verdict == .works {
            verdict = plan.verdict ?? .works
        }
        return ProbeReport.Row(collector: plan.collector, verdict: verdict, asked: asked)
    }

    /// Of all questions that were put.
    private final class Answers: Sendable {
        private let all = Mutex<[ProbeStep: ProbeAnswer]>([:])

        subscript(step: ProbeStep) -> ProbeAnswer? { all.withLock { $0[step] } }
        func isGood(_ step: ProbeStep) -> Bool { self[step]?.verdict == .works }
        func set(_ answer: ProbeAnswer, for step: ProbeStep) { all.withLock { $0[step] = answer } }

        /// Each once, in order.
        func unasked(_ steps: [ProbeStep]) -> [ProbeStep] {
            var seen = Set<ProbeStep>()
            return steps.filter { self[$0] == nil && seen.insert($0).inserted }
        }
    }
}

/// What one question has told.
private struct ProbeAnswer {
    let verdict: ProbeVerdict
    /// What was asked, in one line.
    let asked: String
}

/// One question, with what shuts its program in.
struct ProbeStep: Hashable, Sendable {
    let probe: CollectorProbe
    let sandbox: Sandbox
    /// The names of what its program gets of the environment besides.
    var variables: [String] = []
    /// What is asked where no program is run.
    var asked: CollectorSource?

    static func == (left: ProbeStep, right: ProbeStep) -> Bool {
        left.probe == right.probe && left.sandbox == right.sandbox && left.variables == right.variables
            && left.asked == right.asked
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(probe)
        hasher.combine(sandbox)
    }

    /// `nil` when it cannot be written as a collector.
    var source: CollectorSource? {
        if let asked { return asked }
        guard let words = try? probe.words.map({ try ArgumentTemplate($0) }) else { return nil }
        return .run(CommandTemplate(words))
    }

    func shown(_ redactions: Redactions) -> String { Self.line(of: redactions.apply(toArguments: probe.words)) }

    static func line(of words: [String]) -> String {
        words.map { $0.contains(" ") ? "\"\($0)\"" : $0 }.joined(separator: " ")
    }
}

/// What is asked for one collector.
struct ProbePlan: Sendable {
    let collector: String
    var steps: [ProbeStep] = []
    /// What is only looked for, and not run.
    var program: String?
    /// When every answer was good; `nil` is that it works.
    var verdict: ProbeVerdict?

    init(_ collector: Collector, labels: Labels) {
        self.collector = collector.name
        switch collector.source {
        case .prometheus(let query):
            guard let server = query.server else {
                verdict = .cannotWork("the tables name no Prometheus", advice: "write prometheus in endpoints.yaml")
                return
            }
            guard let expression = try? ArgumentTemplate("vector(1)") else { return }
            let asked = CollectorSource.prometheus(
                PrometheusQuery(expression: .template(expression), title: "probe")
            ).at(server)
            let probe = CollectorProbe(
                .version, ["prometheus", server.url, "vector(1)"], unsetVariables: server.access.unsetVariables)
            steps = [ProbeStep(probe: probe, sandbox: .none, asked: asked)]
        case .http(let question):
            do throws(BindingRefused) {
                let words = try collector.source.question(for: CollectorSubject(labels), limit: collector.timeout)
                let probe = CollectorProbe(.http, words, unsetVariables: question.access.unsetVariables)
                steps = [ProbeStep(probe: probe, sandbox: .none, asked: collector.source)]
            } catch {
                verdict = .unknown("\(error.description), so it was not asked; give one: --alert NAME=VALUE")
            }
        case .run(let command):
            let bound = collector.question(for: CollectorSubject(labels)) != nil
            // As it is written with the labels filled in; the session's own settings come with each question.
            let words = command.shown(for: labels)
            var variables = collector.variables
            if case .withheld = collector.passwordHandOver(to: words, about: labels) {
                variables.removeAll { $0 == ReadOnlySession.redisPassword }
            }
            steps = CollectorProbe.all(of: words).map {
                ProbeStep(probe: $0, sandbox: collector.sandbox, variables: variables)
            }
            if steps.isEmpty, let name = words.first {
                program = name
                verdict = .unknown("\"\(name)\" is there; what it does nobody can tell but you, so it was not run")
            } else if !bound {
                let names = command.words.flatMap(\.labelNames).filter { labels[$0] == nil }
                verdict = .unknown(
                    "what was asked answers, but \(names.map { "{label:\($0)}" }.joined(separator: ", ")) is filled in from an "
                        + "alert; give one: --alert \(names.map { "\($0)=VALUE" }.joined(separator: " "))")
            } else if words.first?.hasSuffix("helm") == true {
                verdict = .unknown("helm is there; whether it may read its releases, which are secrets, was not asked")
            }
        }
    }
}
