internal import IncidentCore
internal import IncidentStore

/// What a person resolved and what fires on for too long, inside the caller's transaction.
struct StillFiring: Sendable {
    let changer: IncidentChanger

    /// Opens the incident again; where its group has opened another one since, what fires goes there.
    func remind(of incident: Incident, in transaction: inout StoreTransaction) throws {
        if let open = try transaction.openIncident(withGroupKeyOf: incident.id) {
            return try move(from: incident, to: open, in: &transaction)
        }
        let change = try changer.alertsNow(of: incident, in: transaction)
        try changer.apply(.reminded(change), to: incident, in: &transaction)
    }

    private func move(
        from incident: Incident, to open: Int64, in transaction: inout StoreTransaction
    ) throws {
        let firing = try transaction.allFiringAlerts(incidentID: incident.id).map(\.alert)
        try transaction.record(
            TimelineDraft(
                .alertsMoved, "\(firing.map(\.name).shortList) fires on, and goes to incident \(open) of the same group"
            ),
            incidentID: incident.id, at: changer.now)
        var change = GroupChange(groupKey: incident.groupKey)
        for joined in firing {
            guard let occurrence = try transaction.firingOccurrence(joined.alert.fingerprint) else { continue }
            change.end(occurrence, at: changer.now, joined.alert, annotations: nil)
            change.beginnings.append(
                Beginning(alert: joined.alert, classification: joined.classification, origin: .unknown))
        }
        change.holders = [open]
        _ = try GroupRecorder(inForce: changer.inForce, now: changer.now).apply(
            change, to: try transaction.alertGroup(change.groupKey), in: &transaction)
    }
}
