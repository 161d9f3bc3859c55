// The lines that every notifier shows, in its own form.
extension Message {
    /// What this message is about, in one line: first what is new, as a mail's subject does not say it.
    package var headline: String { saidAboutIncident }

    /// The same with since when, how much fires and who has it, in one sentence. Where nothing is news that comes first: a
    /// list of mails shows the beginning behind the subject, which says all else.
    ///
    /// - Parameter limit: in bytes; of what is too long the name gives way.
    package func lead(within limit: Int) -> String {
        let since = brief(self.since)
        let count = incident.firingSentence(since: since)
        guard hasNews else {
            let and = incident.hidden.isEmpty ? " and" : ", and"
            let beginning =
                "\(incident.priority.rawValue) incident \(incident.id): \(count)\(and) \(standing) – "
            return beginning
                + saidTitle(incident.title).line(within: max(60, limit - beginning.utf8.count), counted: true)
        }
        // Of what is resolved, how it stands says what fires.
        let isCounted = incident.firingCount + incident.hidden.count > 0 && incident.status != .resolved
        let end = " – " + (isCounted ? "\(count); " : "") + standing
        return headline.line(within: max(60, limit - end.utf8.count), counted: true) + end
    }

    private var hasNews: Bool {
        let isPlain =
            notification.event == .page && incident.status == .triggered && question == nil && again == nil
            && returned == nil
        return !isPlain || continuedThread != nil || !others.isEmpty || reminder != ""
    }

    /// A time as who reads this is told it.
    package func brief(_ time: Timestamp) -> String { clock.brief(time, at: now) }

    /// A sentence of ours with its times so.
    package func said(_ sentence: String) -> String { clock.retold(sentence, at: now) }

    /// A finding with such times as we have written.
    package func said(_ finding: Finding) -> String { clock.retold(finding, finding.words, at: now) }

    /// The same in so many bytes behind its kind (`critical`), and behind where it is, if that is elsewhere.
    package func said(_ finding: Finding, as kind: String, within limit: Int) -> String {
        let mark = finding.elsewhere.map { "\($0): " } ?? ""
        let text = clock.retold(finding, finding.text, at: now)
        return "\(mark)\(kind): \(text.line(within: max(20, limit - mark.utf8.count), counted: true))"
    }

    /// A text of an alert, which stays as it is unless the alert is of ours.
    package func saidTitle(_ text: String) -> String { incident.isTitledByUs ? said(text) : text }

    private var saidAboutIncident: String {
        clock.retold(aboutIncident, leaving: incident.isTitledByUs ? "" : incident.title, at: now)
    }

    /// `as of 08:31 UTC`: what was found was so then, and ages in it (`11m ago`) count from then.
    package var foundWords: String? {
        foundAt.map { time in
            let (first, last) = (brief(time.lowerBound), brief(time.upperBound))
            return first == last ? "as of \(last)" : "as of \(first) to \(last)"
        }
    }

    private var aboutIncident: String {
        let number = "\(incident.id)\(newsOfThread)"
        let about =
            switch notification.event {
            case .page:
                "\(beforePage)\(incident.priority.rawValue) incident \(number)\(againWords): \(whatRings)\(incident.othersFiring)"
            case .update: "Incident \(number): \(whatRings)\(incident.othersFiring) (\(notification.reason))"
            case .acknowledged: "Incident \(incident.id) \(takenWords): \(incident.title)"
            case .resolved:
                "Incident \(incident.id) is resolved\(closedWords): \(incident.title)"
            }
        return about + andOthers
    }

    /// ` by alice, 1 alert still fires`; empty where every alert has ended.
    private var closedWords: String {
        incident.resolvedBy.map { " by \($0)\(incident.stillFiringWords)" } ?? ""
    }

    private var beforePage: String { returned.map { "\($0), and nobody has it now: " } ?? reminder }

    /// Before a page that tells an address once more what it was told.
    private var reminder: String {
        guard let untakenSince, incident.status == .triggered else { return "" }
        return "Reminder, nobody has taken it since \(brief(untakenSince)): "
    }

    var alertCount: AlertCount { AlertCount(incident, alerts) }

    /// What a lock screen shows: how many alerts fire and the lead, where it is, and before it what is to be confirmed when something is, that it
    /// fires again, or who does not take it.
    package var summary: String {
        let again = again.map { "\($0.prefix(1).uppercased())\($0.dropFirst()): " } ?? ""
        // A question has the count in its headline.
        let rings = question == nil ? alertCount.counted(whatRings) : whatRings
        let place = Place(incident.labels, thatIsNotIn: rings).text
        let what = "\(returnedShortly)\(again)\(saidTitle(rings))\(place.isEmpty ? "" : " (\(place))")"
        return "\(allOver)[\(incident.priority.rawValue)] \(what) (#\(incident.id))\(mayFireWords)\(andOthers)"
    }

