internal import IncidentCore
internal import IncidentStore

/// Stores that a heartbeat was heard, or that it fell silent, inside the caller's transaction.
///
/// Its silence is an alert of our own: it begins and ends in an alert group of its own, as any other.
struct HeartbeatRecorder: Sendable {
    let inForce: TablesInForce
    let now: Timestamp

    /// A heartbeat that fires is a sign of life; one that resolves is how a dead Prometheus arrives, and of good news says
    /// nothing.
    func record(
        _ status: AlertStatus, of heartbeat: Heartbeat, in transaction: inout StoreTransaction
    ) throws {
        switch status {
        case .firing:
            try note(heartbeat, in: &transaction)
            try endSilence(of: heartbeat, in: &transaction)
        case .resolved where !heartbeat.isSteady: break
        case .resolved:
            try note(heartbeat, in: &transaction)
            try beginSilence(
                of: heartbeat, reason: "heartbeat \"\(heartbeat.name)\" has resolved, as when Prometheus is gone",
                in: &transaction)
        }
    }

    private func note(_ heartbeat: Heartbeat, in transaction: inout StoreTransaction) throws {
        try transaction.saveHeartbeat(
            heartbeat.name, seenAt: now, dueAt: now + heartbeat.silentAfter, silentAfter: heartbeat.silentAfter)
    }

    /// Opens its incident when its time has passed; a deadline follows the tables where they allow another silence.
    func watch(
        _ heartbeat: Heartbeat, _ stored: StoredHeartbeat, in transaction: inout StoreTransaction
    ) throws {
        let (name, length) = (heartbeat.name, heartbeat.silentAfter)
        let moved = heartbeat.movedDeadline(of: stored, at: now)
        guard let due = moved ?? stored.dueAt else { return }
        if moved != nil || stored.silentAfter == nil {
            try transaction.moveSilence(of: name, to: due, silentAfter: length)
        }
        guard due <= now else { return }
        // Looked at again while it lasts: a person may resolve the incident, and it stays silent.
        let resolvedAt = try silenceResolvedAt(of: heartbeat, in: &transaction)
        if let resolvedAt, resolvedAt + length > now {
            return try transaction.moveSilence(of: name, to: resolvedAt + length, silentAfter: length)
        }
        try transaction.moveSilence(of: name, to: now + length, silentAfter: length)
        try beginSilence(
            of: heartbeat, reason: heartbeat.silenceWords(stored, at: now), advice: heartbeat.silenceAdvice(stored),
            in: &transaction)
    }

    /// Those that the tables have no more; one that comes back is waited for anew.
    func forget(_ stored: [StoredHeartbeat], in transaction: inout StoreTransaction) throws {
        let names = Set(inForce.tables.heartbeats.map(\.name))
        for gone in stored where !names.contains(gone.name) {
            try transaction.removeHeartbeat(gone.name)
            try forgetSilence(of: gone.name, in: &transaction)
        }
    }

    /// Opens the incident "monitoring is silent", unless it is open.
    func beginSilence(
        of heartbeat: Heartbeat, reason: String, advice: String? = nil, in transaction: inout StoreTransaction
    ) throws {
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
                alert: heartbeat.silence(since: now, reason: reason, advice: advice),
                classification: heartbeat.classification,
                origin: earlier.map(Beginning.Origin.afterMissedEnd) ?? .unknown))
        try apply(change, in: &transaction)
    }

    /// When a person resolved the incident of a silence that lasts; `nil` where nobody did.
    private func silenceResolvedAt(
        of heartbeat: Heartbeat, in transaction: inout StoreTransaction
    ) throws -> Timestamp? {
        guard try transaction.firingOccurrence(heartbeat.fingerprint) != nil,
            let group = try transaction.alertGroup(heartbeat.groupKey),
            let incident = try transaction.incident(group.incidentID), incident.status == .resolved
        else { return nil }
        return incident.resolvedAt
    }

    private func forgetSilence(of name: String, in transaction: inout StoreTransaction) throws {
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
