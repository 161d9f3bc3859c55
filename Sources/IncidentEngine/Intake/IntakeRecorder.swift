internal import IncidentCore
internal import IncidentStore

/// Stores what a webhook body means, inside the caller's transaction.
struct IntakeRecorder: Sendable {
    let inForce: TablesInForce
    let now: Timestamp

    /// - Parameters:
    ///   - group: as it came.
    ///   - kept: of its body.
    func record(
        _ group: AlertGroup, keeping kept: KeptIntake, in transaction: inout StoreTransaction
    ) throws -> IntakeReceipt {
        let shown = kept.redacted ?? group
        let stored = try transaction.alertGroup(shown.groupKey)
        let intake = try transaction.appendIntake(
            kept.body, after: stored?.bodyID, isDrill: group.isDrill, at: now)
        let identities = try AlertIdentities(
            of: group.alerts, redactions: inForce.tables.redactions, in: transaction)
        let plan = IntakePlan(for: identities.alerts, known: identities.known, tables: inForce.tables, at: now)
        var change = GroupChange(
            groupKey: shown.groupKey,
            hiddenAlerts: HiddenAlerts(
                byAlertmanager: group.truncatedAlerts - group.cuts.alerts, notKept: group.cuts.alerts),
            bodyID: intake.isWhole ? intake.id : nil)
        change.senderID = try shown.sender.flatMap { try transaction.senderID(of: $0) }
        var outcomes: [IntakeOutcome?] = []
        outcomes.reserveCapacity(plan.steps.count)
        for (place, (alert, step)) in zip(identities.alerts, plan.steps).enumerated() {
            guard var shown = kept.redacted?.alerts[place] else {
                outcomes.append(try take(step, alert, &change, in: &transaction))
                continue
            }
            shown.fingerprint = alert.fingerprint
            outcomes.append(try take(step.kept(as: shown), shown, &change, in: &transaction))
        }
        let placement = try GroupRecorder(inForce: inForce, now: now).apply(change, to: stored, in: &transaction)
        var receipt = IntakeReceipt(placement)
        for (outcome, step) in zip(outcomes, plan.steps) { receipt.tally.count(outcome ?? placement.outcome(of: step)) }
        try keep(group.rejected, intakeID: intake.id, incidentID: placement.incidentID, in: &transaction)
        receipt.tally.count(.rejected, group.rejectedCount)
        receipt.renamed = identities.renamed.count { plan.steps[$0].beginning != nil }
        if !group.cuts.isEmpty, !plan.beginnings.isEmpty, let incidentID = placement.incidentID {
            try transaction.record(
                TimelineDraft(.bodyCut, "of a body \(group.cuts.sentence), because it is over the limits"),
                incidentID: incidentID, at: now)
        }
        return receipt
    }

    /// - Parameter alert: as it is kept.
    /// - Returns: what became of the alert; `nil` for what begins, where the incident that takes it decides that.
    private func take(
        _ step: IntakePlan.Step, _ alert: Alert, _ change: inout GroupChange, in transaction: inout StoreTransaction
    ) throws -> IntakeOutcome? {
        switch step {
        case .shows(let showing): try show(showing, alert, &change, in: &transaction)
        case .ends(let ending): try end(ending, alert, &change, in: &transaction)
        case .yields: .repeated
        case .beats(let heartbeat):
            try beat(heartbeat, alert, in: &transaction)
        }
    }

    private func show(
        _ showing: Showing, _ alert: Alert, _ change: inout GroupChange, in transaction: inout StoreTransaction
    ) throws -> IntakeOutcome? {
        switch showing {
        case .begins(let beginning):
            change.begin(beginning)
            return nil
        case .continues(let occurrence, let earlierStart):
            // Only a body that is not as the one before it can say anything new.
            let annotations = change.bodyID == nil ? nil : alert.annotations
            try transaction.countSeen(occurrenceID: occurrence.id, annotations: annotations, at: now)
            if let earlierStart { try transaction.moveStart(occurrenceID: occurrence.id, to: earlierStart) }
            change.holders.insert(occurrence.incidentID)
            return .repeated
        case .becomesDoubtful(let doubtful):
            try transaction.addDoubtful(alert, doubtful, groupKey: change.groupKey, at: now)
            change.hold(doubtful.end)
            try record(
                .alertDoubtful,
                "\(alert.displayName.singleLine(limit: 80)) is told as firing after its end: a late copy, or it fires again; decided at \(doubtful.dueAt.readable)",
                of: doubtful, in: transaction)
            return .doubtful
        case .staysDoubtful(let doubtful):
            change.hold(doubtful.end)
            return .doubtful
        }
    }

    private func end(
        _ ending: Ending, _ alert: Alert, _ change: inout GroupChange, in transaction: inout StoreTransaction
    ) throws -> IntakeOutcome {
        switch ending {
        case .ends(let occurrence, let endsAt):
            change.end(occurrence, at: endsAt, alert, annotations: alert.annotations)
            return .ended
        case .speaksOfAnOlderOne(let occurrence):
            change.holders.insert(occurrence.incidentID)
        case .repeats(let past, let endsAt):
            try transaction.repeatEnd(of: alert, past, endsAt: endsAt, at: now)
            change.hold(past)
        case .settles(let doubtful, let endsAt):
            try transaction.removeDoubtful(alert.fingerprint)
            try transaction.repeatEnd(of: alert, doubtful.end, endsAt: endsAt, at: now)
            change.hold(doubtful.end)
            change.release(doubtful)
            try record(
                .alertSettled,
                "\(alert.displayName.singleLine(limit: 80)) had ended: its end came again, the copy was late",
                of: doubtful, in: transaction)
        case .isRemembered(let endsAt): try transaction.repeatEnd(of: alert, nil, endsAt: endsAt, at: now)
        }
        return .endedBefore
    }

    private func beat(
        _ heartbeat: Heartbeat, _ alert: Alert, in transaction: inout StoreTransaction
    ) throws -> IntakeOutcome {
        try HeartbeatRecorder(inForce: inForce, now: now).record(alert.status, of: heartbeat, in: &transaction)
        return .heartbeat
    }

    private func keep(
        _ rejected: [RejectedAlert], intakeID: Int64, incidentID: Int64?, in transaction: inout StoreTransaction
    ) throws {
        for rejected in rejected {
            let isNew = try transaction.addRejected(rejected, intakeID: intakeID, incidentID: incidentID)
            guard isNew, let incidentID else { continue }
            try transaction.record(
                TimelineDraft(
                    .alertRejected, "alert \(rejected.position + 1) of a body was not taken: \(rejected.reason)"),
                incidentID: incidentID, at: now)
        }
    }

    private func record(
        _ kind: TimelineKind, _ summary: String, of doubtful: DoubtfulAlert, in transaction: borrowing StoreTransaction
    ) throws {
        // Without an incident the list of doubtful alerts shows it.
        guard let incidentID = doubtful.end.occurrence?.incidentID else { return }
        try transaction.record(TimelineDraft(kind, summary), incidentID: incidentID, at: now)
    }
}
