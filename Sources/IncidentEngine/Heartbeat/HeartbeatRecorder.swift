internal import IncidentCore
internal import IncidentStore

/// Stores that a heartbeat was heard, or that it fell silent, inside the caller's transaction.
///
/// Its silence is an alert of our own: it begins and ends in an alert group of its own, as any other.
struct HeartbeatRecorder: Sendable {
    let inForce: TablesInForce
    let now: Timestamp

    /// A heartbeat that fires is a sign of life; one that resolves is how a dead Prometheus arrives.
    func record(
        _ status: AlertStatus, of heartbeat: Heartbeat, in transaction: inout StoreTransaction
    ) throws {
        switch status {
        case .firing:
            try transaction.saveHeartbeat(heartbeat.name, seenAt: now, dueAt: now + heartbeat.silentAfter)
            try endSilence(of: heartbeat, in: &transaction)
        case .resolved:
            try transaction.saveHeartbeat(heartbeat.name, seenAt: now, dueAt: nil)
            try beginSilence(
                of: heartbeat, reason: "heartbeat \"\(heartbeat.name)\" has resolved, as when Prometheus is gone",
                in: &transaction)
        }
    }

    /// Opens the incident "monitoring is silent", unless it is open.
    func beginSilence(of heartbeat: Heartbeat, reason: String, in transaction: inout StoreTransaction) throws {
        if let group = try transaction.alertGroup(heartbeat.groupKey),
            let incident = try transaction.incident(group.incidentID), incident.status != .resolved
        {
            return
        }
        // One that a person resolved, and that was not heard since, is over with the next.
        let earlier = try transaction.firingOccurrence(heartbeat.fingerprint)
        var change = GroupChange(groupKey: heartbeat.groupKey)
        change.begin(
            Beginning(
                alert: heartbeat.silence(since: now, reason: reason), classification: heartbeat.classification,
                origin: earlier.map(Beginning.Origin.afterMissedEnd) ?? .unknown))
        try apply(change, in: &transaction)
    }

    private func endSilence(of heartbeat: Heartbeat, in transaction: inout StoreTransaction) throws {
        // Also when a person has resolved the incident: left firing, it would keep the next silence open.
        guard let silence = try transaction.firingOccurrence(heartbeat.fingerprint) else { return }
        var change = GroupChange(groupKey: heartbeat.groupKey)
        change.end(
            silence, at: now, heartbeat.silence(since: silence.startsAt, reason: ""),
            annotations: ["summary": "Monitoring is heard again"])
        try apply(change, in: &transaction)
    }

    private func apply(_ change: GroupChange, in transaction: inout StoreTransaction) throws {
        _ = try GroupRecorder(inForce: inForce, now: now).apply(
            change, to: try transaction.alertGroup(change.groupKey), in: &transaction)
    }
}
