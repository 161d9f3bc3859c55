/// The alert that an incident is named, diagnosed and paged by now: of those that fire the most urgent, of these the
/// earliest.
package struct Lead: Sendable, Equatable {
    package let fingerprint: String
    package let classification: Classification
    /// One line, at most 200 characters.
    package let title: String
    package let labels: Labels

    package init(_ alert: Alert, _ classification: Classification) {
        self.fingerprint = alert.fingerprint
        self.classification = classification
        self.title = Self.title(of: alert)
        self.labels = alert.labels
    }
}

extension Lead {
    /// What an alert is about, the narrowest first; who scraped it (`instance`) says less than what it is.
    private static let places = [
        "pod", "deployment", "statefulset", "daemonset", "service", "node", "instance", "namespace",
    ]

    /// A title from hostile text: one line without control characters, at most 200 characters.
    static func title(of alert: Alert) -> String {
        let summary = alert.annotations["summary"] ?? alert.annotations["message"] ?? ""
        let place = places.lazy.compactMap { alert.labels[$0] }.first
        let detail = if !summary.isEmpty { ": \(summary)" } else if let place { " on \(place)" } else { "" }
        let line = (alert.displayName + detail).singleLine(limit: 200)
        return line.isEmpty ? "alert" : line
    }
}

/// An alert that began to fire and came to an incident.
package struct JoinedAlert: Sendable, Equatable {
    package let alert: Alert
    package let classification: Classification

    package init(_ alert: Alert, _ classification: Classification) {
        self.alert = alert
        self.classification = classification
    }

    package var name: String { alert.displayName }
    package var lead: Lead { Lead(alert, classification) }
}
