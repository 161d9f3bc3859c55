/// What follows when nobody has taken an incident in time.
package enum OverdueConsequence: Sendable, Equatable {
    /// A step that comes at that moment, or by itself within a minute of the step before it, is what escalates it.
    case comesByItself
    /// No policy of the incident has anything left to give.
    case nobodyIsLeft
    /// The next step does not come sooner: its policy, its number from 1, and for what it is.
    case waits(policy: String, number: Int, what: String)
    /// The step before came just now: so hastened.
    case comesSoon(Escalation)
    /// As it is afterwards, and what is told.
    case comesNow(Escalation, RequestedStep)
}

extension Escalation {
    /// Somebody who was told so shortly before a missed deadline has hardly had the time to look.
    package static let justTold: Duration = .seconds(60)

    /// What a missed deadline to respond brings: the next step's contacts at once, or the last resort. A step that comes now
    /// by itself is what escalates it; after one that came within the last minute the next comes when that minute is over.
    /// One for business hours waits for them, and one for the digest for that, where no other policy has one that does not; a
    /// step that would be passed over is.
    ///
    /// - Parameters:
    ///   - all: the incident's.
    ///   - lastStepAt: when a step or a last resort told somebody last.
    ///   - hasToldLastResort: as of `requested`.
    package static func overdue(
        of all: [Escalation], lastStepAt: Timestamp?, at now: Timestamp, hours: BusinessHours?,
        isForDigest: (EscalationStep) -> Bool, hasToldLastResort: (Escalation) -> Bool
    ) -> OverdueConsequence {
        var left = all.map { $0.pastClosedSteps(at: now, hours: hours) }
        func comes(by time: Timestamp) -> Bool {
            left.contains { $0.status == .running && $0.nextDueAt.map { $0 <= time } ?? false }
        }
        func waits(_ next: RequestedStep, _ policy: String) -> OverdueConsequence? {
            guard case .step(let step, let number, _) = next else { return nil }
            if step.onlyBusinessHours, hours?.contains(now) == false {
                return .waits(policy: policy, number: number, what: "business hours")
            }
            return isForDigest(step) ? .waits(policy: policy, number: number, what: "the digest") : nil
        }
        guard !comes(by: now) else { return .comesByItself }
        var waiting: OverdueConsequence?
        while let (escalation, next) = requested(of: left, at: now, hours: hours, hasToldLastResort: hasToldLastResort)
        {
            let policy = escalation.policy.name
            if let consequence = waits(next, policy) {
                waiting = waiting ?? consequence
                left.removeAll { $0.policy.name == policy }
                continue
            }
            if let lastStepAt, now - lastStepAt < justTold {
                let time = lastStepAt + justTold
                guard !comes(by: time) else { return .comesByItself }
                // A last resort before another round has no time of its own.
                if var sooner = left.first(where: { $0.policy.name == policy }), sooner.hasten(at: time, hours: hours) {
                    return .comesSoon(sooner)
                }
            }
            return .comesNow(escalation, next)
        }
        return waiting ?? .nobodyIsLeft
    }
}
