/// A mail that began a conversation in a mailbox, as it was sent.
///
/// Gmail puts a mail into a conversation that it names a mail of (`References`), and only where the subject is the same;
/// Outlook goes by both too. So what follows names a mail that is there, and keeps its subject whatever becomes of the
/// incident.
package struct ThreadRoot: Sendable, Equatable {
    package let notificationID: Int64
    /// Without angle brackets.
    package let messageID: String
    package var subject: String
    /// The incident's then.
    package let priority: Priority
    package let beganAt: Timestamp

    package init(
        notificationID: Int64, messageID: String, subject: String, priority: Priority, beganAt: Timestamp
    ) {
        self.notificationID = notificationID
        self.messageID = messageID
        self.subject = subject
        self.priority = priority
        self.beganAt = beganAt
    }
}

extension Message {
    /// The conversation that this message continues; `nil` where it begins one.
    ///
    /// A page that is more urgent than the subject says begins its own: phones ring by words such as `[P1]`, and who has
    /// muted a lesser conversation must hear of it.
    package var continuedThread: ThreadRoot? {
        guard let root = threadRoot, root.notificationID != notification.id else { return nil }
        return notification.event == .page && incident.priority < root.priority ? nil : root
    }

    /// `[P1] AnalyticsApiDown: Service analytics-api is down (#42)`, the same in all of a conversation.
    package var subject: String {
        (continuedThread ?? ownThread)?.subject ?? incident.subject(of: alertCount, raisedFrom: threadRoot?.priority)
    }

    /// The conversation that it begins.
    ///
    /// - Parameter messageID: what it will be known by; `nil` at an endpoint without conversations.
    package func begunThread(as messageID: String?) -> ThreadRoot? {
        guard let messageID, continuedThread == nil else { return nil }
        return ThreadRoot(
            notificationID: notification.id, messageID: messageID, subject: subject,
            priority: ownThread?.priority ?? incident.priority, beganAt: notification.createdAt)
    }

    /// Where an attempt at this one may have arrived: to the other side its repeat is the same mail.
    private var ownThread: ThreadRoot? { threadRoot.flatMap { $0.notificationID == notification.id ? $0 : nil } }

    /// ` (was P3), now`, after what the incident is called: what of the subject does not hold any more.
    var newsOfThread: String {
        guard let root = continuedThread else { return "" }
        let former = root.priority == incident.priority ? "" : " (was \(root.priority.rawValue))"
        return former + (incident.isTitled(in: root.subject) ? "" : ", now")
    }
}

extension Incident {
    /// Outlook tells conversations by no more than 255 UTF-16 units of a subject, and the incident's number is at its end.
    private static let titleLimit = 200

    /// - Parameter former: the priority that the conversation before was begun with. That is said outside the brackets:
    ///   Gmail takes no notice of what stands in brackets before a subject.
    fileprivate func subject(of count: AlertCount, raisedFrom former: Priority?) -> String {
        let title = count.counted(title, within: Self.titleLimit, in: .utf16)
        return "[\(priority.rawValue)] \(former.map { "Raised from \($0.rawValue): " } ?? "")\(title)\(numberWords)"
    }

    /// Whether a subject names what it is called now, however many alerts it counts.
    fileprivate func isTitled(in subject: String) -> Bool {
        let title = title.line(within: Self.titleLimit, in: .utf16)
        guard subject.hasSuffix(numberWords) else { return false }
        // Counted, the name stands before the number's end and the rest of the title behind it.
        let parts = title.split(separator: ": ", maxSplits: 1)
        return subject.contains(title.prefix(120))
            || parts.count == 2 && subject.contains(" alerts \(parts[0].prefix(30))")
                && subject.contains(parts[1].prefix(20))
    }

    private var numberWords: String { " (#\(id))" }
}
