internal import IncidentCore
internal import IncidentStore

/// Applies events to incidents and carries out what follows, inside the caller's transaction.
///
/// What is decided stands in IncidentCore (`Incident.apply`, `Escalation.advance`); here it becomes rows.
struct IncidentChanger: Sendable {
    let inForce: TablesInForce
    let now: Timestamp

    private var tables: RoutingTables { inForce.tables }

    /// Stores a new incident with all that its opening brings, and returns its number.
    func open(
        _ incident: Incident, with change: AlertsChange, in transaction: inout StoreTransaction
    ) throws -> Int64 {
        var incident = incident
        let actions = try incident.apply(.alertsChanged(change), at: now)
        incident.id = try transaction.addIncident(incident)
        for action in actions { try perform(action, on: incident, in: &transaction) }
        return incident.id
    }

    @discardableResult
    func apply(
        _ event: IncidentEvent, to incident: Incident, in transaction: inout StoreTransaction
    ) throws -> Incident {
        var incident = incident
        let actions = try incident.apply(event, at: now)
        try transaction.saveIncident(incident)
        for action in actions { try perform(action, on: incident, in: &transaction) }
        return incident
    }

    /// Does what an incident's escalation has due.
    func advanceEscalation(of incident: Incident, in transaction: inout StoreTransaction) throws -> EscalationOutcome {
        guard var escalation = try transaction.escalation(incidentID: incident.id) else { return .nothing }
        let outcome = try advance(&escalation, of: incident, hold: false, in: &transaction)
        if outcome == .acknowledgementExpired { try apply(.acknowledgementExpired, to: incident, in: &transaction) }
        return outcome
    }

    private func perform(
        _ action: IncidentAction, on incident: Incident, in transaction: inout StoreTransaction
    ) throws {
        switch action {
        case .record(let draft): try transaction.record(draft, incidentID: incident.id, at: now)
        case .startEscalation: try startEscalation(of: incident, in: &transaction)
        case .pauseEscalation(let until, let reason):
            try changeEscalation(of: incident, in: &transaction) { $0.pause(until: until) }
            // A policy until resolved goes on, and so do its pages.
            guard try transaction.escalation(incidentID: incident.id)?.status != .running else { return }
            try cancelPages(of: incident, reason: reason, in: &transaction)
        case .resumeEscalation:
            try changeEscalation(of: incident, in: &transaction) { $0.resume(at: now, hours: tables.businessHours) }
        case .endEscalation(let reason):
            try changeEscalation(of: incident, in: &transaction) { $0.end() }
            try cancelPages(of: incident, reason: reason, in: &transaction)
        case .tellEverybody(let event): try tellEverybody(event, of: incident, in: &transaction)
        case .diagnose(let reason):
            guard hasCollectors(incident) else { return }
            try transaction.requestDiagnosis(reason, incidentID: incident.id, at: now)
        }
    }

    private func startEscalation(of incident: Incident, in transaction: inout StoreTransaction) throws {
        // Where the tables cover a priority no more, or never did, the policy it had before is better than none.
        let covering = tables.policy(for: incident.priority, labels: incident.labels)
        guard let policy = try covering ?? transaction.escalation(incidentID: incident.id)?.policy else {
            return try record(
                .notTold, "nobody is told: no policy in routes/escalation.yaml covers \(incident.priority.rawValue)",
                of: incident, in: transaction)
        }
        let again = covering == nil ? "again, because none covers \(incident.priority.rawValue), " : ""
        var escalation = Escalation.starting(policy, at: now, hours: tables.businessHours)
        let later = escalation.nextDueAt.flatMap { $0 > now ? "; first step at \($0.readable)" : nil } ?? ""
        try record(
            .escalationStarted, "policy \"\(policy.name)\" starts \(again)with \(policy.steps.count) steps\(later)",
            of: incident, in: transaction)
        _ = try advance(&escalation, of: incident, hold: hasCollectors(incident), in: &transaction)
    }

