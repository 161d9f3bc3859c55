internal import IncidentCore
internal import IncidentStore

/// Stores what a body means, inside the caller's transaction.
struct IntakeRecorder: Sendable {
    let inForce: TablesInForce
    let now: Timestamp

    var tables: RoutingTables { inForce.tables }

    func record(
        _ group: AlertGroup, body: [UInt8], in transaction: inout StoreTransaction
    ) throws -> IntakeReceipt {
        let intakeID = try transaction.appendIntake(body, at: now)
        let known = try group.alerts.map { try transaction.known($0) }
        let plan = IntakePlan(for: group.alerts, known: known, tables: tables)
        for beat in plan.beats { try record(beat, in: &transaction) }
        var receipt = IntakeReceipt()
        let touched = known.flatMap { [$0.same, $0.latest] }.compactMap { $0?.incidentID }
        try apply(plan, of: group, touched: touched, receipt: &receipt, in: &transaction)
        for rejected in group.rejected {
            let isNew = try transaction.addRejected(rejected, intakeID: intakeID, incidentID: receipt.incidentID)
            guard isNew, let incidentID = receipt.incidentID else { continue }
            try transaction.record(
                TimelineDraft(
                    .alertRejected, "alert \(rejected.position + 1) of a body was not taken: \(rejected.reason)"),
                incidentID: incidentID, at: now)
        }
        return receipt
    }

    /// Opens or changes incidents as the plan says.
    ///
    /// - Parameter touched: the incidents that hold one of the body's fingerprints.
    func apply(
        _ plan: IntakePlan, of group: AlertGroup, touched: [Int64], receipt: inout IntakeReceipt,
        in transaction: inout StoreTransaction
    ) throws {
        for id in plan.repeated { try transaction.countSeen(occurrenceID: id, at: now) }
        var changed = ChangedIncidents()
        for ended in plan.ended {
            try transaction.endOccurrence(
                ended.known.id, endsAt: ended.endsAt, annotations: ended.alert.annotations, at: now)
            changed[ended.known.incidentID].ended.append(ended.alert.name)
        }
        let stored = try transaction.alertGroup(group.groupKey)
        switch try joining(of: plan, group.groupKey, byGroup: stored?.incidentID, touched: touched, in: transaction) {
        case .join(let id), .reopen(let id):
            try add(plan.added, to: id, in: &transaction)
            changed[id].added += plan.firing.map(\.alert.name)
            receipt.incidentID = id
        case .open:
            receipt.incidentID = try open(plan, of: group, in: &transaction) ?? stored?.incidentID
            receipt.opened = true
        case nil:
            for ended in plan.added { try transaction.addMissedEnd(of: ended.alert) }
            // A group that is new to us but repeats alerts we know belongs to their incident.
            receipt.incidentID = try stored?.incidentID ?? newest(of: touched, in: transaction)
        }
        if let incidentID = receipt.incidentID,
            incidentID != stored?.incidentID || group.truncatedAlerts != stored?.truncatedAlerts
        {
            try transaction.saveAlertGroup(
                group.groupKey, incidentID: incidentID, truncatedAlerts: group.truncatedAlerts)
            // What was kept open for hidden alerts may end now.
            if !receipt.opened { changed.touch(incidentID) }
        }
        for change in changed.inOrder { try settle(change, in: &transaction) }
    }

    /// Tells an incident how its occurrences stand now.
    private func settle(_ changes: ChangedIncidents.Change, in transaction: inout StoreTransaction) throws {
        guard let incident = try transaction.incident(changes.incidentID) else { return }
        let state = try transaction.occurrenceState(incidentID: incident.id)
        let change = AlertsChange(
            added: changes.added, ended: changes.ended, firing: state.firing, occurrences: state.count,
            classification: state.classification,
            hiddenMayFire: state.firing == 0 ? try transaction.hasHiddenAlerts(incidentID: incident.id) : false)
        try IncidentChanger(inForce: inForce, now: now).apply(.alertsChanged(change), to: incident, in: &transaction)
    }

    /// Where the body's new occurrences belong; `nil` when it has none, or only ended ones that no incident waits for.
    private func joining(
        of plan: IntakePlan, _ groupKey: String, byGroup groupIncidentID: Int64?, touched: [Int64],
        in transaction: borrowing StoreTransaction
    ) throws -> Joining? {
        guard !plan.added.isEmpty else { return nil }
        let byGroup = try groupIncidentID.flatMap { try transaction.incident($0) }
        let byFingerprint = try Set(touched).sorted(by: >).compactMap { try transaction.incident($0) }
        let joining = Joining.decide(
            byGroup: byGroup, byFingerprint: byFingerprint, reopenWithin: tables.reopenWithin, at: now)
        switch joining {
        case .join: return joining
        case .reopen(let id):
            guard plan.addsFiring else { return nil }
            // Its group may have opened another one since, and at most one is open for a group key.
            return try transaction.openIncident(withGroupKeyOf: id).map { .join(incidentID: $0) } ?? joining
        case .open:
            guard plan.addsFiring else { return nil }
            guard groupIncidentID != nil else { return joining }
            // The one that this group opened may have been re-opened by another group since.
            return try transaction.openIncident(groupKey: groupKey).map { .join(incidentID: $0) } ?? joining
        }
    }

    /// The newest open one of several incidents, else the newest.
    private func newest(of ids: [Int64], in transaction: borrowing StoreTransaction) throws -> Int64? {
        let incidents = try Set(ids).sorted(by: >).compactMap { try transaction.incident($0) }
        return (incidents.first { $0.status != .resolved } ?? incidents.first)?.id
    }

    private func open(
        _ plan: IntakePlan, of group: AlertGroup, in transaction: inout StoreTransaction
    ) throws -> Int64? {
        let firing = plan.firing
        guard let incident = Incident(opening: firing, of: group, at: now) else { return nil }
        let change = AlertsChange(
            opens: true, added: firing.map(\.alert.name), firing: firing.count, occurrences: plan.added.count,
            classification: Classification(priority: incident.priority, rule: incident.rule),
            hiddenMayFire: group.truncatedAlerts > 0)
        let changer = IncidentChanger(inForce: inForce, now: now)
        let id = try changer.open(incident, with: change, in: &transaction)
        try add(plan.added, to: id, in: &transaction)
        return id
    }

    private func add(
        _ added: [IntakePlan.Added], to incidentID: Int64, in transaction: inout StoreTransaction
    ) throws {
        for added in added {
            try transaction.addOccurrence(
                added.alert, classification: added.classification, incidentID: incidentID, at: now)
        }
    }
}

/// What a body changed, gathered for each incident in the order in which they were met.
private struct ChangedIncidents {
    struct Change {
        let incidentID: Int64
        var added: [String] = []
        var ended: [String] = []
    }

    private(set) var inOrder: [Change] = []

    subscript(incidentID: Int64) -> Change {
        mutating get { inOrder[index(of: incidentID)] }
        set { inOrder[index(of: incidentID)] = newValue }
    }

    mutating func touch(_ incidentID: Int64) { _ = index(of: incidentID) }

    private mutating func index(of incidentID: Int64) -> Int {
        if let index = inOrder.firstIndex(where: { $0.incidentID == incidentID }) { return index }
        inOrder.append(Change(incidentID: incidentID))
        return inOrder.count - 1
    }
}
