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
            let rest = spooled.isEmpty ? "" : "; the rest went only to the spool, for \(spooled.shortList)"
            text.add(": \(answers.map(\.shortAnswer).joined(separator: "; "))\(rest)")
        case .spooled:
            text.add("nobody", .bad)
            text.add(": only written to the spool, for \(sources.pages.spooled.shortList)")
        case .untold:
            let (coming, spooled) = (sources.notifications.filter(\.isPageToCome), sources.pages.spooled)
            if !coming.isEmpty {
                text.add(told(of: coming, at: now, by: clock))
                if !spooled.isEmpty { text.add("; only written to the spool, for \(spooled.shortList)") }
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
        var text = AnswerText("nobody yet" + (begun.isEmpty ? "" : "; on its way: \(begun.shortList)"))
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
            text.add(" for \(ways.shortList)")
        }
        return text
    }

    /// `On-Call Engineer: pagerduty 16:23 UTC, email 16:23 UTC`
    private static func takers(of pages: [StoredNotification], at now: Timestamp, by clock: LocalClock) -> AnswerText {
        var contacts: [(name: String, pages: [StoredNotification])] = []
        for page in pages {
            if let place = contacts.firstIndex(where: { $0.name == page.notification.contact }) {
                contacts[place].pages.append(page)
            } else {
                contacts.append((page.notification.contact, [page]))
            }
        }
        let reached = contacts.filter { $0.pages.contains(where: \.isTaken) }
        var text = AnswerText()
        for (place, contact) in reached.prefix(contactsNamed).enumerated() {
            text.add(place == 0 ? "" : "; ")
            text.add(contact.name.singleLine(limit: 80), .strong)
            text.add(ways(of: contact.pages, at: now, by: clock))
        }
        if reached.count > contactsNamed { text.add("; and \(reached.count - contactsNamed) more") }
        return text
    }

    private static func ways(of pages: [StoredNotification], at now: Timestamp, by clock: LocalClock) -> AnswerText {
        var text = AnswerText(": ")
        let taken = pages.filter(\.isTaken)
        let kinds = taken.map(\.kind).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        for (place, kind) in kinds.prefix(contactsNamed).enumerated() {
            text.add("\(place == 0 ? "" : ", ")\(kind) took it ")
            // The newest: a second round is told as well.
            if let time = taken.last(where: { $0.kind == kind })?.takenAt { text.add(clock: time, at: now, by: clock) }
        }
        let failed = pages.filter { $0.notification.state == .failed && !kinds.contains($0.kind) }.map(\.kind)
        if !failed.isEmpty { text.add(", not by \(failed.shortList)", .bad) }
        return text
    }
}

extension StoredNotification {
    fileprivate var kind: String { notification.method.notifier.rawValue }

    fileprivate var way: String { "\(notification.contact) by \(kind)" }

    /// Whether the other side has it.
    fileprivate var isTaken: Bool { notification.state == .sent && !isSpooled }

    fileprivate var takenAt: Timestamp? { attempts.last { $0.outcome == .sent }.map { $0.at + $0.duration } }
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
