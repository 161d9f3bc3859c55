internal import IncidentCore
internal import IncidentStore

// How an incident's stored alerts stand.
extension IncidentChanger {
    /// With what begins just now.
    func alerts(
        of incident: Incident, joined: [JoinedAlert], in transaction: borrowing StoreTransaction
    ) throws -> AlertsChange {
        let state = try transaction.alertState(incidentID: incident.id)
        let hidden = try transaction.hiddenAlerts(incidentID: incident.id)
        var change = AlertsChange(
            joined: joined, firing: state.firing, occurrences: state.count, lead: state.lead,
            mayFire: state.lead == nil ? try mayFire(incident.id, firing: state.firing, hidden, in: transaction) : nil,
            confirmWithin: inForce.tables.confirmNewAlerts, quietAfter: inForce.tables.reopenWithin,
            silence: state.silence)
        (change.repeated, change.hidden) = (state.repeated, hidden)
        if state.isMuted { change.counting = try transaction.firingAlerts(incidentID: incident.id, limit: .max) }
        // Of what a person has closed, what begins and is silenced opens it again, unless what fires on will.
        guard !inForce.silences.isEmpty, state.silence == nil, incident.status != .resolved || incident.remindAt != nil
        else { return change }
        change.partJoined(by: inForce.silences, at: now)
        return change
    }

    /// As if all that fires began just now.
    func alertsNow(
        of incident: Incident, in transaction: borrowing StoreTransaction
    ) throws -> AlertsChange {
        let firing = try transaction.firingAlerts(incidentID: incident.id, limit: .max)
        return try alerts(of: incident, joined: firing, in: transaction)
    }

    /// - Parameter firing: how many fire of which none can be understood.
    private func mayFire(
        _ incidentID: Int64, firing: Int, _ hidden: HiddenAlerts, in transaction: borrowing StoreTransaction
    ) throws -> AlertsChange.MayFire? {
        if firing > 0 { return .hidden }
        if try transaction.doubtfulCount(incidentID: incidentID) > 0 { return .doubtful }
        return hidden.isEmpty ? nil : .hidden
    }
}
