/// While more is to be told to one address than it may be sent: from the first message that was held back until none has
/// been for some time.
package struct Storm: Sendable, Equatable {
    package let id: Int64
    /// Where the messages would go.
    package let method: ContactMethod
    package let beganAt: Timestamp
    /// When the last message was begun.
    package var lastMessageAt: Timestamp
    /// When it is over, unless more is held back until then; `nil` once it is.
    package var calmAt: Timestamp?

    package init(
        id: Int64, method: ContactMethod, beganAt: Timestamp, lastMessageAt: Timestamp, calmAt: Timestamp?
    ) {
        self.id = id
        self.method = method
        self.beganAt = beganAt
        self.lastMessageAt = lastMessageAt
        self.calmAt = calmAt
    }

    /// When what is held back is told.
    package var nextMessageAt: Timestamp { lastMessageAt + AddressBudget.window }

    /// Why something is held back, in words.
    ///
    /// `isHold` knows them.
    package func holdWords(until time: Timestamp, _ settings: StormSettings) -> String {
        let limit = settings.notificationsPerMinute == 1 ? "1 message" : "\(settings.notificationsPerMinute) messages"
        return "held until \(time.readable): more than \(limit) a minute for \(method.text)"
    }

    /// Whether a message's decision is that it is held back in a storm.
    package static func isHold(_ decision: String) -> Bool {
        decision.hasPrefix("held until ") && decision.contains(": more than ")
    }
}
