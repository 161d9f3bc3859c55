/// How long after an incident begins to wait for somebody it is to be taken, by its priority; `nil` is no deadline.
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
}

/// By when somebody is to have taken an incident.
package struct Response: Sendable, Equatable {
    /// The deadline that is still to come; `nil` while nobody is waited for, or it was missed.
    package var by: Timestamp?
    /// The deadline that was missed last, since the incident began to wait for somebody.
    package var missed: Timestamp?

    package init(by: Timestamp? = nil, missed: Timestamp? = nil) {
        self.by = by
        self.missed = missed
    }

    package static let none = Response()

    /// The one that counts, whether it is to come or was missed.
    package var deadline: Timestamp? { missed ?? by }
}
