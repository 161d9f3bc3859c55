internal import IncidentCore
internal import IncidentStore

extension IntakeRecorder {
    /// A heartbeat that fires is a sign of life; one that resolves is how a dead Prometheus arrives.
    func record(_ beat: IntakePlan.Beat, in transaction: inout StoreTransaction) throws {
        let heartbeat = beat.heartbeat
        switch beat.alert.status {
        case .firing:
            try transaction.saveHeartbeat(heartbeat.name, seenAt: now, dueAt: now + heartbeat.silentAfter)
            try endSilence(of: heartbeat, in: &transaction)
        case .resolved:
            try transaction.saveHeartbeat(heartbeat.name, seenAt: now, dueAt: nil)
            try openSilence(
                of: heartbeat, reason: "heartbeat \"\(heartbeat.name)\" has resolved, as when Prometheus is gone",
                in: &transaction)
        }
    }

    /// Opens the incident "monitoring is silent", unless it is open.
    func openSilence(of heartbeat: Heartbeat, reason: String, in transaction: inout StoreTransaction) throws {
        guard try openSilenceIncident(of: heartbeat, in: transaction) == nil else { return }
        let alert = heartbeat.silence(since: now, reason: reason)
        try applySilence(
            IntakePlan(added: [IntakePlan.Added(alert: alert, classification: heartbeat.classification)]),
            of: heartbeat, alert: alert, in: &transaction)
    }

    private func endSilence(of heartbeat: Heartbeat, in transaction: inout StoreTransaction) throws {
        var alert = heartbeat.silence(since: now, reason: "")
        // Also when a person has resolved the incident: left firing, it would keep the next silence open.
        guard let latest = try transaction.known(alert).latest, latest.status == .firing else { return }
        alert.status = .resolved
        alert.annotations = ["summary": "Monitoring is heard again"]
        try applySilence(
            IntakePlan(ended: [IntakePlan.Ended(known: latest, endsAt: now, alert: alert)]), of: heartbeat,
            alert: alert, in: &transaction)
    }

    private func applySilence(
        _ plan: IntakePlan, of heartbeat: Heartbeat, alert: Alert, in transaction: inout StoreTransaction
    ) throws {
        var receipt = IntakeReceipt()
        try apply(
            plan, of: AlertGroup(groupKey: heartbeat.groupKey, alerts: [alert]), touched: [], receipt: &receipt,
            in: &transaction)
    }

    private func openSilenceIncident(
        of heartbeat: Heartbeat, in transaction: borrowing StoreTransaction
    ) throws -> Incident? {
        guard let group = try transaction.alertGroup(heartbeat.groupKey),
            let incident = try transaction.incident(group.incidentID), incident.status != .resolved
        else { return nil }
        return incident
    }
}
