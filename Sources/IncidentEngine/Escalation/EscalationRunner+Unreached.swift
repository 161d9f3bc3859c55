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
        guard isWaiting else { return }
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
        guard isWaiting else { return }
        let history = try transaction.tellingHistory(incidentID: incident.id)
        let all = try telling(in: transaction)
        guard let escalation = all.first(where: { $0.policy.name == page.policy }),
            let why = history.whySooner(after: escalation, of: page, incident.priority, at: now)
        else { return }
        if try hasten([escalation], because: why, in: &transaction) { return }
        try tellLastResort(of: [escalation], history, because: why, in: &transaction)
    }

    private func tellLastResort(
        of all: [Escalation], _ history: TellingHistory, because why: String, in transaction: inout StoreTransaction
    ) throws {
        for escalation in all {
            guard let role = history.lastResortBetweenRounds(of: escalation, since: incident.newsAt, at: now) else {
                continue
            }
            try tell(
                .lastResort(role), of: escalation.policy, .lastResort(policy: escalation.policy.name), because: why,
                in: &transaction)
            return
        }
    }

    /// The escalations that have something to tell: what rests when its step is due need not come sooner.
    private func telling(in transaction: borrowing StoreTransaction) throws -> [Escalation] {
        let all = try transaction.escalations(incidentID: incident.id)
        let idle = try idle(of: all, in: transaction)
        return all.filter { !idle.contains($0.policy.name) }
    }

    /// Whether it waits for somebody to take it, and they may be told.
    private var isWaiting: Bool { incident.status == .triggered && incident.silence == nil }

    /// - Returns: whether something comes sooner by that.
    private func hasten(
        _ all: [Escalation], preferring policy: String? = nil, because why: String,
        in transaction: inout StoreTransaction
    ) throws -> Bool {
        let hours = inForce.tables.businessHours
        guard let sooner = Escalation.hastened(of: all, preferring: policy, at: now, hours: hours) else { return false }
        try transaction.saveEscalation(sooner, incidentID: incident.id)
        let words = "\(sooner.nextWords) of policy \"\(sooner.policy.name)\" comes at once: \(why)"
        try record(.escalationHastened, words, in: transaction)
        return true
    }
}
