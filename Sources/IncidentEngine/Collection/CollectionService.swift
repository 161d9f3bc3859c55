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
            let collectors = tables.collectors(for: round.priority, labels: round.subject.labels).enumerated().filter {
                diagnosis.only?.contains($0.element.name) ?? true && !round.finished.contains($0.element.name)
                    && $0.element.hasAsked(about: round.subject, among: round.ran, tables.redactions) != true
            }.map { placed in
                // A person wants to see how it is now.
                diagnosis.reason == .requested ? (placed.offset, placed.element.askingAnew) : placed
            }
            let unasked = try await run(
                round.isNeedless ? [] : collectors, about: round.subject, diagnosis, redactions: tables.redactions)
            if Task.isCancelled { return }
            try await stubbornly(diagnosis) { try await finish(diagnosis, unasked: unasked) }
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
                try await time.pause(after: error)
            }
        }
    }

    /// Of which alert a round is, and what of it need not be run.
    private struct Round: Sendable {
        let priority: Priority
        let subject: CollectorSubject
        /// Collectors that this round has run already, before a crash; and those that a later one has, where this one asks
        /// again.
        let finished: Set<String>
        /// Commands that another round of the incident has run, where only what differs is to be run.
        let ran: Set<[String]>
        /// Nobody is to be asked again: the incident is over, or a round is to run that asks everybody.
        let isNeedless: Bool
    }

    private func begin(_ diagnosis: ClaimedDiagnosis) async throws -> Round {
        try await store.write { transaction in
            let id = diagnosis.incidentID
            guard let incident = try transaction.incident(id) else {
                throw UnknownIncident(id: id, newest: try transaction.newestIncidentID())
            }
            let asksAgain = diagnosis.target != nil
            let occurrence = try diagnosis.fingerprint.flatMap {
                try transaction.occurrence(incidentID: id, fingerprint: $0)
            }
            var finished = try transaction.finishedCollectors(diagnosisID: diagnosis.id)
            if asksAgain { finished.formUnion(try transaction.collectorsRunSince(diagnosis)) }
            return Round(
                priority: occurrence?.priority ?? incident.priority,
                subject: occurrence.map { CollectorSubject($0.alert) } ?? CollectorSubject(incident.labels),
                finished: finished,
                ran: diagnosis.reason == .joined && !asksAgain && occurrence != nil
                    ? try transaction.ranCommands(incidentID: id) : [],
                isNeedless: try asksAgain
                    && (incident.status == .resolved
                        || transaction.isDiagnosisPending(of: diagnosis.fingerprint, collector: nil, incidentID: id))
            )
        }
    }

    /// The collectors of one incident run together; each is stored as soon as it ends. Where one of them finds that a
    /// target answers again, those that were not asked meanwhile are asked at once.
    ///
    /// - Returns: those that are to be asked again.
    private func run(
        _ collectors: [PlacedCollector], about subject: CollectorSubject, _ diagnosis: ClaimedDiagnosis,
        redactions: Redactions
    ) async throws -> [UnaskedCollector] {
        var (waiting, unasked) = (collectors, [UnaskedCollector]())
        while !waiting.isEmpty {
            let found = try await runTogether(waiting, about: subject, diagnosis, redactions: redactions)
            unasked += found.unasked.filter { !found.answeringAgain.contains($0.target) }
            waiting = found.unasked.filter { !$0.isKept && found.answeringAgain.contains($0.target) }
                .map(\.collector)
        }
        if diagnosis.target == nil {
            for one in unasked where !one.isKept { metrics.collectorFinished(one.artifact.outcome) }
        }
        return unasked.sorted { $0.collector.offset < $1.collector.offset }
    }

    private func runTogether(
        _ collectors: [PlacedCollector], about subject: CollectorSubject, _ diagnosis: ClaimedDiagnosis,
        redactions: Redactions
    ) async throws -> (unasked: [UnaskedCollector], answeringAgain: Set<String>) {
        try await withThrowingTaskGroup(of: (PlacedCollector, DiagnosticArtifact, isKept: Bool).self) { group in
            for collector in collectors {
                group.addTask {
                    let artifact = await runner.run(collector.element, subject, redactions)
                    try Task.checkCancellation()
                    let isKept = diagnosis.keeps(artifact, at: time.now())
                    if isKept {
                        metrics.collectorFinished(artifact.outcome)
                        let asked = AskedBaseline(collector.element, about: subject.labels, redactions)
                        try await stubbornly(diagnosis) {
                            let artifact = try await asked?.compare(artifact, of: diagnosis, in: store) ?? artifact
                            try await keep(artifact, at: collector.offset, of: diagnosis, asked)
                        }
                    }
                    return (collector, artifact, isKept)
                }
            }
            return try await group.reduce(into: (unasked: [UnaskedCollector](), answeringAgain: Set<String>())) {
                let (collector, artifact, isKept) = $1
                $0.answeringAgain.formUnion(artifact.answeringAgain)
                // Asked again in vain it is kept in the end.
                let inVain = isKept && diagnosis.target != nil ? nil : artifact.unansweringTarget
                guard let target = artifact.silentTarget ?? inVain else { return }
                $0.unasked.append(
                    UnaskedCollector(collector: collector, artifact: artifact, target: target, isKept: isKept))
            }
        }
    }

    private func keep(
        _ artifact: DiagnosticArtifact, at position: Int, of diagnosis: ClaimedDiagnosis, _ baseline: AskedBaseline?
    ) async throws {
        let now = time.now()
        try await store.write { transaction in
            try baseline?.note(at: now, in: &transaction)
            try transaction.hastenDiagnoses(waitingFor: artifact.answeringAgain, at: now)
            try transaction.keep(artifact, at: position, of: diagnosis, now: now)
        }
    }

    private func finish(_ diagnosis: ClaimedDiagnosis, unasked: [UnaskedCollector]) async throws {
        let end = RoundEnd(diagnosis: diagnosis, unasked: unasked, now: time.now())
        try await store.write { try end.apply(in: &$0) }
    }
}

extension ClaimedDiagnosis {
    /// Whether what came of a question is stored: not where nobody was asked, or it is soon to be asked once more.
    fileprivate func keeps(_ artifact: DiagnosticArtifact, at now: Timestamp) -> Bool {
        guard artifact.silentTarget == nil else { return false }
        return artifact.unansweringTarget == nil || target == nil || now - requestedAt >= AskingAgain.triedFor
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
