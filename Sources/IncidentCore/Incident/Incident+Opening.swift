extension Incident {
    /// The incident that the firing occurrences of a body open.
    ///
    /// - Returns: `nil` when none of the plan's new occurrences fires.
    package init?(opening plan: IntakePlan, of group: AlertGroup, at now: Timestamp) {
        let firing = plan.added.filter { $0.alert.status == .firing }
        guard let first = firing.first, let urgent = firing.map(\.classification).min(by: { $0.priority < $1.priority })
        else { return nil }
        var shown = group
        shown.alerts = firing.map(\.alert)
        self.init(
            priority: urgent.priority, rule: urgent.rule, title: Self.title(of: shown), groupKey: group.groupKey,
            labels: firing.dropFirst().reduce(first.alert.labels) { $0.common(with: $1.alert.labels) }, openedAt: now)
    }

    /// A title from hostile text: one line without control characters, at most 200 characters.
    package static func title(of group: AlertGroup) -> String {
        let alerts = group.alerts
        guard let first = alerts.first else { return "alert group without alerts" }
        let common = alerts.dropFirst().reduce(first.labels) { $0.common(with: $1.labels) }
        let name = common["alertname"] ?? group.groupLabels.pairs.first?.value ?? first.name
        let summaries = Set(alerts.map { $0.annotations["summary"] ?? $0.annotations["message"] ?? "" })
        let summary = summaries.count == 1 ? summaries.first ?? "" : ""
        let subject = ["service", "pod", "instance", "namespace"].lazy.compactMap { common[$0] }.first
        let detail =
            if !summary.isEmpty { ": \(summary)" } else if let subject { " on \(subject)" } else { "" }
        let count = alerts.count > 1 ? " (\(alerts.count) alerts)" : ""
        let line = (name + detail).singleLine(limit: 200 - count.count)
        return (line.isEmpty ? "alert" : line) + count
    }
}
