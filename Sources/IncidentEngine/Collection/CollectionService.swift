package import Collectors
package import IncidentCore
internal import IncidentStore
package import Logging

/// Runs the collectors that an incident's priority and labels call for, beside everything else: no page waits for one
/// longer than the tables say.
package struct CollectionService: TickingService {
    /// So many incidents are diagnosed at once.
    static let concurrency = 4
    /// Longer than a round of collectors may take by their own time limits.
    static let lease: Duration = .seconds(900)

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

    package init(_ context: ServiceContext, runner: CollectorRunner, wakeup: Wakeup) {
        self.runner = runner
        self.wakeup = wakeup
        (store, tables, time) = (context.store, context.tables, context.time)
        (metrics, owner, logger, pulse) = (context.metrics, context.owner, context.logger, context.pulse)
    }

    package func tick() async throws -> Timestamp? {
        try await WorkPool(limit: Self.concurrency, for: self).drain(
            claim: claim, nextDue: { try await store.read { try $0.nextDiagnosisDue() } }, perform: diagnose)
    }

    private func claim(_ limit: Int) async throws -> [ClaimedDiagnosis] {
        let now = time.now()
        guard let due = try await store.read({ try $0.nextDiagnosisDue() }), due <= now else { return [] }
        return try await store.write { [owner] transaction in
            var claimed: [ClaimedDiagnosis] = []
            while claimed.count < limit,
                let next = try transaction.claimDiagnosis(owner: owner, at: now, leaseUntil: now + Self.lease)
            {
                claimed.append(next)
            }
            return claimed
        }
    }

    private func diagnose(_ diagnosis: ClaimedDiagnosis) async {
        do {
            let tables = tables.value
            let (incident, finished) = try await stubbornly(diagnosis) { try await begin(diagnosis) }
            let collectors = tables.collectors(for: incident.priority, labels: incident.labels).enumerated()
                .filter { !finished.contains($0.element.name) }
            try await run(collectors, for: incident, diagnosis, redactions: tables.redactions)
            if Task.isCancelled { return }
            try await stubbornly(diagnosis) { try await finish(diagnosis) }
        } catch is CancellationError {
            return
        } catch {
            logger.error(
                "diagnosis failed",
                metadata: ["incident.id": "\(diagnosis.incidentID)", "error": "\(error)"])
        }
    }

    /// Tries again while the store refuses: given up, the round would wait until its claim runs out, and with it all
    /// that waits for its diagnostics.
    private func stubbornly<Result>(
        _ diagnosis: ClaimedDiagnosis, _ work: () async throws -> Result
    ) async throws -> Result {
        while true {
            do {
                return try await work()
            } catch let error as StoreError {
                let now = time.now()
                guard now < diagnosis.claimedUntil else { throw error }
                logger.error(
                    "diagnosis could not be recorded",
                    metadata: ["incident.id": "\(diagnosis.incidentID)", "error": "\(error)"])
                try await time.sleepUntil(now + .seconds(1))
            }
        }
    }

    private func begin(_ diagnosis: ClaimedDiagnosis) async throws -> (Incident, Set<String>) {
        try await store.write { transaction in
            guard let incident = try transaction.incident(diagnosis.incidentID) else {
                throw UnknownIncident(id: diagnosis.incidentID, newest: try transaction.newestIncidentID())
            }
            return (incident, try transaction.finishedCollectors(diagnosisID: diagnosis.id))
        }
    }

    /// The collectors of one incident run together; each is stored as soon as it ends.
    private func run(
        _ collectors: [(offset: Int, element: Collector)], for incident: Incident, _ diagnosis: ClaimedDiagnosis,
        redactions: Redactions
    ) async throws {
        try await withThrowingTaskGroup { group in
            for (position, collector) in collectors {
                group.addTask {
                    let artifact = await runner.run(collector, incident.labels, redactions)
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
            let paged = try transaction.methodsWithPendingPage(incidentID: diagnosis.incidentID)
            let told = try transaction.toldMethods(incidentID: diagnosis.incidentID)
            try transaction.releaseHeldPages(incidentID: diagnosis.incidentID, at: now)
            let took = (now - diagnosis.requestedAt).wholeMilliseconds
            try transaction.record(
                TimelineDraft(.diagnosisFinished, "diagnosis finished \(took) ms after it was asked for"),
                incidentID: diagnosis.incidentID, at: now)
            // A page that is still to be sent has the diagnostics in it.
            for (contact, method) in told where !paged.contains(method) {
                try transaction.addNotification(
                    NotificationDraft(
                        method: method, contact: contact, event: .update,
                        reason: "diagnostics came after the page", notBefore: now),
                    incidentID: incident.id, priority: incident.priority, at: now)
            }
        }
    }
}

extension DiagnosticArtifact {
    fileprivate var timelineSummary: String {
        let ended: String
        switch outcome {
        case .succeeded: ended = "succeeded"
        case .failed: ended = exitStatus.map { "failed with exit status \($0)" } ?? "was ended by a signal"
        case .timedOut: ended = "was stopped at its time limit"
        case .missing, .notBound:
            let reason = output.prefix { $0 != "\n" }
            return "collector \"\(collector)\" was not run: \(String(reason).onePrintableLine(limit: 300))"
        }
        return "collector \"\(collector)\" \(ended) after \(duration.wholeMilliseconds) ms, \(bytes) bytes"
    }
}
