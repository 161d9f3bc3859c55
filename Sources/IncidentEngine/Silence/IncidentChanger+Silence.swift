internal import IncidentCore
internal import IncidentStore

/// By what all that fires of an incident is silenced just now.
struct Silencing {
    let by: IncidentSilence?
    /// All that fires, where it was silenced until now and something of it is not.
    let unsilenced: [JoinedAlert]

    static let none = Silencing(by: nil, unsilenced: [])
}

extension IncidentChanger {
    /// Costs nothing while there is no silence, and a look at the lead and what joins while none is for these.
    ///
    /// - Parameters:
    ///   - lead: of what fires now; `nil` where nothing does that we know of.
    ///   - joined: what has begun to fire just now.
    func silencing(
        of incident: Incident, lead: Labels?, joined: [JoinedAlert], in transaction: borrowing StoreTransaction
    ) throws -> Silencing {
        let silences = inForce.silences
        guard !silences.isEmpty || incident.silence != nil, let lead else { return .none }
        if incident.silence == nil {
            let known = [lead] + joined.lazy.map(\.alert.labels)
            guard silences.silencing(known, at: now) != nil else { return .none }
        }
        let firing = try transaction.firingAlerts(incidentID: incident.id, limit: .max)
        let silence = silences.silencing(firing.lazy.map(\.alert.labels), at: now)
        return Silencing(by: silence, unsilenced: silence == nil && incident.silence != nil ? firing : [])
    }

    /// Lets an open incident follow the silences as they are now: one may have begun or ended since its alerts changed.
    ///
    /// - Returns: the incident as it is then.
    @discardableResult
    func followSilences(_ incident: Incident, in transaction: inout StoreTransaction) throws -> Incident {
        guard incident.status != .resolved else { return incident }
        let fires = incident.firingCount > 0
        let silencing = try silencing(
            of: incident, lead: fires ? incident.labels : nil, joined: [], in: transaction)
        // Where nothing fires that we know of, what led it last stands for what may.
        let silence =
            fires || incident.silence == nil
            ? silencing.by : inForce.silences.silencing([incident.labels], at: now)
        if let silence {
            return silence == incident.silence
                ? incident : try apply(.silenced(silence), to: incident, in: &transaction)
        }
        guard let former = incident.silence else { return incident }
        let event = IncidentEvent.silenceEnded(
            reason: former.endedWords(at: now), firing: silencing.unsilenced,
            confirmWithin: inForce.tables.confirmNewAlerts)
        return try apply(event, to: incident, in: &transaction)
    }
}

extension IncidentSilence {
    /// `silence #3 … is over`.
    fileprivate func endedWords(at now: Timestamp) -> String {
        now < until ? "\(words), was ended before its time" : "\(words), is over"
    }
}
