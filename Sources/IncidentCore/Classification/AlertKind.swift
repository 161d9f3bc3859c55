/// What the tables make of an alert, whatever the store knows of it.
package enum AlertKind: Sendable, Equatable {
    /// A sign of life, which opens no incident; its silence or its resolve does.
    case heartbeat(Heartbeat)
    case incident(Classification)
}

extension RoutingTables {
    package func kind(of alert: Alert) -> AlertKind {
        heartbeat(of: alert).map { .heartbeat($0) } ?? .incident(classifier.classify(alert.labels))
    }

    /// The heartbeat that an alert is a beat of, if it is one.
    package func heartbeat(of alert: Alert) -> Heartbeat? {
        heartbeats.first { $0.matchers.allMatch(alert.labels) }
    }
}
