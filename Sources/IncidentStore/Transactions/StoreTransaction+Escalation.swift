internal import GRDB
package import IncidentCore
internal import Synchronization

/// A deadline of an incident or of its escalation that has come.
package enum DueEscalation: Sendable, Equatable {
    /// A step of this policy, or the end of an acknowledgement.
    case step(incidentID: Int64, policy: String)
    /// Urgent alerts that joined were to be confirmed by now.
    case confirmation(incidentID: Int64)
    /// It flapped, and nothing has begun or ended for long enough.
    case quiet(incidentID: Int64)
    /// A person closed it, and its alerts may fire on.
    case reminder(incidentID: Int64)
    /// The owner of an acknowledgement is to be reminded of its end.
    case ownerReminder(incidentID: Int64)
    /// It ends, of which no policy may know.
    case acknowledgementEnd(incidentID: Int64)
    /// Somebody was to have taken it by now.
    case response(incidentID: Int64)

    /// Those that stand in a column of the incident; of what is due at the same time the first. Whether somebody responds in
    /// time is looked at before a step that is due then: that is what follows when nobody has.
    static let ofIncidents: [(column: String, make: @Sendable (Int64) -> DueEscalation)] = [
        ("respond_by_ms", { .response(incidentID: $0) }),
        ("confirm_by_ms", { .confirmation(incidentID: $0) }), ("quiet_by_ms", { .quiet(incidentID: $0) }),
        ("remind_at_ms", { .reminder(incidentID: $0) }), ("remind_owner_at_ms", { .ownerReminder(incidentID: $0) }),
        ("taken_until_ms", { .acknowledgementEnd(incidentID: $0) }),
    ]

    package var incidentID: Int64 {
        switch self {
        case .step(let id, _), .confirmation(let id), .quiet(let id), .reminder(let id), .ownerReminder(let id),
            .acknowledgementEnd(let id), .response(let id):
            id
        }
    }
}

extension StoreTransaction {
    /// One a policy; the one that began last is the first.
    package func escalations(incidentID: Int64) throws -> [Escalation] {
        try rows(
            """
            SELECT policy_name, policy_version_id, status, started_at_ms, round, next_step, next_due_at_ms FROM escalation
            WHERE incident_id = ? ORDER BY id DESC
            """, [incidentID]
        ).map { row in
            Escalation(
                // The name by which its row is found; a document may lack it.
                policy: try policy(row["policy_version_id"]).named(row["policy_name"]), status: try row.word("status"),
                startedAt: row.time("started_at_ms"), round: row["round"], nextStep: row["next_step"],
                nextDueAt: row.optionalTime("next_due_at_ms"))
        }
    }

    /// Stores how far an escalation is that the incident has already.
    package mutating func saveEscalation(_ escalation: Escalation, incidentID: Int64) throws {
        try run(
            """
            UPDATE escalation SET policy_version_id = ?, status = ?, started_at_ms = ?, round = ?, next_step = ?,
                next_due_at_ms = ?
            WHERE incident_id = ? AND policy_name = ?
            """,
            try policyVersion(of: escalation.policy), escalation.status.rawValue, escalation.startedAt.milliseconds,
            escalation.round, escalation.nextStep, escalation.nextDueAt?.milliseconds, incidentID,
            escalation.policy.name)
        if escalation.nextDueAt != nil { changes.insert(.escalation) }
    }

