internal import IncidentCore
internal import IncidentStore

extension EscalationRunner {
    /// Does what follows when nobody has taken the incident in time.
    func escalateOverdue(in transaction: inout StoreTransaction) throws {
        let all = try transaction.escalations(incidentID: incident.id)
        let history = try transaction.tellingHistory(incidentID: incident.id)
        let idle = try idle(of: all, in: transaction)
        let consequence = Escalation.overdue(
            of: all.filter { !idle.contains($0.policy.name) }, lastStepAt: history.lastStepAt, at: now,
            hours: inForce.tables.businessHours,
            isForDigest: { inForce.tables.digestTime(of: $0, at: now) != nil },
            hasToldLastResort: { history.hasToldLastResort(of: $0, since: incident.newsAt) })
        switch consequence {
        case .comesByItself: return
        case .nobodyIsLeft:
            let why = try whyNothing(all, idle, in: transaction)
            let words = "nobody more is told of that: \(why); escalate to somebody, or take it"
            try record(.notTold, words, in: transaction)
        case .waits(let policy, let number, let what):
            try record(
                .notTold, "step \(number) of policy \"\(policy)\" does not come sooner by that: it is for \(what)",
                in: transaction)
        case .comesSoon(let sooner):
            try transaction.saveEscalation(sooner, incidentID: incident.id)
            try recordSkipped(by: sooner, since: all, in: transaction)
            let at = sooner.nextDueAt.map { " at \($0.readable)" } ?? ""
            try record(
                .escalationHastened,
                "\(sooner.nextWords) of policy \"\(sooner.policy.name)\" comes\(at), because nobody had taken it in time: "
                    + "the step before it came just now", in: transaction)
        case .comesNow(let escalation, let next):
            try transaction.saveEscalation(escalation, incidentID: incident.id)
            let name = escalation.policy.name
            try recordSkipped(by: escalation, since: all, telling: next, in: transaction)
            let cause: Telling.Cause =
                if case .lastResort = next { .lastResort(policy: name) } else { .step(policy: name) }
            let isTold = try tell(
                next, of: escalation.policy, cause, because: "nobody had taken it in time", in: &transaction)
            if !isTold { try hastenUnreached(evenIf: true, of: name, in: &transaction) }
        }
    }
}
