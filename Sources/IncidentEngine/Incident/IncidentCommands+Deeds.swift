package import IncidentCore
internal import IncidentStore

// What people do with an incident beside taking and closing it. What takes it from somebody, or puts it off, wants a
// reason; asking for help wants none.
extension IncidentCommands {
    /// So long after one call for somebody the same call is another press of the same button.
    package static let pressedTwiceWithin: Duration = .seconds(30)

    package static let shortestSnooze: Duration = .seconds(60)

    /// Nobody has it any more, and escalation goes on.
    ///
    /// - Parameter takeOver: whether they take it from who has it; where they do not, they are asked by a `DeedQuestion`.
    /// - Throws: `TransitionRefused`, `UnknownIncident`, and `DeedProblem` without a reason; so do the others.
    package func unacknowledge(
        _ id: Int64, _ deed: Deed, needsReason: Bool = true, takeOver: Consent<String> = .notAsked
    ) async throws -> Incident {
        let deed = try checked(deed, needsReason: needsReason)
        let now = time.now()
        return try await change(id) { [tables] transaction in
            if let question = try transaction.incident(id)?.question(
                beforeGivenBackBy: deed.by, takeOver, tables.value, at: now, in: transaction.reader)
            {
                throw question
            }
            return .unacknowledged(deed)
        }.after
    }

    /// - Parameters:
    ///   - end: as people write it, see `MomentText`.
    ///   - clock: whose time it is without a zone.
    ///   - takeOver: whether they take it from who has it; where they do not, they are asked by a `DeedQuestion`.
    package func snooze(
        _ id: Int64, _ deed: Deed, until end: String, by clock: LocalClock = .utc, takeOver: Consent<String> = .notAsked
    ) async throws -> Incident {
        let deed = try checked(deed, needsReason: true)
        let now = time.now()
        guard let moment = MomentText(end, by: clock) else { throw DeedProblem.wrongTime(end) }
        let end = moment.time(at: now)
        return try await change(id) { [tables] transaction in
            if let question = try transaction.incident(id)?.question(
                beforeTakenBy: deed.by, takeOver, tables.value, at: now, in: transaction.reader)
            {
                throw question
            }
            let expires = try transaction.escalations(incidentID: id).compactMap(\.acknowledgementExpires).min()
            let longest = expires.map { max($0, .seconds(86_400)) } ?? .seconds(30 * 86_400)
            guard end - now >= Self.shortestSnooze, end - now <= longest else {
                throw DeedProblem.timeOutOfReach(end, now: now, longest: longest)
            }
            return .snoozed(deed, until: end, covering: try transaction.firingCovers(incidentID: id))
        }.after
    }

    /// - Parameters:
    ///   - contact: a role, or an address that is one contact's alone.
    ///   - takeOver: as of `snooze`.
    package func handOver(
        _ id: Int64, _ deed: Deed, to contact: String, takeOver: Consent<String> = .notAsked
    ) async throws -> Incident {
        let deed = try checked(deed, needsReason: true)
        let contact = try await role(called: contact)
        let now = time.now()
        return try await change(id) { [tables] transaction in
            // Who has it already is not given it, whoever asks.
            if let incident = try transaction.incident(id), incident.acknowledgedBy != contact,
                let question = try incident.question(
                    beforeTakenBy: deed.by, takeOver, tables.value, at: now, in: transaction.reader)
            {
                throw question
            }
            return .handedOver(
                deed, to: contact,
                HandOver(
                    covering: try transaction.firingCovers(incidentID: id),
                    expiresAfter: try transaction.escalations(incidentID: id).compactMap(\.acknowledgementExpires)
                        .min(),
                    remindBefore: tables.value.acknowledgementReminder, confirmWithin: tables.value.confirmNewAlerts))
        }.after
    }

    /// Tells whom the next step tells.
    package func escalate(_ id: Int64, _ deed: Deed) async throws -> Incident {
        let deed = try checked(deed, needsReason: false)
        let (inForce, now) = (tables.inForce, time.now())
        return try await change(id) { transaction in
            if let incident = try transaction.incident(id), incident.status != .resolved {
                if let last = try transaction.lastRecorded(.escalated, incidentID: id) {
                    try Self.refuseRepeat(of: "incident \(id) was escalated", last, at: now)
                }
                let runner = EscalationRunner(inForce: inForce, incident: incident, isNew: false, now: now)
                _ = try runner.requested(in: transaction)
            }
            return .escalated(deed)
        }.after
    }

