internal import GRDB
package import IncidentCore

// What the auditor asks. Each question costs what is open or owed, and never what is stored.
extension StoreReader {
    /// Open incidents, in the order of their numbers, that are not plainly in order and are to be looked at closely.
    package func incidentsToAudit(
        _ status: IncidentStatus, _ priority: Priority, after id: Int64, limit: Int
    ) throws -> [Int64] {
        let inOrder =
            switch status {
            case .triggered:
                """
                silenced_by IS NULL AND flapping_since_ms IS NULL AND EXISTS (
                    SELECT 1 FROM escalation
                    WHERE incident_id = incident.id AND status = 'running' AND next_due_at_ms IS NOT NULL)
                AND NOT EXISTS (
                    SELECT 1 FROM escalation
                    WHERE incident_id = incident.id AND (status = 'paused' OR status = 'exhausted'))
                """
            case .acknowledged:
                """
                taken_until_ms IS NOT NULL AND unconfirmed_names = '[]' AND handed_over_by IS NULL
                AND silenced_by IS NULL AND flapping_since_ms IS NULL
                """
            case .resolved: "1"
            }
        return try rows(
            """
            SELECT id FROM incident WHERE status = ? AND priority = ? AND id > ? AND NOT (\(inOrder))
            ORDER BY id LIMIT ?
            """, [status.rawValue, priority.rawValue, id, limit]
        ).map { $0["id"] }
    }

    /// What is to be audited of an open incident; `nil` for one that is over or gone, or of which a policy cannot be
    /// understood, which is told where it comes up.
    package func audited(incidentID: Int64) throws -> AuditedIncident? {
        guard
            let row = try row("SELECT \(Incident.columns) FROM incident WHERE id = ?", [incidentID]),
            let incident = unreadable.read("incident", row, as: Incident.init(row:)), incident.status != .resolved
        else { return nil }
        let stored = try escalations(incidentID: incidentID)
        let escalations = stored.compactMap { stored in
            stored.document.map { policy in
                // When it began is not asked.
                Escalation(
                    policy: policy.named(stored.policy), status: stored.status, startedAt: incident.openedAt,
                    round: stored.round, nextStep: stored.nextStep, nextDueAt: stored.nextDueAt)
            }
        }
        guard escalations.count == stored.count else { return nil }
        let said = try rows(
            """
            SELECT * FROM timeline_entry
            WHERE incident_id = ? AND (kind = 'not_told' OR kind = 'nobody_told' OR kind = 'reopened')
            ORDER BY id DESC LIMIT 50
            """, [incidentID]
        ).compactMap { unreadable.read("timeline_entry", $0, as: TimelineEntry.init(row:)) }
        return AuditedIncident(
            incident, escalations: escalations, said: Array(said.prefix { $0.kind != .reopened }),
            history: try tellingHistory(incidentID: incidentID))
    }

    /// Incidents of which a deadline has come by then and nobody has done what is due, and what that was.
    package func overdueIncidents(by time: Timestamp, limit: Int) throws -> [(id: Int64, words: String)] {
        let steps = try rows(
            """
            SELECT incident_id, policy_name FROM escalation WHERE next_due_at_ms IS NOT NULL AND next_due_at_ms < ?
            ORDER BY next_due_at_ms LIMIT ?
            """, [time.milliseconds, limit]
        ).map { (id: $0["incident_id"] as Int64, words: "a deadline of policy \"\($0["policy_name"] as String)\"") }
        let others = try DueEscalation.ofIncidents.flatMap { deadline in
            try rows(
                """
                SELECT id FROM incident WHERE \(deadline.column) IS NOT NULL AND \(deadline.column) < ?
                ORDER BY \(deadline.column) LIMIT ?
                """, [time.milliseconds, limit]
            ).map { (id: $0["id"] as Int64, words: deadline.make($0["id"]).deadlineWords) }
        }
        return Array((steps + others).prefix(limit))
    }

    /// Doubtful alerts of which the deadline came before then, with their incidents.
    package func overdueDoubts(by time: Timestamp, limit: Int) throws -> [Int64?] {
        try rows(
            "SELECT incident_id FROM doubtful_alert WHERE due_at_ms < ? ORDER BY due_at_ms LIMIT ?",
            [time.milliseconds, limit]
        ).map { $0["incident_id"] }
    }

