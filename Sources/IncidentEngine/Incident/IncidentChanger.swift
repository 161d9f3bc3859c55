internal import IncidentCore
internal import IncidentStore

/// Applies events to incidents and carries out what follows, inside the caller's transaction.
///
/// What is decided stands in IncidentCore (`Incident.apply`, `Coverage`, `Escalation.advance`, `TellingGate`); here it
/// becomes rows.
struct IncidentChanger: Sendable {
    let inForce: TablesInForce
    let now: Timestamp

    /// Stores a new incident with all that its opening brings, and returns its number.
    func open(
        _ incident: Incident, with change: AlertsChange, in transaction: inout StoreTransaction
    ) throws -> Int64 {
        var incident = incident
        let actions = try incident.apply(.opened(change), at: now)
        incident.followResponse(after: nil, within: inForce.tables.respondWithin, at: now)
        incident.id = try transaction.addIncident(incident)
        if incident.silence != nil { try transaction.saveSilence(of: incident) }
        for action in actions { try perform(action, on: incident, after: nil, in: &transaction) }
        return incident.id
    }

    @discardableResult
    func apply(
        _ event: IncidentEvent, to incident: Incident, in transaction: inout StoreTransaction
    ) throws -> Incident {
        let before = incident
        var incident = incident
        let actions = try incident.apply(event, at: now)
        incident.followResponse(after: before, within: inForce.tables.respondWithin, at: now)
        try transaction.saveIncident(incident)
        if incident.status != before.status, incident.status == .triggered || before.status == .resolved {
            try transaction.cancelOvertaken(in: incident, at: now)
        }
        if incident.status == .resolved, before.status != .resolved {
            try transaction.hastenBaselines(ofIncident: incident.id, at: now)
        }
        for action in actions { try perform(action, on: incident, after: before, in: &transaction) }
        if case .alertsChanged = event, incident.firingCount < before.firingCount || incident.priority > before.priority
        {
            try EscalationRunner(inForce: inForce, incident: incident, isNew: false, now: now)
                .withdrawIdle(in: &transaction)
        }
        // After what begins anew, which need not wake.
        if case .alertsChanged(let change) = event, !change.joined.isEmpty || !change.counting.isEmpty {
            try EscalationRunner(inForce: inForce, incident: incident, isNew: false, now: now)
                .wake(for: change.joined + change.counting, in: &transaction)
        }
        return incident
    }

    /// - Parameter before: as it was; `nil` for one that opens just now.
    private func perform(
        _ action: IncidentAction, on incident: Incident, after before: Incident?,
        in transaction: inout StoreTransaction
    ) throws {
        // Made anew where it is asked, because most actions ask for none.
        var escalations: EscalationRunner {
            EscalationRunner(inForce: inForce, incident: incident, isNew: before == nil, now: now)
        }
        switch action {
        case .record(let draft): try transaction.record(draft, incidentID: incident.id, at: now)
        case .cover(let joined, let reason): try escalations.cover(joined, because: reason, in: &transaction)
        case .pauseEscalations(let until, let reason):
            try escalations.pause(until: until, reason: reason, in: &transaction)
        case .resumeEscalations: try escalations.resume(in: &transaction)
        case .endEscalations(let reason): try escalations.end(reason: reason, in: &transaction)
        case .restoreEscalations(let until, let quiet):
            try escalations.restore(until: until, after: quiet, in: &transaction)
        case .withdrawQuestion(let reason):
            // What makes it more urgent besides takes it from its owner.
            guard incident.status == .acknowledged else { return }
            try escalations.cancelQuestions(reason: reason, in: &transaction)
            var teller = try Teller(incident, at: now, in: transaction)
            try teller.tellAsked(reason, in: &transaction)
        case .tell(let news): try tell(news, of: incident, after: before, in: &transaction)
        case .diagnose(let reason):
            guard inForce.tables.hasCollectors(for: incident) else { return }
            try transaction.requestDiagnosis(reason, of: incident.lead, incidentID: incident.id, at: now)
        case .diagnoseAlso(let alerts): try diagnose(alerts, of: incident, in: &transaction)
        case .diagnoseAgain(let collector):
            try transaction.requestDiagnosis(
                .requested, of: incident.lead, only: collector.map { [$0] }, incidentID: incident.id, at: now)
        case .escalateNow(let deed): try escalations.escalate(deed, in: &transaction)
        case .holdEscalations(let reason): try escalations.hold(reason: reason, in: &transaction)
        case .releaseEscalations: try escalations.release(in: &transaction)
        case .escalateOverdue: try escalations.escalateOverdue(in: &transaction)
        }
    }

