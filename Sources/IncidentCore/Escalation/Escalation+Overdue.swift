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
    /// One for business hours waits for them, and one for the digest for that.
    ///
    /// - Parameters:
    ///   - all: the incident's.
    ///   - lastStepAt: when a step or a last resort told somebody last.
    ///   - hasToldLastResort: as of `requested`.
    package static func overdue(
        of all: [Escalation], lastStepAt: Timestamp?, at now: Timestamp, hours: BusinessHours?,
        isForDigest: (EscalationStep) -> Bool, hasToldLastResort: (Escalation) -> Bool
    ) -> OverdueConsequence {
        func comes(by time: Timestamp) -> Bool {
            all.contains { $0.status == .running && $0.nextDueAt.map { $0 <= time } ?? false }
        }
        guard !comes(by: now) else { return .comesByItself }
        let found = requested(of: all, at: now, hours: hours, hasToldLastResort: hasToldLastResort)
        guard let (escalation, next) = found else { return .nobodyIsLeft }
        let policy = escalation.policy.name
        if case .step(let step, let number, _) = next {
            if step.onlyBusinessHours, hours?.contains(now) == false {
                return .waits(policy: policy, number: number, what: "business hours")
            }
            if isForDigest(step) { return .waits(policy: policy, number: number, what: "the digest") }
        }
        if let lastStepAt, now - lastStepAt < justTold {
            let time = lastStepAt + justTold
            guard !comes(by: time) else { return .comesByItself }
            // A last resort before another round has no time of its own.
            if var sooner = all.first(where: { $0.policy.name == policy }), sooner.hasten(at: time, hours: hours) {
                return .comesSoon(sooner)
            }
        }
        return .comesNow(escalation, next)
    }
}
