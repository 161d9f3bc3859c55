/// How long a person's resolution is believed while the alerts fire on: then the incident opens again.
package struct RemindStillFiring: Sendable, Equatable {
    package var p1: Duration = .seconds(1800)
    package var p2: Duration = .seconds(4 * 3600)
    package var others: Duration = .seconds(24 * 3600)

    package init() {}

    package subscript(priority: Priority) -> Duration {
        switch priority {
        case .p1: p1
        case .p2: p2
        case .p3, .p4: others
        }
    }
}
