/// What comes when a person asks for the next step now.
package enum RequestedStep: Sendable, Equatable {
    /// As of `EscalationOutcome.notify`.
    case step(EscalationStep, number: Int, round: Int)
    /// Every step of the round has come.
    case lastResort(String)
}

extension Escalation {
    /// Of an incident's escalations the one whose next step comes when a person asks for it now, and what comes.
    ///
    /// A step comes before a last resort, that before another round, and what runs before what somebody's having the
    /// incident has stopped; of these what would come first. A step that waits for business hours does not wait for them
    /// when somebody asks for it. What has ended, has run out or rests has nothing to give.
    /// - Parameters:
    ///   - andResting: also of those that rest: because all is silenced, or nothing fires just now, which is not for what a
    ///     person asks.
    ///   - hasToldLastResort: whether one's was told in this round.
    package static func requested(
        of all: [Escalation], andResting: Bool = false, at now: Timestamp, hours: BusinessHours?,
        hasToldLastResort: (Escalation) -> Bool
    ) -> (escalation: Escalation, next: RequestedStep)? {
        let open = all.filter { $0.isActive && (andResting || !$0.rests) }.sorted {
            ($0.status == .running ? 0 : 1, $0.wouldComeAt) < ($1.status == .running ? 0 : 1, $1.wouldComeAt)
        }
        if var found = open.first(where: { $0.nextStep < $0.policy.steps.count }) {
            let next = found.takeRequestedStep(at: now, hours: hours)
            return (found, next)
        }
        for escalation in open {
            guard let role = escalation.policy.otherwise, !hasToldLastResort(escalation) else { continue }
            return (escalation, .lastResort(role))
        }
        guard var found = open.first(where: \.hasRoundsLeft) else { return nil }
        found.beginRequestedRound()
        let next = found.takeRequestedStep(at: now, hours: hours)
        return (found, next)
    }
}
