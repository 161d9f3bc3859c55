/// What the deadlines of an incident bring, nobody taking it meanwhile and every page reaching somebody: who cannot be
/// reached has the next step come sooner.
package struct EscalationForesight {
    /// One deadline, and what it brings.
    package enum Event: Sendable, Equatable {
        case escalation(EscalationPolicy, UpcomingOutcome)
        /// Nobody has taken it in time.
        case overdue(at: Timestamp, OverdueConsequence)
    }

    private var all: [Escalation]
    /// What was due before comes then.
    private let now: Timestamp
    private let hours: BusinessHours?
    private var respondBy: Timestamp?
    private let respondWithin: Duration?
    private var lastStepAt: Timestamp?
    private let idle: Set<String>
    private let isForDigest: (EscalationStep, Timestamp) -> Bool
    private let hasToldLastResort: (Escalation) -> Bool
    /// When a policy's last resort will have been told.
    private var lastResorts: [String: Timestamp] = [:]

    /// - Parameters:
    ///   - all: the incident's escalations.
    ///   - idle: the policies that have nothing to tell, as `Coverage.idle` has it.
    ///   - respondBy: by when somebody is to have taken it; `nil` where nobody is waited for.
    ///   - respondWithin: the same when an acknowledgement has ended.
    ///   - lastStepAt: as of `Escalation.overdue`, and so `hasToldLastResort`.
    ///   - isForDigest: whether a step's contacts hear of it by their digest, at a time.
    package init(
        of all: [Escalation], idle: Set<String> = [], from now: Timestamp, hours: BusinessHours?,
        respondBy: Timestamp? = nil, respondWithin: Duration? = nil, lastStepAt: Timestamp? = nil,
        isForDigest: @escaping (EscalationStep, Timestamp) -> Bool = { _, _ in false },
        hasToldLastResort: @escaping (Escalation) -> Bool = { _ in false }
    ) {
        (self.all, self.idle, self.now, self.hours) = (all, idle, now, hours)
        (self.respondBy, self.respondWithin, self.lastStepAt) = (respondBy, respondWithin, lastStepAt)
        (self.isForDigest, self.hasToldLastResort) = (isForDigest, hasToldLastResort)
        restIdle()
    }

    /// The first of them, in order.
    ///
    /// - Parameter limit: repeated for weeks, a policy has more to come than anybody reads.
    package func events(limit: Int) -> [Event] {
        var foresight = self
        var events: [Event] = []
        while events.count < limit, let found = foresight.next() { events += found }
        return events
    }

    /// What the first deadline brings, which may be nothing; `nil` when there is none any more.
    private mutating func next() -> [Event]? {
        let dues = all.indices.compactMap { place in all[place].nextDueAt.map { (place, $0) } }
        let first = dues.min { $0.1 < $1.1 }
        if let deadline = respondBy, first.map({ deadline <= $0.1 }) ?? true {
            respondBy = nil
            let time = max(deadline, now)
            return [.overdue(at: time, missResponse(at: time))]
        }
        guard let (place, due) = first else { return nil }
        let time = max(due, now)
        let outcome = all[place].advance(at: time, hours: hours)
        let policy = all[place].policy
        switch outcome {
        // It waits for business hours, or for the next round.
        case .nothing:
            if all[place].nextDueAt.map({ $0 <= time }) ?? true { all.remove(at: place) }
            return []
        case .acknowledgementExpired:
            for place in all.indices { all[place].resume(at: time, hours: hours) }
            restIdle()
            respondBy = respondWithin.map { time + $0 }
        case .notify(let step, _, _): if !isForDigest(step, time) { lastStepAt = time }
        case .passedOver: break
        case .exhausted(let otherwise):
            if otherwise != nil, hasTold(all[place]) {
                return [.escalation(policy, UpcomingOutcome(at: time, outcome: .exhausted(otherwise: nil)))]
            }
            if otherwise != nil { lastStepAt = time }
        }
        return [.escalation(policy, UpcomingOutcome(at: time, outcome: outcome))]
    }

    private mutating func missResponse(at time: Timestamp) -> OverdueConsequence {
        let consequence = Escalation.overdue(
            of: all, lastStepAt: lastStepAt, at: time, hours: hours, isForDigest: { isForDigest($0, time) },
            hasToldLastResort: hasTold)
        switch consequence {
        case .comesByItself, .nobodyIsLeft, .waits: break
        case .comesSoon(let escalation): keep(escalation)
        case .comesNow(let escalation, let next):
            keep(escalation)
            lastStepAt = time
            if case .lastResort = next { lastResorts[escalation.policy.name] = time }
        }
        return consequence
    }

    private mutating func restIdle() {
        for place in all.indices where idle.contains(all[place].policy.name) { all[place].rest() }
    }

    private mutating func keep(_ escalation: Escalation) {
        guard let place = all.firstIndex(where: { $0.policy.name == escalation.policy.name }) else { return }
        all[place] = escalation
    }

    private func hasTold(_ escalation: Escalation) -> Bool {
        hasToldLastResort(escalation) || lastResorts[escalation.policy.name].map { $0 >= escalation.startedAt } ?? false
    }
}
