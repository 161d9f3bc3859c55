internal import IncidentCore
internal import IncidentStore

/// What an incident asked of a collector that has a baseline.
struct AskedBaseline: Sendable {
    private let question: BaselineQuestion
    private let labels: Labels
    private let interval: Duration
    private let redactions: Redactions

    /// - Returns: `nil` where the collector has none, or must not ask about these labels.
    init?(_ collector: Collector, about labels: Labels, _ redactions: Redactions) {
        guard let interval = collector.baseline,
            let question = collector.baselineQuestion(about: labels, redactions: redactions)
        else { return nil }
        (self.question, self.interval, self.redactions) = (question, interval, redactions)
        self.labels = collector.labelsForBaseline(of: labels)
    }

    /// The artifact with what is different from the newest baseline before its incident, and before it.
    func compare(
        _ artifact: DiagnosticArtifact, of diagnosis: ClaimedDiagnosis, in store: IncidentStore
    ) async throws -> DiagnosticArtifact {
        guard artifact.isComparable else { return artifact }
        let baseline = try await store.read { reader in
            try reader.incident(diagnosis.incidentID).flatMap {
                // An answer that another incident got may be older than this one.
                try reader.baseline(of: question, before: min($0.openedAt, artifact.startedAt))
            }
        }
        return baseline.map { artifact.compared(with: $0.output, takenAt: $0.takenAt, redactions: redactions) }
            ?? artifact
    }

    /// From now on it is asked while nothing is wrong, too.
    func note(at now: Timestamp, in transaction: inout StoreTransaction) throws {
        try transaction.addBaselineQuestion(
            question, labels: labels, askedAt: now,
            dueAt: BaselineSchedule.next(every: interval, after: now, jitter: 0.5))
    }
}
