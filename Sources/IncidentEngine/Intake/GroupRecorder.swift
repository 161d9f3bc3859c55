internal import IncidentCore
internal import IncidentStore

/// Brings what begins and ends in an alert group to the incidents that it concerns, inside the caller's transaction.
struct GroupRecorder: Sendable {
    let inForce: TablesInForce
    let now: Timestamp

    /// Where what begins has gone.
    enum Placement {
        case opened(Int64)
        case joined(Int64)
        /// Nothing begins; the incident that the group belongs to, if there is one.
        case unchanged(Int64?)

        var incidentID: Int64? {
            switch self {
            case .opened(let id), .joined(let id): id
            case .unchanged(let id): id
            }
        }
    }

    /// - Parameter stored: what is known of the group.
    func apply(
        _ change: GroupChange, to stored: StoredGroup?, in transaction: inout StoreTransaction
    ) throws -> Placement {
        var changed = ChangedIncidents()
        for ended in change.ended {
            try transaction.endOccurrence(
                ended.occurrence.id, endsAt: ended.endsAt, annotations: ended.annotations, at: now)
            changed[ended.occurrence.incidentID].ended.append(ended.name)
        }
        for id in change.released.sorted() { changed.touch(id) }
        let hidden = change.hiddenAlerts ?? stored?.hidden ?? HiddenAlerts.none
        let placement = try place(
            change, hiding: hidden, storedIncidentID: stored?.incidentID, &changed, in: &transaction)
        if let incidentID = placement.incidentID {
            let isMoved = incidentID != stored?.incidentID || hidden != stored?.hidden
            if isMoved || change.bodyID != nil {
                try transaction.saveAlertGroup(
                    change.groupKey, incidentID: incidentID, hidden: hidden, bodyID: change.bodyID)
            }
            // What its group hides is said of the incident that the group belongs to.
            if let stored, stored.incidentID != incidentID, !stored.hidden.isEmpty { changed.touch(stored.incidentID) }
            // What was kept open for hidden alerts may end now.
            if case .opened = placement {} else if isMoved { changed.touch(incidentID) }
        }
        for change in changed.inOrder { try tell(change, in: &transaction) }
        return placement
    }

    private func place(
        _ change: GroupChange, hiding hidden: HiddenAlerts, storedIncidentID: Int64?, _ changed: inout ChangedIncidents,
        in transaction: inout StoreTransaction
    ) throws -> Placement {
        guard let beginnings = Beginnings(change.beginnings) else {
            // What its body hides keeps the open incident of its other alerts open, not one that is over.
            if let told = change.hiddenAlerts, !told.isEmpty,
                let open = try newest(of: change.holders.union(storedIncidentID.map { [$0] } ?? []), in: transaction)
            {
                return .unchanged(open)
            }
            // A group that is new to us but repeats alerts we know belongs to their incident.
            return .unchanged(try storedIncidentID ?? newest(of: change.holders, in: transaction))
        }
        switch try joining(of: change, storedIncidentID: storedIncidentID, in: transaction) {
        case .join(let id), .reopen(let id):
            try add(beginnings, of: change, to: id, in: &transaction)
            changed[id].joined += beginnings.joined
            changed[id].returned.formUnion(beginnings.returned(to: id))
            return .joined(id)
        case .open: return .opened(try open(beginnings, of: change, hiding: hidden, in: &transaction))
        }
    }

    /// Where what begins belongs.
    private func joining(
        of change: GroupChange, storedIncidentID: Int64?, in transaction: borrowing StoreTransaction
    ) throws -> Joining {
        let byGroup = try storedIncidentID.flatMap { try transaction.incident($0) }
        // The others need not be read then.
        if let byGroup, byGroup.status != .resolved { return .join(incidentID: byGroup.id) }
        let joining = Joining.decide(
            byGroup: byGroup,
            byFingerprint: try change.holders.sorted(by: >).compactMap { try transaction.incident($0) },
            reopenWithin: inForce.tables.reopenWithin, at: now)
        switch joining {
        case .join: return joining
        case .reopen(let id):
            // Its group may have opened another one since, and at most one is open for a group key.
            return try transaction.openIncident(withGroupKeyOf: id).map { .join(incidentID: $0) } ?? joining
        case .open:
            guard storedIncidentID != nil else { return joining }
            // The one that this group opened may have been re-opened by another group since.
            return try transaction.openIncident(groupKey: change.groupKey).map { .join(incidentID: $0) } ?? joining
        }
    }

