/// How long after an incident begins to wait for somebody it is to be taken, by its priority; `nil` is no time of its own.
package struct RespondWithin: Sendable, Equatable {
    package var p1: Duration?
    package var p2: Duration?
    package var p3: Duration?
    package var p4: Duration?

    package init(p1: Duration? = nil, p2: Duration? = nil, p3: Duration? = nil, p4: Duration? = nil) {
        (self.p1, self.p2, self.p3, self.p4) = (p1, p2, p3, p4)
    }

    package subscript(priority: Priority) -> Duration? {
        switch priority {
        case .p1: p1
        case .p2: p2
        case .p3: p3
        case .p4: p4
        }
    }

    /// Of a priority and of those below it the shortest, because it is at least as urgent as they are; `nil` is no deadline.
    package func shortest(from priority: Priority) -> Duration? {
        Priority.allCases.filter { $0 >= priority }.compactMap { self[$0] }.min()
    }
}

/// By when somebody is to have taken an incident.
package struct Response: Sendable, Equatable {
    /// The deadline that is still to come; `nil` while nobody is waited for, or it was missed.
    package var by: Timestamp?
    /// The deadline that was missed last, since the incident began to wait for somebody.
    package var missed: Timestamp?
    /// What each priority at which it has been, and each below those, has left of its time since the incident began to
    /// wait; empty while its priority has not changed, no deadline has come and that is the priority's own.
    package var spells: [Priority: Spell]

    /// How it has been with a priority or a higher one.
    package struct Spell: Sendable, Equatable {
        /// By when it is to be taken; `nil` where nothing says so, or that was missed.
        package var by: Timestamp?
        /// Since when it is lower; `nil` while it is not.
        package var fellAt: Timestamp?

        package init(by: Timestamp? = nil, fellAt: Timestamp? = nil) { (self.by, self.fellAt) = (by, fellAt) }
    }

    package init(by: Timestamp? = nil, missed: Timestamp? = nil, spells: [Priority: Spell] = [:]) {
        (self.by, self.missed, self.spells) = (by, missed, spells)
    }

    package static let none = Response()

    /// The one that counts, whether it is to come or was missed.
    package var deadline: Timestamp? { missed ?? by }
}
