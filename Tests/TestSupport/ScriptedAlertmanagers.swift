import Foundation
package import IncidentCore
package import IncidentEngine
import Synchronization

/// The API of some Alertmanagers, as a test says what they know.
package final class ScriptedAlertmanagers: Sendable {
    package static let url = "http://alertmanager-0.example.com:9093"
    package static let otherURL = "http://alertmanager-1.example.com:9093"

    private let alertmanagers = Mutex<[String: ScriptedAlertmanager]>([:])
    private let requests = Mutex<[String]>([])
    private let clock: TestClock

    package init(clock: TestClock) { self.clock = clock }

    /// What one knows; unset, nobody answers there.
    package subscript(url: String) -> ScriptedAlertmanager? {
        get { alertmanagers.withLock { $0[url] } }
        set { alertmanagers.withLock { $0[url] = newValue } }
    }

    /// The URLs that were asked for, in order.
    package var asked: [String] { requests.withLock(\.self) }

    package var client: AlertmanagerClient {
        AlertmanagerClient { [self] (_, url) throws(AlertmanagerSilent) in
            requests.withLock { $0.append(url) }
            guard let found = alertmanagers.withLock({ $0.first { url.hasPrefix($0.key) } }),
                let body = found.value.answer(to: String(url.dropFirst(found.key.count)))
            else { throw AlertmanagerSilent("not connected") }
            return AlertmanagerReply(body: Array(body.utf8), date: clock.now)
        }
    }
}

package struct ScriptedAlertmanager: Sendable {
    package var startedAt: Timestamp
    package var alerts: [Listed]
    package var receivers = ["responder", "theirs"]
    /// By identifier.
    package var silences: [String: String] = [:]

    package struct Listed: Sendable {
        package var alert: Alert
        package var receivers = ["responder"]
        package var silencedBy: [String] = []
        package var inhibitedBy: [String] = []

        package init(
            _ alert: Alert, to receivers: [String] = ["responder"], silencedBy: [String] = [],
            inhibitedBy: [String] = []
        ) {
            (self.alert, self.receivers) = (alert, receivers)
            (self.silencedBy, self.inhibitedBy) = (silencedBy, inhibitedBy)
        }
    }

    package init(startedAt: Timestamp = TestClock.monday - .hours(24), _ alerts: Listed...) {
        (self.startedAt, self.alerts) = (startedAt, alerts)
    }

    package init(startedAt: Timestamp = TestClock.monday - .hours(24), listing alerts: [Alert]) {
        (self.startedAt, self.alerts) = (startedAt, alerts.map { Listed($0) })
    }

    /// As Alertmanager 0.25 writes it; each name of an alert is a group.
    func answer(to path: String) -> String? {
        switch path {
        case AlertmanagerAPI.status: #"{"cluster":{"status":"disabled"},"uptime":"\#(startedAt.rfc3339)"}"#
        case AlertmanagerAPI.receivers: "[\(receivers.map { #"{"name":"\#($0)"}"# }.joined(separator: ","))]"
        case AlertmanagerAPI.alerts: "[\(alerts.map(\.json).joined(separator: ","))]"
        case AlertmanagerAPI.groups:
            "[\(Dictionary(grouping: alerts.filter(\.isActive), by: \.alert.name).flatMap(groups).joined(separator: ","))]"
        default:
            silences.first { AlertmanagerAPI.silence($0.key) == path }.map {
                #"{"id":"\#($0.key)","comment":"\#($0.value)","createdBy":"alice","endsAt":"2026-12-31T00:00:00.000Z"}"#
            }
        }
    }

    private func groups(_ name: String, _ alerts: [Listed]) -> [String] {
        Set(alerts.flatMap(\.receivers)).sorted().map { receiver in
            let members = alerts.filter { $0.receivers.contains(receiver) }.map(\.json).joined(separator: ",")
            return #"{"alerts":[\#(members)],"labels":{"alertname":"\#(name)"},"receiver":{"name":"\#(receiver)"}}"#
        }
    }
}

extension ScriptedAlertmanager.Listed {
    fileprivate var isActive: Bool { silencedBy.isEmpty && inhibitedBy.isEmpty }

    fileprivate var json: String {
        func list(_ texts: [String]) -> String { texts.map { "\"\($0)\"" }.joined(separator: ",") }
        let names = receivers.map { #"{"name":"\#($0)"}"# }.joined(separator: ",")
        return """
            {"annotations":\(alert.annotations.json),"endsAt":"2026-12-31T00:00:00.000Z","fingerprint":\
            "\(alert.fingerprint)","receivers":[\(names)],"startsAt":"\(alert.startsAt.rfc3339)","status":\
            {"inhibitedBy":[\(list(inhibitedBy))],"silencedBy":[\(list(silencedBy))],"state":\
            "\(isActive ? "active" : "suppressed")"},"updatedAt":"\(alert.startsAt.rfc3339)",\
            "generatorURL":"http://prometheus.example.com:9090/graph","labels":\(alert.labels.json)}
            """
    }
}

extension Alert {
    /// As Alertmanager knows it: under the hash of its labels.
    package static func listed(
        _ name: String, pod: String = "a", severity: String = "critical", since startsAt: Timestamp = TestClock.monday
    ) -> Alert {
        let labels: Labels = ["alertname": name, "pod": pod, "severity": severity]
        return Alert(
            status: .firing, labels: labels, annotations: ["summary": "\(name) is on fire"], startsAt: startsAt,
            fingerprint: labels.fingerprint)
    }
}
