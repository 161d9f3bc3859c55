internal import IncidentCore
internal import IncidentStore

extension EscalationRunner {
    /// What comes when somebody asks for the next step now.
    ///
    /// - Throws: `TransitionRefused` where nobody is left to tell.
    func requested(
        in transaction: borrowing StoreTransaction
    ) throws -> (escalation: Escalation, next: RequestedStep) {
        let history = try transaction.tellingHistory(incidentID: incident.id)
        let all = try transaction.escalations(incidentID: incident.id)
        // What only flaps is open, and may fire again before anybody has looked.
        let idle = incident.isQuiet ? [] : try idle(of: all, in: transaction)
        let found = Escalation.requested(
            of: all.filter { !idle.contains($0.policy.name) }, andResting: incident.silence != nil || incident.isQuiet,
            at: now, hours: inForce.tables.businessHours
        ) {
            history.hasToldLastResort(of: $0, since: incident.newsAt)
        }
        guard let found else {
            let why = try whyNothing(all, idle, in: transaction)
            throw TransitionRefused(
                "incident \(incident.id) cannot be escalated: \(why); add a responder instead")
        }
        return found
    }

    /// Tells the next step's contacts at once. Who has the incident keeps it.
    func escalate(_ deed: Deed, in transaction: inout StoreTransaction) throws {
        var (escalation, next) = try requested(in: transaction)
        if incident.silence != nil { escalation.hold() }
        try transaction.saveEscalation(escalation, incidentID: incident.id)
        // What belongs to a policy is kept back by a silence.
        let belongs = incident.status == .triggered && incident.silence == nil
        let cause = Telling.Cause.request(policy: belongs ? escalation.policy.name : nil, by: deed.by)
        try tell(
            next, of: escalation.policy, cause, because: "\(deed.by) \(Notification.askedForWords)", and: deed.whyWords,
            in: &transaction
        )
    }

    /// Tells what comes before its time.
    ///
    /// - Parameter more: stands in messages only.
    /// - Returns: whether it names anybody who can be told.
    @discardableResult
    func tell(
        _ next: RequestedStep, of policy: EscalationPolicy, _ cause: Telling.Cause, because why: String,
        and more: String = "", in transaction: inout StoreTransaction
    ) throws -> Bool {
        let tables = try inForce.tables.onCall(at: now, in: transaction)
        let (words, methods, recipients): (String, MethodChoice, Recipients)
        var deliverWithin: Duration?
        switch next {
        case .step(let step, let number, let round):
            let again = round > 0 ? ", round \(round + 1)" : ""
            let because = try because(of: policy.name, in: transaction)
            words = "\(because)step \(number) of policy \"\(policy.name)\"\(again)"
            (methods, deliverWithin) = (step.methods, step.deliveryTime(for: incident.priority))
            recipients = self.recipients(of: step.notify, at: .step(number - 1), of: policy, tables)
        case .lastResort(let role):
            (words, methods) = (Telling.lastResortReason(of: policy.name), .all)
            recipients = self.recipients(of: [role], at: .lastResort, of: policy, tables)
        }
        let reason = "\(words), at once because \(why)"
        try record(.escalationStep, "\(reason): \(recipients.words)", in: transaction)
        var teller = try Teller(incident, at: now, in: transaction)
        try teller.tell(
            recipients, cause, methods: methods, reason: reason + more, contacts: tables.contacts,
            deliverWithin: deliverWithin, in: &transaction)
        return !recipients.told.isEmpty
    }

    func whyNothing(
        _ all: [Escalation], _ idle: Set<String>, in transaction: borrowing StoreTransaction
    ) throws -> String {
        guard !all.isEmpty else { return "no policy covers it" }
        let whyIdle = try whyIdle(in: transaction)
        return all.map { escalation in
            let name = "policy \"\(escalation.policy.name)\""
            switch escalation.status {
            case .running where escalation.rests || idle.contains(escalation.policy.name):
                return "\(name) rests, because \(whyIdle)"
            case .paused where idle.contains(escalation.policy.name):
                return "\(name) has nothing to tell, because \(whyIdle)"
            case .exhausted: return "\(name) is exhausted"
            case .ended: return "\(name) has ended"
            case .running, .paused: return "\(name) has told everybody whom it names"
            }
        }.joined(separator: ", ")
    }
}
