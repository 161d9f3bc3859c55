// Somebody has taken the incident, and has it no more.
extension Escalation {
    /// Whether an acknowledgement stops it: not when it goes on until the incident is resolved, nor when it has ended.
    private var canPause: Bool { policy.until != .resolved && status != .ended }

    /// How long an acknowledgement holds now; `nil` where nothing would go on after it.
    package var acknowledgementExpires: Duration? { canPause ? policy.acknowledgementExpires : nil }

    /// Acknowledged: no step any more, until `deadline` if there is one. What has run out begins with its first step after
    /// that: it has told everybody, who heard since that somebody has it.
    package mutating func pause(until deadline: Timestamp?) {
        guard canPause else { return }
        if status == .exhausted { nextStep = 0 }
        status = .paused
        nextDueAt = deadline
    }

    /// It goes on then at the latest, because what its owner was asked lapses then.
    package mutating func goOn(noLaterThan time: Timestamp) {
        guard status == .paused, nextDueAt.map({ $0 > time }) ?? true else { return }
        nextDueAt = time
    }

    /// Nobody is told before that, because it is silenced; when an acknowledgement ends meanwhile it waits.
    package mutating func goOn(noSoonerThan time: Timestamp) {
        guard status == .paused, let due = nextDueAt, due < time else { return }
        nextDueAt = time
    }

    /// The step, or after the last one the last resort, of which nothing had gone out when somebody took the incident, comes
    /// again when nobody has it any more. Where the last resort was told before its time, that is the first step: all were
    /// told.
    ///
    /// - Parameter step: its index; the number of steps for the last resort.
    package mutating func comeAgain(at step: Int) {
        guard status == .paused, (0...policy.steps.count).contains(step) else { return }
        nextStep = step
    }

    /// The acknowledgement has ended.
    package mutating func resume(at now: Timestamp, hours: BusinessHours?) {
        guard status == .paused else { return }
        goOnNow(at: now, hours: hours)
    }

    package func resumed(at now: Timestamp, hours: BusinessHours?) -> Escalation {
        var resumed = self
        resumed.resume(at: now, hours: hours)
        return resumed
    }

    /// Whether its first step comes again in the round in which it came before, or would have.
    package func beginsAnew(after former: Escalation) -> Bool { nextStep == 0 && round == former.round }

    /// Somebody else's turn came, by another policy: what is next comes at the time that it would have had, or at once
    /// when that has passed.
    package mutating func goOn(at now: Timestamp, hours: BusinessHours?) {
        guard status == .paused else { return }
        guard comesAt > now else { return resume(at: now, hours: hours) }
        status = .running
        if nextStep < policy.steps.count {
            setNextDue(hours: hours, notBefore: now)
        } else {
            nextDueAt = comesAt
        }
    }

    /// When what is next would have come.
    private var comesAt: Timestamp {
        guard nextStep < policy.steps.count else { return dueAfterLast }
        return startedAt + policy.steps[nextStep].after
    }
}
