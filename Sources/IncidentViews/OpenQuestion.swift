package import IncidentCore
package import IncidentStore

/// What joined an incident that somebody had taken, while nobody has confirmed that they have it as well.
package struct OpenQuestion: Sendable, Equatable {
    /// `DbDown and 2 more`; empty where only a hand-over is to be confirmed.
    package let names: String
    /// Who has handed it to its owner, who has not taken it.
    package let handedOverBy: String?
    package let owner: String
    /// Whom it was sent, by what, and what became of that; empty when nobody could be asked.
    package let asked: [String]
    package let deadline: Timestamp

    /// - Returns: `nil` when nothing is to be confirmed.
    package init?(_ incident: Incident, _ notifications: [StoredNotification]) {
        guard let deadline = incident.taking.confirmBy, incident.taking.isAsked else { return nil }
        self.deadline = deadline
        handedOverBy = incident.taking.handedOverBy
        names = incident.taking.unconfirmed.shortList
        owner = incident.acknowledgedBy ?? "somebody"
        let since = incident.acknowledgedAt ?? incident.openedAt
        // Of what rings, only a question belongs to no policy and to nobody who asked for it.
        asked = notifications.filter {
            $0.notification.event == .page && $0.notification.policy == nil && $0.notification.askedBy == nil
                && $0.notification.createdAt >= since
        }.map { "\($0.notification.contact) by \($0.notification.method.text) (\($0.stateWords))" }
    }

    package var words: String {
        let joined = names.isEmpty ? "" : "\(names) joined after \(owner) had taken this incident."
        guard let handedOverBy else { return joined }
        return "\(handedOverBy) has handed this incident over to \(owner), who has not taken it yet."
            + (names.isEmpty ? "" : " \(names) joined since.")
    }

    package var askedWords: String {
        let what = handedOverBy == nil ? "whether they have it as well" : "to take it"
        return asked.isEmpty ? "Nobody could be asked \(what)" : "Asked \(what): \(asked.joined(separator: ", "))"
    }
}
