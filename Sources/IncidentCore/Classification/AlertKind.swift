/// What the tables make of an alert, whatever the store knows of it.
package enum AlertKind: Sendable, Equatable {
    /// A sign of life, which opens no incident; its silence or its resolve does.
    case heartbeat(Heartbeat)
    case incident(Classification)
}

extension RoutingTables {
    package func kind(of alert: Alert) -> AlertKind {
        if let heartbeat = heartbeats.first(where: { $0.matchers.allMatch(alert.labels) }) {
            return .heartbeat(heartbeat)
        }
        return .incident(classifier.classify(alert.labels))
    }
}
