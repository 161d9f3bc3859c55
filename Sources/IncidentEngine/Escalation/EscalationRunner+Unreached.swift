internal import IncidentCore
internal import IncidentStore

extension EscalationRunner {
    /// Lets the next step come at once when nobody was reached by those before it.
    ///
    /// - Parameters:
    ///   - untried: also when they have paged nobody.
    ///   - policy: the one whose page has just come to nothing.
    func hastenUnreached(
        evenIf untried: Bool = false, of policy: String? = nil, in transaction: inout StoreTransaction
    ) throws {
        guard incident.isEscalating else { return }
        let history = try transaction.tellingHistory(incidentID: incident.id)
        switch history.reach {
        case .somebody: return
        case .untried where !untried: return
        case .untried, .nobody: break
        }
        let all = try telling(in: transaction)
        let why = "nobody could be reached so far"
        if try hasten(all, preferring: policy, because: why, in: &transaction) { return }
        // One comes at a time.
        guard !all.contains(where: { $0.isDue(at: now) }) else { return }
        try tellLastResort(of: all, history, because: why, in: &transaction)
    }

    /// Lets the next step come at once, or after the last one the last resort, when the step of a page has reached nobody in
    /// time.
    func hastenLate(stepOf page: Notification, in transaction: inout StoreTransaction) throws {
        guard incident.isEscalating else { return }
        let history = try transaction.tellingHistory(incidentID: incident.id)
        let hours = inForce.tables.businessHours
        guard let escalation = try telling(in: transaction).first(where: { $0.policy.name == page.policy }),
            let hastening = history.hastening(of: escalation, by: page, in: incident, at: now, hours: hours)
        else { return }
        switch hastening.what {
        case .next(let sooner): try comeAtOnce(sooner, because: hastening.why, in: &transaction)
        case .lastResort(let role):
            try tellLastResort(role, of: escalation.policy, because: hastening.why, in: &transaction)
        }
    }

    private func tellLastResort(
        of all: [Escalation], _ history: TellingHistory, because why: String, in transaction: inout StoreTransaction
    ) throws {
        for escalation in all {
            guard let role = history.lastResortBetweenRounds(of: escalation, since: incident.newsAt, at: now) else {
                continue
            }
            return try tellLastResort(role, of: escalation.policy, because: why, in: &transaction)
        }
    }

    private func tellLastResort(
        _ role: String, of policy: EscalationPolicy, because why: String, in transaction: inout StoreTransaction
    ) throws {
        try tell(
            .lastResort(role), of: policy, .lastResort(policy: policy.name), because: why, in: &transaction)
    }

    /// The escalations that have something to tell: what rests when its step is due need not come sooner.
    private func telling(in transaction: borrowing StoreTransaction) throws -> [Escalation] {
        let all = try transaction.escalations(incidentID: incident.id)
        let idle = try idle(of: all, in: transaction)
        return all.filter { !idle.contains($0.policy.name) }
    }

    /// - Returns: whether something comes sooner by that.
    private func hasten(
        _ all: [Escalation], preferring policy: String? = nil, because why: String,
        in transaction: inout StoreTransaction
    ) throws -> Bool {
        let hours = inForce.tables.businessHours
        guard let sooner = Escalation.hastened(of: all, preferring: policy, at: now, hours: hours) else { return false }
        try comeAtOnce(sooner, because: why, in: &transaction)
        return true
    }

    private func comeAtOnce(
        _ sooner: Escalation, because why: String, in transaction: inout StoreTransaction
    ) throws {
        try transaction.saveEscalation(sooner, incidentID: incident.id)
        let words = "\(sooner.nextWords) of policy \"\(sooner.policy.name)\" comes at once: \(why)"
        try record(.escalationHastened, words, in: transaction)
    }
}
