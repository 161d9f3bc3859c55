internal import Foundation
package import IncidentCore

/// A marked alert, different from every other one.
package struct DrillAlert: Sendable {
    package let nonce: String
    package let priority: Priority
    /// Besides its own, for the tables to go by.
    package let labels: [Labels.Pair]
    package let by: String
    package let startedAt: Timestamp

    package init(nonce: String, priority: Priority, labels: [Labels.Pair] = [], by: String, startedAt: Timestamp) {
        (self.nonce, self.priority, self.labels, self.by, self.startedAt) = (nonce, priority, labels, by, startedAt)
    }

    /// The one of which an incident holds the alert; `nil` where that is no drill's.
    package init?(_ alert: Alert, by person: String) {
        guard alert.labels.isDrill, let nonce = alert.labels["drill"] else { return nil }
        self.init(
            nonce: nonce, priority: alert.labels["priority"].flatMap { Priority(word: $0) } ?? .p3,
            labels: alert.labels.pairs.filter { !Self.ownLabels.contains($0.name) }, by: person,
            startedAt: alert.startsAt)
    }

    /// How it is marked wherever it is shown: it is the alert's name, with which titles begin.
    package static let mark = Labels.drillName
    package static let ownLabels: Set<String> = ["alertname", "priority", "drill"]

    /// As Alertmanager would send it.
    package func body(_ status: AlertStatus, at time: Timestamp) throws -> [UInt8] {
        var all = ["alertname": Self.mark, "priority": priority.rawValue, "drill": nonce]
        for pair in labels { all[pair.name] = pair.value }
        let alert: [String: Any] = [
            "status": status.rawValue, "labels": all,
            "annotations": ["summary": "nothing is wrong: a drill that \(by) has started"],
            "startsAt": startedAt.rfc3339,
            "endsAt": status == .resolved ? time.rfc3339 : "0001-01-01T00:00:00Z", "generatorURL": "",
            "fingerprint": nonce,
        ]
        let body: [String: Any] = [
            "version": "4", "groupKey": "drill:\(nonce)", "truncatedAlerts": 0, "status": status.rawValue,
            "receiver": "drill", "groupLabels": [String: String](), "commonLabels": all,
            "commonAnnotations": [String: String](), "externalURL": "", "alerts": [alert],
        ]
        return [UInt8](try JSONSerialization.data(withJSONObject: body, options: .sortedKeys))
    }
}
