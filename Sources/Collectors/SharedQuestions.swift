internal import IncidentCore

/// One question to a source, as far as its answer depends on it: asked by several incidents at about the same time, it is
/// asked once.
struct Question: Hashable, Sendable {
    /// Program and arguments, as they are run.
    let words: [String]
    /// What of the alert's labels the program can see; empty for a program that a grammar knows, which does not look.
    let variables: [String: String]
    let timeout: Duration
    let outputLimitBytes: Int
    var sandbox = Sandbox.none
    /// The names of what of our environment the program gets besides.
    var passed: [String] = []
    /// How its answer is read.
    var structure: StructuredQuestion?
}

/// What a question brought, and when it was asked.
struct Answer: Sendable {
    var evidence: Evidence
    let askedAt: Timestamp
    /// Who had not answered others, so that nobody was asked.
    var silent: CollectorTarget?
    /// Who was asked and said nothing until the time limit.
    var unanswering: CollectorTarget?
    /// Who answered that had not answered others before, and who stands behind them and may be asked now.
    var answeringAgain: [CollectorTarget] = []
}

/// Asks each question once for all incidents that ask it at about the same time, so many at once of each target, and leaves
/// alone for a while who does not answer.
actor SharedQuestions {
    /// So many questions to one target run at once.
    static let placesPerTarget = 8

    private struct Running {
        let task: Task<Answer, Never>
        var waiters: Int
    }

    private let now: @Sendable () -> Timestamp
    private var running: [Question: Running] = [:]
    /// Those that may still be shared, and until when.
    private var answers: [Question: (answer: Answer, until: Timestamp)] = [:]
    private var breakers: [CollectorTarget: CircuitBreaker] = [:]
    private var places: [CollectorTarget: Places] = [:]

    init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// - Parameters:
    ///   - targets: who has to answer, the outermost first.
    ///   - shareFor: for how long after it was asked others may have the same answer; zero asks anew.
    func ask(
        _ question: Question, at targets: [CollectorTarget], shareFor: Duration,
        _ perform: @escaping @Sendable () async -> Evidence
    ) async -> Answer {
        let start = now()
        // An answer from the future was given before the clock was set back.
        answers = answers.filter { $0.value.until > start && $0.value.answer.askedAt <= start }
        guard shareFor > .zero else { return await run(at: targets, perform) }
        if let known = answers[question] { return known.answer }
        let task: Task<Answer, Never>
        if let known = running[question] {
            task = known.task
            running[question]?.waiters += 1
        } else {
            task = Task { await self.run(at: targets, perform) }
            running[question] = Running(task: task, waiters: 1)
        }
        let answer = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            Task { await self.leave(question, task) }
        }
        if running[question]?.task == task {
            running[question] = nil
            // That somebody answers again is no news to those who come later.
            let known = Answer(
                evidence: answer.evidence, askedAt: answer.askedAt, unanswering: answer.unanswering)
            if answer.wasGiven { answers[question] = (known, answer.askedAt + shareFor) }
        }
        return answer
    }

    /// Nobody is left who waits for it: it need not go on.
    private func leave(_ question: Question, _ task: Task<Answer, Never>) {
        guard running[question]?.task == task else { return }
        running[question]?.waiters -= 1
        guard running[question]?.waiters == 0 else { return }
        running[question] = nil
        task.cancel()
    }

    private func run(at targets: [CollectorTarget], _ perform: @Sendable () async -> Evidence) async -> Answer {
        guard let target = targets.first else { return await runNow(at: targets, perform) }
        let places = self.places[target] ?? Places(Self.placesPerTarget)
        self.places[target] = places
        do {
            return try await places.use { await runNow(at: targets, perform) }
        } catch {
            return Answer(evidence: .none(.failed, because: "it was given up before it could be asked"), askedAt: now())
        }
    }

    private func runNow(at targets: [CollectorTarget], _ perform: () async -> Evidence) async -> Answer {
        let askedAt = now()
        for (index, target) in targets.enumerated() {
            guard let since = breakers[target, default: CircuitBreaker()].refusal(at: askedAt) else { continue }
            for tried in targets[..<index] { breakers[tried]?.gaveUp() }
            let reason = "\(target.name) did not answer at \(since.readable), so it was not asked"
            return Answer(evidence: .none(.failed, because: reason), askedAt: askedAt, silent: target)
        }
        let evidence = await perform()
        return Answer(
            evidence: evidence, askedAt: askedAt, unanswering: evidence.isSilent ? targets.last : nil,
            answeringAgain: note(evidence, of: targets))
    }

    /// - Returns: those that answered and had not before, and those behind them, which are no longer left alone.
    private func note(_ evidence: Evidence, of targets: [CollectorTarget]) -> [CollectorTarget] {
        let before = breakers
        let isSilent = evidence.isSilent
        let isGivenUp = Task.isCancelled || evidence.outcome == .missing
        for target in targets {
            if isGivenUp || isSilent && target != targets.last {
                breakers[target]?.gaveUp()
            } else if isSilent {
                breakers[target, default: CircuitBreaker()].didNotAnswer(at: now())
            } else {
                breakers[target]?.answered()
            }
        }
        breakers = breakers.filter { !$0.value.isClosed }
        let answering = targets.filter { before[$0]?.isClosed == false && breakers[$0] == nil }
        return answering + freed(by: answering)
    }

    /// What timed out behind a target that did not answer was held silent beside it, and is tried as soon as that one
    /// answers.
    private func freed(by answering: [CollectorTarget]) -> [CollectorTarget] {
        let behind = breakers.keys.filter { inner in answering.contains { inner.stands(behind: $0) } }
        return behind.filter { breakers[$0]?.standsFree() ?? false }.sorted { $0.name < $1.name }
    }
}

extension Evidence {
    fileprivate var isSilent: Bool { outcome == .timedOut && byteCount == 0 }
}

extension Answer {
    /// Whether somebody was asked at all, and brought it to an end.
    var wasGiven: Bool { evidence.duration > .zero }
}