    /// - Parameter contact: as of `handOver`.
    package func addResponder(_ id: Int64, _ deed: Deed, _ contact: String) async throws -> Incident {
        let deed = try checked(deed, needsReason: false)
        let contact = try await role(called: contact)
        let now = time.now()
        return try await change(id) { transaction in
            if let last = try transaction.tellingHistory(incidentID: id).askedFor(contact) {
                try Self.refuseRepeat(of: "\(contact) was asked for", last, at: now)
            }
            return .responderAdded(deed, contact: contact)
        }.after
    }

    /// Ticks a next step, or takes its tick back; what was said with it is noted.
    ///
    /// - Parameter title: of the step, as it is shown.
    package func tick(_ id: Int64, _ deed: Deed, step title: String, isDone: Bool) async throws -> Incident {
        let deed = try checked(deed, needsReason: false)
        let tables = tables.value
        return try await change(id, note: deed.why.map { .noted(by: deed.by, text: $0) }) { transaction in
            guard let incident = try transaction.incident(id) else {
                throw UnknownIncident(id: id, newest: try transaction.newestIncidentID())
            }
            let steps = try transaction.reader.nextSteps(of: incident, tables: tables)
            guard let step = steps.first(where: { $0.title == title }) else {
                throw DeedProblem.unknownStep(title, steps.map(\.title))
            }
            guard (step.done != nil) != isDone else {
                let words = step.done.map { "was done by \($0.by) at \($0.at.readable)" } ?? "is not done"
                throw TransitionRefused("\"\(title)\" \(words); nothing was changed")
            }
            return .stepTicked(deed, title: title, isDone: isDone)
        }.after
    }

    /// Lets the collectors that are meant for it run once more; where that is about to happen, nothing is changed.
    ///
    /// - Parameter name: of the only one that is to run; `nil` for all of them.
    package func diagnose(_ id: Int64, _ deed: Deed, collector name: String?) async throws -> Incident {
        let deed = try checked(deed, needsReason: false)
        let tables = tables.value
        return try await change(id) { transaction in
            guard let incident = try transaction.incident(id) else {
                throw UnknownIncident(id: id, newest: try transaction.newestIncidentID())
            }
            let names = tables.collectors(for: incident.priority, labels: incident.labels).map(\.name)
            guard !names.isEmpty else {
                throw TransitionRefused(
                    "no collector of the tables is meant for incident \(id), by its priority and its labels; nothing to run"
                )
            }
            if let name, !names.contains(name) { throw DeedProblem.unknownCollector(name, names) }
            let isPending = try transaction.isDiagnosisPending(of: incident.lead, collector: name, incidentID: id)
            return .diagnosisRequested(deed, collector: name, isPending: isPending)
        }.after
    }

    private static func refuseRepeat(of what: String, _ last: Timestamp, at now: Timestamp) throws {
        // A clock that was set back says nothing of it.
        guard now >= last, now - last < pressedTwiceWithin else { return }
        throw TransitionRefused(
            "\(what) \((now - last).prometheusRounded) ago, so nothing more was done; to do it once more, ask "
                + "again after \((last + pressedTwiceWithin).readable)")
    }

    func checked(_ deed: Deed, needsReason: Bool) throws(DeedProblem) -> Deed {
        let why = deed.why?.trimmingBlanks() ?? ""
        guard !why.isEmpty || !needsReason else { throw .reasonMissing }
        guard why.count <= DeedProblem.reasonLimit else { throw .reasonTooLong(why.count) }
        let shown = tables.value.redactions.apply(to: why)
        return Deed(
            by: tables.value.personName(deed.by), why: shown.isEmpty ? nil : shown, way: deed.way)
    }

    /// Of a role that a rota fills the person who is on call.
    private func role(called name: String) async throws -> String {
        let (known, now) = (tables.value.contacts, time.now())
        let contacts =
            known.rotaRoles.isEmpty
            ? known
            : known.onCall(at: now, overrides: try await store.read { try $0.rotaOverrides(from: now, until: now) })
        guard let contact = contacts.contact(called: name) else {
            throw DeedProblem.unknownContact(name, contacts.names)
        }
        guard contacts.canTell(contact.role) else { throw DeedProblem.unreachable(contact.role, path: contacts.path) }
        return contact.role
    }
}
