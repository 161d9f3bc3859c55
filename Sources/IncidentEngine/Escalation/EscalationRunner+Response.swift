internal import IncidentCore
internal import IncidentStore

extension EscalationRunner {
    /// Somebody who was told so shortly before a missed deadline has hardly had the time to look.
    private static let justTold: Duration = .seconds(60)

    /// Tells the next step's contacts at once, or the last resort, because nobody has taken the incident in time. A step
    /// that comes now by itself is what escalates it; after one that came within the last minute the next comes when that
    /// minute is over. One for business hours waits for them.
    func escalateOverdue(in transaction: inout StoreTransaction) throws {
        let all = try transaction.escalations(incidentID: incident.id)
        guard !all.contains(where: { $0.status == .running && $0.nextDueAt.map { $0 <= now } ?? false }) else { return }
        let history = try transaction.tellingHistory(incidentID: incident.id)
        let hours = inForce.tables.businessHours
        let found = Escalation.requested(of: all, at: now, hours: hours) {
            history.hasToldLastResort(of: $0, since: incident.newsAt)
        }
        guard let (escalation, next) = found else {
            let words = "nobody more is told of that: \(Self.whyNothing(all)); escalate to somebody, or take it"
            return try record(.notTold, words, in: transaction)
        }
        let name = escalation.policy.name
        if case .step(let step, let number, _) = next, step.onlyBusinessHours, hours?.contains(now) == false {
            let words = "step \(number) of policy \"\(name)\" does not come sooner by that: it is for business hours"
            return try record(.notTold, words, in: transaction)
        }
        if case .step(let step, let number, _) = next, inForce.tables.digestTime(of: step, at: now) != nil {
            let words = "step \(number) of policy \"\(name)\" does not come sooner by that: it is for the digest"
            return try record(.notTold, words, in: transaction)
        }
        if let last = history.lastStepAt, now - last < Self.justTold,
            try postpone(name, of: all, to: last + Self.justTold, in: &transaction)
        {
            return
        }
        try transaction.saveEscalation(escalation, incidentID: incident.id)
        let cause: Telling.Cause =
            if case .lastResort = next { .lastResort(policy: name) } else { .step(policy: name) }
        let isTold = try tell(
            next, of: escalation.policy, cause, because: "nobody had taken it in time", in: &transaction)
        if !isTold { try hastenUnreached(evenIf: true, of: name, in: &transaction) }
    }

    /// Lets what comes next come at a time that is near; one that comes by itself until then will do.
    ///
    /// - Returns: false where what comes next has no time of its own, as a last resort before another round.
    private func postpone(
        _ policy: String, of all: [Escalation], to time: Timestamp, in transaction: inout StoreTransaction
    ) throws -> Bool {
        if all.contains(where: { $0.status == .running && $0.nextDueAt.map { $0 <= time } ?? false }) { return true }
        guard var sooner = all.first(where: { $0.policy.name == policy }),
            sooner.hasten(at: time, hours: inForce.tables.businessHours)
        else { return false }
        try transaction.saveEscalation(sooner, incidentID: incident.id)
        try record(
            .escalationHastened,
            "\(sooner.nextWords) of policy \"\(policy)\" comes at \(time.readable), because nobody had taken it in time: the "
                + "step before it came just now", in: transaction)
        return true
    }
}
