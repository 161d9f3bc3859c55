internal import IncidentCore
internal import IncidentStore

/// Stores what a body means, inside the caller's transaction.
struct IntakeRecorder: Sendable {
    let tables: RoutingTables
    let now: Timestamp

    func record(
        _ group: AlertGroup, body: [UInt8], in transaction: inout StoreTransaction
    ) throws -> IntakeReceipt {
        let intakeID = try transaction.appendIntake(body, at: now)
        let known = try group.alerts.map { try transaction.known($0) }
        let plan = IntakePlan(for: group, known: known, tables: tables)
        for beat in plan.beats { try record(beat, in: &transaction) }
        var receipt = IntakeReceipt()
        let touched = known.flatMap { [$0.same, $0.latest] }.compactMap { $0?.incidentID }
        try apply(plan, of: group, touched: touched, receipt: &receipt, in: &transaction)
        for rejected in group.rejected {
            try transaction.addRejected(rejected, intakeID: intakeID, incidentID: receipt.incidentID)
            guard let incidentID = receipt.incidentID else { continue }
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
        let stored = try transaction.alertGroup(group.groupKey)
        var changed = ChangedIncidents()
        for ended in plan.ended {
            try transaction.endOccurrence(
                ended.known.id, endsAt: ended.endsAt, annotations: ended.alert.annotations, at: now)
            changed[ended.known.incidentID].ended.append(ended.alert.name)
        }
        let target = try target(of: plan, group: group, stored: stored, touched: touched, in: &transaction)
        if let target {
            receipt = IntakeReceipt(incidentID: target.id, opened: target.opened)
            for added in plan.added {
                try transaction.addOccurrence(
                    added.alert, classification: added.classification, incidentID: target.id, at: now)
                if added.alert.status == .firing { changed[target.id].added.append(added.alert.name) }
            }
            if target.opened { changed[target.id].opens = true }
        }
        if let incidentID = target?.id ?? stored?.incidentID,
            incidentID != stored?.incidentID || group.truncatedAlerts != stored?.truncatedAlerts
        {
            try transaction.saveAlertGroup(
                group.groupKey, incidentID: incidentID, truncatedAlerts: group.truncatedAlerts)
            // What was kept open for hidden alerts may end now.
            changed.touch(incidentID)
        }
        receipt.incidentID = receipt.incidentID ?? stored?.incidentID
        for change in changed.inOrder { try settle(change, in: &transaction) }
    }

    /// Tells an incident how its occurrences stand now.
    private func settle(_ changes: ChangedIncidents.Change, in transaction: inout StoreTransaction) throws {
        guard let incident = try transaction.incident(changes.incidentID) else { return }
        let state = try transaction.occurrenceState(incidentID: incident.id)
        let change = AlertsChange(
            opens: changes.opens, added: changes.added, ended: changes.ended, firing: state.firing,
            occurrences: state.count, classification: state.classification,
            hiddenMayFire: state.firing == 0 ? try transaction.hasHiddenAlerts(incidentID: incident.id) : false)
        let changer = IncidentChanger(tables: tables, now: now)
        try changer.apply(.alertsChanged(change), to: incident, in: &transaction)
    }

    /// The incident that the body's new occurrences belong to; made when there is none and one of them fires.
    private func target(
        of plan: IntakePlan, group: AlertGroup, stored: (incidentID: Int64, truncatedAlerts: Int)?, touched: [Int64],
        in transaction: inout StoreTransaction
    ) throws -> (id: Int64, opened: Bool)? {
        guard !plan.added.isEmpty else { return nil }
        let byGroup = try stored.flatMap { try transaction.incident($0.incidentID) }
        let byFingerprint = try Set(touched).sorted(by: >).compactMap { try transaction.incident($0) }
        let joining = Joining.decide(
            byGroup: byGroup, byFingerprint: byFingerprint, reopenWithin: tables.reopenWithin, at: now)
        switch joining {
        case .join(let id): return (id, false)
        case .reopen(let id): return plan.addsFiring ? (id, false) : nil
        case .open: return plan.addsFiring ? (try open(plan, of: group, in: &transaction), true) : nil
        }
    }

    private func open(
        _ plan: IntakePlan, of group: AlertGroup, in transaction: inout StoreTransaction
    ) throws -> Int64 {
        let firing = plan.added.filter { $0.alert.status == .firing }
        let urgent = firing.map(\.classification).min { $0.priority < $1.priority }
        guard let urgent, let first = firing.first?.alert.labels else { preconditionFailure("opened by nothing") }
        var shown = group
        shown.alerts = firing.map(\.alert)
        return try transaction.addIncident(
            Incident(
                priority: urgent.priority, rule: urgent.rule, title: Incident.title(of: shown),
                groupKey: group.groupKey,
                labels: firing.dropFirst().reduce(first) { $0.common(with: $1.alert.labels) }, openedAt: now))
    }
}

/// What a body changed, gathered for each incident in the order in which they were met.
private struct ChangedIncidents {
    struct Change {
        let incidentID: Int64
        var opens = false
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
