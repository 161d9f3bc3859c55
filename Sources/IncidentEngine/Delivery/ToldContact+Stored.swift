internal import IncidentCore
internal import IncidentStore

extension [ToldContact] {
    /// Of an incident's pages since it opened last, what became of the newest to each contact by each way, in the order in
    /// which they were told first.
    ///
    /// - Parameter message: which tells it.
    init(_ all: [StoredNotification], in message: Notification) {
        let closing = all.lastIndex { $0.notification.event == .resolved }
        var places: [String: Int] = [:]
        self = []
        for stored in all[(closing.map { $0 + 1 } ?? 0)...] {
            let (told, method) = (stored.notification, stored.notification.method.text)
            guard told.event == .page || told.id == message.id,
                let outcome = told.id == message.id ? .thisMessage : stored.outcome
            else { continue }
            let contact = ToldContact(contact: told.contact, method: method, outcome: outcome)
            let key = "\(told.contact)\n\(method)"
            if let place = places[key] {
                self[place] = contact
            } else {
                places[key] = count
                append(contact)
            }
        }
    }
}

extension StoredNotification {
    /// `nil` where it was given up before anybody could have had it.
    fileprivate var outcome: ToldContact.Outcome? {
        if notification.isSpooled { return .spooled }
        if let taken = attempts.last(where: { $0.outcome == .sent }) { return .delivered(taken.at) }
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
