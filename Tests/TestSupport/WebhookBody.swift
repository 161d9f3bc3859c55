import Foundation
package import IncidentCore

/// An Alertmanager webhook body made up by a test.
package struct WebhookBody: Sendable {
    package var groupKey: String
    package var alerts: [Alert]
    package var truncatedAlerts: Int
    package var externalURL = "http://alertmanager.example.com:9093"

    package init(_ alerts: Alert..., group: String = "group-a", truncated: Int = 0) {
        self.init(alerts, group: group, truncated: truncated)
    }

    package init(_ alerts: [Alert], group: String = "group-a", truncated: Int = 0) {
        (self.alerts, groupKey, truncatedAlerts) = (alerts, group, truncated)
    }

    package func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let wire = Wire(
            version: "4", groupKey: groupKey, truncatedAlerts: truncatedAlerts,
            status: alerts.contains { $0.status == .firing } ? .firing : .resolved, receiver: "responder",
            groupLabels: [:], commonLabels: [:], commonAnnotations: [:], externalURL: externalURL,
            alerts: alerts.map(Wire.Alert.init))
        return Array(try encoder.encode(wire))
    }

    private struct Wire: Encodable {
        let version: String
        let groupKey: String
        let truncatedAlerts: Int
        let status: AlertStatus
        let receiver: String
        let groupLabels: Labels
        let commonLabels: Labels
        let commonAnnotations: Labels
        let externalURL: String
        let alerts: [Alert]

        struct Alert: Encodable {
            let status: AlertStatus
            let labels: Labels
            let annotations: Labels
            let startsAt: String
            let endsAt: String
            let generatorURL: String
            let fingerprint: String

            init(_ alert: IncidentCore.Alert) {
                (status, labels, annotations) = (alert.status, alert.labels, alert.annotations)
                startsAt = alert.startsAt.rfc3339
                endsAt = alert.endsAt?.rfc3339 ?? "0001-01-01T00:00:00Z"
                fingerprint = alert.fingerprint
                generatorURL =
                    alert.generatorURL.isEmpty ? "http://prometheus.example.com:9090/graph" : alert.generatorURL
            }
        }
    }
}

extension Alert {
    /// An alert that fires; its name is its fingerprint as well.
    package static func firing(
        _ name: String, severity: String = "critical", since startsAt: Timestamp = TestClock.monday
    ) -> Alert {
        Alert(
            status: .firing, labels: ["alertname": name, "severity": severity],
            annotations: ["summary": "\(name) is on fire"], startsAt: startsAt, fingerprint: name)
    }

    /// The same occurrence when it has ended.
    package func resolved(after duration: Duration = .seconds(30)) -> Alert {
        var alert = self
        alert.status = .resolved
        alert.endsAt = startsAt + duration
        return alert
    }
}
