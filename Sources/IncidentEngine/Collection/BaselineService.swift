package import Collectors
package import IncidentCore
internal import IncidentStore
package import Logging

/// Asks collectors while nothing is wrong, one at a time, so that an incident can show what is different.
///
/// It is last in everything: nothing is begun while a round of an incident is to run or runs.
package struct BaselineService: TickingService {
    /// After so long it looks again whether anybody needs the places.
    static let pause: Duration = .seconds(60)

    package let name = "baselines"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables
    private let metrics: EngineMetrics
    private let runner: CollectorRunner
    private let jitter: @Sendable () -> Double

    package init(
        _ context: ServiceContext, runner: CollectorRunner, jitter: @escaping @Sendable () -> Double, wakeup: Wakeup
    ) {
        (self.runner, self.jitter, self.wakeup) = (runner, jitter, wakeup)
        (store, tables, time) = (context.store, context.tables, context.time)
        (metrics, logger, pulse) = (context.metrics, context.logger, context.pulse)
    }

    private struct Claimed: Sendable {
        let stored: StoredBaselineQuestion
        let collector: Collector
        let interval: Duration
    }

    package func tick() async throws -> Timestamp? {
        try await WorkPool(limit: 1, for: self).drain(
            claim: { _ in try await claim().map { [$0] } ?? [] }, nextDue: nextDue,
            perform: { claimed, _ in await take(claimed) })
    }

    private func nextDue() async throws -> Timestamp? {
        let now = time.now()
        guard let due = try await plan(at: now).next?.stored.dueAt else { return nil }
        if due > now { return due }
        return try await store.read { try $0.isQuiet() } ? due : now + Self.pause
    }

    private func claim() async throws -> Claimed? {
        let now = time.now()
        let plan = try await plan(at: now)
        guard let (stored, collector) = plan.next, stored.dueAt <= now, let interval = collector.baseline else {
            return nil
        }
        let next = BaselineSchedule.next(every: interval, after: now, jitter: jitter())
        let isOurs = try await store.write { transaction in
            try transaction.reader.isQuiet() && transaction.claimBaseline(stored.id, at: now, next: next)
        }
        return isOurs ? Claimed(stored: stored, collector: collector, interval: interval) : nil
    }

    /// Which questions there are now; those that came with the tables, or went with them, are stored and forgotten before.
    private func plan(at now: Timestamp) async throws -> BaselinePlan {
        let tables = tables.value
        func read() async throws -> BaselinePlan {
            BaselinePlan(
                stored: try await store.read { try $0.baselineQuestions() }, collectors: tables.collectors,
                redactions: tables.redactions, at: now)
        }
        let plan = try await read()
        guard !plan.added.isEmpty || !plan.forgotten.isEmpty else { return plan }
        let due = plan.added.map { _ in BaselineSchedule.first(after: now, jitter: jitter()) }
        try await store.write { transaction in
            try transaction.forgetBaselineQuestions(plan.forgotten)
            for (question, due) in zip(plan.added, due) {
                try transaction.addBaselineQuestion(question, labels: [:], askedAt: now, dueAt: due)
            }
        }
        return try await read()
    }

    private func take(_ claimed: Claimed) async {
        // An answer from before an incident's end is none of how it is after it, and none to an incident that opens now.
        let artifact = await runner.run(
            claimed.collector.askingAnew, CollectorSubject(claimed.stored.labels), tables.value.redactions)
        if Task.isCancelled { return }
        let now = time.now()
        // What is not installed, or too long, will be so in ten minutes.
        let hasFailed = artifact.outcome == .failed || artifact.outcome == .timedOut
        do {
            try await store.write { transaction in
                try transaction.hastenDiagnoses(waitingFor: artifact.answeringAgain, at: now)
                if artifact.isComparable {
                    try transaction.addBaseline(artifact.output, takenAt: artifact.startedAt, of: claimed.stored.id)
                } else if hasFailed {
                    try transaction.postponeBaseline(
                        claimed.stored.id, until: BaselineSchedule.retry(every: claimed.interval, after: now))
                }
            }
        } catch {
            logger.error(
                "baseline could not be stored", metadata: ["collector": "\(artifact.collector)", "error": "\(error)"])
        }
        // After it is stored: who reads the number finds the baseline.
        metrics.baselineFinished(artifact.outcome)
        guard !artifact.isComparable else { return }
        let reason = artifact.truncated ? "its output is longer than output_limit" : artifact.timelineSummary
        logger.log(
            level: hasFailed ? .warning : .info, "no baseline was taken",
            metadata: ["collector": "\(artifact.collector)", "reason": "\(reason)"])
    }
}