    /// Stores an escalation that begins.
    ///
    /// - Parameter replaces: whether the incident had one of the same policy before.
    package mutating func addEscalation(_ escalation: Escalation, incidentID: Int64, replaces: Bool) throws {
        if replaces {
            try run(
                "DELETE FROM escalation WHERE incident_id = ? AND policy_name = ?", incidentID, escalation.policy.name)
        }
        try run(
            """
            INSERT INTO escalation (incident_id, policy_name, policy_version_id, status, started_at_ms,
                round, next_step, next_due_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            incidentID, escalation.policy.name, try policyVersion(of: escalation.policy), escalation.status.rawValue,
            escalation.startedAt.milliseconds, escalation.round, escalation.nextStep,
            escalation.nextDueAt?.milliseconds)
        if escalation.nextDueAt != nil { changes.insert(.escalation) }
    }

    /// The deadline that has come first, if any has. What cannot be understood of its incident is told, and put off, so
    /// that it keeps no other one waiting.
    package func nextDueEscalation(at now: Timestamp) throws -> DueEscalation? {
        while let due = try firstDueEscalation(at: now) {
            do {
                _ = try incident(due.incidentID)
                _ = try escalations(incidentID: due.incidentID)
                return due
            } catch  where !(error is DatabaseError) {
                caches.unreadable.report("escalation", "\(due.incidentID)", error)
                try putOff(due, at: now)
            }
        }
        return nil
    }

    /// Lets a deadline wait that came to nothing, so that it keeps no other one waiting.
    package func putOff(_ due: DueEscalation, at now: Timestamp) throws {
        let later = (now + Self.unreadablePutOff).milliseconds
        switch due {
        case .step(let id, let policy):
            try run(
                "UPDATE escalation SET next_due_at_ms = ? WHERE incident_id = ? AND policy_name = ?", later, id, policy)
        case .confirmation(let id): try run("UPDATE incident SET confirm_by_ms = ? WHERE id = ?", later, id)
        case .quiet(let id): try run("UPDATE incident SET quiet_by_ms = ? WHERE id = ?", later, id)
        case .ownerReminder(let id): try run("UPDATE incident SET remind_owner_at_ms = ? WHERE id = ?", later, id)
        case .acknowledgementEnd(let id): try run("UPDATE incident SET taken_until_ms = ? WHERE id = ?", later, id)
        case .reminder(let id): try run("UPDATE incident SET remind_at_ms = ? WHERE id = ?", later, id)
        case .response(let id): try run("UPDATE incident SET respond_by_ms = ? WHERE id = ?", later, id)
        }
    }

    private func firstDueEscalation(at now: Timestamp) throws -> DueEscalation? {
        let step = try row(
            """
            SELECT incident_id, policy_name, next_due_at_ms AS due FROM escalation
            WHERE next_due_at_ms IS NOT NULL AND next_due_at_ms <= ? ORDER BY next_due_at_ms, id LIMIT 1
            """, [now.milliseconds])
        var first = step.map {
            (due: $0.time("due"), DueEscalation.step(incidentID: $0["incident_id"], policy: $0["policy_name"]))
        }
        for (column, make) in DueEscalation.ofIncidents {
            let found = try row(
                """
                SELECT id, \(column) AS due FROM incident
                WHERE \(column) IS NOT NULL AND \(column) <= ? ORDER BY \(column) LIMIT 1
                """, [now.milliseconds])
            guard let found else { continue }
            let due = make(found["id"])
            let precedes = due == .response(incidentID: due.incidentID)
            let isFirst = first.map { $0.due > found.time("due") || precedes && $0.due == found.time("due") } ?? true
            if isFirst { first = (found.time("due"), due) }
        }
        return first?.1
    }

    private func policy(_ id: Int64) throws -> EscalationPolicy {
        if let cached = caches.policies.withLock({ $0[id] }) { return cached }
        let text: String = try row("SELECT document FROM policy_version WHERE id = ?", [id])?["document"] ?? ""
        let policy: EscalationPolicy = try StoredJSON.decode(text)
        caches.policies.withLock { $0[id] = policy }
        return policy
    }

    private func policyVersion(of policy: EscalationPolicy) throws -> Int64 {
        if let id = caches.policies.withLock({ $0.first { $0.value == policy }?.key }) { return id }
        let document = try StoredJSON.encode(policy)
        let id: Int64 =
            try row("SELECT id FROM policy_version WHERE document = ?", [document])?["id"]
            ?? insert("INSERT INTO policy_version (name, document) VALUES (?, ?)", policy.name, document)
        caches.policies.withLock { $0[id] = policy }
        return id
    }
}
