/// How far an incident's policy has got. Its deadline is a stored row, so that a restart resumes it.
package struct Escalation: Sendable, Equatable {
    package let policy: EscalationPolicy
    package internal(set) var status: EscalationStatus
    /// From which the steps' delays count; moves when a step ran late, waited for business hours or was paused, so
    /// that steps never come in a burst.
    package internal(set) var startedAt: Timestamp
    /// 0 is the first time through the steps.
    package internal(set) var round: Int
    /// The index of the step that comes next; the number of steps when all have run.
    package internal(set) var nextStep: Int
    /// When to look again; `nil` when nothing is due any more, or while it rests.
    package internal(set) var nextDueAt: Timestamp?

    package init(
        policy: EscalationPolicy, status: EscalationStatus, startedAt: Timestamp, round: Int, nextStep: Int,
        nextDueAt: Timestamp?
    ) {
        self.policy = policy
        self.status = status
        self.startedAt = startedAt
        self.round = round
        self.nextStep = nextStep
        self.nextDueAt = nextDueAt
    }

    /// Begins a policy; its first step is due at once or when its delay or the business hours say.
    package static func starting(_ policy: EscalationPolicy, at now: Timestamp, hours: BusinessHours?) -> Escalation {
        var escalation = Escalation(
            policy: policy, status: .running, startedAt: now, round: 0, nextStep: 0, nextDueAt: nil)
        escalation.setNextDue(hours: hours, notBefore: now)
        return escalation
    }
}

package enum EscalationStatus: String, Sendable, CaseIterable {
    /// Steps come; without a deadline it rests, because none of the alerts that it covers fires, or all that fires is
    /// silenced.
    case running
    /// Acknowledged; the deadline, if any, is the acknowledgement's end.
    case paused
    /// Every step and repetition has run, and nobody has taken the incident.
    case exhausted
    /// Resolved, or nothing to do.
    case ended
}

/// What a deadline that has come brings.
package enum EscalationOutcome: Sendable, Equatable {
    /// Tell this step's contacts. `number` counts from 1.
    case notify(EscalationStep, number: Int, round: Int)
    /// It is outside business hours, for which this step would wait, and a later one does not.
    case passedOver(EscalationStep, number: Int)
    case acknowledgementExpired
    /// Nobody is left to tell but the last resort.
    case exhausted(otherwise: String?)
    case nothing
}

extension Escalation {
    /// A step this much behind its time moves all later ones, so that they keep their distance.
    static let latenessMoved: Duration = .seconds(60)

    /// Does what is due at `now`: at most one step, and sets the next deadline.
    package mutating func advance(at now: Timestamp, hours: BusinessHours?) -> EscalationOutcome {
        guard let due = nextDueAt, due <= now else { return .nothing }
        switch status {
        case .paused: return .acknowledgementExpired
        case .exhausted, .ended:
            nextDueAt = nil
            return .nothing
        case .running:
            guard nextStep < policy.steps.count else { return beginNextRound(at: now, hours: hours) }
            return runStep(at: now, hours: hours)
        }
    }

    /// What was to tell somebody next comes at once, the later steps keep their distance. After the last step of a round that is the
    /// next round, after the last round the last resort; where there is none of these, the first step, so that somebody
    /// hears.
    mutating func goOnNow(at now: Timestamp, hours: BusinessHours?) {
        status = .running
        self = pastClosedSteps(at: now, hours: hours)
        guard nextStep >= policy.steps.count else { return beginStep(at: now, hours: hours) }
        if hasRoundsLeft {
            round += 1
        } else if policy.otherwise != nil {
            nextDueAt = now
            return
        }
        nextStep = 0
        beginStep(at: now, hours: hours)
    }

    /// The steps that it has left out since, because they are for business hours.
    package func skipped(since former: Escalation) -> [(step: EscalationStep, number: Int)] {
        guard round == former.round, former.nextStep < nextStep else { return [] }
        return (former.nextStep..<nextStep).map { (policy.steps[$0], $0 + 1) }
    }

    /// None of the alerts that it covers fires any more: nothing comes until one does.
    package mutating func rest() {
        guard status == .running else { return }
        nextDueAt = nil
    }

    /// It has nothing to go on for.
    package var rests: Bool { status == .running && nextDueAt == nil }

    /// One of its alerts fires again: what it rested before comes at once.
    package mutating func wake(at now: Timestamp, hours: BusinessHours?) {
        guard rests else { return }
        goOnNow(at: now, hours: hours)
    }

    /// Its incident is silenced: nothing comes until that is over.
    ///
    /// - Parameter again: whether the pages of its last step, or of its last resort, have not gone out; that step comes
    ///   once more then.
    package mutating func hold(again: Bool = false) {
        guard status == .running || again && status != .paused else { return }
        status = .running
        if again, nextStep > 0 { nextStep -= 1 }
        nextDueAt = nil
    }

