internal import GRDB
package import IncidentCore
internal import Synchronization

extension StoreTransaction {
    package func escalation(incidentID: Int64) throws -> Escalation? {
        guard
            let row = try row(
                """
                SELECT policy_version_id, status, started_at_ms, round, next_step, next_due_at_ms FROM escalation
                WHERE incident_id = ?
                """, [incidentID])
        else { return nil }
        return Escalation(
            policy: try policy(row["policy_version_id"]), status: row["status"],
            startedAt: row.time("started_at_ms"), round: row["round"], nextStep: row["next_step"],
            nextDueAt: row.optionalTime("next_due_at_ms"))
    }

    package mutating func saveEscalation(_ escalation: Escalation, incidentID: Int64) throws {
        try run(
            """
            INSERT INTO escalation (incident_id, policy_version_id, status, started_at_ms, round, next_step,
                next_due_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (incident_id) DO UPDATE SET policy_version_id = excluded.policy_version_id,
                status = excluded.status, started_at_ms = excluded.started_at_ms, round = excluded.round,
                next_step = excluded.next_step, next_due_at_ms = excluded.next_due_at_ms
            """,
            incidentID, try policyVersion(of: escalation.policy), escalation.status.rawValue,
            escalation.startedAt.milliseconds, escalation.round, escalation.nextStep,
            escalation.nextDueAt?.milliseconds)
        if escalation.nextDueAt != nil { changes.insert(.escalation) }
    }

    /// The incident whose escalation is due first, if any is.
    package func nextDueEscalation(at now: Timestamp) throws -> Int64? {
        try row(
            """
            SELECT incident_id FROM escalation WHERE next_due_at_ms IS NOT NULL AND next_due_at_ms <= ?
            ORDER BY next_due_at_ms LIMIT 1
            """, [now.milliseconds])?["incident_id"]
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
