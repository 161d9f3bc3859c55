import IncidentCore
import TestSupport

/// The alerts of a scenario as they truly are.
struct ScenarioWorld {
    private let start: Timestamp
    private let labels: [String: Labels]
    private var alerts: [String: Alert] = [:]

    init(_ scenario: Scenario) {
        start = scenario.start
        labels = Dictionary(uniqueKeysWithValues: scenario.alerts.map { ($0.name, $0.labels) })
    }

    mutating func body(_ told: [ScenarioStep.Told], group: String, hidden: Int, at now: Timestamp) -> WebhookBody {
        let alerts = told.map { told in
            let time = told.told.map { start + $0 }
            switch told.status {
            case .firing: return firing(told.alert, since: time, at: now)
            case .resolved: return resolved(told.alert, at: time ?? now)
            }
        }
        return WebhookBody(alerts, group: group, truncated: hidden)
    }

    /// One body for each group, of alerts that differ by a label.
    func storm(_ name: String, count: Int, groups: Int, at now: Timestamp) -> [WebhookBody] {
        (0..<groups).map { group in
            let members = stride(from: group, to: count, by: groups).map { number in
                let pod = Labels.Pair(name: "pod", value: "pod-\(number)")
                return Self.alert(Labels((labels[name]?.pairs ?? []) + [pod]), since: now)
            }
            return WebhookBody(members, group: "\(name)-\(group)")
        }
    }

    /// As Alertmanager lists them.
    mutating func listed(_ names: [String], at now: Timestamp) -> [Alert] {
        names.map { firing($0, since: nil, at: now) }
    }

    private mutating func firing(_ name: String, since told: Timestamp?, at now: Timestamp) -> Alert {
        if let told { return Self.alert(labels[name] ?? [:], since: told) }
        if let known = alerts[name], known.status == .firing { return known }
        let alert = Self.alert(labels[name] ?? [:], since: now)
        alerts[name] = alert
        return alert
    }

    private mutating func resolved(_ name: String, at end: Timestamp) -> Alert {
        var alert = alerts[name] ?? Self.alert(labels[name] ?? [:], since: start)
        (alert.status, alert.endsAt) = (.resolved, end)
        alerts[name] = alert
        return alert
    }

    private static func alert(_ labels: Labels, since start: Timestamp) -> Alert {
        Alert(
            status: .firing, labels: labels, annotations: ["summary": "\(labels["alertname"] ?? "") is on fire"],
            startsAt: start, fingerprint: labels.fingerprint)
    }
}