    /// Its incident is silenced no more: its next step comes at the time that it would have had, or at once when that has
    /// passed; after the last one the next round, or the last resort, comes likewise. Where there is none of these any
    /// more and its time has passed, the first step comes, so that somebody hears.
    package mutating func release(at now: Timestamp, hours: BusinessHours?) {
        guard rests else { return }
        guard nextStep < policy.steps.count else {
            let due = dueAfterLast
            if due <= now, !hasRoundsLeft, policy.otherwise == nil { return goOnNow(at: now, hours: hours) }
            nextDueAt = max(due, now)
            return
        }
        guard startedAt + policy.steps[nextStep].after > now else { return goOnNow(at: now, hours: hours) }
        setNextDue(hours: hours, notBefore: now)
    }

    /// Nobody could be reached so far: the next step of this round comes at once, the later ones keep their distance. The
    /// next round keeps its pause; after the last one the last resort comes at once too.
    ///
    /// - Returns: whether it comes sooner by that; not where it waits for business hours.
    package mutating func hasten(at now: Timestamp, hours: BusinessHours?) -> Bool {
        guard status == .running, let due = nextDueAt, due > now else { return false }
        guard nextStep < policy.steps.count else {
            guard policy.otherwise != nil, round >= policy.repetition?.times ?? 0 else { return false }
            nextDueAt = now
            return true
        }
        var sooner = self
        sooner.beginStep(at: now, hours: hours)
        guard let next = sooner.nextDueAt, next < due else { return false }
        self = sooner
        return true
    }

    /// Of an incident's escalations the one whose page has just come to nothing, or else whose next step would come first,
    /// hastened; `nil` where that is for none to do, or a step is due already: one comes at a time.
    package static func hastened(
        of all: [Escalation], preferring policy: String? = nil, at now: Timestamp, hours: BusinessHours?
    ) -> Escalation? {
        let running = all.filter { $0.status == .running }
        guard !running.contains(where: { $0.isDue(at: now) }) else { return nil }
        let inOrder = running.sorted { $0.nextDueAt ?? now < $1.nextDueAt ?? now }
        for escalation in inOrder.filter({ $0.policy.name == policy }) + inOrder.filter({ $0.policy.name != policy }) {
            var sooner = escalation
            if sooner.hasten(at: now, hours: hours) { return sooner }
        }
        return nil
    }

    /// When what is due was meant to come, where it has a deadline: a step comes no sooner than the one before it, so that after
    /// a late one its deadline may be later than that.
    package var meantAt: Timestamp? {
        guard status == .running, nextStep < policy.steps.count, !policy.steps[nextStep].onlyBusinessHours else {
            return nextDueAt
        }
        return nextDueAt.map { min($0, startedAt + policy.steps[nextStep].after) }
    }

    /// Whether something of it comes now.
    package func isDue(at now: Timestamp) -> Bool { status == .running && nextDueAt.map { $0 <= now } ?? false }

    /// Whether every step of a round has come, and the next one is to come later.
    package func isBetweenRounds(at now: Timestamp) -> Bool {
        status == .running && nextStep >= policy.steps.count && nextDueAt.map { $0 > now } ?? false
    }

    /// Whether nothing comes after what has been told, not even a last resort.
    package var isAtItsEnd: Bool {
        status == .running && nextStep >= policy.steps.count && !hasRoundsLeft && policy.otherwise == nil
    }

    /// Whether nothing comes after what has been told but the last resort, which may have been told before its time.
    package var awaitsLastResort: Bool {
        nextStep >= policy.steps.count && !hasRoundsLeft && policy.otherwise != nil
    }

    /// What its last step tells is told only then: who gets it has the same time to answer as always.
    ///
    /// - Returns: whether that is not over.
    package mutating func waitsForAnswer(from time: Timestamp, at now: Timestamp) -> Bool {
        guard time + lastWait > now else { return false }
        nextDueAt = time + lastWait
        return true
    }

    /// What comes next where that is hastened: `step 2`, or the last resort after the last.
    package var nextWords: String {
        nextStep < policy.steps.count ? "step \(nextStep + 1)" : "the last resort"
    }

    /// What comes next by itself, which may be another round.
    package var nextByItselfWords: String {
        nextStep >= policy.steps.count && hasRoundsLeft ? "round \(round + 2)" : nextWords
    }

    /// When the next step would come by itself, were it not for who has the incident.
    var wouldComeAt: Timestamp {
        guard status == .paused else { return nextDueAt ?? startedAt }
        return startedAt + (policy.steps.indices.contains(nextStep) ? policy.steps[nextStep].after : .zero)
    }

    var hasRoundsLeft: Bool { !policy.steps.isEmpty && round < policy.repetition?.times ?? 0 }

    /// The next step comes because a person asks for it; the later ones keep their distance. While somebody has the
    /// incident they stay stopped.
    mutating func takeRequestedStep(at now: Timestamp, hours: BusinessHours?) -> RequestedStep {
        let step = policy.steps[nextStep]
        startedAt = now - step.after
        nextStep += 1
        if status == .running { setNextDue(hours: hours, notBefore: now) }
        return .step(step, number: nextStep, round: round)
    }

