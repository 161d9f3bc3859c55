internal import IncidentCore
internal import IncidentStore

/// Begins, pauses, resumes and ends the escalations of one incident, inside the caller's transaction.
struct EscalationRunner: Sendable {
    let inForce: TablesInForce
    let incident: Incident
    /// Whether it opens just now: nothing of it is stored.
    let isNew: Bool
    let now: Timestamp

    /// Begins the policies that cover alerts which begin to fire; when an incident opens again or becomes more urgent,
    /// all that fires.
    func cover(
        _ joined: [JoinedAlert], because reason: CoverReason, in transaction: inout StoreTransaction
    ) throws {
        // As it was before: what somebody has taken does not run.
        let existing = isNew ? [] : try transaction.escalations(incidentID: incident.id)
        if reason == .priorityRaised {
            // The higher policy begins beside them; theirs is no reason to hurry.
            _ = try change(in: &transaction) { $0.goOn(at: now, hours: inForce.tables.businessHours) }
            try transaction.raisePriority(ofOwedTo: incident.priority, incidentID: incident.id, at: now)
            try cancelSilencedQuestions(in: &transaction)
        }
        let alerts =
            reason == .opened || reason == .joined
            ? joined : try transaction.firingAlerts(incidentID: incident.id, limit: .max)
        let coverage = Coverage(of: alerts, in: incident, because: reason, existing: existing, tables: inForce.tables)
        if let priority = coverage.uncovered {
            try record(
                .notTold, "nobody is told: no policy in routes/escalation.yaml covers \(priority.rawValue)",
                in: transaction)
        }
        guard !coverage.begins.isEmpty || !coverage.goesOn.isEmpty else { return }
        var teller = try Teller(incident, isNew: isNew, at: now, in: transaction)
        if reason != .joined, inForce.tables.hasCollectors(for: incident) {
            teller.diagnosticsBy = now + inForce.tables.pageWaitsForDiagnostics
        }
        for beginning in coverage.goesOn {
            guard let former = existing.first(where: { $0.policy.name == beginning.policy.name }) else { continue }
            try ringAgain(former, reason, beginning.because, telling: &teller, in: &transaction)
        }
        for beginning in coverage.begins {
            let replaces = existing.contains { $0.policy.name == beginning.policy.name }
            try begin(beginning, replaces: replaces, telling: &teller, in: &transaction)
        }
        if reason == .priorityRaised { try tellAtOnce(in: &transaction) }
    }

    /// Runs what is due of one policy.
    ///
    /// - Parameter start: since when the program runs.
    func advance(
        policy: String, runningSince start: Timestamp, in transaction: inout StoreTransaction
    ) throws -> EscalationOutcome {
        let all = try transaction.escalations(incidentID: incident.id)
        guard var escalation = all.first(where: { $0.policy.name == policy }) else { return .nothing }
        if escalation.status == .running, incident.silence != nil {
            escalation.hold()
            try transaction.saveEscalation(escalation, incidentID: incident.id)
            return .nothing
        }
        let idle = escalation.status == .running ? try idle(of: all, in: transaction) : []
        if idle.contains(policy) {
            escalation.rest()
            try transaction.saveEscalation(escalation, incidentID: incident.id)
            let why = try whyIdle(in: transaction)
            try record(
                .escalationRested, "policy \"\(policy)\" rests: \(why); it goes on when one does", in: transaction)
            return .nothing
        }
        if escalation.isAtItsEnd, let told = try transaction.heldPageTold(by: policy, incidentID: incident.id),
            escalation.waitsForAnswer(from: told, at: now)
        {
            try transaction.saveEscalation(escalation, incidentID: incident.id)
            return .nothing
        }
        let late = Lateness(of: escalation.meantAt, at: now, runningSince: start)
        let outcome = escalation.advance(at: now, hours: inForce.tables.businessHours)
        try transaction.saveEscalation(escalation, incidentID: incident.id)
        var teller = try Teller(incident, at: now, in: transaction)
        teller.idle = idle
        let because = try because(of: policy, outcome, in: transaction)
        try carryOut(outcome, of: escalation.policy, because, late, telling: &teller, in: &transaction)
        return outcome
    }

    func idle(of all: [Escalation], in transaction: borrowing StoreTransaction) throws -> Set<String> {
        let reader = transaction.reader
        return try Coverage.idle(of: all, in: incident, tables: inForce.tables) {
            try reader.firingAlerts(incidentID: incident.id, limit: $0)
        }
    }