    /// What may fire and is not shown; of what is resolved its standing says that.
    private var mayFireWords: String {
        guard incident.status != .resolved, !incident.hidden.isEmpty else { return "" }
        return "; \(incident.firingWords)"
    }

    /// ` and 36 more incidents`, where it tells of others.
    private var andOthers: String {
        guard !others.isEmpty else { return "" }
        let end = incident.isStillFiring ? ", which was resolved while it fires," : ", which is over,"
        let isOver = incident.status == .resolved && allOver.isEmpty ? end : ""
        return "\(isOver) and \(others.count) more \(others.count == 1 ? "incident" : "incidents")"
    }

    /// Before the names of several incidents that are all resolved, so that nobody takes it for a page.
    private var allOver: String {
        let all = [incident] + others.map(\.incident)
        guard !others.isEmpty, all.allSatisfy({ $0.status == .resolved }) else { return "" }
        return all.contains(where: \.isStillFiring) ? "Resolved, still firing: " : "Over: "
    }

    /// Why it tells of others, before these.
    package var othersTitle: String {
        "\(others.count) more \(others.count == 1 ? "incident" : "incidents"), held back in a storm"
    }

    /// Where the others stand, in words after how many more there are.
    package static let othersPlace = ", on the list of incidents"

    /// The summary in one line, and after it the likely cause where both fit.
    package func summary(withFindingWithin limit: Int, in unit: TextUnit) -> String {
        let line = summary.line(within: limit, in: unit)
        // Who is to answer a question reads the question first, and an acknowledgement has its own words.
        guard question == nil, notification.event == .page || notification.event == .update,
            let finding = findings.likelyCause
        else { return line }
        let both = "\(line) – \(said(finding).line(within: 200, in: unit))"
        return both.length(in: unit) <= limit ? both : line
    }

    /// Who has the incident: `nobody has taken it`.
    package var standing: String {
        let flapping = said(incident.flappingWords)
        switch incident.status {
        case .triggered: return "nobody has taken it\(flapping)"
        case .acknowledged:
            let taken = incident.handOverWords ?? "taken by \(owner)"
            return
                (incident.snoozeWords.map(said)
                ?? taken + (incident.acknowledgedAt.map { " at \(brief($0))" } ?? "")) + flapping
        case .resolved:
            let time = incident.resolvedAt.map { " at \(brief($0))" } ?? ""
            return incident.resolvedBy.map { "resolved by \($0)\(time)\(incident.stillFiringWords)" }
                ?? "every alert has ended\(time)"
        }
    }

    /// Why this address was told: `step 1 of policy "critical", as On-Call Engineer`.
    package var because: String { "\(said(notification.reason)), as \(notification.contact)" }

    /// What is asked of who reads this, and what follows if they do not do it.
    package var asked: String { said(whatIsAsked) }

    /// Whether that is more than the link to take it says.
    package var asksMore: Bool {
        incident.status != .triggered || incident.flapping.isOn || !others.isEmpty
    }

    private var whatIsAsked: String {
        if let question { return question.words(owner: owner, to: asksReader ? .reader : .owner) }
        switch incident.status {
        case .triggered:
            let take = "Nobody has taken this incident: acknowledge it to take it\(alone)."
            guard incident.flapping.isOn else { return take }
            return "\(take) It flaps: what begins again is not told until nothing has begun or ended for some time."
        case .acknowledged:
            if let person = notification.askedBy {
                return person == owner
                    ? "\(owner) has this incident, keeps it, and asks you to join."
                    : "\(person) asks you to join; \(owner) has this incident and keeps it."
            }
            if let end = renewableUntil {
                return
                    "You have this incident until \(end.readable): acknowledge it once more to renew that, or escalation "
                    + "goes on then."
            }
            let goesOn = goesOnUntilResolved ? "; you are told because this goes on until it is resolved" : ""
            if let giver = incident.taking.handedOverBy {
                return "\(giver) has handed this incident over to \(owner), who has not taken it yet\(goesOn)."
            }
            return incident.snoozeWords.map { "This incident is \($0)\(goesOn)." }
                ?? "\(owner) has taken this incident\(goesOn)."
        case .resolved:
            guard let closer = incident.resolvedBy, incident.isStillFiring else {
                return "Nothing is asked of you: it is over."
            }
            let end = incident.remindAt.map { "; it opens again at \($0.readable) if that fires on" } ?? ""
            return "Nothing is asked of you now: \(closer) has resolved it\(incident.stillFiringWords)\(end)."
        }
    }

