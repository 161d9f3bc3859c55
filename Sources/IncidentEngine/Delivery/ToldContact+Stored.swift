internal import IncidentCore
internal import IncidentStore

extension [ToldContact] {
    /// Of an incident's pages since it opened last, what became of those to each contact by each way, in the order in which
    /// they were told first.
    ///
    /// - Parameter message: which tells it. Of others by its own way, which may wait for the same answer, nothing is said:
    ///   who reads it has it. One that says that somebody has the incident, or that it is over, tells who hears of that.
    init(_ all: [StoredNotification], in message: Notification) {
        guard message.event.showsDiagnostics else {
            self = Self.hearing(all, of: message)
            return
        }
        let closing = all.lastIndex { $0.notification.event == .resolved }
        var places: [String: Int] = [:]
        var ways: [[StoredNotification]] = []
        for stored in all[(closing.map { $0 + 1 } ?? 0)...] {
            let told = stored.notification
            guard told.event == .page || told.id == message.id else { continue }
            let key = "\(told.contact)\n\(told.method.text)"
            if let place = places[key] {
                ways[place].append(stored)
            } else {
                places[key] = ways.count
                ways.append([stored])
            }
        }
        self = ways.compactMap { pages in
            guard let first = pages.first?.notification else { return nil }
            let isOwn = pages.contains { $0.notification.id == message.id }
            let outcome: ToldContact.Outcome? = isOwn ? .thisMessage : pages.outcome
            return outcome.map { ToldContact(contact: first.contact, method: first.method.text, outcome: $0) }
        }
    }
}

extension [ToldContact] {
    /// Who is told what a message tells, by the very deed.
    private static func hearing(_ all: [StoredNotification], of message: Notification) -> [ToldContact] {
        all.compactMap { stored in
            let told = stored.notification
            guard told.event == message.event, told.createdAt == message.createdAt,
                let outcome = told.id == message.id ? .thisMessage : stored.outcome
            else { return nil }
            return ToldContact(contact: told.contact, method: told.method.text, outcome: outcome)
        }
    }
}

extension [StoredNotification] {
    /// What became of pages to one contact by one way, oldest first: what has come to them stays, whatever became of those
    /// after it, and of what has not the newest tells. `nil` where all were given up before anybody could have had one.
    fileprivate var outcome: ToldContact.Outcome? {
        let taken = filter { !$0.notification.isSpooled }.compactMap(\.takenAt)
        if let first = taken.first { return .delivered(first, again: taken.count > 1 ? taken.last : nil) }
        let outcomes = compactMap(\.outcome)
        return outcomes.contains(.mayBeDelivered) ? .mayBeDelivered : outcomes.last
    }
}

extension StoredNotification {
    /// When the other side took it; `nil` where it has not.
    fileprivate var takenAt: Timestamp? { attempts.first { $0.outcome == .sent }.map { $0.at + $0.duration } }

    /// `nil` where it was given up before anybody could have had it.
    fileprivate var outcome: ToldContact.Outcome? {
        if notification.isSpooled { return .spooled }
        if let takenAt { return .delivered(takenAt) }
        if notification.mayHaveArrived { return .mayBeDelivered }
        switch notification.state {
        case .cancelled: return nil
        case .failed: return .refused(attempts.last?.evidence ?? "given up")
        case .pending, .sending, .sent, .unknown:
            guard let answer = attempts.last?.evidence else { return .comes(nextAttemptAt) }
            return .isTriedAgain(nextAttemptAt, after: answer)
        }
    }
}
