extension Incident {
    /// Applies an event and returns what must now be done; the caller stores the change and the actions in one
    /// transaction. What follows an acknowledgement stands in `docs/after-an-acknowledgement.md`.
    package mutating func apply(_ event: IncidentEvent, at now: Timestamp) throws(TransitionRefused) -> [IncidentAction]
    {
        switch (status, event.done(byThe: name(of:))) {
        case (_, .opened(let change)):
            return open(change)
        case (.triggered, .alertsChanged(let change)), (.acknowledged, .alertsChanged(let change)):
            return applyToOpen(change, at: now)
        case (.resolved, .alertsChanged(let change)):
            return applyToResolved(change, at: now)

        case (.triggered, .acknowledged(let person, let expiresAfter, let names, let way, let remindBefore)):
            let taking = Taking(lasting: expiresAfter, covering: names, remindBefore: remindBefore, at: now)
            return acknowledge(by: person, taking, way, at: now)
        case (.acknowledged, .acknowledged(let person, let expiresAfter, let names, let way, let remindBefore)):
            let taking = Taking(lasting: expiresAfter, covering: names, remindBefore: remindBefore, at: now)
            return acknowledgeAgain(by: person, taking, way, at: now)
        case (.resolved, .acknowledged):
            throw TransitionRefused("\(resolutionSentence(at: now)); nothing to acknowledge")

        case (.acknowledged, .acknowledgementExpired):
            return expireAcknowledgement(at: now)
        case (.acknowledged, .confirmationMissed(let isUnasked)):
            return missConfirmation(isUnasked, at: now)
        case (.triggered, .wentQuiet(let change)), (.acknowledged, .wentQuiet(let change)):
            return goQuiet(change, at: now)
        case (.resolved, .reminded(let change)):
            return openStillFiring(change, at: now)
        case (.resolved, .wentQuiet), (.triggered, .reminded), (.acknowledged, .reminded):
            return []
        case (.triggered, .acknowledgementExpired), (.resolved, .acknowledgementExpired),
            (.triggered, .confirmationMissed), (.resolved, .confirmationMissed):
            return []

        case (.triggered, .resolved(let person, let remindAfter, let way)),
            (.acknowledged, .resolved(let person, let remindAfter, let way)):
            return resolve(by: person, remindAfter: remindAfter, way, at: now)
        case (.resolved, .reopened(let deed, let change, let terms)):
            return try takeBackResolution(deed, change, terms, at: now)
        case (.triggered, .reopened), (.acknowledged, .reopened):
            throw TransitionRefused("incident \(id) is open; nothing to re-open")
        case (.resolved, .resolved):
            throw TransitionRefused("\(resolutionSentence(at: now)); nothing to resolve")

        case (.triggered, .noted(let person, let text)), (.acknowledged, .noted(let person, let text)),
            (.resolved, .noted(let person, let text)):
            return [.record(TimelineDraft(.noted, actor: person, text))]
        case (.triggered, .stepTicked(let deed, let title, let isDone)),
            (.acknowledged, .stepTicked(let deed, let title, let isDone)),
            (.resolved, .stepTicked(let deed, let title, let isDone)):
            return [.record(TimelineDraft(isDone ? .stepDone : .stepUndone, actor: deed.by, title))]
        case (.triggered, .diagnosisRequested(let deed, let collector, let isPending)),
            (.acknowledged, .diagnosisRequested(let deed, let collector, let isPending)),
            // What is so now may tell why it was.
            (.resolved, .diagnosisRequested(let deed, let collector, let isPending)):
            return isPending ? [] : diagnoseAgain(deed, collector)

        case (.acknowledged, .unacknowledged(let deed)):
            return giveBack(deed, at: now)
        case (.triggered, .unacknowledged):
            throw TransitionRefused("nobody has taken incident \(id); nothing to take back")
        case (.resolved, .unacknowledged):
            throw TransitionRefused("\(resolutionSentence(at: now)); nothing to take back")

        case (.triggered, .snoozed(let deed, let end, let names)),
            (.acknowledged, .snoozed(let deed, let end, let names)):
            return snooze(deed, until: end, covering: names, at: now)
        case (.resolved, .snoozed):
            throw TransitionRefused("\(resolutionSentence(at: now)); nothing to snooze")

        case (.triggered, .handedOver(let deed, let contact, let terms)),
            (.acknowledged, .handedOver(let deed, let contact, let terms)):
            return try handOver(deed, to: contact, terms, at: now)
        case (.resolved, .handedOver):
            throw TransitionRefused("\(resolutionSentence(at: now)); nothing to hand over")

        case (.triggered, .escalated(let deed)), (.acknowledged, .escalated(let deed)):
            return [.record(.deed(deed, .escalated, "escalated by \(deed.by)")), .escalateNow(deed)]
        case (.resolved, .escalated):
            throw TransitionRefused("\(resolutionSentence(at: now)); nothing to escalate")

        case (.triggered, .responderAdded(let deed, let contact)),
            (.acknowledged, .responderAdded(let deed, let contact)):
            return [
                .record(.deed(deed, .responderAdded, "\(contact) is asked for by \(deed.by)")),
                .tell(.request("asked for by \(deed.by)\(deed.whyWords)", to: contact, by: deed.by)),
            ]
        case (.resolved, .responderAdded):
            throw TransitionRefused("\(resolutionSentence(at: now)); nobody is needed")

        case (.acknowledged, .ownerReminderDue):
            return remind(at: now)
        case (.triggered, .ownerReminderDue), (.resolved, .ownerReminderDue):
            return []

        case (.triggered, .silenced(let silence)), (.acknowledged, .silenced(let silence)):
            return beSilenced(by: silence)
        case (.triggered, .silenceEnded(let reason, let firing, let within)),
            (.acknowledged, .silenceEnded(let reason, let firing, let within)):
            return endSilence(because: reason, firing: firing, confirmWithin: within, at: now)
        case (.resolved, .silenced), (.resolved, .silenceEnded):
            return []

        case (.triggered, .responseMissed):
            return missResponse(at: now)
        case (.acknowledged, .responseMissed), (.resolved, .responseMissed):
            return []
        }
    }
}

