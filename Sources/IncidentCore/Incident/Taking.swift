/// What an acknowledgement covers: the alerts that fired when it was given.
package struct Taking: Sendable, Equatable {
    /// What fired then, as `cover` writes it; of an older release names alone, which cover every priority.
    package var covered: Set<String>
    /// Names of urgent alerts that joined since and that the owner has not confirmed by taking the incident again.
    package var unconfirmed: [String]
    /// When escalation goes on because the owner is asked something and has not answered.
    package var confirmBy: Timestamp?
    /// When it ends by itself; `nil` is never.
    package var until: Timestamp?
    /// When the owner is reminded of that; `nil` is not, or not again.
    package var remindOwnerAt: Timestamp?
    /// Of what is resolved: until when it would have held; `nil` is for ever, or for none.
    package var heldUntil: Timestamp?
    /// Whether it was put off until it ends, and nobody works on it.
    package var isSnoozed: Bool
    /// Who has handed it to its owner, while the owner has not taken it.
    package var handedOverBy: String?

    package init(
        covered: Set<String> = [], unconfirmed: [String] = [], confirmBy: Timestamp? = nil, until: Timestamp? = nil,
        heldUntil: Timestamp? = nil, remindOwnerAt: Timestamp? = nil, isSnoozed: Bool = false,
        handedOverBy: String? = nil
    ) {
        self.covered = covered
        self.unconfirmed = unconfirmed
        self.confirmBy = confirmBy
        self.until = until
        self.heldUntil = heldUntil
        self.remindOwnerAt = remindOwnerAt
        self.isSnoozed = isSnoozed
        self.handedOverBy = handedOverBy
    }

    /// Whether its owner is to answer: whether they have what joined as well, or what they were handed.
    package var isAsked: Bool { handedOverBy != nil || !unconfirmed.isEmpty }

    /// What is to be confirmed: the names of alerts, or the whole that was handed over; `nil` when nothing is.
    package var question: String? {
        guard isAsked else { return nil }
        return handedOverBy == nil ? unconfirmed.shortList : "the hand-over"
    }

    /// `DbDown to be confirmed by …`; `nil` when nothing is.
    package var openQuestion: String? {
        guard let confirmBy, let question else { return nil }
        return "\(question) to be confirmed by \(confirmBy.readable)"
    }

    /// When the owner of what ends after `length` is reminded: `before` its end, or else a sixth of it, and at least five
    /// minutes.
    ///
    /// - Returns: `nil` where half of it would not be over by then, and for one that is not wanted.
    package static func reminder(of length: Duration, before: Duration?, at now: Timestamp) -> Timestamp? {
        let before = before ?? max(length / 6, .seconds(300))
        return before > .zero && before + before <= length ? now + length - before : nil
    }

    /// One that fired when the incident was taken. A warning that somebody has taken is not yet the critical alert of the
    /// same name.
    package static func cover(_ name: String, _ priority: Priority) -> String { "\(priority.rawValue) \(name)" }

    /// Whether an alert of that name, as urgent or more, fired when the incident was taken.
    func covers(_ alert: JoinedAlert) -> Bool { covers(alert.name, alert.classification.priority) }

    private func covers(_ name: String, _ priority: Priority) -> Bool {
        covered.contains(name)
            || Priority.allCases.contains { $0 <= priority && covered.contains(Self.cover(name, $0)) }
    }

    /// Of the names to be confirmed those that still matter: something urgent of that name fires that was not taken.
    ///
    /// - Parameter firing: as `cover` writes it.
    func stillAsked(firing: Set<String>) -> [String] {
        unconfirmed.filter { name in
            Priority.allCases.contains {
                $0.isUrgent && firing.contains(Self.cover(name, $0)) && !covers(name, $0)
            }
        }
    }

    /// By when its owner is to answer what they are asked, which lapses with the acknowledgement at the latest.
    func answerBy(_ deadline: Timestamp) -> Timestamp { until.map { min($0, deadline) } ?? deadline }

    /// Nobody has taken it.
    package static let none = Taking()

    /// Of alerts that join, the names that the owner must hear of in a way that rings: urgent ones that did not fire
    /// when they took the incident, and of which they have not been told yet.
    func newUrgentNames(of joined: [JoinedAlert]) -> [String] {
        var names: [String] = []
        for alert in joined where alert.classification.priority.isUrgent {
            let name = alert.name
            guard !covers(alert), !unconfirmed.contains(name), !names.contains(name) else { continue }
            names.append(name)
        }
        return names
    }
}
