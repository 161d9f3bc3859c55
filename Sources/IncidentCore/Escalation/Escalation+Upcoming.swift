/// What a deadline of an escalation will bring, nobody taking the incident before.
package struct UpcomingOutcome: Sendable, Equatable {
    package let at: Timestamp
    package let outcome: EscalationOutcome

    package init(at: Timestamp, outcome: EscalationOutcome) { (self.at, self.outcome) = (at, outcome) }

    /// Whether it is a step that tells nobody.
    package var isPassedOver: Bool { if case .passedOver = outcome { true } else { false } }
}

extension Escalation {
    /// What its deadlines bring, in order, nobody taking the incident meanwhile and every page reaching somebody: who
    /// cannot be reached has the next step come sooner.
    ///
    /// - Parameters:
    ///   - now: what was due before comes then.
    ///   - limit: repeated for weeks, a policy has more to come than anybody reads.
    package func upcoming(from now: Timestamp, hours: BusinessHours?, limit: Int = 50) -> [UpcomingOutcome] {
        EscalationForesight(of: [self], from: now, hours: hours).events(limit: limit).compactMap {
            if case .escalation(_, let upcoming) = $0 { upcoming } else { nil }
        }
    }

    /// As it will be when the steps have gone by that come outside business hours and do not wait for them, and those.
    package func pastSteps(hours: BusinessHours?) -> (escalation: Escalation, passedOver: [UpcomingOutcome]) {
        var (escalation, passedOver): (Escalation, [UpcomingOutcome]) = (self, [])
        while status == .running, passedOver.count < policy.steps.count, let due = escalation.nextDueAt {
            var next = escalation
            let outcome = next.advance(at: due, hours: hours)
            guard case .passedOver = outcome else { break }
            passedOver.append(UpcomingOutcome(at: due, outcome: outcome))
            escalation = next
        }
        return (escalation, passedOver)
    }
}
