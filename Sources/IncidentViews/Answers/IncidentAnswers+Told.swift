internal import IncidentCore
internal import IncidentStore

extension IncidentAnswers {
    /// So many contacts are named.
    private static let contactsNamed = 3

    static func told(_ sources: AnswerSources, at now: Timestamp, by clock: LocalClock) -> AnswerText {
        var text = reached(sources, at: now, by: clock)
        let incident = sources.incident
        text.add(". ")
        switch incident.status {
        case .triggered:
            text.add("Nobody has taken it", .bad)
            text.add(incident.flappingWords + incident.respondWords(at: now, by: clock))
        case .acknowledged:
            let standing = incident.snoozeWords.map { "It is \($0)" } ?? incident.handOverWords.map { "It was \($0)" }
            text.add(standing ?? "Taken by \(incident.owner)", .strong)
            if incident.snoozeWords == nil, let time = incident.acknowledgedAt {
                text.add(" ")
                text.add(clock: time, at: now, by: clock)
            }
            text.add(incident.flappingWords + incident.respondWords(at: now, by: clock))
        case .resolved: text.add("It was \(incident.takenWords)" + incident.respondWords(at: now, by: clock))
        }
        return text
    }

    private static func reached(_ sources: AnswerSources, at now: Timestamp, by clock: LocalClock) -> AnswerText {
        var text = AnswerText()
        let reach = sources.reach(at: now)
        if sources.incident.silence != nil, sources.incident.status != .resolved {
            text.add("nobody is told of it now: it is silenced")
            if case .reached = reach {
                text.add("; before that ")
                text.add(takers(of: sources.pages, at: now, by: clock))
            }
            return text
        }
        switch reach {
        case .reached: text.add(takers(of: sources.pages, at: now, by: clock))
        case .nobody(let answers, _, _):
            text.add(reach.alarmWord, .bad)
            let spooled = sources.pages.spooled
            let rest = spooled.isEmpty ? "" : "; the rest went only to the spool, for \(spooled.shortNames)"
            text.add(": \(answers.map(\.shortAnswer).joined(separator: "; "))\(rest)")
        case .spooled:
            text.add(reach.alarmWord, .bad)
            text.add(": only written to the spool, for \(sources.pages.spooled.shortNames)")
        case .untold:
            let (coming, spooled) = (sources.notifications.filter(\.isPageToCome), sources.pages.spooled)
            if !coming.isEmpty {
                text.add(told(of: coming, at: now, by: clock))
                if !spooled.isEmpty { text.add("; only written to the spool, for \(spooled.shortNames)") }
            } else if let reason = sources.nobodyTold {
                text.add("NOBODY HAS BEEN TOLD", .bad)
                text.add(": \(reason.singleLine(limit: 400))")
            } else {
                text.add("nobody")
            }
        }
        return text
    }

    /// `nobody yet; on its way: On-Call Engineer by pagerduty; held until 16:38 UTC for DevOps Lead by email`
    ///
    /// - Parameter coming: pages that are still to ring.
    static func told(of coming: [StoredNotification], at now: Timestamp, by clock: LocalClock) -> AnswerText {
        let begun = coming.filter { $0.heldUntil(at: now) == nil }.map(\.way)
        var text = AnswerText("nobody yet" + (begun.isEmpty ? "" : "; on its way: \(begun.shortNames)"))
        var held: [(until: Timestamp, ways: [String])] = []
        for page in coming {
            guard let time = page.heldUntil(at: now) else { continue }
            if let place = held.firstIndex(where: { $0.until.clockWords(at: now) == time.clockWords(at: now) }) {
                held[place].ways.append(page.way)
            } else {
                held.append((time, [page.way]))
            }
        }
        for (time, ways) in held.sorted(by: { $0.until < $1.until }).prefix(contactsNamed) {
            text.add("; held until ")
            text.add(clock: time, at: now, by: clock)
            text.add(" for \(ways.shortNames)")
        }
        return text
    }

    /// `On-Call Engineer: pagerduty took it 16:23 UTC; not by email: 550 no such user · DevOps Lead: NOT reached, email: 550
    /// no such user`, who has been reached before who has not.
    ///
    /// - Parameter pages: those that were to ring since it opened last.
    static func takers(of pages: [StoredNotification], at now: Timestamp, by clock: LocalClock) -> AnswerText {
        let contacts = ContactReach.all(pages, at: now)
        let (reached, missed) = (contacts.filter(\.isReached), contacts.filter { !$0.isReached })
        let shownMissed = missed.prefix(max(1, contactsNamed - reached.count))
        var text = AnswerText()
        for contact in reached.prefix(contactsNamed) + shownMissed {
            text.add(text.spans.isEmpty ? "" : " · ")
            text.add(contact.contact.singleLine(limit: 80), .strong)
            text.add(contact.words(at: now, by: clock))
        }
        if reached.count > contactsNamed { text.add(" · \(reached.count - contactsNamed) more reached") }
        let left = missed.count - shownMissed.count
        if left > 0 { text.add(" · \(left) more not known to be reached", .bad) }
        return text
    }
}

extension StoredNotification {
    fileprivate var way: String { "\(notification.contact) by \(notification.method.notifier.rawValue)" }
}

extension [StoredNotification] {
    /// Whom pages are for that were only written to the spool.
    fileprivate var spooled: [String] { filter(\.isSpooled).map(\.way) }
}

extension Incident {
    fileprivate var owner: String { (acknowledgedBy ?? "somebody").singleLine(limit: 80) }

    /// By when it is to be taken, or was: for the end of a sentence.
    fileprivate func respondWords(at now: Timestamp, by clock: LocalClock) -> String {
        if status == .triggered, response.missed == nil {
            return response.by.map { "; to be taken by \($0.clockWords(at: now, by: clock))" } ?? ""
        }
        guard let missed = response.missed?.clockWords(at: now, by: clock) else { return "" }
        return status == .triggered ? "; OVERDUE: to be taken by \(missed)" : "; late: it was to be taken by \(missed)"
    }
}
