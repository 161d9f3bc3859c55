import IncidentCore
import TestSupport

/// A few alerts that fire and end, and the bodies that Alertmanager, its peers and its retries make of them.
struct AlertWorld {
    private static let groups = ["group-a", "group-b"]
    private static let severities = ["critical", "error", "warning", "info"]

    /// The latest occurrence of each alert, by name.
    private var alerts: [String: Alert] = [:]
    private var sent: [WebhookBody] = []

    mutating func nextBody(at now: Timestamp, using generator: inout SeededGenerator) -> WebhookBody {
        // A body again, as a repeat, a late copy of a peer, or out of order.
        if !sent.isEmpty, generator.chance(30) { return generator.pick(sent) }
        for _ in 0...generator.pick([0, 0, 1, 2]) { change(at: now, using: &generator) }
        let group = generator.pick(Self.groups)
        // Mostly an alert's own group; sometimes a route edit shows it in the other one.
        var shown = alerts.values.filter { generator.chance(15) || Self.home(of: $0) == group }
        shown.sort { $0.fingerprint < $1.fingerprint }
        if shown.isEmpty { shown = [begin("\(group)-0", at: now, using: &generator)] }
        var body = WebhookBody(shown, group: group)
        if body.alerts.count > 1, generator.chance(15) {
            body.truncatedAlerts = body.alerts.count - 1
            body.alerts = [body.alerts[0]]
        }
        sent.append(body)
        return body
    }

    private mutating func change(at now: Timestamp, using generator: inout SeededGenerator) {
        let name = "\(generator.pick(Self.groups))-\(generator.pick([0, 1, 2]))"
        guard let alert = alerts[name], alert.status == .firing, generator.chance(60) else {
            _ = begin(name, at: now, using: &generator)
            return
        }
        alerts[name] = alert.resolved(after: now - alert.startsAt)
    }

    private mutating func begin(_ name: String, at now: Timestamp, using generator: inout SeededGenerator) -> Alert {
        let alert = Alert.firing(name, severity: generator.pick(Self.severities), since: now)
        alerts[name] = alert
        return alert
    }

    private static func home(of alert: Alert) -> String { String(alert.fingerprint.prefix(7)) }
}
