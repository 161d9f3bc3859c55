// What people do with an incident beside taking and closing it, and what follows when nobody answers.
extension Incident {
    /// Nobody has it any more, as when an acknowledgement expires.
    mutating func giveBack(_ deed: Deed, at now: Timestamp) -> [IncidentAction] {
        let (owner, giver) = (acknowledgedBy ?? "somebody", taking.handedOverBy)
        let what =
            giver.map { "the hand-over from \($0) to \(owner)" }
            ?? (taking.isSnoozed ? "the snooze" : "the acknowledgement") + (owner == deed.by ? "" : " by \(owner)")
        let also = taking.unconfirmed.isEmpty ? "" : ", and nobody has confirmed \(taking.unconfirmed.shortList)"
        release(at: now)
        let words = "\(what) was ended by \(deed.by)"
        // Who gave it to somebody who declines would believe it in good hands.
        let other = owner == deed.by ? giver : owner
        let isDeclined = giver != nil && owner == deed.by
        let told = isDeclined ? Telling.declined(by: owner, deed.whyWords) : words + deed.whyWords
        return [
            .record(.deed(deed, .unacknowledged, words + also)), .resumeEscalations,
            .tell(.released(told, owner: other)),
            .tell(.done(words + deed.whyWords, by: deed.by)),
        ]
    }

    func diagnoseAgain(_ deed: Deed, _ collector: String?) -> [IncidentAction] {
        let what = collector.map { "collector \"\($0)\"" } ?? "diagnostics"
        return [
            .record(.deed(deed, .diagnosisRequested, "\(what) asked for again by \(deed.by)")),
            .diagnoseAgain(collector: collector),
        ]
    }

    /// An acknowledgement that ends when they say.
    mutating func snooze(
        _ deed: Deed, until end: Timestamp, covering names: Set<String>, at now: Timestamp
    ) -> [IncidentAction] {
        let (former, before) = (status == .acknowledged ? acknowledgedBy : nil, taking)
        // Pressed twice.
        if former == deed.by, before.isSnoozed, before.until == end, !before.isAsked { return [] }
        take(by: deed.by, Taking(covered: names, until: end, isSnoozed: true), at: now)
        let from = former.flatMap { $0 == deed.by ? nil : ", taking it over from \($0)" } ?? ""
        let also = before.unconfirmed.isEmpty ? "" : ", confirming \(before.unconfirmed.shortList)"
        let words = "snoozed by \(deed.by)\(taking.untilWords)"
        let actions: [IncidentAction] = [
            .record(.deed(deed, .snoozed, words + from + also)), .pauseEscalations(until: end, reason: words),
        ]
        // Who hears that it is taken need not hear when it was put off until another time.
        let isNews = former != deed.by || before.isAsked || !before.isSnoozed
        return isNews ? actions + [.tell(.acknowledged)] : actions
    }

    /// A contact has it, and is to take it in time.
    mutating func handOver(
        _ deed: Deed, to contact: String, _ terms: HandOver, at now: Timestamp
    ) throws(TransitionRefused) -> [IncidentAction] {
        let former = status == .acknowledged ? acknowledgedBy : nil
        guard former != contact else {
            let giver = taking.handedOverBy.map { "was handed over to \(contact) by \($0)" } ?? "is \(contact)'s"
            throw TransitionRefused("incident \(id) \(giver) already; nothing to hand over")
        }
        guard deed.by != contact else {
            throw TransitionRefused("\(contact) takes incident \(id) over by acknowledging it; name somebody else")
        }
        var taking = Taking(
            lasting: terms.expiresAfter, covering: terms.covering, remindBefore: terms.remindBefore, at: now)
        let deadline = taking.answerBy(now + terms.confirmWithin)
        (taking.handedOverBy, taking.confirmBy) = (deed.by, deadline)
        take(by: contact, taking, at: now)
        let from = former.flatMap { $0 == deed.by ? nil : " from \($0)" } ?? ""
        let words = "handed over\(from) to \(contact) by \(deed.by)"
        return [
            .record(.deed(deed, .handedOver, "\(words), to be confirmed by \(deadline.readable)")),
            .pauseEscalations(until: taking.until, reason: words),
            .tell(.handedOver("handed over by \(deed.by)\(deed.whyWords)", to: contact)),
            .tell(.done(words + deed.whyWords, by: deed.by)),
        ]
    }

    /// Who was to have it has not answered, or could not be asked: who handed it over hears of that.
    mutating func missHandOver(
        by giver: String, to contact: String, isUnasked: Bool, at now: Timestamp
    ) -> [IncidentAction] {
        let also = taking.unconfirmed.isEmpty ? "" : ", nor \(taking.unconfirmed.shortList), which joined since"
        release(at: now)
        let words =
            isUnasked
            ? "\(contact) could not be told of what \(giver) handed over"
            : Telling.missed(by: contact, from: giver)
        return [
            .record(TimelineDraft(.confirmationMissed, "\(words)\(also); escalation goes on")),
            .resumeEscalations, .tell(.released(words, owner: giver)),
        ]
    }

    /// The acknowledgement of which it reminds its owner, in words.
    private func reminderWords(until end: Timestamp) -> String {
        "the acknowledgement by \(acknowledgedBy ?? "somebody") ends at \(end.readable)\(Self.unlessRenewed)"
    }

    fileprivate static let unlessRenewed = " unless it is renewed"

    /// Whether one that was owed reminds somebody of an acknowledgement that has ended or was renewed since.
    package func isOverdueReminder(_ notification: Notification, at now: Timestamp) -> Bool {
        guard notification.isReminder else { return false }
        guard status == .acknowledged, let end = taking.until, end > now else { return true }
        return notification.reason != reminderWords(until: end)
    }

    /// Once, and not where the end came first, nor while they have not taken what they were handed.
    mutating func remind(at now: Timestamp) -> [IncidentAction] {
        guard taking.remindOwnerAt != nil else { return [] }
        taking.remindOwnerAt = nil
        guard let end = taking.until, end > now, taking.handedOverBy == nil else { return [] }
        let words = reminderWords(until: end)
        return [.record(TimelineDraft(.acknowledgementReminded, words)), .tell(.reminder(words))]
    }
}

extension Notification {
    /// Whether it reminds somebody that what they have ends.
    package var isReminder: Bool { event == .update && reason.hasSuffix(Incident.unlessRenewed) }
}
