/// An alert that fires all the time (Watchdog): it opens no incident, its silence or its resolve does.
package struct Heartbeat: Sendable, Equatable {
    package let name: String
    package let matchers: AlertSelector
    /// The longest time without hearing of it. At least Alertmanager's `repeat_interval` and `group_interval` together.
    package let silentAfter: Duration
    /// Of the incident that its silence opens.
    package let priority: Priority

    package init(name: String, matchers: AlertSelector, silentAfter: Duration, priority: Priority) {
        self.name = name
        self.matchers = matchers
        self.silentAfter = silentAfter
        self.priority = priority
    }

    /// Of the incident that its silence opens.
    package var classification: Classification { Classification(priority: priority, rule: "heartbeat \(name)") }

    /// The group key of the incidents that its silence opens; no Alertmanager route begins so.
    package var groupKey: String { "heartbeat:\(name)" }

    /// The alert that stands for its silence since `time`.
    package func silence(since time: Timestamp, reason: String) -> Alert {
        Alert(
            status: .firing, labels: ["alertname": "HeartbeatSilent", "heartbeat": name],
            annotations: ["summary": "Monitoring is silent: \(reason)"], startsAt: time, fingerprint: fingerprint)
    }

    /// Of the alert that stands for its silence; no sender's fingerprint begins so. A long name is not cut alone: two
    /// that begin alike would be one.
    package var fingerprint: String {
        let whole = Self.fingerprintPrefix + name
        return whole.utf8.count <= 64 ? whole : Self.fingerprintPrefix + FNV1a64.hash(of: whole).hexadecimal
    }

    static let fingerprintPrefix = "heartbeat:"
}