    /// Every step of this round has come, and a person asks for more.
    mutating func beginRequestedRound() {
        round += 1
        nextStep = 0
    }

    /// The steps of this round that have told somebody.
    package var stepsRun: ArraySlice<EscalationStep> { policy.steps.prefix(nextStep) }

    /// Its incident fires again and nobody had taken it: what is left of the steps, of the rounds and the last resort come as
    /// if it had not been resolved, and that time does not count.
    package mutating func fireAgain(after quiet: Duration, at now: Timestamp, hours: BusinessHours?) {
        status = .running
        startedAt = startedAt + quiet
        guard nextStep < policy.steps.count else {
            nextDueAt = max(dueAfterLast, now)
            return
        }
        setNextDue(hours: hours, notBefore: now)
    }

    /// What has run out begins with its first step where its incident fires again.
    package mutating func end() {
        if status == .exhausted { (round, nextStep) = (0, 0) }
        status = .ended
        nextDueAt = nil
    }

    private mutating func runStep(at now: Timestamp, hours: BusinessHours?) -> EscalationOutcome {
        let step = policy.steps[nextStep]
        // A deadline that moved with a clock that was set may lie outside them, and so may the time at which one comes
        // that was due while the program did not run.
        if step.onlyBusinessHours, let due = nextDueAt,
            let opening = hours?.next(from: now - due > Self.latenessMoved ? now : due), opening > now
        {
            if isFollowed {
                nextStep += 1
                setNextDue(hours: hours, notBefore: now)
                return .passedOver(step, number: nextStep)
            }
            nextDueAt = opening
            return .nothing
        }
        let late = now - (startedAt + step.after)
        if late > Self.latenessMoved { startedAt = startedAt + late }
        nextStep += 1
        setNextDue(hours: hours, notBefore: now)
        return .notify(step, number: nextStep, round: round)
    }

    private mutating func beginNextRound(at now: Timestamp, hours: BusinessHours?) -> EscalationOutcome {
        guard let repetition = policy.repetition, round < repetition.times, !policy.steps.isEmpty else {
            status = .exhausted
            nextDueAt = nil
            return .exhausted(otherwise: policy.otherwise)
        }
        round += 1
        nextStep = 0
        beginStep(at: now, hours: hours)
        return nextDueAt.map { $0 <= now } ?? false ? runStep(at: now, hours: hours) : .nothing
    }

    /// Makes the next step due now, or at the next opening when it waits for business hours.
    mutating func beginStep(at now: Timestamp, hours: BusinessHours?) {
        if nextStep < policy.steps.count { startedAt = now - policy.steps[nextStep].after }
        setNextDue(hours: hours, notBefore: now)
    }

    mutating func setNextDue(hours: BusinessHours?, notBefore now: Timestamp) {
        if nextStep < policy.steps.count {
            let step = policy.steps[nextStep]
            let due = max(startedAt + step.after, now)
            nextDueAt = step.onlyBusinessHours && !isFollowed ? hours?.next(from: due) ?? due : due
        } else if policy.until == .notified {
            end()
        } else {
            nextDueAt = now + waitAfterLast
        }
    }

    /// When what comes after the last step does: the next round, or the last resort.
    var dueAfterLast: Timestamp { startedAt + (policy.steps.last?.after ?? .zero) + waitAfterLast }

    /// One last deadline after the last step: the next round, or the time left to answer before "exhausted".
    var waitAfterLast: Duration {
        policy.repetition.flatMap { round < $0.times ? $0.every : nil } ?? lastWait
    }

    /// Outside business hours as it is when the steps have gone by that are for them and that something follows which is not.
    func pastClosedSteps(at now: Timestamp, hours: BusinessHours?) -> Escalation {
        guard let hours, !hours.contains(now), status == .running else { return self }
        var later = self
        while later.nextStep < policy.steps.count, policy.steps[later.nextStep].onlyBusinessHours, later.isFollowed {
            later.nextStep += 1
            later.setNextDue(hours: hours, notBefore: now)
        }
        return later
    }

    /// Whether something comes after the next step that waits for no business hours: a later step of the round, one of the
    /// rounds after it, or the last resort of a policy that has told somebody outside them already. Nobody is to wait until
    /// the morning for that.
    private var isFollowed: Bool {
        if policy.steps.dropFirst(nextStep + 1).contains(where: { !$0.onlyBusinessHours }) { return true }
        guard policy.steps.contains(where: { !$0.onlyBusinessHours }) else { return false }
        return policy.otherwise != nil || policy.repetition.map { round < $0.times } ?? false
    }

    /// After the very last step people get as long as the steps lay apart, and at least five minutes.
    private var lastWait: Duration {
        let delays = policy.steps.map(\.after)
        let gap = zip(delays.dropFirst(), delays).map { $0 - $1 }.last ?? .zero
        return max(gap, .seconds(300))
    }
}