    /// The heartbeats of which the silence would open something, and when; `nil` for one of which it would not.
    package func heartbeatDeadlines() throws -> [String: Timestamp?] {
        Dictionary(
            try rows("SELECT name, due_at_ms FROM heartbeat").map { ($0["name"], $0.optionalTime("due_at_ms")) },
            uniquingKeysWith: { first, _ in first })
    }

    /// What is owed by an endpoint and was due by a time, or has been tried and is due only after another one.
    package func notificationsToAudit(
        _ endpoint: EndpointID, dueBefore early: Timestamp, orRetriedAfter late: Timestamp, limit: Int
    ) throws -> [AuditedNotification] {
        try rows(
            """
            SELECT \(Notification.columns), due_at_ms FROM notification
            WHERE notifier = ? AND endpoint = ? AND due_at_ms IS NOT NULL
                AND (due_at_ms < ? OR attempts > 0 AND due_at_ms > ?)
            ORDER BY id LIMIT ?
            """,
            [endpoint.kind.rawValue, endpoint.name, early.milliseconds, late.milliseconds, limit]
        ).compactMap { row in
            unreadable.read("notification", row) { row in
                let notification = try Notification(row: row)
                return AuditedNotification(
                    id: notification.id, incidentID: notification.incidentID, state: notification.state,
                    createdAt: notification.createdAt, dueAt: row.time("due_at_ms"), attempts: notification.attempts,
                    words: "\(notification.method.text) for \(notification.contact)")
            }
        }
    }

    /// Rounds of collectors of which the lease ended before then.
    package func overrunDiagnoses(by time: Timestamp, limit: Int) throws -> [(id: Int64, incidentID: Int64)] {
        try rows(
            """
            SELECT id, incident_id FROM diagnosis
            WHERE due_at_ms IS NOT NULL AND due_at_ms < ? AND lease_owner IS NOT NULL ORDER BY due_at_ms LIMIT ?
            """, [time.milliseconds, limit]
        ).map { ($0["id"], $0["incident_id"]) }
    }

    /// What a server has claimed that is gone, with what it is of.
    ///
    /// - Parameter owner: who asks, and lives.
    package func claimsWithoutOwner(but owner: String, limit: Int) throws -> [(incidentID: Int64, words: String)] {
        try [("notification", "state = 'sending'"), ("diagnosis", "lease_owner IS NOT NULL")].flatMap {
            table, claimed in
            try rows(
                """
                SELECT id, incident_id FROM \(table)
                WHERE due_at_ms IS NOT NULL AND \(claimed) AND lease_owner IS NOT ?
                    AND NOT EXISTS (SELECT 1 FROM running_instance WHERE running_instance.id = \(table).lease_owner)
                LIMIT ?
                """, [owner, limit]
            ).map { ($0["incident_id"], "\(table) \($0["id"] as Int64)") }
        }
    }

    /// Pages under keys of their own, not older than that, whose incidents are over and after which nothing was owed to
    /// their address that says so: what they left open stays open.
    package func unclosedFormerKeys(since time: Timestamp, limit: Int) throws -> [Notification] {
        try rows(
            """
            SELECT \(Notification.columns) FROM notification AS page
            WHERE let_go = 1 AND former_closed = 0 AND created_at_ms >= ?
                AND (state = 'sent' OR may_have_arrived = 1)
                AND EXISTS (SELECT 1 FROM incident WHERE incident.id = page.incident_id AND incident.status = 'resolved')
                AND NOT EXISTS (
                    SELECT 1 FROM notification AS later
                    WHERE later.incident_id = page.incident_id AND later.notifier = page.notifier
                        AND later.endpoint = page.endpoint AND later.address = page.address AND later.id > page.id
                        AND (later.event = 'resolved' OR later.former_closed = 1))
            ORDER BY created_at_ms LIMIT ?
            """, [time.milliseconds, limit]
        ).compactMap { unreadable.read("notification", $0, as: Notification.init(row:)) }
    }
}

extension DueEscalation {
    fileprivate var deadlineWords: String {
        switch self {
        case .step(_, let policy): "a deadline of policy \"\(policy)\""
        case .confirmation: "the time to answer a question"
        case .quiet: "the end of its flapping"
        case .reminder: "the time to open it again if it fires on"
        case .ownerReminder: "the reminder of its owner"
        case .acknowledgementEnd: "the end of its acknowledgement"
        case .response: "the time to respond"
        }
    }
}
