package import IncidentCore
package import IncidentStore

/// Whether anybody has heard of an incident, as far as its notifications tell.
package enum Reach: Sendable, Equatable {
    /// Nothing was tried yet.
    case untold
    /// These contacts have a message, in the order in which they were told.
    case reached([String])
    /// All messages were written to the spool, which nobody is woken by.
    case spooled
    /// Nothing that was tried is known to have got through: the last word of each kind of endpoint, whether an answer may
    /// still come, and whether a message may have arrived of which the answer was lost.
    case nobody(answers: [String], isAwaited: Bool = false, mayHaveArrived: Bool = false)

    /// - Parameters:
    ///   - all: of the incident, oldest first; only what was rung since it opened last counts, because who was told that it is
    ///     over knows nothing of what came later.
    ///   - isUntaken: whether it waits for somebody.
    package init(_ all: [StoredNotification], isUntaken: Bool = true, at now: Timestamp) {
        let notifications = Self.pagesOfLastOpening(all, isUntaken: isUntaken)
        var contacts: [String] = []
        for stored in notifications where stored.notification.state == .sent && !stored.isSpooled {
            let contact = stored.notification.contact
            if !contacts.contains(contact) { contacts.append(contact) }
        }
        let tried = notifications.filter {
            !$0.isSpooled && (!$0.attempts.isEmpty || $0.unansweredFor(at: now) != nil)
        }
        if !contacts.isEmpty {
            self = .reached(contacts)
        } else if !tried.isEmpty {
            self = .nobody(
                answers: Self.lastAnswers(tried, at: now),
                isAwaited: tried.contains { $0.unansweredFor(at: now) != nil },
                mayHaveArrived: tried.contains(where: \.notification.mayHaveArrived))
        } else if notifications.contains(where: \.isSpooled), !notifications.contains(where: \.isPageToCome) {
            self = .spooled
        } else {
            self = .untold
        }
    }

    /// What the API says: whether somebody was reached; nothing while that is not known.
    package var isReached: Bool? {
        switch self {
        case .reached: true
        case .nobody(_, _, let mayHaveArrived): mayHaveArrived ? nil : false
        case .untold, .spooled: nil
        }
    }

    /// Where nobody is known to have been reached, the last word of each kind of endpoint.
    package var answers: [String] {
        guard case .nobody(let answers, _, _) = self else { return [] }
        return answers
    }

    /// What stands above an incident that nobody has taken while nobody has heard of it.
    package var alarm: String? {
        guard case .nobody = self else { return nil }
        return "\(alarmWord): \(answers.joined(separator: "; "))"
    }

    /// How that begins.
    var alarmWord: String {
        switch self {
        case .nobody(_, _, mayHaveArrived: true): "NOBODY IS KNOWN TO HAVE BEEN REACHED"
        case .nobody(_, isAwaited: true, _): "NOBODY HAS BEEN REACHED YET"
        case .nobody, .untold, .reached, .spooled: "NOBODY HAS BEEN REACHED"
        }
    }

    /// What stands above an incident whose escalation is exhausted.
    ///
    /// - Parameter owed: what it has begun, and what is held back.
    package func exhaustedWords(of told: Int, owed: OwedPages = OwedPages()) -> String {
        let coming = owed.pages.isEmpty ? "" : "; \(owed.words)"
        let end = "and nobody has taken this incident\(coming)"
        switch self {
        case .reached(let contacts):
            let names = contacts.joined(separator: ", ")
            let were = told == 1 ? "contact was" : "contacts were"
            return "Escalation is exhausted: \(contacts.count) of \(told) \(were) reached (\(names)), \(end)."
        case .nobody(_, _, mayHaveArrived: true):
            return "Escalation is exhausted: it is not known whether a message arrived, \(end)."
        case .spooled:
            return "Escalation is exhausted: messages were only written to the spool, \(end)."
        case .untold, .nobody:
            let contacts = told == 1 ? "contact" : "contacts"
            return "Escalation is exhausted: nobody was reached (0 of \(told) \(contacts)), \(end)."
        }
    }

    /// What was to ring since the incident opened last: of one that waits for somebody what came after the last word that it is
    /// over, as the list asks for it; of one that is over, or that was and is taken all the same, what came before that word.
    static func pagesOfLastOpening(_ all: [StoredNotification], isUntaken: Bool) -> [StoredNotification] {
        let isPage = { (stored: StoredNotification) in stored.notification.event == .page }
        let end = isUntaken ? all.endIndex : all.lastIndex(where: isPage) ?? all.endIndex
        let closing = all[..<end].lastIndex { $0.notification.event == .resolved }
        return all[((closing ?? -1) + 1)...].filter(isPage)
    }

    private static func lastAnswers(_ tried: [StoredNotification], at now: Timestamp) -> [String] {
        var last: [(endpoint: String, word: LastWord, lost: Int)] = []
        for stored in tried {
            guard let word = LastWord(of: stored, at: now) else { continue }
            let endpoint = stored.notification.method.notifier.rawValue
            let lost = stored.attempts.count(where: { $0.outcome == .unknown })
            if let index = last.firstIndex(where: { $0.endpoint == endpoint }) {
                if word.outweighs(last[index].word) { last[index].word = word }
                last[index].lost += lost
            } else {
                last.append((endpoint, word, lost))
            }
        }
        return last.map { "\($0.endpoint): \($0.word.words(at: now, afterLost: $0.lost))" }
    }

    /// What is known of the newest attempt at a notification.
    private enum LastWord {
        case answer(DeliveryAttempt)
        /// None yet.
        case unanswered(since: Timestamp)

        init?(of stored: StoredNotification, at now: Timestamp) {
            if let waited = stored.unansweredFor(at: now) {
                self = .unanswered(since: now - waited)
            } else if let attempt = stored.attempts.last {
                self = .answer(attempt)
            } else {
                return nil
            }
        }

        /// Of what has no answer the oldest goes first, and of answers the newest.
        func outweighs(_ other: LastWord) -> Bool {
            switch (self, other) {
            case (.unanswered(let since), .unanswered(let before)): since < before
            case (.unanswered, .answer): true
            case (.answer, .unanswered): false
            case (.answer(let attempt), .answer(let before)): before.at <= attempt.at
            }
        }

        /// - Parameter lost: so many attempts have ended without an answer; how many there were is said of more than one.
        func words(at now: Timestamp, afterLost lost: Int) -> String {
            func counted(_ count: Int) -> String { count > 1 ? " (\(count) attempts)" : "" }
            switch self {
            case .answer(let attempt):
                let evidence = attempt.evidence.singleLine(limit: 200)
                return attempt.outcome == .unknown ? evidence + counted(lost) : evidence
            case .unanswered(let since): return "has not answered for \((now - since).spoken)\(counted(lost + 1))"
            }
        }
    }
}

