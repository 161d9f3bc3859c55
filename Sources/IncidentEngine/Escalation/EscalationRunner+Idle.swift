internal import IncidentCore
internal import IncidentStore

extension EscalationRunner {
    /// Takes back what policies still owe whose alerts have ended while others fire: who gets it later would be told of what is
    /// left, which is no business of theirs. The step comes again when one of their alerts does.
    func withdrawIdle(in transaction: inout StoreTransaction) throws {
        guard incident.status == .triggered, !incident.isQuiet, incident.silence == nil else { return }
        let all = try transaction.escalations(incidentID: incident.id)
        guard all.count > 1 else { return }
        let idle = try idle(of: all, in: transaction)
        guard !idle.isEmpty else { return }
        let why = try whyIdle(in: transaction)
        let cancelled = try cancelPages(
            reason: why, keeping: Set(all.map(\.policy.name)).subtracting(idle), andUpdates: false, andQuestions: false,
            in: &transaction)
        let owing = Set(cancelled.compactMap(\.policy))
        for stored in all where owing.contains(stored.policy.name) {
            var escalation = stored
            escalation.hold(again: true)
            try transaction.saveEscalation(escalation, incidentID: incident.id)
            try record(
                .escalationRested,
                "policy \"\(stored.policy.name)\" rests, and what it still owed is not sent: \(why); it goes on when one does",
                in: transaction)
        }
        try tellLeft(to: cancelled, by: Set(all.map(\.policy.name)).subtracting(idle), in: &transaction)
    }

    /// What steps of policies that go on have left to pages that are taken back now, they tell after all.
    func tellLeft(
        to cancelled: [Notification], by policies: Set<String>, in transaction: inout StoreTransaction
    ) throws {
        guard !cancelled.isEmpty, !policies.isEmpty else { return }
        let left = try transaction.tellingHistory(incidentID: incident.id).leftTo(cancelled, by: policies)
        guard !left.isEmpty else { return }
        var teller = try Teller(incident, at: now, in: transaction)
        for step in left {
            guard let policy = step.policy else { continue }
            try record(
                .escalationStep,
                "\(step.reason), after all, because what was to tell it is taken back: \(step.contact)",
                in: transaction)
            try teller.tell(
                Telling(
                    .step(policy: policy), contact: step.contact, method: step.method, remaining: step.remaining,
                    reason: step.reason, deliverWithin: incident.priority.isUrgent ? DeliveryTime.unlessGiven : nil),
                in: &transaction)
        }
    }
}
