/// How long a contact's methods have to get a page taken, where its step says so (`deliver_within`).
///
/// The methods that are left share the time that is left equally: when the share of one is over and no endpoint has taken
/// the page, the next one begins beside it, whatever it does just then. So of three methods and 30 s the second begins after
/// 10 s and the third after 20 s, each sooner where the one before it is refused for good, or gives way as a page without
/// such a time does (`Fallback`). With the last share the whole time is over.
package struct DeliveryTime: Sendable, Equatable {
    /// When the whole time is over.
    package let by: Timestamp
    /// When the share of the method is over.
    package let shareEnd: Timestamp

    /// Of a P1 or P2 whose step gives no time: when nobody at all has been told by then, what comes next does not wait.
    package static let unlessGiven = Duration.seconds(120)
    /// So long at least a page may take that was due while the program did not run.
    static let chanceAfterStart = Duration.seconds(2)
    /// However late it is, each method has a chance.
    private static let shortestShare = Duration.seconds(1)

    /// - Parameters:
    ///   - time: what is left; negative where the time was over before the method began.
    ///   - methods: the method itself and those after it.
    ///   - due: when it is due. What is held back by design, such as in a storm, is not before that is over.
    package init(_ time: Duration, among methods: Int, from due: Timestamp) {
        let time = max(time, Self.shortestShare * methods)
        by = due + time
        shareEnd = due + time / methods
    }
}

extension EscalationStep {
    /// The time that it gives, or that the priority has without.
    package func deliveryTime(for priority: Priority) -> Duration? {
        deliverWithin ?? (priority.isUrgent ? DeliveryTime.unlessGiven : nil)
    }
}

extension NotificationDraft {
    /// - Parameter due: when it is to be sent.
    package func deliveryTime(from due: Timestamp) -> DeliveryTime? {
        deliverWithin.map { DeliveryTime($0, among: remaining.count + 1, from: due) }
    }
}

/// What follows when the share of a page is over and no endpoint has taken it.
package enum ShareEnd: Sendable, Equatable {
    /// The contact's next method begins beside it.
    case nextMethod
    /// The methods after it have begun, and their time is not over.
    case nothing
    /// The whole time is over: whether the step has reached anybody decides.
    case timeOver
}

extension Notification {
    /// When its share is over where that passed while the program did not run: it has one of what is left of the time, and
    /// a chance in any case.
    package func shareEnd(startedAt now: Timestamp) -> Timestamp {
        let share = ((deliverBy ?? now) - now) / (remaining.count + 1)
        return now + min(max(share, DeliveryTime.chanceAfterStart), Fallback.longestWait)
    }

    package func shareEnd(at now: Timestamp) -> ShareEnd {
        guard remaining.isEmpty else { return .nextMethod }
        return deliverBy.map { $0 > now } ?? false ? .nothing : .timeOver
    }
}
