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
            try transaction.saveHeartbeat(heartbeat.name, seenAt: now, dueAt: now + heartbeat.silentAfter)
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

    /// When a person resolved the incident of a silence that lasts; `nil` where nobody did.
    func silenceResolvedAt(
        of heartbeat: Heartbeat, in transaction: inout StoreTransaction
    ) throws -> Timestamp? {
        guard try transaction.firingOccurrence(heartbeat.fingerprint) != nil,
            let group = try transaction.alertGroup(heartbeat.groupKey),
            let incident = try transaction.incident(group.incidentID), incident.status == .resolved
        else { return nil }
        return incident.resolvedAt
    }

    /// Ends the silence of a heartbeat that the tables have no more.
    func forgetSilence(of name: String, in transaction: inout StoreTransaction) throws {
        let heartbeat = Heartbeat(
            name: name, matchers: AlertSelector(all: [], any: []), silentAfter: .zero, priority: .p1)
        try endSilence(of: heartbeat, "The heartbeat is no longer in the tables", in: &transaction)
    }

    private func endSilence(
        of heartbeat: Heartbeat, _ summary: String = "Monitoring is heard again",
        in transaction: inout StoreTransaction
    ) throws {
        // Also when a person has resolved the incident: left firing, it would keep the next silence open.
        guard let silence = try transaction.firingOccurrence(heartbeat.fingerprint) else { return }
        var change = GroupChange(groupKey: heartbeat.groupKey)
        change.end(
            silence, at: now, heartbeat.silence(since: silence.startsAt, reason: ""),
            annotations: ["summary": summary])
        try apply(change, in: &transaction)
    }

    private func apply(_ change: GroupChange, in transaction: inout StoreTransaction) throws {
        _ = try GroupRecorder(inForce: inForce, now: now).apply(
            change, to: try transaction.alertGroup(change.groupKey), in: &transaction)
    }
}