    /// `none of the alerts that it covers fires`.
    func whyIdle(in transaction: borrowing StoreTransaction) throws -> String {
        if incident.isQuiet { return "nothing fires just now" }
        let isSilenced = try incident.silence == nil && transaction.hasSilencedAlerts(incidentID: incident.id)
        return "none of the alerts that it covers \(isSilenced ? "fires and is not silenced" : "fires")"
    }

    /// Lets policies go on that rest, when alerts begin that they cover, also beside somebody who has the incident.
    func wake(for joined: [JoinedAlert], in transaction: inout StoreTransaction) throws {
        guard incident.silence == nil else { return }
        var hasWoken = false
        for stored in try transaction.escalations(incidentID: incident.id) where stored.rests {
            let name = stored.policy.name
            let covered = joined.prefix(Coverage.lookedAt).filter {
                inForce.tables.policy(for: $0.classification.priority, labels: $0.alert.labels)?.name == name
            }
            guard !covered.isEmpty || joined.count > Coverage.lookedAt else { continue }
            var escalation = stored
            escalation.wake(at: now, hours: inForce.tables.businessHours)
            try transaction.saveEscalation(escalation, incidentID: incident.id)
            let names = covered.isEmpty ? "many alerts fire" : "\(covered.map(\.name).shortList) fires"
            try record(.escalationWoken, "policy \"\(name)\" goes on: \(names)", in: transaction)
            hasWoken = true
        }
        if hasWoken { try tellAtOnce(in: &transaction) }
    }

    func end(reason: String, in transaction: inout StoreTransaction) throws {
        _ = try change(in: &transaction) { $0.end() }
        try cancelPages(reason: reason, keeping: [], andRequests: true, in: &transaction)
    }

    private func begin(
        _ beginning: Coverage.Beginning, replaces: Bool, telling teller: inout Teller,
        in transaction: inout StoreTransaction
    ) throws {
        let policy = beginning.policy
        var escalation = Escalation.starting(policy, at: now, hours: inForce.tables.businessHours)
        let again = beginning.isStandIn ? "again, because none covers \(incident.priority.rawValue), " : ""
        let steps = policy.steps.count == 1 ? "1 step" : "\(policy.steps.count) steps"
        if incident.silence != nil {
            escalation.hold()
            try record(
                .escalationStarted,
                "policy \"\(policy.name)\" starts \(again)with \(steps), when it is silenced no more",
                in: transaction)
            return try transaction.addEscalation(escalation, incidentID: incident.id, replaces: replaces)
        }
        let later = escalation.nextDueAt.flatMap { $0 > now ? "; first step at \($0.readable)" : nil } ?? ""
        try record(
            .escalationStarted, "policy \"\(policy.name)\" starts \(again)with \(steps)\(later)",
            in: transaction)
        let outcome = escalation.advance(at: now, hours: inForce.tables.businessHours)
        try transaction.addEscalation(escalation, incidentID: incident.id, replaces: replaces)
        try carryOut(outcome, of: policy, beginning.because, telling: &teller, in: &transaction)
    }

