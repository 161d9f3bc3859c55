package import IncidentCore
package import IncidentStore

/// What joined an incident that somebody had taken, while nobody has confirmed that they have it as well.
package struct OpenQuestion: Sendable, Equatable {
    /// `DbDown and 2 more`.
    package let names: String
    package let owner: String
    /// Whom it was sent, by what, and what became of that; empty when nobody could be asked.
    package let asked: [String]
    package let deadline: Timestamp

    /// - Returns: `nil` when nothing is to be confirmed.
    package init?(_ incident: Incident, _ notifications: [StoredNotification]) {
        guard let deadline = incident.taking.confirmBy, !incident.taking.unconfirmed.isEmpty else { return nil }
        self.deadline = deadline
        names = incident.taking.unconfirmed.shortList
        owner = incident.acknowledgedBy ?? "somebody"
        let since = incident.acknowledgedAt ?? incident.openedAt
        // Of what rings, only a question belongs to no policy.
        asked = notifications.filter {
            $0.notification.event == .page && $0.notification.policy == nil && $0.notification.createdAt >= since
        }.map { "\($0.notification.contact) by \($0.notification.method.text) (\($0.stateWords))" }
    }

    package var words: String { "\(names) joined after \(owner) had taken this incident." }

    package var askedWords: String {
        asked.isEmpty
            ? "Nobody could be asked whether they have it as well"
            : "Asked whether they have it as well: \(asked.joined(separator: ", "))"
    }
}
