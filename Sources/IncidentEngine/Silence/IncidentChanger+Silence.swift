internal import IncidentCore
internal import IncidentStore

extension IncidentChanger {
    /// Lets an open incident follow the silences as they are now: one may have begun or ended since its alerts changed.
    ///
    /// Costs nothing while there is no silence and it holds nothing that is silenced.
    /// - Parameter wasMuted: as of `SilenceTurn`.
    /// - Returns: the incident as it is then.
    @discardableResult
    func followSilences(
        _ incident: Incident, wasMuted: [Int64: Bool] = [:], in transaction: inout StoreTransaction
    ) throws -> Incident {
        guard incident.status != .resolved else { return incident }
        let mayChange = !inForce.silences.isEmpty || incident.silence != nil || !wasMuted.isEmpty
        guard try mayChange || transaction.hasSilencedAlerts(incidentID: incident.id) else { return incident }
        guard incident.firingCount > 0 else { return try followWithNothingFiring(incident, in: &transaction) }
        let turn = SilenceTurn(
            try transaction.allFiringAlerts(incidentID: incident.id), silences: inForce.silences, wasMuted: wasMuted,
            at: now)
        for mark in turn.marks { try transaction.silenceOccurrence(mark.id, by: mark.silence) }
        // Of what is told the lead may change with any of them.
        let mayLead = turn.silence == nil && (!turn.marks.isEmpty || !wasMuted.isEmpty)
        guard turn.silence != incident.silence || mayLead else { return incident }
        // What counts again in an incident that is told joins it.
        let joins = incident.silence == nil && turn.silence == nil
        var change = try alerts(of: incident, joined: joins ? turn.unsilenced : [], in: transaction)
        change.hushed = turn.hushed
        if turn.silence == nil, !turn.unsilenced.isEmpty {
            if !joins { change.unsilenced = turn.unsilenced }
            change.unsilencedBecause = turn.endedWords
        }
        if turn.hushed != nil, !incident.taking.unconfirmed.isEmpty {
            change.covers = try transaction.firingCovers(incidentID: incident.id)
        }
        return try apply(.alertsChanged(change), to: incident, in: &transaction)
    }

    /// Where nothing fires that we know of, what led it last stands for what may.
    private func followWithNothingFiring(
        _ incident: Incident, in transaction: inout StoreTransaction
    ) throws -> Incident {
        guard let former = incident.silence else { return incident }
        if let silence = inForce.silences.silencing([incident.labels], at: now) {
            return silence == former ? incident : try apply(.silenced(silence), to: incident, in: &transaction)
        }
        let ended = now < former.until ? "was ended before its time" : "is over"
        let event = IncidentEvent.silenceEnded(
            reason: "\(former.words), \(ended)", firing: [], confirmWithin: inForce.tables.confirmNewAlerts)
        return try apply(event, to: incident, in: &transaction)
    }
}
