internal import IncidentCore
internal import IncidentStore

// What comes at once by something else that is told: in its transaction, so that nobody hears of it twice.
extension EscalationRunner {
    /// Tells the steps and last resorts that are due, and rings where it still stands as taken: what was left when that ended
    /// was not to ring there, and the step that comes need not be one that does.
    func tellAtOnce(in transaction: inout StoreTransaction) throws {
        try tellWhatIsDue(in: &transaction)
        guard incident.status == .triggered, incident.silence == nil else { return }
        let words = "\(incident.priority.rawValue), and nobody has it any more"
        var teller = try Teller(incident, at: now, in: transaction)
        try teller.tellReleased(words, from: nil, tables: inForce.tables, in: &transaction)
    }

    /// Whom that tells at this very moment hears nothing else of it: an update that is still owed gives way to the step's
    /// message, and what follows finds it.
    func tellWhatIsDue(in transaction: inout StoreTransaction) throws {
        for escalation in try transaction.escalations(incidentID: incident.id) where escalation.isDue(at: now) {
            // One that is late besides is not so because of a start.
            _ = try advance(policy: escalation.policy.name, runningSince: .distantPast, in: &transaction)
        }
    }
}
