/// What an acknowledgement covers: the alerts that fired when it was given.
package struct Taking: Sendable, Equatable {
    /// Names of the alerts that fired then.
    package var covered: Set<String>
    /// Names of urgent alerts that joined since and that the owner has not confirmed by taking the incident again.
    package var unconfirmed: [String]
    /// When escalation goes on because of them.
    package var confirmBy: Timestamp?

    package init(covered: Set<String> = [], unconfirmed: [String] = [], confirmBy: Timestamp? = nil) {
        self.covered = covered
        self.unconfirmed = unconfirmed
        self.confirmBy = confirmBy
    }

    /// `DbDown is to be confirmed by …`; `nil` when nothing is.
    package var openQuestion: String? {
        guard let confirmBy, !unconfirmed.isEmpty else { return nil }
        return "\(unconfirmed.shortList) to be confirmed by \(confirmBy.readable)"
    }

    /// Nobody has taken it.
    package static let none = Taking()

    /// Of alerts that join, the names that the owner must hear of in a way that rings: urgent ones that did not fire
    /// when they took the incident, and of which they have not been told yet.
    func newUrgentNames(of joined: [JoinedAlert]) -> [String] {
        var names: [String] = []
        for alert in joined where alert.classification.priority.isUrgent {
            let name = alert.name
            guard !covered.contains(name), !unconfirmed.contains(name), !names.contains(name) else { continue }
            names.append(name)
        }
        return names
    }
}
