internal import IncidentCore
internal import IncidentStore

/// Asks the gate about whatever is to be told of an incident, and stores what it says, inside the caller's
/// transaction.
struct Teller: Sendable {
    let incident: Incident
    let now: Timestamp
    private(set) var history: TellingHistory
    private let running: Set<String>
    /// Policies of which no alert fires any more.
    var idle: Set<String> = []
    /// Until when what is told may wait for collectors that run just now.
    var diagnosticsBy: Timestamp?

    /// - Parameter isNew: whether the incident opens just now, so that nothing was told of it before this teller.
    init(
        _ incident: Incident, isNew: Bool = false, at now: Timestamp, in transaction: borrowing StoreTransaction
    ) throws {
        self.incident = incident
        self.now = now
        history = isNew ? TellingHistory() : try transaction.tellingHistory(incidentID: incident.id)
        running =
            isNew
            ? []
            : Set(
                try transaction.escalations(incidentID: incident.id).filter(\.goesOn)
                    .map(\.policy.name))
    }

    /// Tells what the gate lets through, and records what it does not.
    mutating func tell(_ telling: Telling, in transaction: inout StoreTransaction) throws {
        switch gate.decide(telling) {
        case .tell(let draft):
            if draft.event == .page { try dropUpdates(to: draft.method, in: &transaction) }
            let id = try transaction.addNotification(
                draft, incidentID: incident.id, priority: incident.priority, at: now)
            remember(telling, id: id, .pending)
        case .standsIn: break
        case .doNotTell(let reason):
            let id = try transaction.addUntold(
                telling, because: reason, incidentID: incident.id, priority: incident.priority, at: now)
            remember(telling, id: id, .cancelled)
            let draft = TimelineDraft(
                .notTold,
                "\(telling.method.text) for \(telling.contact) is not sent: "
                    + reason, details: ["notification_id": String(id), "for": telling.reason])
            try transaction.record(draft, incidentID: incident.id, at: now)
        }
    }

    /// Tells the contacts of a policy's roles by their escalation paths, and stand-ins of those that are gone.
    ///
    /// - Parameters:
    ///   - contacts: with who is on call now.
    ///   - deliverWithin: as of the step that tells them.
    mutating func tell(
        _ recipients: Recipients, _ cause: Telling.Cause, methods: MethodChoice, reason: String, contacts: ContactTable,
        deliverWithin: Duration? = nil, in transaction: inout StoreTransaction
    ) throws {
        for role in recipients.gone {
            let draft = TimelineDraft(
                .notTold, "\(role) is not told: no such contact with an escalation path in \(contacts.path)")
            try transaction.record(draft, incidentID: incident.id, at: now)
        }
        let vacancies = contacts.rotaRoles.isEmpty ? [] : contacts.vacancies(of: recipients.named + recipients.missing)
        for words in vacancies {
            try transaction.record(TimelineDraft(.nobodyOnCall, words), incidentID: incident.id, at: now)
        }
        var isTold = false
        for (roles, reason) in [(recipients.named, reason), (recipients.standIns, reason + recipients.inPlace)] {
            for (contact, by) in contacts.addressees(of: roles) {
                isTold = true
                let tellings = Telling.page(
                    cause, contact, methods: methods, reason: reason + by, deliverWithin: deliverWithin)
                for telling in tellings { try tell(telling, in: &transaction) }
            }
        }
        guard !isTold else { return }
        let advice =
            vacancies.isEmpty
            ? "put into routes/escalation.yaml who is told of \(incident.priority.rawValue) now"
            : "put somebody on call by an override, and a fall_back into the rota"
        try transaction.recordNobodyTold(
            "nobody is told by \(reason), nor in place of \(recipients.missing.joined(separator: ", ")): tell somebody "
                + "yourself, and \(advice)",
            incidentID: incident.id, at: now)
    }

