/// When what waits for an endpoint is tried, once that works again.
///
/// What is urgent, what a person waits for and what rings nobody is tried at once. Of the rest each address gets as much as it
/// may be sent in a minute, first of what nobody has been told; what is beyond is told together, as in a storm: an outage
/// ends in no more messages than the storm that it was.
package struct ReturnPlan: Sendable {
    /// One message that waits.
    package struct Waiting: Sendable, Equatable {
        package let notification: Notification
        package let dueAt: Timestamp
        /// Whether no endpoint has taken a page about its incident.
        package let isUntold: Bool
        /// Whether it is held back in a storm.
        package let isInStorm: Bool

        package init(_ notification: Notification, dueAt: Timestamp, isUntold: Bool, isInStorm: Bool) {
            (self.notification, self.dueAt) = (notification, dueAt)
            (self.isUntold, self.isInStorm) = (isUntold, isInStorm)
        }
    }

    package enum Turn: Sendable, Equatable {
        case now
        /// With what else is held back for its address.
        case together(at: Timestamp)
    }

    /// `nil` where each message is sent by itself.
    package let settings: StormSettings?
    /// As of `Notification.passes`.
    package let keepsIncidents: Bool
    package let now: Timestamp

    package init(_ settings: StormSettings?, keepsIncidents: Bool, at now: Timestamp) {
        (self.settings, self.keepsIncidents, self.now) = (settings, keepsIncidents, now)
    }

    /// - Parameters:
    ///   - storms: the addresses for which messages are held back, with when they get the next one.
    ///   - told: the address that has just been sent the message that got through.
    package func turns(
        of waiting: [Waiting], storms: [String: Timestamp], told: String
    ) -> [(waiting: Waiting, turn: Turn)] {
        var turns: [(waiting: Waiting, turn: Turn)] = []
        var rest: [String: [Waiting]] = [:]
        for one in waiting.sorted(by: isBefore) {
            if isAtOnce(one) {
                turns.append((one, .now))
            } else {
                rest[one.notification.method.address, default: []].append(one)
            }
        }
        for (address, waiting) in rest.sorted(by: { $0.key < $1.key }) {
            turns += self.turns(ofRest: waiting, stormNext: storms[address], isTold: address == told)
        }
        return turns
    }

    private func isBefore(_ left: Waiting, _ right: Waiting) -> Bool {
        let (first, second) = (left.notification, right.notification)
        if left.isUntold != right.isUntold { return left.isUntold }
        return (first.priority, first.id) < (second.priority, second.id)
    }

    private func isAtOnce(_ waiting: Waiting) -> Bool {
        let notification = waiting.notification
        if notification.isUrgent || notification.isAskedFor { return true }
        return settings == nil && !waiting.isInStorm || notification.passes(keepsIncidents: keepsIncidents)
    }

    /// - Parameter stormNext: when the address gets the next message of its storm; `nil` where it is in none.
    private func turns(
        ofRest waiting: [Waiting], stormNext: Timestamp?, isTold: Bool
    ) -> [(waiting: Waiting, turn: Turn)] {
        var alone = 0
        if stormNext == nil {
            // What is about one incident makes no storm.
            let isOne = Set(waiting.map(\.notification.incidentID)).count == 1
            let share = settings.map { $0.notificationsPerMinute - (isTold ? 1 : 0) } ?? waiting.count
            alone = isOne ? waiting.count : min(max(share, 0), waiting.count)
        }
        let first = max(now, stormNext ?? now + AddressBudget.window)
        return waiting.enumerated().map { place, one in
            guard place >= alone else { return (waiting: one, turn: .now) }
            // Where an alert is kept for each incident they cannot be told in one message.
            let later = keepsIncidents ? AddressBudget.window * (place - alone) : .zero
            return (waiting: one, turn: .together(at: first + later))
        }
    }
}
