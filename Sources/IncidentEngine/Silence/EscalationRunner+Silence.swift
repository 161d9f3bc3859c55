internal import IncidentCore
internal import IncidentStore

// What a silence does to an incident's escalations: they keep their places.
extension EscalationRunner {
    /// Lets nothing come, and takes back what is owed but for what a person asks of another. A step of which something had not gone out comes again later.
    func hold(reason: String, in transaction: inout StoreTransaction) throws {
        // What a person has handed to another is still to be answered.
        let cancelled = try cancelPages(
            reason: reason, keeping: [], andQuestions: incident.taking.handedOverBy == nil, in: &transaction)
        let unsent = Set(cancelled.filter { $0.event == .page }.compactMap(\.policy))
        for stored in try transaction.escalations(incidentID: incident.id) {
            var escalation = stored
            escalation.hold(again: unsent.contains(stored.policy.name))
            if escalation != stored { try transaction.saveEscalation(escalation, incidentID: incident.id) }
        }
    }

    /// Lets the policies go on that were held, and runs the steps that are due by now.
    func release(in transaction: inout StoreTransaction) throws {
        for stored in try transaction.escalations(incidentID: incident.id) where stored.rests {
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
