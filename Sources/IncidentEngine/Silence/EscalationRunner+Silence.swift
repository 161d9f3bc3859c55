internal import IncidentCore
internal import IncidentStore

// What a silence does to an incident's escalations: they keep their places.
extension EscalationRunner {
    /// Lets nothing come, and takes back what is owed but for what a person asks of another. A step of which something had not gone out comes again later.
    func hold(reason: String, in transaction: inout StoreTransaction) throws {
        // What a person has handed to another is still to be answered.
        let cancelled = try cancelPages(
            reason: reason, keeping: [], andQuestions: incident.taking.handedOverBy == nil, in: &transaction)
        let all = try transaction.escalations(incidentID: incident.id)
        let unsent = try untold(by: cancelled, of: all, in: transaction)
        for stored in all {
            var escalation = stored
            escalation.hold(again: unsent.contains(stored.policy.name))
            if escalation != stored { try transaction.saveEscalation(escalation, incidentID: incident.id) }
        }
    }

    /// Lets the policies go on that were held and that cover something which is not silenced, and runs the steps that are
    /// due by now. Those begin that such an alert has alone and the incident has not had.
    func release(in transaction: inout StoreTransaction) throws {
        let known = Set(try transaction.escalations(incidentID: incident.id).map(\.policy.name))
        let untold = try transaction.firingAlerts(incidentID: incident.id, limit: .max).filter {
            let policy = inForce.tables.policy(for: $0.classification.priority, labels: $0.alert.labels)
            return policy.map { !known.contains($0.name) } ?? false
        }
        // Who has the incident is asked about what is urgent; the rest waits until they have it no more.
        if !untold.isEmpty, incident.status == .triggered { try cover(untold, because: .joined, in: &transaction) }
        let all = try transaction.escalations(incidentID: incident.id)
        for stored in all where stored.rests {
            if try idle(of: all, in: transaction).contains(stored.policy.name) { continue }
            var escalation = stored
            escalation.release(at: now, hours: inForce.tables.businessHours)
            try transaction.saveEscalation(escalation, incidentID: incident.id)
            _ = try advance(policy: escalation.policy.name, runningSince: now, in: &transaction)
        }
    }
}

extension StoreTransaction {
    /// The step of a page that was taken back in the middle of its attempts, because its incident is silenced, comes again
    /// when that ends.
    mutating func repeatStep(of page: Notification, in incident: Incident) throws {
        guard incident.silence != nil, let policy = page.policy,
            var escalation = try escalations(incidentID: incident.id).first(where: { $0.policy.name == policy }),
            // Of two pages of one step the first has done it.
            escalation.stepsRun.last?.notify.contains(page.contact) ?? false
        else { return }
        escalation.hold(again: true)
        try saveEscalation(escalation, incidentID: incident.id)
    }
}