    /// The newest open one of several incidents, else the newest.
    private func newest(of ids: Set<Int64>, in transaction: borrowing StoreTransaction) throws -> Int64? {
        let incidents = try ids.sorted(by: >).compactMap { try transaction.incident($0) }
        return (incidents.first { $0.status != .resolved } ?? incidents.first)?.id
    }

    private func open(
        _ beginnings: Beginnings, of group: GroupChange, hiding hidden: HiddenAlerts,
        in transaction: inout StoreTransaction
    ) throws -> Int64 {
        var (lead, change) = (beginnings.lead, AlertsChange(beginnings))
        change.hidden = hidden
        if !inForce.silences.isEmpty {
            let parted = beginnings.parted(by: inForce.silences, at: now)
            lead = parted.counting.lead
            (change.lead, change.joined) = (lead, parted.counting.joined)
            (change.hushed, change.silence) = (parted.hushed, parted.silence)
        }
        let incident = Incident(opening: lead, groupKey: group.groupKey, at: now)
        let id = try IncidentChanger(inForce: inForce, now: now).open(incident, with: change, in: &transaction)
        try add(beginnings, of: group, to: id, in: &transaction)
        return id
    }

    private func add(
        _ beginnings: Beginnings, of group: GroupChange, to incidentID: Int64,
        in transaction: inout StoreTransaction
    ) throws {
        for beginning in beginnings.all {
            if case .afterDoubt = beginning.origin { try transaction.removeDoubtful(beginning.alert.fingerprint) }
            try transaction.addOccurrence(
                beginning.alert, classification: beginning.classification, incidentID: incidentID,
                senderID: group.senderID, at: now)
            guard !inForce.silences.isEmpty,
                let silence = inForce.silences.silence(of: beginning.alert.labels, at: now)
            else { continue }
            try transaction.silenceFiring(beginning.alert.fingerprint, by: silence)
        }
    }

    /// Tells an incident how its occurrences stand now.
    private func tell(_ changes: ChangedIncidents.Change, in transaction: inout StoreTransaction) throws {
        guard let incident = try transaction.incident(changes.incidentID) else { return }
        let changer = IncidentChanger(inForce: inForce, now: now)
        var change = try changer.alerts(of: incident, joined: changes.joined, in: transaction)
        (change.returned, change.ended) = (changes.returned, changes.ended)
        // Asked for only where a question may lapse by it.
        if !changes.ended.isEmpty, !incident.taking.unconfirmed.isEmpty {
            change.covers = try transaction.firingCovers(incidentID: incident.id)
        }
        try changer.apply(.alertsChanged(change), to: incident, in: &transaction)
    }
}

extension AlertsChange {
    /// All that opens an incident.
    fileprivate init(_ beginnings: Beginnings) {
        let joined = beginnings.joined
        self.init(joined: joined, firing: joined.count, occurrences: joined.count, lead: beginnings.lead)
    }
}

/// What changed, gathered for each incident in the order in which they were met.
private struct ChangedIncidents {
    struct Change {
        let incidentID: Int64
        var joined: [JoinedAlert] = []
        var returned: Set<String> = []
        var ended: [String] = []
    }

    private(set) var inOrder: [Change] = []
    private var places: [Int64: Int] = [:]

    subscript(incidentID: Int64) -> Change {
        mutating get { inOrder[place(of: incidentID)] }
        _modify {
            let place = place(of: incidentID)
            yield &inOrder[place]
        }
    }

    mutating func touch(_ incidentID: Int64) { _ = place(of: incidentID) }

    private mutating func place(of incidentID: Int64) -> Int {
        if let place = places[incidentID] { return place }
        places[incidentID] = inOrder.count
        inOrder.append(Change(incidentID: incidentID))
        return inOrder.count - 1
    }
}
