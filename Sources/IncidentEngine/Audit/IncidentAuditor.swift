internal import IncidentCore
internal import IncidentStore

/// Proves that an open incident is in order, and mends what is not, inside the caller's transaction.
struct IncidentAuditor: Sendable {
    let changer: IncidentChanger
    /// Since when the program runs.
    let start: Timestamp

    private var now: Timestamp { changer.now }

    func audit(_ id: Int64, in transaction: inout StoreTransaction) throws -> [AuditViolation] {
        guard let audited = try transaction.reader.audited(incidentID: id) else { return [] }
        let violations = audited.violations(at: now, runningSince: start)
        for violation in violations {
            // What was mended before may have changed it.
            guard let incident = try transaction.incident(id) else { return violations }
            try mend(violation.rule, incident, in: &transaction)
        }
        return violations
    }

    private func mend(_ rule: AuditRule, _ incident: Incident, in transaction: inout StoreTransaction) throws {
        var incident = incident
        switch rule {
        case .nothingDue: return try begin(incident, in: &transaction)
        case .pausedForNobody:
            return try change(incident, in: &transaction) { escalation in
                if escalation.status == .paused { _ = escalation.mend(at: now, hours: hours) }
            }
        case .lastResortUntold:
            return try change(incident, in: &transaction) { escalation in
                guard escalation.status == .exhausted, escalation.policy.otherwise != nil else { return }
                escalation = escalation.tellingLastResort(at: now)
            }
        case .silenceWithoutEnd:
            try changer.followSilences(incident, in: &transaction)
            return
        case .acknowledgementWithoutEnd:
            let expires = try transaction.escalations(incidentID: incident.id).compactMap(\.acknowledgementExpires)
                .min()
            incident.taking.until = max(now, (incident.acknowledgedAt ?? now) + (expires ?? .zero))
        case .questionWithoutEnd: incident.taking.confirmBy = now
        case .flappingWithoutEnd: incident.flapping.quietBy = now
        case .deadlineOverdue, .notificationOverdue, .retryTooLate, .claimOverdue, .claimWithoutOwner,
            .heartbeatWithoutDeadline, .formerKeyUnowed:
            return
        }
        try transaction.saveIncident(incident)
    }

    private var hours: BusinessHours? { changer.inForce.tables.businessHours }

    /// Lets what comes next come now; where no policy has anything left, those begin that cover what fires.
    private func begin(_ incident: Incident, in transaction: inout StoreTransaction) throws {
        try change(incident, in: &transaction) { _ = $0.mend(at: now, hours: hours) }
        guard try !hasStepToCome(incident, in: transaction) else { return }
        let firing = try transaction.firingAlerts(incidentID: incident.id, limit: .max)
        let runner = EscalationRunner(inForce: changer.inForce, incident: incident, isNew: false, now: now)
        try runner.cover(firing, because: .reopened, in: &transaction)
        let isSaid = try transaction.reader.audited(incidentID: incident.id).map { $0.whyNothingIsDue != nil } ?? true
        guard try !isSaid && !hasStepToCome(incident, in: transaction) else { return }
        try transaction.recordNobodyTold(
            "nobody is told: no policy of the incident has anything left to do; escalate or resolve it",
            incidentID: incident.id, at: now)
    }

    private func hasStepToCome(_ incident: Incident, in transaction: borrowing StoreTransaction) throws -> Bool {
        try transaction.escalations(incidentID: incident.id).contains(where: \.hasStepToCome)
    }

    private func change(
        _ incident: Incident, in transaction: inout StoreTransaction, _ change: (inout Escalation) -> Void
    ) throws {
        for stored in try transaction.escalations(incidentID: incident.id) {
            var escalation = stored
            change(&escalation)
            if escalation != stored { try transaction.saveEscalation(escalation, incidentID: incident.id) }
        }
    }
}