    /// What an acknowledgement is of, where the message tells of others.
    private var alone: String {
        others.isEmpty ? "" : ", it alone (#\(incident.id)); each of the others is taken on its own page"
    }

    /// The same for who reads it in a system that has an acknowledgement of its own.
    ///
    /// - Parameter hearsBack: whether we hear of that.
    package func asked(in system: String, hearsBack: Bool = false) -> String {
        guard question != nil || incident.status == .triggered else { return asked }
        guard !hearsBack else { return "\(asked) Acknowledging in \(system) counts." }
        let way = acknowledgeURL == nil ? "on the incident's page" : "by the link or on the incident's page"
        return "\(asked) Acknowledge \(way): acknowledging in \(system) alone does not count."
    }

    /// What following the acknowledge link does.
    package var acknowledgeTitle: String {
        guard let question else { return renewableUntil == nil ? "Acknowledge" : "Renew" }
        guard question.handedOverBy == nil else { return asksReader ? "Take it" : "Take it over" }
        return asksReader ? "Confirm" : "Take it over and confirm"
    }

    /// Something urgent that joined is to be confirmed, and this message rings or brings news of it.
    package var question: Question? {
        guard notification.event == .page || notification.event == .update, incident.status == .acknowledged,
            let confirmBy = incident.taking.confirmBy, incident.taking.isAsked
        else { return nil }
        return Question(
            joined: incident.taking.unconfirmed.shortList, confirmBy: confirmBy,
            handedOverBy: incident.taking.handedOverBy, clock: clock.hour(confirmBy))
    }

    /// Whether the question is put to who reads this: to the owner, or in their place to those told last.
    private var asksReader: Bool {
        notification.contact == incident.acknowledgedBy
            || notification.event == .page && notification.policy == nil && notification.askedBy == nil
                && incident.taking.handedOverBy == nil
    }

    /// When the acknowledgement ends of who reads this; `nil` where it is another's, or is not to be renewed.
    private var renewableUntil: Timestamp? {
        notification.event == .update && incident.canRenew(notification.contact) ? incident.taking.until : nil
    }

    private var takenWords: String {
        if notification.reason.hasPrefix(Telling.takenOver) {
            let snooze = incident.taking.isSnoozed ? ", who has snoozed it\(incident.taking.untilWords)" : ""
            return "was \(notification.reason)\(snooze)"
        }
        return incident.snoozeWords.map { "is \($0)" }
            ?? incident.handOverWords.map { "is \($0), who has not taken it yet" }
            ?? "was acknowledged\(incident.acknowledgedBy.map { " by \($0)" } ?? "")"
    }

    private var owner: String { incident.acknowledgedBy ?? "somebody" }

    /// The lead; when something is to be confirmed, that first.
    private var whatRings: String {
        guard let question else { return incident.title }
        return question.line(owner: asksReader ? nil : owner, title: incident.title)
    }

    /// What the owner of an incident is asked to confirm.
    package struct Question: Sendable, Equatable {
        /// The alerts' names.
        package let joined: String
        package let confirmBy: Timestamp
        /// Who has handed the incident to its owner, where that is what is asked.
        package let handedOverBy: String?
        /// By when, on the reader's clock: `08:42 UTC`, not later than it is.
        package let clock: String

        enum Addressee { case reader, owner }

        /// - Parameter owner: who is asked, where it is not who reads it.
        func line(owner: String?, title: String) -> String {
            guard handedOverBy == nil else {
                return "\(owner.map { "\($0) to take" } ?? "Take") it by \(clock), or escalation goes on: \(title)"
            }
            // What joined is named before, so that "joined" and the title would read as if that had.
            return "\(owner.map { "\($0) to confirm" } ?? "Confirm") \(joined) by \(clock), or escalation goes on; "
                + "new in the incident \"\(title)\""
        }

        func words(owner: String, to addressee: Addressee) -> String {
            let asked = addressee == .reader ? "You are asked" : "\(owner) is asked"
            if let handedOverBy {
                return "\(handedOverBy) has handed this incident over to \(owner). \(asked) to take it by "
                    + "\(confirmBy.readable), by acknowledging it; if nobody does, the incident is nobody's again and "
                    + "escalation goes on."
            }
            return
                "\(joined) joined after \(owner) had taken this incident. \(asked) to confirm by \(confirmBy.readable) that "
                + "it is seen to as well, by acknowledging once more; if nobody does, the incident is nobody's again and "
                + "escalation goes on."
        }
    }
}