    /// Tells everybody who has been told by a page, and who has the incident, or had it until now, without.
    ///
    /// - Parameters:
    ///   - holder: that one; `nil` for nobody, or who has done it.
    ///   - isTakenFrom: whether another has taken it from them, or given it away: they are to read of that.
    mutating func tellEverybody(
        _ cause: Telling.Cause, reason: String, and holder: String?, isTakenFrom: Bool = false,
        tables: RoutingTables, in transaction: inout StoreTransaction
    ) throws {
        try tellEverybody(cause, reason: reason, in: &transaction)
        guard let holder else { return }
        let tables = try tables.onCall(at: now, in: transaction)
        guard let contact = tables.contacts[holder], !contact.escalationPath.isEmpty else {
            guard isTakenFrom else { return }
            let words = "\(holder) is not told who has it now: \(Unheard.noContact.words)"
            return try transaction.record(TimelineDraft(.notTold, words), incidentID: incident.id, at: now)
        }
        guard !history.hasTold(contact, besides: isTakenFrom ? tables.keepers : []) else { return }
        if let telling = Telling.news(cause, to: contact, history, keepers: tables.keepers, reason: reason) {
            // Where a service that rings is all that they have, it was told with the others.
            guard !history.told.contains(where: { $0.method == telling.method }) else { return }
            return try tell(telling, in: &transaction)
        }
        switch cause {
        case .acknowledged: try recordUnheard("not told who has it now", contact, in: transaction)
        case .resolved: try recordUnheard("not told that it is over", contact, in: transaction)
        // What is new beside that would only fill the timeline.
        default: break
        }
    }

    /// Tells everybody who has been told by a page.
    mutating func tellEverybody(
        _ cause: Telling.Cause, reason: String, in transaction: inout StoreTransaction
    ) throws {
        for (contact, method) in history.told {
            try tell(Telling(cause, contact: contact, method: method, reason: reason), in: &transaction)
        }
    }

    /// Asks the owner to confirm, or in their place those whom the question must reach.
    mutating func tellOwner(
        _ reason: String, tables: RoutingTables, in transaction: inout StoreTransaction
    ) throws {
        let tables = try tables.onCall(at: now, in: transaction)
        let owner = incident.acknowledgedBy ?? "somebody"
        let tellings = Telling.question(
            to: tables.contacts[owner], history, contacts: tables.contacts, keepers: tables.keepers, reason: reason)
        for telling in tellings { try tell(telling, in: &transaction) }
        guard tellings.isEmpty else { return }
        // Nobody was told before, and the owner's name is no contact, or no longer.
        let policy = tables.policy(for: incident.priority, labels: incident.labels)
        let first = Recipients(
            of: policy?.steps.first?.notify ?? [], at: .step(0), of: policy?.name ?? "", in: incident, tables: tables)
        for (contact, by) in tables.contacts.addressees(of: first.told) {
            for telling in Telling.page(
                .confirmation, contact, methods: .first,
                reason: "\(reason)\(Fallback.inPlaceOf)\(owner), who is no contact in contacts.yaml\(by)")
            {
                try tell(telling, in: &transaction)
            }
        }
        guard first.told.isEmpty else { return }
        try transaction.recordNobodyTold(
            "nobody is asked to confirm: \(owner) is no contact in \(tables.contacts.path), and nobody else was told; tell "
                + "\(owner) yourself", incidentID: incident.id, at: now)
    }

    /// Tells that nobody has it any more.
    mutating func tellReleased(
        _ reason: String, from owner: String?, tables: RoutingTables, in transaction: inout StoreTransaction
    ) throws {
        let tables = try tables.onCall(at: now, in: transaction)
        let policy = tables.policy(for: incident.priority, labels: incident.labels)
        let tellings = Telling.release(
            from: owner.flatMap { tables.contacts[$0] }, history, contacts: tables.contacts,
            keepers: tables.keepers, methods: policy?.steps.first?.methods ?? .first, reason: reason, at: now)
        // Where a step rings them just now, that says it.
        if let owner, let more = Telling.goingOn(with: reason) {
            for page in history.pagesOfSteps(to: owner, at: now) { try transaction.add(more, toReasonOf: page) }
        }
        for telling in tellings { try tell(telling, in: &transaction) }
    }

