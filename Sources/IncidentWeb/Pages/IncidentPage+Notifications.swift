internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

extension IncidentPage {
    struct NotificationRow: Sendable {
        let words: String
        let state: String
        let stateName: String
        let reason: String
        /// What the gate said of it.
        let decision: String?
        let attempts: [String]
        let next: TimeText?
    }

    /// What is for one contact, as one line; or some that stand for themselves.
    struct NotificationGroup: Sendable {
        /// `nil` where nothing is folded away.
        let groupContact: String?
        let groupCount: String
        let ways: [Way]
        let notifications: [NotificationRow]

        /// The newest of its way.
        struct Way: Sendable {
            let wayWords: String
            let wayState: String
            let wayStateName: String
        }
    }
}

extension IncidentPage.NotificationGroup {
    /// Up to so many stand one below the other.
    private static let shownAtOnce = 2

    static func all(_ notifications: [StoredNotification], in context: PageContext) -> [Self] {
        guard !notifications.isEmpty else { return [] }
        guard notifications.count > shownAtOnce else {
            return [Self(groupContact: nil, groupCount: "", ways: [], notifications: rows(notifications, in: context))]
        }
        return ContactNotifications.all(notifications).map { told in
            Self(
                groupContact: told.contact, groupCount: told.countWords, ways: told.newest.map { Way($0, in: context) },
                notifications: rows(told.notifications, in: context))
        }
    }

    private static func rows(
        _ notifications: [StoredNotification], in context: PageContext
    ) -> [IncidentPage.NotificationRow] {
        notifications.map { IncidentPage.NotificationRow($0, in: context) }
    }
}

extension IncidentPage.NotificationGroup.Way {
    init(_ view: StoredNotification, in context: PageContext) {
        wayWords = view.notification.whatAndWay
        wayState = context.said(view.stateWords(at: context.now))
        wayStateName = view.stateName
    }
}

extension IncidentPage.NotificationRow {
    init(_ view: StoredNotification, in context: PageContext) {
        let notification = view.notification
        words = "\(notification.whatAndWay) (\(notification.contact))"
        state = context.said(view.stateWords(at: context.now))
        stateName = view.stateName
        reason = context.said(notification.reason)
        decision = notification.decision.isEmpty ? nil : context.said(notification.decision)
        attempts = view.attempts.map {
            "attempt \($0.number) at \(context.readable($0.at)), \($0.outcome.rawValue): \($0.evidence)"
        }
        next = view.nextAttemptAt.map { TimeText($0, in: context) }
    }
}

extension StoredNotification {
    fileprivate var stateName: String { isSpooled ? "spooled" : notification.state.rawValue }
}

extension Notification {
    /// `acknowledged: email to a@example.com`; of a page only the way.
    fileprivate var whatAndWay: String { "\(event == .page ? "" : "\(event.rawValue): ")\(method.text)" }
}