// Acknowledging and resolving.
extension Incident {
    private mutating func acknowledge(
        by person: String, _ taking: Taking, _ way: Way?, at now: Timestamp
    ) -> [IncidentAction] {
        take(by: person, taking, at: now)
        return [
            .record(.person(person, .acknowledged, "acknowledged by \(person)\(taking.untilWords)", way)),
            .pauseEscalations(until: taking.until, reason: "acknowledged by \(person)"),
            .tell(.acknowledged),
        ]
    }

    /// By its owner it is renewed; by somebody else it changes hands, and everybody told hears of that, as of what joined
    /// and is confirmed.
    private mutating func acknowledgeAgain(
        by person: String, _ taking: Taking, _ way: Way?, at now: Timestamp
    ) -> [IncidentAction] {
        let (former, before) = (acknowledgedBy ?? "somebody", self.taking)
        take(by: person, taking, at: now)
        let own =
            before.handedOverBy.map { "taken by \(person), to whom \($0) has handed it over" }
            ?? (before.isSnoozed
                ? "acknowledged by \(person), which ends the snooze" : "acknowledgement renewed by \(person)")
        let words = former == person ? own : "taken over from \(former) by \(person)"
        // Last, because what is confirmed is so for good.
        let also = before.unconfirmed.isEmpty ? "" : ", confirming \(before.unconfirmed.shortList)"
        let actions: [IncidentAction] = [
            .record(.person(person, .acknowledged, "\(words)\(taking.untilWords)\(also)", way)),
            .pauseEscalations(until: taking.until, reason: "acknowledged by \(person)"),
        ]
        // What asked for a confirmation rings until everybody knows that it was given.
        let isNews = former != person || before.isAsked || before.isSnoozed
        return isNews ? actions + [.tell(.acknowledged)] : actions
    }

    mutating func take(by person: String, _ taking: Taking, at now: Timestamp) {
        status = .acknowledged
        (acknowledgedAt, acknowledgedBy, self.taking) = (now, person, taking)
    }

    /// Nobody has it any more, which is news to everybody.
    mutating func release(at now: Timestamp) {
        (status, newsAt) = (.triggered, now)
        (acknowledgedAt, acknowledgedBy, taking) = (nil, nil, .none)
    }

    /// What became of an open question when who had to answer it has the incident no more.
    var unansweredWords: String {
        if let giver = taking.handedOverBy { return ", who has not taken what \(giver) handed over" }
        return taking.unconfirmed.isEmpty ? "" : ", and nobody has confirmed \(taking.unconfirmed.shortList)"
    }

    private mutating func expireAcknowledgement(at now: Timestamp) -> [IncidentAction] {
        let person = acknowledgedBy ?? "somebody"
        if let giver = taking.handedOverBy { return missHandOver(by: giver, to: person, isUnasked: false, at: now) }
        let why =
            taking.isSnoozed
            ? "the time is over for which \(person) had snoozed it" : "the acknowledgement by \(person) has expired"
        let words = "\(why)\(unansweredWords); escalation goes on"
        release(at: now)
        return [
            .record(TimelineDraft(.acknowledgementExpired, words)),
            .resumeEscalations, .tell(.released(why, owner: person)),
        ]
    }