    /// Tells those that it is open again who knew it and whom no step tells just now.
    mutating func tellReopened(
        to owner: String?, besides person: String? = nil, tables: RoutingTables,
        in transaction: inout StoreTransaction
    ) throws {
        let tables = try tables.onCall(at: now, in: transaction)
        let policy = tables.policy(for: incident.priority, labels: incident.labels)
        let tellings = Telling.reopened(
            for: owner.flatMap { tables.contacts[$0] }, besides: person, history, contacts: tables.contacts,
            methods: policy?.steps.first?.methods ?? .first, at: now)
        for telling in tellings { try tell(telling, in: &transaction) }
    }

    /// Tells one contact in a way that rings, whatever else is told.
    mutating func ring(
        _ cause: Telling.Cause, _ role: String, reason: String, tables: RoutingTables,
        in transaction: inout StoreTransaction
    ) throws {
        let tables = try tables.onCall(at: now, in: transaction)
        let tellings = tables.contacts[role].map { Telling.page(cause, $0, methods: .first, reason: reason) } ?? []
        for telling in tellings { try tell(telling, in: &transaction) }
        guard tellings.isEmpty else { return }
        try transaction.recordNobodyTold(
            "\(role) is not told: no such contact with an escalation path in \(tables.contacts.path)",
            incidentID: incident.id, at: now)
    }

    /// Reminds the owner, where that is a contact.
    mutating func remindOwner(
        _ reason: String, tables: RoutingTables, in transaction: inout StoreTransaction
    ) throws {
        let tables = try tables.onCall(at: now, in: transaction)
        let owner = incident.acknowledgedBy ?? "somebody"
        guard let contact = tables.contacts[owner], !contact.escalationPath.isEmpty else {
            let words = "\(owner) is not reminded: no such contact with an escalation path in \(tables.contacts.path)"
            return try transaction.record(TimelineDraft(.notTold, words), incidentID: incident.id, at: now)
        }
        guard let telling = Telling.reminder(to: contact, history, keepers: tables.keepers, reason: reason) else {
            return try recordUnheard("not reminded", contact, in: transaction)
        }
        try tell(telling, in: &transaction)
    }

    /// Who took it from a list and has nothing that is quiet: of this they would be rung.
    private func recordUnheard(
        _ what: String, _ contact: Contact, in transaction: borrowing StoreTransaction
    ) throws {
        let words = "\(contact.role) is \(what): \(Unheard.ringsOnly(contact.escalationPath).words)"
        try transaction.record(TimelineDraft(.notTold, words), incidentID: incident.id, at: now)
    }

    /// Tells those who were asked to confirm, since it was taken, that nothing is to be confirmed any more: PagerDuty
    /// rings until it is told so.
    mutating func tellAsked(_ reason: String, in transaction: inout StoreTransaction) throws {
        for (contact, method) in history.asked(since: incident.acknowledgedAt ?? incident.openedAt) {
            try tell(Telling(.lapsed, contact: contact, method: method, reason: reason), in: &transaction)
        }
    }

    /// A page says what an update to the same address would have said, and must not wait behind it.
    private mutating func dropUpdates(to method: ContactMethod, in transaction: inout StoreTransaction) throws {
        for update in history.unsentUpdates(to: method) {
            try transaction.cancelUpdate(update.id)
            history.messages.removeAll { $0.id == update.id }
        }
    }

    private var gate: TellingGate {
        TellingGate(incident, history: history, running: running, idle: idle, diagnosticsBy: diagnosticsBy, at: now)
    }

    private mutating func remember(
        _ telling: Telling, id: Int64, _ state: NotificationState
    ) {
        history.messages.append(
            TellingHistory.Told(
                id: id, method: telling.method, contact: telling.contact, event: telling.event,
                priority: incident.priority,
                policy: telling.policyName, reason: telling.reason, state: state, remaining: telling.remaining,
                createdAt: now))
    }
}