    private func tell(
        _ news: IncidentNews, of incident: Incident, after before: Incident?, in transaction: inout StoreTransaction
    ) throws {
        var teller = try Teller(incident, at: now, in: transaction)
        let holder = before?.acknowledgedBy ?? incident.acknowledgedBy
        let owner = incident.status == .acknowledged ? incident.acknowledgedBy : nil
        let former = before?.status == .acknowledged && owner != nil && owner != holder ? holder : nil
        func everybody(_ cause: Telling.Cause, _ reason: String, doneBy person: String?) throws {
            try teller.tellEverybody(
                cause, reason: reason, and: holder == person ? nil : holder, isTakenFrom: former != nil,
                tables: inForce.tables, in: &transaction)
        }
        switch news {
        case .update(let words):
            if try transaction.isBeingDiagnosed(incidentID: incident.id) {
                teller.diagnosticsBy = now + inForce.tables.pageWaitsForDiagnostics
            }
            try everybody(.update, words, doneBy: nil)
        case .confirmation(let words): try teller.tellOwner(words, tables: inForce.tables, in: &transaction)
        case .released(let words, let releasing):
            try teller.tellReleased(words, from: releasing, tables: inForce.tables, in: &transaction)
        case .reopened(let owner, let person):
            if inForce.tables.hasCollectors(for: incident) {
                teller.diagnosticsBy = now + inForce.tables.pageWaitsForDiagnostics
            }
            try teller.tellReopened(to: owner, besides: person, tables: inForce.tables, in: &transaction)
        case .takenBack(let words, let person, let others):
            try teller.tellTakenBack(words, by: person, and: others, tables: inForce.tables, in: &transaction)
        case .acknowledged:
            let reason = former.map { Telling.takenOver(from: $0, by: owner ?? "somebody") } ?? Telling.toldBefore
            try everybody(.acknowledged, reason, doneBy: incident.acknowledgedBy)
        case .resolved: try everybody(.resolved, Telling.toldBefore, doneBy: incident.resolvedBy)
        // Who has it no more was told of that in a way that rings.
        case .done(let words, let person):
            try everybody(.done(by: person), words, doneBy: incident.status == .triggered ? holder : person)
        case .handedOver(let words, let contact):
            try teller.ring(.confirmation, contact, reason: words, tables: inForce.tables, in: &transaction)
        case .request(let words, let contact, let person):
            let cause = Telling.Cause.request(policy: nil, by: person)
            try teller.ring(cause, contact, reason: words, tables: inForce.tables, in: &transaction)
        case .reminder(let words): try teller.remindOwner(words, tables: inForce.tables, in: &transaction)
        }
    }

    private func diagnose(
        _ alerts: [Lead], of incident: Incident, in transaction: inout StoreTransaction
    ) throws {
        for alert in inForce.tables.diagnosed(alerts, after: try transaction.ranCommands(incidentID: incident.id)) {
            try transaction.requestDiagnosis(.joined, of: alert.fingerprint, incidentID: incident.id, at: now)
        }
    }
}

extension RoutingTables {
    func hasCollectors(for incident: Incident) -> Bool {
        !collectors(for: incident.priority, labels: incident.labels).isEmpty
    }
}