    /// Runs one due step, if there is one, and stores how far the escalation is.
    private func advance(
        _ escalation: inout Escalation, of incident: Incident, hold: Bool, in transaction: inout StoreTransaction
    ) throws -> EscalationOutcome {
        let outcome = escalation.advance(at: now, hours: tables.businessHours)
        try transaction.saveEscalation(escalation, incidentID: incident.id)
        switch outcome {
        case .nothing, .acknowledgementExpired: break
        case .notify(let step, let number, let round):
            let again = round > 0 ? ", round \(round + 1)" : ""
            let reason = "step \(number) of policy \"\(escalation.policy.name)\"\(again)"
            let roles = step.notify.joined(separator: ", ")
            try record(
                round > 0 && number == 1 ? .escalationRepeated : .escalationStep, "\(reason): \(roles)", of: incident,
                in: transaction)
            try page(step.notify, methods: step.methods, reason: reason, of: incident, hold: hold, in: &transaction)
        case .exhausted(let otherwise):
            try record(
                .escalationExhausted,
                "policy \"\(escalation.policy.name)\" is exhausted and "
                    + (incident.status == .acknowledged
                        ? "the incident is not resolved" : "nobody has taken the incident")
                    + (otherwise.map { "; last resort: \($0)" } ?? ""), of: incident, in: transaction)
            if let otherwise {
                try page([otherwise], methods: .all, reason: "last resort", of: incident, hold: false, in: &transaction)
            }
        }
        return outcome
    }

    private func page(
        _ roles: [String], methods: MethodChoice, reason: String, of incident: Incident, hold: Bool,
        in transaction: inout StoreTransaction
    ) throws {
        let notBefore = hold ? now + tables.pageWaitsForDiagnostics : now
        for role in roles {
            let drafts = tables.contacts[role].map {
                NotificationDraft.page($0, methods: methods, reason: reason, notBefore: notBefore)
            }
            guard let drafts, !drafts.isEmpty else {
                try record(
                    .notTold, "\(role) is not told: no such contact with an escalation path in routes/contacts.yaml",
                    of: incident, in: transaction)
                continue
            }
            for draft in drafts {
                try transaction.addNotification(draft, incidentID: incident.id, priority: incident.priority, at: now)
            }
        }
    }

    private func tellEverybody(
        _ event: NotificationEvent, of incident: Incident, in transaction: inout StoreTransaction
    ) throws {
        for (contact, method) in try transaction.toldMethods(incidentID: incident.id) {
            try transaction.addNotification(
                NotificationDraft(
                    method: method, contact: contact, event: event, reason: "told of this incident before",
                    notBefore: now), incidentID: incident.id, priority: incident.priority, at: now)
        }
    }

    private func cancelPages(of incident: Incident, reason: String, in transaction: inout StoreTransaction) throws {
        for notification in try transaction.cancelPendingPages(incidentID: incident.id) {
            let draft = notification.timelineDraft(.notificationCancelled, " cancelled: \(reason)", evidence: reason)
            try transaction.record(draft, incidentID: incident.id, at: now)
        }
    }

    private func changeEscalation(
        of incident: Incident, in transaction: inout StoreTransaction, _ change: (inout Escalation) -> Void
    ) throws {
        guard var escalation = try transaction.escalation(incidentID: incident.id) else { return }
        change(&escalation)
        try transaction.saveEscalation(escalation, incidentID: incident.id)
    }

    private func hasCollectors(_ incident: Incident) -> Bool {
        !tables.collectors(for: incident.priority, labels: incident.labels).isEmpty
    }

    private func record(
        _ kind: TimelineKind, _ summary: String, of incident: Incident, in transaction: borrowing StoreTransaction
    ) throws {
        try transaction.record(TimelineDraft(kind, summary), incidentID: incident.id, at: now)
    }
}
