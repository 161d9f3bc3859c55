package import Collectors
package import IncidentCore
internal import IncidentStore
package import Logging
internal import Synchronization

/// Runs the collectors that an incident's priority and labels call for, beside everything else: no page waits for one
/// longer than the tables say.
package struct CollectionService: TickingService {
    /// So many incidents are diagnosed at once.
    static let concurrency = 8
    /// So many of these places are kept for P1 and P2: what hangs in a storm must not keep their findings waiting.
    static let reservedForUrgent = 3
    /// Longer than a round of collectors may take by their own time limits.
    static let lease: Duration = .seconds(900)

    /// Why an update comes that only brings what collectors found.
    package static let updateReason = "diagnostics came after the page"

    package let name = "collection"
    package let time: TimeSource
    package let wakeup: Wakeup
    package let logger: Logger
    package let pulse: ServicePulse
    private let store: IncidentStore
    private let tables: CurrentTables
    private let metrics: EngineMetrics
    private let owner: String
    private let runner: CollectorRunner
    private let deferrable = DeferrablePlaces(concurrency - reservedForUrgent)

    package init(_ context: ServiceContext, runner: CollectorRunner, wakeup: Wakeup) {
        self.runner = runner
        self.wakeup = wakeup
        (store, tables, time) = (context.store, context.tables, context.time)
        (metrics, owner, logger, pulse) = (context.metrics, context.owner, context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        try await WorkPool(limit: Self.concurrency, for: self).drain(
            claim: claim, nextDue: nextDue, perform: { work, _ in await diagnose(work) },
            ended: { deferrable.end($0.priority) })
    }

    private func nextDue() async throws -> Timestamp? {
        // What cannot be begun for want of a place is looked at when a round has ended.
        let urgentOnly = deferrable.free == 0
        return try await store.read { try $0.nextDiagnosisDue(urgentOnly: urgentOnly) }
    }

    private func claim(_ limit: Int) async throws -> [ClaimedDiagnosis] {
        let now = time.now()
        guard let due = try await nextDue(), due <= now else { return [] }
        let free = deferrable.free
        let claimed = try await store.write { [owner] transaction in
            var claimed: [ClaimedDiagnosis] = []
            while claimed.count < limit,
                let next = try transaction.claimDiagnosis(
                    owner: owner, urgentOnly: claimed.count { !$0.priority.isUrgent } >= free, at: now,
                    leaseUntil: now + Self.lease)
            {
                claimed.append(next)
            }
            return claimed
        }
        for diagnosis in claimed { deferrable.begin(diagnosis.priority) }
        return claimed
    }

    private func diagnose(_ diagnosis: ClaimedDiagnosis) async {
        do {
            let tables = tables.value
            let round = try await stubbornly(diagnosis) { try await begin(diagnosis) }
            let collectors = tables.collectors(for: round.priority, labels: round.labels).enumerated().filter {
                !round.finished.contains($0.element.name)
                    && ($0.element.question(for: round.labels).map {
                        !round.ran.contains(tables.redactions.apply(toArguments: $0))
                    } ?? true)
            }
            try await run(collectors, with: round.labels, diagnosis, redactions: tables.redactions)
            if Task.isCancelled { return }
            try await stubbornly(diagnosis) { try await finish(diagnosis) }
        } catch is CancellationError {
            return
        } catch {
            logger.error(
                "diagnosis failed",
                metadata: ["incident.id": "\(diagnosis.incidentID)", "error": "\(error)"])
            guard (error as? StoreError)?.isLasting == true else { return }
            let now = time.now()
            try? await store.write { try $0.putOffDiagnosis(diagnosis.id, at: now) }
        }
    }

    /// Tries again while the store refuses: given up, the round would wait until its claim runs out, and with it all
    /// that waits for its diagnostics.
    private func stubbornly<Result>(
        _ diagnosis: ClaimedDiagnosis, _ work: () async throws -> Result
    ) async throws -> Result {
        var failures = RepeatedFailure()
        while true {
            do {
                return try await work()
            } catch let error as StoreError {
                let now = time.now()
                guard now < diagnosis.claimedUntil, !error.isLasting else { throw error }
                if failures.isNew("\(error)", at: now) {
                    logger.error(
                        "diagnosis could not be recorded",
                        metadata: ["incident.id": "\(diagnosis.incidentID)", "error": "\(error)"])
                }
                try await time.sleepUntil(now + .seconds(1))
            }
        }
    }

    /// Of which alert a round is, and what of it need not be run.
    private struct Round: Sendable {
        let priority: Priority
        let labels: Labels
        /// Collectors that this round has run already, before a crash.
        let finished: Set<String>
        /// Commands that another round of the incident has run, where only what differs is to be run.
        let ran: Set<[String]>
    }

    private func begin(_ diagnosis: ClaimedDiagnosis) async throws -> Round {
        try await store.write { transaction in
            let id = diagnosis.incidentID
            guard let incident = try transaction.incident(id) else {
                throw UnknownIncident(id: id, newest: try transaction.newestIncidentID())
            }
            let finished = try transaction.finishedCollectors(diagnosisID: diagnosis.id)
            guard let fingerprint = diagnosis.fingerprint,
                let occurrence = try transaction.occurrence(incidentID: id, fingerprint: fingerprint)
            else { return Round(priority: incident.priority, labels: incident.labels, finished: finished, ran: []) }
            return Round(
                priority: occurrence.priority, labels: occurrence.alert.labels, finished: finished,
                ran: diagnosis.reason == .joined ? try transaction.ranCommands(incidentID: id) : [])
        }
    }

    /// The collectors of one incident run together; each is stored as soon as it ends.
    private func run(
        _ collectors: [(offset: Int, element: Collector)], with labels: Labels, _ diagnosis: ClaimedDiagnosis,
        redactions: Redactions
    ) async throws {
        try await withThrowingTaskGroup { group in
            for (position, collector) in collectors {
                group.addTask {
                    let artifact = await runner.run(collector, labels, redactions)
                    try Task.checkCancellation()
                    metrics.collectorFinished(artifact.outcome)
                    try await stubbornly(diagnosis) { try await keep(artifact, at: position, of: diagnosis) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func keep(
        _ artifact: DiagnosticArtifact, at position: Int, of diagnosis: ClaimedDiagnosis
    ) async throws {
        let now = time.now()
        try await store.write { transaction in
            guard try transaction.addArtifact(artifact, at: position, of: diagnosis) else { return }
            try transaction.record(
                TimelineDraft(.collectorFinished, artifact.timelineSummary), incidentID: diagnosis.incidentID, at: now)
        }
    }

    /// Lets waiting pages go; who was told already gets the diagnostics as an update.
    private func finish(_ diagnosis: ClaimedDiagnosis) async throws {
        let now = time.now()
        try await store.write { transaction in
            guard try transaction.finishDiagnosis(diagnosis.id, at: now),
                let incident = try transaction.incident(diagnosis.incidentID)
            else { return }
            // What is still to be sent has the diagnostics in it, so an update comes to the others only; to nobody when
            // there is nothing to read, or nothing left to do.
            if incident.status != .resolved, try transaction.hasBroughtNews(diagnosisID: diagnosis.id) {
                var teller = try Teller(incident, at: now, in: transaction)
                try teller.tellEverybody(.update, reason: Self.updateReason, in: &transaction)
            }
            try transaction.releaseHeldPages(incidentID: diagnosis.incidentID, at: now)
            let took = (now - diagnosis.requestedAt).wholeMilliseconds
            try transaction.record(
                TimelineDraft(.diagnosisFinished, "diagnosis finished \(took) ms after it was asked for"),
                incidentID: diagnosis.incidentID, at: now)
        }
    }
}

/// The places of rounds that can wait.
private final class DeferrablePlaces: Sendable {
    private let places: Mutex<Int>

    init(_ count: Int) { places = Mutex(count) }

    var free: Int { places.withLock { $0 } }

    func begin(_ priority: Priority) { if !priority.isUrgent { places.withLock { $0 -= 1 } } }

    func end(_ priority: Priority) { if !priority.isUrgent { places.withLock { $0 += 1 } } }
}

extension DiagnosticArtifact {
    fileprivate var timelineSummary: String {
        let ended: String
        switch outcome {
        case .succeeded: ended = "succeeded"
        // Nobody was asked.
        case .failed where outcome.isUnasked(after: duration, exitStatus: exitStatus): return notRunSummary
        case .failed: ended = exitStatus.map { "failed with exit status \($0)" } ?? "was ended by a signal"
        case .timedOut: ended = "was stopped at its time limit"
        case .missing, .notBound: return notRunSummary
        }
        return "collector \"\(collector)\" \(ended) after \(duration.wholeMilliseconds) ms, \(bytes) bytes"
    }

    private var notRunSummary: String {
        let reason = output.prefix { $0 != "\n" }
        return "collector \"\(collector)\" was not run: \(String(reason).onePrintableLine(limit: 300))"
    }
}
