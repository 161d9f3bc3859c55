internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// Why an alert of an incident is told, or is not.
struct AlertsExplained {
    let incident: Incident
    let escalations: [StoredEscalation]
    /// Those in force and to come.
    let silences: [Silence]
    let areTablesKnown: Bool
    let now: Timestamp

    func explained(_ occurrence: Occurrence, _ tables: RoutingTables) -> IncidentExplanation.ExplainedAlert {
        let recorded = Classification(priority: occurrence.priority, rule: occurrence.rule)
        let account = tables.account(
            of: recorded, occurrence.alert.labels, fingerprint: occurrence.alert.fingerprint)
        let policy = tables.policy(for: occurrence.priority, labels: occurrence.alert.labels)?.name
        let alert = occurrence.redacted(by: tables.redactions).alert.shown
        return IncidentExplanation.ExplainedAlert(
            name: alert.displayName, labels: alert.labels, status: alert.status.rawValue,
            since: occurrence.beganAt.rfc3339, endedAt: alert.endsAt?.rfc3339, priority: occurrence.priority.rawValue,
            rule: occurrence.rule, policy: policy,
            because: tables.redactions.apply(
                to: reasons(occurrence, policy, staleAfter: tables.staleAfter).joined(separator: "; ")),
            classification: .init(recorded, areTablesKnown ? account : nil, tables.redactions))
    }

    private func reasons(_ occurrence: Occurrence, _ policy: String?, staleAfter: Duration) -> [String] {
        guard occurrence.alert.status == .firing else { return ["it has ended: nobody is told of it any more"] }
        var reasons: [String] = []
        if occurrence.alert.fingerprint == incident.lead { reasons.append("it leads the incident") }
        let silence = silences.first { $0.isInForce(at: now) && $0.selector.matches(occurrence.alert.labels) }
        if let silence { reasons.append("silenced: \(silence.words)") }
        if let muted = occurrence.mutedNow { reasons.append("in Alertmanager: \(muted)") }
        if let staleAt = occurrence.staleAt(after: staleAfter), staleAt <= now {
            reasons.append("stale: not heard of since \(occurrence.lastSeenAt.readable)")
        }
        if incident.status == .acknowledged {
            let isAsked = incident.taking.unconfirmed.contains(occurrence.alert.name)
            reasons.append(
                isAsked
                    ? "it joined after \(incident.acknowledgedBy ?? "somebody") had taken the incident, and is to be confirmed"
                    : incident.handOverWords.map { "the incident is \($0), who has not taken it" }
                        ?? "\(incident.acknowledgedBy ?? "somebody") has the incident")
        }
        return reasons + [coverage(policy)]
    }

    private func coverage(_ policy: String?) -> String {
        guard let policy else { return "no policy covers it, so nobody is told for its sake" }
        guard let escalation = escalations.first(where: { $0.policy == policy }) else {
            return "policy \"\(policy)\" covers it by the tables of today, and has not begun for this incident"
        }
        let state =
            switch escalation.status {
            case .running: escalation.rests ? "waits" : "runs"
            case .paused: "is paused"
            case .exhausted: "is exhausted"
            case .ended: "has ended"
            }
        return "covered by policy \"\(policy)\", which \(state)"
    }
}