extension StoredNotification {
    /// Whether it went to the spool, for want of an endpoint's credentials, and not to anybody.
    package var isSpooled: Bool { notification.isSpooled }

    /// Whether it is a page that is still to ring.
    var isPageToCome: Bool {
        notification.event == .page && [.pending, .sending, .unknown].contains(notification.state)
    }

    /// How long the attempt that is under way has had no answer; `nil` where none is, or that is no time to speak of.
    func unansweredFor(at now: Timestamp) -> Duration? {
        guard notification.state == .sending, let dueAt, dueAt <= DeliveryLease.endOfUnanswered(at: now) else {
            return nil
        }
        return now - DeliveryLease.beginning(of: dueAt)
    }

    /// Whether it was taken and goes out once more all the same; an acknowledgement or an end, at what keeps incidents.
    var isSaidOnceMore: Bool { dueAt != nil && wasTaken }

    /// Whether the other side has taken one of its attempts.
    var wasTaken: Bool { attempts.contains { $0.outcome == .sent } }

    /// Why that is; `nil` where it does not.
    var onceMoreWords: String? {
        isSaidOnceMore
            ? "an earlier message may arrive after it, or is not known to be closed, and would ring on" : nil
    }

    /// Since when it could have been begun; `nil` while that is no time to speak of.
    func lateSince(at now: Timestamp) -> Timestamp? {
        guard notification.state == .pending, attempts.isEmpty, let dueAt, dueAt + Self.unremarkable <= now else {
            return nil
        }
        return dueAt
    }

    /// Until when it is held back before its first attempt, by a storm or by hours; `nil` where that is no time to speak of.
    func heldUntil(at now: Timestamp) -> Timestamp? {
        guard notification.state == .pending, attempts.isEmpty, let dueAt, now + Self.unremarkable < dueAt else {
            return nil
        }
        return dueAt
    }

    private static let unremarkable: Duration = .seconds(5)

    /// The same at a time, with what it waits for.
    package func stateWords(at now: Timestamp) -> String {
        let late = lateSince(at: now).map {
            " since \($0.readable), for a place at \(notification.method.endpoint.text)"
        }
        return stateWords + (late ?? "")
    }

    /// Its state as people read it.
    package var stateWords: String {
        if isSpooled { return "written to the spool" }
        if let dueAt, let onceMoreWords, notification.state != .sending {
            return "sent, and once more at \(dueAt.readable): \(onceMoreWords)"
        }
        if wasTaken, [.failed, .cancelled].contains(notification.state) { return "sent, and not once more" }
        let mayHaveArrived = notification.state == .cancelled && notification.mayHaveArrived
        return notification.state.rawValue + (mayHaveArrived ? ", may have arrived" : "")
    }
}
