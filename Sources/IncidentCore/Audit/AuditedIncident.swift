/// An open incident as the auditor sees it.
package struct AuditedIncident: Sendable {
    let incident: Incident
    let escalations: [Escalation]
    /// What its timeline has said since it opened last of who is not told, newest first.
    let said: [TimelineEntry]
    let history: TellingHistory

    package init(
        _ incident: Incident, escalations: [Escalation], said: [TimelineEntry], history: TellingHistory
    ) {
        self.incident = incident
        self.escalations = escalations
        self.said = said
        self.history = history
    }

    /// Why nobody is told by a step although nobody has taken the incident: the whole list.
    package enum WhyNothingIsDue: Sendable, CaseIterable {
        /// All that fires is silenced, until a time that `silenceWithoutEnd` watches.
        case silenced
        /// It flaps and nothing fires just now, until a time that `flappingWithoutEnd` watches.
        case quiet
        /// Nothing fires that we know of, and its policies rest until something does.
        case nothingFires
        /// Every step has run, and the last resort was told, which `lastResortUntold` watches.
        case exhausted
        /// Its policy only notifies, and has done so.
        case notified
        /// The timeline says that there is nobody to tell.
        case nobody
    }

    /// - Parameter start: since when the program runs; what ended before could not be seen to.
    package func violations(at now: Timestamp, runningSince start: Timestamp) -> [AuditViolation] {
        var found: [AuditViolation] = []
        func violated(_ rule: AuditRule, _ words: String) {
            found.append(AuditViolation(rule, incidentID: incident.id, words))
        }
        if let silence = incident.silence, max(silence.until, start) + AuditLimits.overdue < now {
            violated(.silenceWithoutEnd, "it is silenced beyond the end of the silence (\(silence.words))")
        }
        if incident.flapping.isOn, incident.flapping.quietBy == nil {
            violated(.flappingWithoutEnd, "it is kept open because it flaps, without an end")
        }
        switch incident.status {
        case .resolved: return []
        case .acknowledged:
            if incident.taking.until == nil, escalations.contains(where: \.waitsForEnd) {
                violated(.acknowledgementWithoutEnd, "the acknowledgement is to expire and has no end")
            }
            if incident.taking.isAsked, incident.taking.confirmBy == nil {
                violated(.questionWithoutEnd, "its owner is asked something, and nothing follows without an answer")
            }
        case .triggered:
            if escalations.contains(where: { $0.status == .paused }) {
                violated(.pausedForNobody, "a policy is paused although nobody has taken the incident")
            }
            if escalations.contains(where: isLastResortUntold) {
                violated(.lastResortUntold, "a policy is exhausted and its last resort was not told")
            }
            if !escalations.contains(where: \.hasStepToCome), whyNothingIsDue == nil, found.isEmpty {
                violated(.nothingDue, "nobody has taken it, no step is to come, and nothing says why")
            }
        }
        return found
    }

    /// - Returns: `nil` where nothing says why.
    package var whyNothingIsDue: WhyNothingIsDue? {
        if incident.silence != nil { return .silenced }
        if incident.isQuiet { return .quiet }
        if incident.firingCount == 0, escalations.contains(where: \.rests) { return .nothingFires }
        if escalations.contains(where: { $0.status == .exhausted }) { return .exhausted }
        if escalations.contains(where: \.hasNotified) { return .notified }
        return said.contains(where: \.saysThatNobodyIsTold) ? .nobody : nil
    }

    /// By its place among the messages and not by time: the times of what is over stay when the clock is set.
    private func isLastResortUntold(_ escalation: Escalation) -> Bool {
        guard escalation.status == .exhausted, escalation.policy.otherwise != nil, incident.silence == nil else {
            return false
        }
        let reason = Telling.lastResortReason(of: escalation.policy.name)
        // A release before this one gave no name.
        let isTold = history.sinceLastEnd.contains { $0.reason.hasPrefix(reason) || $0.reason == "last resort" }
        return !isTold && !said.contains { $0.kind == .nobodyTold || $0.kind == .notTold }
    }
}

extension Escalation {
    /// A step comes, or the end of the last one's time.
    package var hasStepToCome: Bool { status == .running && nextDueAt != nil }

    /// It only notifies, and has told everybody.
    var hasNotified: Bool {
        status == .ended && policy.until == .notified && nextStep >= policy.steps.count
    }

    /// It is stopped until an acknowledgement ends.
    fileprivate var waitsForEnd: Bool {
        status == .paused && (nextDueAt != nil || policy.acknowledgementExpires != nil)
    }

    /// What comes next comes now: the auditor has found that nothing would. One that has ended, or has told its last
    /// resort, stays as it is.
    ///
    /// - Returns: whether something is to come.
    package mutating func mend(at now: Timestamp, hours: BusinessHours?) -> Bool {
        switch status {
        case .paused: resume(at: now, hours: hours)
        case .running where rests: wake(at: now, hours: hours)
        case .running, .exhausted, .ended: break
        }
        return hasStepToCome
    }

    /// It has run out, and its last resort is told now.
    package func tellingLastResort(at now: Timestamp) -> Escalation {
        Escalation(
            policy: policy, status: .running, startedAt: startedAt, round: policy.repetition?.times ?? 0,
            nextStep: policy.steps.count, nextDueAt: now)
    }
}

extension TimelineEntry {
    /// Whether it says that nobody at all is told, or nobody more: how all such sentences begin.
    fileprivate var saysThatNobodyIsTold: Bool {
        kind == .nobodyTold || kind == .notTold && summary.hasPrefix(Self.nobody)
    }

    package static let nobody = "nobody "
}
