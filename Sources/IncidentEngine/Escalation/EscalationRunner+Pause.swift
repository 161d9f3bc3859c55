internal import IncidentCore
internal import IncidentStore

// Somebody takes the incident, and has it no more.
extension EscalationRunner {
    func pause(until deadline: Timestamp?, reason: String, in transaction: inout StoreTransaction) throws {
        let before = try transaction.escalations(incidentID: incident.id)
        let running = try change(in: &transaction) { $0.pause(until: deadline) }
        // A policy until resolved goes on, and so do its pages.
        let cancelled = try cancelPages(reason: reason, keeping: running, in: &transaction)
        try tellLeft(to: cancelled, by: running, in: &transaction)
        let untold = try untold(by: cancelled, of: before, in: transaction)
        let changed = before.filter {
            $0.status != .paused && (untold.contains($0.policy.name) || $0.awaitsLastResort)
        }
        guard !changed.isEmpty else { return }
        let history = try transaction.tellingHistory(incidentID: incident.id)
        for former in changed {
            let place: Int? =
                if untold.contains(former.policy.name) {
                    history.untoldPlace(of: former, since: incident.newsAt)
                } else {
                    history.hasToldLastResort(of: former, since: incident.newsAt) ? 0 : nil
                }
            guard let place else { continue }
            var escalation = former
            escalation.pause(until: deadline)
            escalation.comeAgain(at: place)
            try transaction.saveEscalation(escalation, incidentID: incident.id)
        }
    }

    /// A person has taken a resolution back, and somebody has the incident again.
    ///
    /// - Parameter quiet: how long it was resolved.
    func restore(until deadline: Timestamp?, after quiet: Duration, in transaction: inout StoreTransaction) throws {
        let history = try transaction.tellingHistory(incidentID: incident.id)
        let hours = inForce.tables.businessHours
        _ = try change(in: &transaction) { escalation in
            let untold = history.untoldPlace(of: escalation, since: escalation.startedAt)
            escalation.takeBackEnd(pausedUntil: deadline, after: quiet, repeating: untold, at: now, hours: hours)
        }
    }

    /// The policies of which pages are taken back, and those that left a step to one.
    func untold(
        by cancelled: [Notification], of all: [Escalation], in transaction: borrowing StoreTransaction
    ) throws -> Set<String> {
        let own = Set(cancelled.filter { $0.event == .page }.compactMap(\.policy))
        guard !own.isEmpty, all.count > 1 else { return own }
        let history = try transaction.tellingHistory(incidentID: incident.id)
        return own.union(history.leftTo(cancelled, by: Set(all.map(\.policy.name))).compactMap(\.policy))
    }

    /// Lets all go on, and covers what joined while somebody had taken the incident.
    func resume(in transaction: inout StoreTransaction) throws {
        let before = try transaction.escalations(incidentID: incident.id)
        _ = try change(in: &transaction) { $0.resume(at: now, hours: inForce.tables.businessHours) }
        try recordBegunAnew(before, in: transaction)
        for former in before where former.status == .paused {
            let resumed = former.resumed(at: now, hours: inForce.tables.businessHours)
            try recordSkipped(by: resumed, since: before, in: transaction)
        }
        if incident.silence == nil { try cancelQuestions(reason: "nobody has it any more", in: &transaction) }
        try cancelSilencedQuestions(in: &transaction)
        let firing = try transaction.firingAlerts(incidentID: incident.id, limit: .max)
        try cover(firing, because: .joined, in: &transaction)
        try tellWhatIsDue(in: &transaction)
        guard try !transaction.escalations(incidentID: incident.id).contains(where: \.goesOn) else { return }
        try record(
            .notTold, "nobody more is told: no policy of the incident has anything left to do; escalate or resolve it",
            in: transaction)
    }

    /// Says of a policy that has told everybody why its first step comes again.
    private func recordBegunAnew(_ before: [Escalation], in transaction: borrowing StoreTransaction) throws {
        let hours = inForce.tables.businessHours
        let begun = before.filter { $0.status == .paused && $0.resumed(at: now, hours: hours).beginsAnew(after: $0) }
        guard !begun.isEmpty else { return }
        let history = try transaction.tellingHistory(incidentID: incident.id)
        for name in begun.map(\.policy.name) where history.hasReachedAnybody(by: name) {
            let words = "policy \"\(name)\" begins anew with its first step: all whom it names were told before"
            try record(.escalationStarted, words, in: transaction)
        }
    }
}