    /// Rings the step at which a policy stands; where it goes on after a resolution all that it has told, because they
    /// were told that it is over. Its later steps come when they would have.
    private func ringAgain(
        _ former: Escalation, _ reason: CoverReason, _ because: String, telling teller: inout Teller,
        in transaction: inout StoreTransaction
    ) throws {
        // After its last step it begins its round anew when it wakes.
        guard !former.rests || former.nextStep < former.policy.steps.count else { return }
        if incident.silence != nil {
            var held = former
            held.hold(again: true)
            return try transaction.saveEscalation(held, incidentID: incident.id)
        }
        let name = former.policy.name
        var steps = former.stepsRun
        if case .firesAgain(let quiet) = reason {
            var escalation = former
            escalation.fireAgain(after: quiet, at: now, hours: inForce.tables.businessHours)
            try transaction.saveEscalation(escalation, incidentID: incident.id)
            let at = escalation.nextDueAt.map { " at \($0.readable)" } ?? ""
            try record(
                .escalationStarted,
                "policy \"\(name)\" goes on, because nobody had taken it: \(escalation.nextByItselfWords)\(at)",
                in: transaction)
        } else {
            steps = steps.suffix(1)
        }
        guard !steps.isEmpty else { return }
        let which = steps.count > 1 ? "steps 1 to \(steps.endIndex)" : "step \(steps.endIndex)"
        let words = "\(because)\(which) of policy \"\(name)\", once more"
        let waiting = try steps.indices.filter { try !hold(steps[$0], because: words, in: &transaction) }
        guard !waiting.isEmpty else { return }
        let onCall = try inForce.onCall(at: now, in: transaction)
        let told = waiting.map {
            (steps[$0], recipients(of: steps[$0].notify, at: .step($0), of: former.policy, onCall.tables))
        }
        let roles = told.map(\.1.words).joined(separator: ", ")
        try record(.escalationStep, "\(words): \(roles)", in: transaction)
        let left = try reason == .priorityRaised ? timeLeft(toLatestStepOf: name, in: transaction) : nil
        for (step, recipients) in told {
            let given = step.deliveryTime(for: incident.priority)
            try teller.tell(
                recipients, .step(policy: name), methods: step.methods, reason: words, contacts: onCall.tables.contacts,
                deliverWithin: left.map { min($0, given ?? $0) } ?? given, in: &transaction)
        }
    }

    /// What rings once more, because it has become more urgent, is not late by that: nobody has heard of it so far.
    private func timeLeft(
        toLatestStepOf policy: String, in transaction: borrowing StoreTransaction
    ) throws -> Duration? {
        try transaction.tellingHistory(incidentID: incident.id).timeLeft(toLatestStepOf: policy, at: now)
    }

    func recipients(
        of roles: [String], at place: Recipients.Place, of policy: EscalationPolicy, _ tables: RoutingTables
    ) -> Recipients {
        Recipients(of: roles, at: place, of: policy.name, in: incident, tables: tables)
    }

    private func because(
        of policy: String, _ outcome: EscalationOutcome, in transaction: borrowing StoreTransaction
    ) throws -> String {
        guard case .notify = outcome else { return "" }
        return try because(of: policy, in: transaction)
    }

    /// Which alerts a later step is for, of those that fire then.
    func because(of policy: String, in transaction: borrowing StoreTransaction) throws -> String {
        let firing = try transaction.firingAlerts(incidentID: incident.id, limit: Coverage.lookedAt)
        return Coverage.because(of: firing, in: incident, policy: policy, tables: inForce.tables)
    }

    /// - Parameter because: stands before the reason of a step, the same for all of its pages: the gate tells steps apart
    ///   by their reasons.
    private func carryOut(
        _ outcome: EscalationOutcome, of policy: EscalationPolicy, _ because: String, _ late: Lateness? = nil,
        telling teller: inout Teller, in transaction: inout StoreTransaction
    ) throws {
        let lateness = late.map { ", \($0.words)" } ?? ""
        switch outcome {
        case .nothing, .acknowledgementExpired: break
        case .notify(let step, let number, let round):
            let again = round > 0 ? ", round \(round + 1)" : ""
            let reason = "\(because)step \(number) of policy \"\(policy.name)\"\(again)\(lateness)"
            if try hold(step, because: reason, in: &transaction) { return }
            let onCall = try inForce.onCall(at: now, in: transaction)
            let recipients = self.recipients(of: step.notify, at: .step(number - 1), of: policy, onCall.tables)
            try record(
                round > 0 && number == 1 ? .escalationRepeated : .escalationStep, "\(reason): \(recipients.words)",
                in: transaction)
            try teller.tell(
                recipients, .step(policy: policy.name), methods: step.methods, reason: reason,
                contacts: onCall.tables.contacts, deliverWithin: step.deliveryTime(for: incident.priority),
                in: &transaction)
            if recipients.told.isEmpty { try hastenUnreached(evenIf: true, of: policy.name, in: &transaction) }
        case .passedOver(let step, let number):
            try recordPassedOver(step, number, of: policy.name, in: transaction)
            try hastenUnreached(of: policy.name, in: &transaction)
        case .exhausted(let otherwise):
            let onCall = try inForce.onCall(at: now, in: transaction)
            let recipients = otherwise.map { self.recipients(of: [$0], at: .lastResort, of: policy, onCall.tables) }
            let isTold = try hasToldLastResort(of: policy, in: transaction)
            try transaction.recordExhausted(
                exhaustedWords(policy, recipients, isTold: isTold) + lateness, incidentID: incident.id, at: now)
            guard let recipients, !isTold else { return }
            try teller.tell(
                recipients, .lastResort(policy: policy.name), methods: .all,
                reason: "\(Telling.lastResortReason(of: policy.name))\(lateness)", contacts: onCall.tables.contacts,
                in: &transaction)
        }
    }

