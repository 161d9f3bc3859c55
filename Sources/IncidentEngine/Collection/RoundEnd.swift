internal import IncidentCore
internal import IncidentStore

/// A collector with its place in the tables.
typealias PlacedCollector = (offset: Int, element: Collector)

/// A collector that `target` has not answered, or others before it, so that nobody was asked.
struct UnaskedCollector: Sendable {
    let collector: PlacedCollector
    let artifact: DiagnosticArtifact
    let target: String
    /// Whether that it was asked in vain is stored.
    let isKept: Bool
}

/// What follows when the collectors of a round have run, inside the caller's transaction.
struct RoundEnd: Sendable {
    let diagnosis: ClaimedDiagnosis
    /// In the order of the tables.
    let unasked: [UnaskedCollector]
    let now: Timestamp

    /// Whether the round asks again with what was not asked in one before.
    private var asksAgain: Bool { diagnosis.target != nil }

    func apply(in transaction: inout StoreTransaction) throws {
        let hasRun = try !asksAgain || !transaction.finishedCollectors(diagnosisID: diagnosis.id).isEmpty
        if !hasRun, !unasked.isEmpty, let dueAt = AskingAgain.next(after: diagnosis.requestedAt, at: now) {
            return try transaction.postponeDiagnosis(diagnosis.id, until: dueAt)
        }
        guard try transaction.finishDiagnosis(diagnosis.id, at: now),
            let incident = try transaction.incident(diagnosis.incidentID)
        else { return }
        guard hasRun else {
            guard let words = givenUpWords(isOver: incident.status == .resolved) else { return }
            return try transaction.record(
                TimelineDraft(.diagnosisFinished, words), incidentID: incident.id, at: now)
        }
        if !asksAgain {
            for one in unasked where !one.isKept {
                try transaction.keep(one.artifact, at: one.collector.offset, of: diagnosis, now: now)
            }
        }
        try tell(of: incident, in: &transaction)
        let took = (now - diagnosis.requestedAt).wholeMilliseconds
        let waiting = try askAgain(for: incident, in: &transaction)
        try transaction.record(
            TimelineDraft(.diagnosisFinished, "diagnosis finished \(took) ms after it was asked for\(waiting)"),
            incidentID: incident.id, at: now)
    }

    /// Lets waiting pages go; who was told already gets the diagnostics as an update.
    private func tell(of incident: Incident, in transaction: inout StoreTransaction) throws {
        // What is still to be sent has the diagnostics in it, so an update comes to the others only; to nobody when there is
        // nothing to read, or nothing left to do. What a person asked for they read where they asked.
        if incident.status != .resolved, diagnosis.reason != .requested,
            try transaction.hasBroughtNews(diagnosisID: diagnosis.id)
        {
            var teller = try Teller(incident, at: now, in: transaction)
            try teller.tellEverybody(.update, reason: CollectionService.updateReason, in: &transaction)
        }
        try transaction.releaseHeldPages(incidentID: incident.id, at: now)
    }

    /// Gives a round of their own to the collectors with which nobody was asked; one for each target, because the one may
    /// answer long before the other.
    /// - Returns: what the timeline says of it.
    private func askAgain(for incident: Incident, in transaction: inout StoreTransaction) throws -> String {
        guard incident.status != .resolved, let dueAt = AskingAgain.next(after: now, at: now) else { return "" }
        return try Dictionary(grouping: unasked, by: \.target).sorted { $0.key < $1.key }.map { target, rest in
            try transaction.requestDiagnosis(
                diagnosis.reason, of: diagnosis.fingerprint, only: rest.map(\.artifact.collector), after: target,
                incidentID: incident.id, at: now, dueAt: dueAt)
            return "; \(rest.names) asked again once \(target) answers, tried by \(dueAt.readable)"
        }.joined()
    }

    /// Why collectors that were not asked never will be; `nil` where a later round has run them, or the tables have them
    /// no more.
    private func givenUpWords(isOver: Bool) -> String? {
        if isOver { return "\((diagnosis.only ?? []).sorted().shortNames) not asked again: the incident is over" }
        guard let target = unasked.first?.target else { return nil }
        let time = AskingAgain.givenUpAfter.prometheusText
        return "\(unasked.names) not asked again: \(target) has not answered for \(time)"
    }
}

extension [UnaskedCollector] {
    fileprivate var names: String { map(\.artifact.collector).shortNames }
}

extension StoreTransaction {
    /// Stores what a collector brought, with its line of the timeline; once.
    mutating func keep(
        _ artifact: DiagnosticArtifact, at position: Int, of diagnosis: ClaimedDiagnosis, now: Timestamp
    ) throws {
        guard try addArtifact(artifact, at: position, of: diagnosis) else { return }
        try record(
            TimelineDraft(.collectorFinished, artifact.timelineSummary), incidentID: diagnosis.incidentID, at: now)
    }
}

extension DiagnosticArtifact {
    var timelineSummary: String {
        let command = arguments.joined(separator: " ")
        let rest = "after \(duration.wholeMilliseconds) ms, \(HTTPQuestion.byteWords(bytes, command: command))"
        if let words = HTTPQuestion.answerWords(outcome, after: duration, command: command, output: output) {
            return "collector \"\(collector)\": \(words) \(rest)"
        }
        let ended: String
        switch outcome {
        case .succeeded: ended = "succeeded"
        // Nobody was asked.
        case .failed where outcome.isUnasked(after: duration, exitStatus: exitStatus): return notRunSummary
        case .failed: ended = exitStatus.map { "failed with exit status \($0)" } ?? "failed"
        case .timedOut: ended = "was stopped at its time limit"
        case .missing, .notBound: return notRunSummary
        }
        return "collector \"\(collector)\" \(ended) \(rest)"
    }

    private var notRunSummary: String {
        let reason = output.prefix { $0 != "\n" }
        return "collector \"\(collector)\" was not run: \(String(reason).onePrintableLine(limit: 300))"
    }
}
