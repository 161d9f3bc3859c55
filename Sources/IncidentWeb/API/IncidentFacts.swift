package import IncidentCore
package import IncidentStore

/// Everything that a page or the command line shows of one incident, from one state of the store.
package struct IncidentFacts: Sendable {
    package let incident: Incident
    /// The first of them; how many more there are stands in `hiddenOccurrences`.
    package let occurrences: [Occurrence]
    package let findings: [Finding]
    package let artifacts: [(artifact: StoredArtifact, output: String)]
    package let notifications: [NotificationView]
    package let timeline: [TimelineEntry]
    /// One a policy, those that go on first.
    package let escalations: [EscalationView]
    package let nextSteps: [NextStep]
    package let isBeingDiagnosed: Bool

    /// - Throws: `UnknownIncident` when there is none with this number.
    package init(_ id: Int64, reader: StoreReader, tables: RoutingTables) throws {
        let redactions = tables.redactions
        let stored = try reader.existing(id)
        incident = stored.redacted(by: redactions)
        occurrences = try reader.occurrences(incidentID: id, limit: 200).map { $0.redacted(by: redactions) }
        findings = try reader.findings(incidentID: id)
        artifacts = try reader.artifacts(incidentID: id).map { ($0, try reader.artifactOutput($0.id) ?? "") }
        notifications = try reader.notifications(incidentID: id)
        timeline = try reader.timeline(incidentID: id).map { $0.redacted(by: redactions) }
        escalations = try reader.escalations(incidentID: id)
        nextSteps = tables.nextSteps(for: stored.priority, labels: stored.labels)
            .map { $0.redacted(by: redactions) }
        isBeingDiagnosed = try reader.isBeingDiagnosed(incidentID: id)
    }

    /// How many there are beyond those in `occurrences`.
    package var hiddenOccurrences: Int { incident.occurrenceCount - occurrences.count }

    package var escalationWords: String {
        if escalations.isEmpty { return "no policy covers this incident: nobody is told" }
        return escalations.map(Self.words).joined(separator: "; ")
    }

    private static func words(_ escalation: EscalationView) -> String {
        let policy = "policy \"\(escalation.policy)\""
        let next = escalation.nextDueAt?.readable
        switch escalation.status {
        case .running: return "\(policy), step \(escalation.nextStep + 1) next\(next.map { " at \($0)" } ?? "")"
        case .paused: return "\(policy) paused\(next.map { " until \($0)" } ?? "")"
        case .exhausted: return "\(policy) is exhausted: nobody is left to tell"
        case .ended: return "\(policy) ended"
        }
    }
}

extension Incident {
    /// Who has taken it, or that nobody has.
    package var takenWords: String {
        switch status {
        case .triggered: "nobody has taken it"
        case .acknowledged: "taken by \(acknowledgedBy ?? "somebody")"
        case .resolved: resolvedBy.map { "resolved by \($0)" } ?? "resolved by its alerts"
        }
    }
}