    /// Says which steps for business hours are left out where something comes before its time.
    ///
    /// - Parameters:
    ///   - all: as they stood before.
    ///   - next: what comes now; `nil` where it is still to come.
    func recordSkipped(
        by later: Escalation, since all: [Escalation], telling next: RequestedStep? = nil,
        in transaction: borrowing StoreTransaction
    ) throws {
        guard let former = all.first(where: { $0.policy.name == later.policy.name }) else { return }
        let told: Int? = if case .step(_, let number, _) = next { number } else { nil }
        for skipped in later.skipped(since: former) where skipped.number != told {
            try recordPassedOver(skipped.step, skipped.number, of: later.policy.name, in: transaction)
        }
    }

    private func recordPassedOver(
        _ step: EscalationStep, _ number: Int, of policy: String, in transaction: borrowing StoreTransaction
    ) throws {
        try record(
            .notTold,
            "\(step.notify.joined(separator: ", ")): not told by step \(number) of policy \"\(policy)\", which is for "
                + "business hours, and a later step does not wait for them", in: transaction)
    }

    /// Whether a person has asked for it before.
    private func hasToldLastResort(
        of policy: EscalationPolicy, in transaction: borrowing StoreTransaction
    ) throws -> Bool {
        let escalation = try transaction.escalations(incidentID: incident.id).first { $0.policy.name == policy.name }
        guard let escalation else { return false }
        return try transaction.tellingHistory(incidentID: incident.id).hasToldLastResort(
            of: escalation, since: incident.newsAt)
    }

    private func exhaustedWords(_ policy: EscalationPolicy, _ lastResort: Recipients?, isTold: Bool) -> String {
        let what = incident.status == .acknowledged ? "the incident is not resolved" : "nobody has taken the incident"
        return "policy \"\(policy.name)\" is exhausted and \(what)"
            + (lastResort.map { "; last resort\(isTold ? ", told before" : ""): \($0.words)" } ?? "")
    }

    /// - Returns: the names of the policies that go on.
    func change(
        in transaction: inout StoreTransaction, _ change: (inout Escalation) -> Void
    ) throws -> Set<String> {
        var running: Set<String> = []
        for stored in try transaction.escalations(incidentID: incident.id) {
            var escalation = stored
            change(&escalation)
            if incident.silence != nil { escalation.hold() }
            if escalation != stored { try transaction.saveEscalation(escalation, incidentID: incident.id) }
            if escalation.goesOn { running.insert(escalation.policy.name) }
        }
        return running
    }

    /// Takes back what would still ask the owner to confirm; pages of policies stay.
    func cancelQuestions(reason: String, in transaction: inout StoreTransaction) throws {
        let policies = Set(try transaction.escalations(incidentID: incident.id).map(\.policy.name))
        try cancelPages(reason: reason, keeping: policies, andUpdates: false, in: &transaction)
    }

    /// What asked somebody to take a silenced incident goes out no more, once they do not have it.
    func cancelSilencedQuestions(in transaction: inout StoreTransaction) throws {
        guard let silence = incident.silence else { return }
        try cancelPages(reason: silence.words, keeping: [], in: &transaction)
    }

    @discardableResult
    func cancelPages(
        reason: String, keeping running: Set<String>, andUpdates: Bool = true, andRequests: Bool = false,
        andQuestions: Bool = true, in transaction: inout StoreTransaction
    ) throws -> [Notification] {
        let cancelled = try transaction.cancelPendingPages(
            incidentID: incident.id, keeping: running, andUpdates: andUpdates, andRequests: andRequests,
            andQuestions: andQuestions)
        for notification in cancelled {
            try transaction.recordCancelled(notification, because: reason, evidence: reason, at: now)
        }
        return cancelled
    }

    func record(
        _ kind: TimelineKind, _ summary: String, in transaction: borrowing StoreTransaction
    ) throws {
        try transaction.record(TimelineDraft(kind, summary), incidentID: incident.id, at: now)
    }
}
