/// What comes of an escalation before its time, because the step before it has reached nobody.
package struct Hastening: Sendable, Equatable {
    /// At once, or when the time is over within which that step is to reach somebody.
    package let at: Timestamp
    package let what: What
    /// For the timeline: `nobody could be reached in time by step 1 of policy "p"`.
    package let why: String

    package enum What: Sendable, Equatable {
        /// Its next step, or after the last one the last resort: as it stands then.
        case next(Escalation)
        /// The last resort between two rounds, which keep their pause.
        case lastResort(String)
    }

    /// `step 2`
    package var nextWords: String {
        switch what {
        case .next(let escalation): escalation.nextWords
        case .lastResort(let role): "the last resort, \(role),"
        }
    }

    /// What is told by it and when, and the steps for business hours that are left out before that.
    package func telling(
        hours: BusinessHours?
    ) -> (at: Timestamp, next: RequestedStep?, passedOver: [UpcomingOutcome]) {
        switch what {
        case .lastResort(let role): return (at, .lastResort(role), [])
        case .next(let escalation):
            let (later, passedOver) = escalation.pastSteps(hours: hours)
            return (later.nextDueAt ?? at, later.nextByItself, passedOver)
        }
    }
}

extension Escalation {
    /// What comes next by itself; `nil` where nobody is left to tell.
    fileprivate var nextByItself: RequestedStep? {
        if policy.steps.indices.contains(nextStep) {
            return .step(policy.steps[nextStep], number: nextStep + 1, round: round)
        }
        if hasRoundsLeft { return .step(policy.steps[0], number: 1, round: round + 1) }
        return policy.otherwise.map(RequestedStep.lastResort)
    }
}

extension Incident {
    /// Whether somebody is to take it, and may be told.
    package var isEscalating: Bool { status == .triggered && silence == nil }
}

// The one decision of who runs an escalation, who foretells it and who explains it.
extension TellingHistory {
    /// What comes of an escalation at once, because its latest step has reached nobody in the time that it gives, or of a P1
    /// or P2 that gives none nobody at all has been told by then; `nil` where it waits its time.
    ///
    /// - Parameters:
    ///   - escalation: one that is not idle.
    ///   - page: as of `whySooner`.
    package func hastening(
        of escalation: Escalation, by page: Notification? = nil, in incident: Incident, at now: Timestamp,
        hours: BusinessHours?
    ) -> Hastening? {
        guard incident.isEscalating,
            let why = whySooner(after: escalation, of: page, incident.priority, at: now)
        else { return nil }
        if let sooner = Escalation.hastened(of: [escalation], at: now, hours: hours) {
            return Hastening(at: now, what: .next(sooner), why: why)
        }
        return lastResortBetweenRounds(of: escalation, since: incident.newsAt, at: now).map {
            Hastening(at: now, what: .lastResort($0), why: why)
        }
    }

    /// The same when no endpoint takes what is still owed of its latest step in the time that this has; `nil` where nothing
    /// is, or has none.
    package func foreseenHastening(
        of escalation: Escalation, in incident: Incident, hours: BusinessHours?
    ) -> Hastening? {
        guard incident.isEscalating, let end = endOfLatestStep(of: escalation.policy.name) else { return nil }
        return hastening(of: escalation, in: incident, at: end, hours: hours)
    }

    /// When the last of the pages that are still owed of a policy's latest step has had its time.
    private func endOfLatestStep(of policy: String) -> Timestamp? {
        let pages = messages.filter { $0.policy == policy && $0.event == .page }
        // Asked first: of most incidents there is none, and to take reasons apart is slow.
        let owed = pages.filter { ($0.isUnsent || $0.state == .sending) && $0.shareEnd != nil }
        guard !owed.isEmpty, let latest = pages.last(where: { !isFallback($0) }) else { return nil }
        return owed.filter { $0.createdAt >= latest.createdAt && $0.step == latest.step }
            .compactMap { page in page.shareEnd.map { max($0, page.deliverBy ?? $0) } }.max()
    }
}
