extension Incident {
    /// The incident that the alerts of a group open.
    package init(opening firing: Beginnings, groupKey: String, groupLabels: Labels = [:], at now: Timestamp) {
        let urgent = firing.mostUrgent
        let alerts = firing.all.map(\.alert)
        let shared = alerts.sharedLabels
        self.init(
            priority: urgent.priority, rule: urgent.rule,
            title: Self.title(of: alerts, sharing: shared, groupLabels: groupLabels), groupKey: groupKey,
            labels: shared, openedAt: now)
    }

    /// A title from hostile text: one line without control characters, at most 200 characters.
    ///
    /// - Parameter shared: the labels that all alerts have.
    package static func title(of alerts: [Alert], sharing shared: Labels, groupLabels: Labels) -> String {
        guard let first = alerts.first else { return "alert group without alerts" }
        let name = shared["alertname"] ?? groupLabels.pairs.first?.value ?? first.name
        let summary = alerts.allSatisfy { $0.summary == first.summary } ? first.summary : ""
        let subject = ["service", "pod", "instance", "namespace"].lazy.compactMap { shared[$0] }.first
        let detail =
            if !summary.isEmpty { ": \(summary)" } else if let subject { " on \(subject)" } else { "" }
        let count = alerts.count > 1 ? " (\(alerts.count) alerts)" : ""
        let line = (name + detail).singleLine(limit: 200 - count.count)
        return (line.isEmpty ? "alert" : line) + count
    }
}

extension [Alert] {
    /// The labels that all of them have, with the same values.
    package var sharedLabels: Labels {
        dropFirst().reduce(first?.labels ?? [:]) { $0.common(with: $1.labels) }
    }
}

extension Alert {
    fileprivate var summary: String { annotations["summary"] ?? annotations["message"] ?? "" }
}