    private mutating func missConfirmation(_ isUnasked: Bool, at now: Timestamp) -> [IncidentAction] {
        let (person, names) = (acknowledgedBy ?? "somebody", taking.unconfirmed)
        guard taking.isAsked else {
            taking.confirmBy = nil
            return []
        }
        if let giver = taking.handedOverBy { return missHandOver(by: giver, to: person, isUnasked: isUnasked, at: now) }
        // Whichever of the two comes first where they end together.
        if let until = taking.until, until <= now { return expireAcknowledgement(at: now) }
        release(at: now)
        let why = isUnasked ? "the question whether that is seen to reached nobody" : "nobody has confirmed in time"
        let news = isUnasked ? "nobody could be asked to confirm" : "nobody has confirmed"
        return [
            .record(
                TimelineDraft(
                    .confirmationMissed,
                    "\(names.shortList) joined after \(person) had taken it, and \(why); escalation goes on",
                    details: ["alerts": names.joined(separator: ", ")])),
            // Who was asked was told what follows.
            .resumeEscalations, .tell(.released("\(news) \(names.shortList)", owner: isUnasked ? person : nil)),
        ]
    }

    private mutating func resolve(
        by person: String, remindAfter: Duration?, _ way: Way?, at now: Timestamp
    ) -> [IncidentAction] {
        end(by: person, at: now)
        remindAt = firingCount > 0 ? remindAfter.map { now + $0 } : nil
        // Who closes it has seen that it flapped.
        flapping = .none
        let hides = firingCount > 0 ? hidden.moreWords : hidden.isEmpty ? "" : "; \(hidden.mayWords) fire"
        let still = (firingCount > 0 ? "; \(firingCount) still firing" : "") + hides
        let until = remindAt.map { "; opens again at \($0.readable) if that fires on" } ?? ""
        return [
            .record(.person(person, .resolved, "resolved by \(person)\(still)", way, until)),
            .endEscalations(reason: "resolved by \(person)"), .tell(.resolved),
        ]
    }

    mutating func resolveByAlerts(at now: Timestamp) -> [IncidentAction] {
        end(by: nil, at: now)
        return [
            .record(
                TimelineDraft(
                    .resolved,
                    "resolved: \(occurrenceCount == 1 ? "its alert has" : "all \(occurrenceCount) occurrences have") ended"
                )),
            .endEscalations(reason: "all occurrences have ended"), .tell(.resolved),
        ]
    }

    private mutating func end(by person: String?, at now: Timestamp) {
        taking.heldUntil = status == .acknowledged ? taking.until : nil
        (status, resolvedAt, resolvedBy) = (.resolved, now, person)
        (taking.confirmBy, taking.until, taking.remindOwnerAt) = (nil, nil, nil)
        flapping.settle()
        silence = nil
    }

    func resolutionSentence(at now: Timestamp) -> String {
        let ago = resolvedAt.map { " \((now - $0).prometheusRounded) ago" } ?? ""
        return "incident \(id) was resolved\(ago)\(resolvedBy.map { " by \($0)" } ?? "")"
    }
}

extension Taking {
    /// - Parameter duration: for how long; `nil` is for ever.
    init(lasting duration: Duration?, covering names: Set<String>, remindBefore: Duration?, at now: Timestamp) {
        self.init(
            covered: names, until: duration.map { now + $0 },
            remindOwnerAt: duration.flatMap { Self.reminder(of: $0, before: remindBefore, at: now) })
    }

    /// ` until …`, or nothing.
    var untilWords: String { until.map { " until \($0.readable)" } ?? "" }
}

extension TimelineDraft {
    /// What a person did, and by which way.
    fileprivate static func person(
        _ name: String, _ kind: TimelineKind, _ summary: String, _ way: Way?, _ consequence: String = ""
    ) -> TimelineDraft {
        guard let way else { return TimelineDraft(kind, actor: name, summary + consequence) }
        return TimelineDraft(
            kind, actor: name, "\(summary), \(way.words)\(consequence)", details: ["way": way.rawValue])
    }
}

extension Duration {
    /// For people: whole seconds below two minutes, whole minutes above.
    package var prometheusRounded: String {
        let seconds = wholeMilliseconds.floorDivided(by: 1000)
        return Duration.seconds(seconds < 120 ? seconds : seconds - seconds % 60).prometheusText
    }
}
