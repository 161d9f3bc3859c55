internal import IncidentCore
internal import IncidentStore

/// By which ways one contact has heard of an incident and by which not, as its head tells it.
struct ContactReach {
    let contact: String
    private let ways: [Way]

    /// Whether the other side has taken one of its pages.
    var isReached: Bool { ways.contains(where: \.isTaken) }

    /// Of pages of one opening those to whom one was tried, in the order in which they were told first.
    static func all(_ pages: [StoredNotification], at now: Timestamp) -> [ContactReach] {
        pages.grouped { $0.notification.contact }.map { ContactReach($0, at: now) }.filter { !$0.ways.isEmpty }
    }

    private init(_ pages: [StoredNotification], at now: Timestamp) {
        contact = pages.first?.notification.contact ?? ""
        let ways = pages.grouped { $0.notification.method.text }
        self.ways = ways.compactMap { pages in
            guard let method = pages.first?.notification.method else { return nil }
            let kind = method.notifier
            // The address tells two mailboxes apart.
            let isOnly = ways.count { $0.first?.notification.method.notifier == kind } == 1
            return Way(isOnly ? kind.rawValue : method.text, pages, at: now)
        }
    }

    /// `: pagerduty took it 16:23 UTC, again 16:38 UTC; not by email: 550 no such user`
    func words(at now: Timestamp, by clock: LocalClock) -> AnswerText {
        var text = AnswerText(": ")
        let (taken, missed) = (ways.filter(\.isTaken), ways.filter { !$0.isTaken })
        for (place, way) in taken.prefix(Self.waysNamed).enumerated() {
            text.add("\(place == 0 ? "" : ", ")\(way.name) took it ")
            text.add(way.taken, at: now, by: clock)
        }
        if taken.count > Self.waysNamed { text.add(", and by \(taken.count - Self.waysNamed) more ways") }
        let said = missed.prefix(Self.waysNamed).map { way in
            (taken.isEmpty ? "" : "\(way.certainty.wordsOfWay) ") + "\(way.name): \(way.answer)"
        }
        guard !said.isEmpty else { return text }
        let more = missed.count - said.count
        let rest = more == 0 ? "" : "; nor by \(more) more way\(more == 1 ? "" : "s")"
        if taken.isEmpty {
            let certainty = missed.map(\.certainty).max() ?? .not
            text.add("\(certainty.wordsOfContact), \(said.joined(separator: ", "))\(rest)", .bad)
        } else {
            text.add("; \(said.joined(separator: "; "))\(rest)", .bad)
        }
        return text
    }

    private static let waysNamed = 3
    /// Beside those who were reached each has less room than where nobody was.
    fileprivate static let answerLimit = 60
}

extension ContactReach {
    /// How sure it is that somebody has not got it.
    fileprivate enum Certainty: Comparable {
        case not
        /// An answer may still come.
        case notYet
        /// A message may have arrived of which the answer was lost.
        case unknown

        var wordsOfContact: String {
            switch self {
            case .not: "NOT reached"
            case .notYet: "NOT reached yet"
            case .unknown: "NOT KNOWN to be reached"
            }
        }

        var wordsOfWay: String {
            switch self {
            case .not: "not by"
            case .notYet: "not yet by"
            case .unknown: "not known whether by"
            }
        }
    }

    /// What became of all pages to a contact by one way.
    fileprivate struct Way {
        let name: String
        /// When each page was taken, oldest first.
        let taken: [Timestamp]
        let certainty: Certainty
        /// The last, in short; empty where it was taken.
        let answer: String

        var isTaken: Bool { !taken.isEmpty }

        /// - Returns: `nil` where nothing was tried.
        init?(_ name: String, _ pages: [StoredNotification], at now: Timestamp) {
            self.name = name
            taken = pages.filter { $0.notification.state == .sent && !$0.isSpooled }.map(\.takenAt)
            let tried = pages.filter { $0.isTried(at: now) }
            certainty =
                tried.contains(where: \.notification.mayHaveArrived)
                ? .unknown : tried.contains { $0.unansweredFor(at: now) != nil } ? .notYet : .not
            if !taken.isEmpty {
                answer = ""
            } else if let last = Reach.lastAnswers(tried, at: now).first {
                // Without the kind of endpoint, which is named before it.
                let short = last.shortAnswer
                let said = short.firstRange(of: ": ").map { String(short[$0.upperBound...]) } ?? short
                answer = said.singleLine(limit: ContactReach.answerLimit)
            } else if pages.contains(where: \.isSpooled) {
                answer = "only written to the spool"
            } else {
                return nil
            }
        }
    }
}

extension AnswerText {
    /// `16:23 UTC, again 16:38 UTC`: the first and the last of them; when somebody knew it, and that they were told again.
    fileprivate mutating func add(_ times: [Timestamp], at now: Timestamp, by clock: LocalClock) {
        guard let first = times.min(), let last = times.max() else { return }
        add(clock: first, at: now, by: clock)
        guard last.clockWords(at: now, by: clock) != first.clockWords(at: now, by: clock) else { return }
        add(", again ")
        add(clock: last, at: now, by: clock)
    }
}

extension StoredNotification {
    /// When the other side took it.
    fileprivate var takenAt: Timestamp {
        attempts.first { $0.outcome == .sent }.map { $0.at + $0.duration } ?? notification.createdAt
    }
}

extension [StoredNotification] {
    /// In groups that are the same in something, each in the order of its first.
    fileprivate func grouped(by key: (StoredNotification) -> String) -> [[StoredNotification]] {
        var (places, groups): ([String: Int], [[StoredNotification]]) = ([:], [])
        for one in self {
            let key = key(one)
            if let place = places[key] {
                groups[place].append(one)
            } else {
                places[key] = groups.count
                groups.append([one])
            }
        }
        return groups
    }
}
