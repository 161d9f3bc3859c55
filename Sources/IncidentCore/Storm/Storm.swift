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
    package func holdWords(until time: Timestamp, _ settings: StormSettings) -> String {
        let limit = settings.notificationsPerMinute == 1 ? "1 message" : "\(settings.notificationsPerMinute) messages"
        return "held until \(time.readable): more than \(limit) a minute for \(method.text)"
    }
}

/// One of the incidents that a message tells beside its own, because they were held back for its address.
package struct AlsoTold: Sendable, Equatable {
    package let incident: Incident
    package let event: NotificationEvent
    package let url: String

    package init(_ incident: Incident, event: NotificationEvent, url: String) {
        self.incident = incident
        self.event = event
        self.url = url
    }

    /// `#12 P3 Disk is full: nobody has taken it`; not escaped.
    package var line: String {
        let news = event == .update ? ", something is new" : ""
        return "\(incident.nameLine): \(incident.ownerWords)\(news)"
    }
}

extension Incident {
    /// `#12 P3 Disk is full`
    package var nameLine: String { "#\(id) \(priority.rawValue) \(title.singleLine(limit: 160))" }

    /// Who has it, in a few words.
    package var ownerWords: String {
        switch status {
        case .triggered: silence == nil ? "nobody has taken it" : "nobody has taken it, silenced"
        case .acknowledged: "taken by \((acknowledgedBy ?? "somebody").singleLine(limit: 60))"
        case .resolved: resolvedBy.map { "resolved by \($0.singleLine(limit: 60))" } ?? "over"
        }
    }
}
