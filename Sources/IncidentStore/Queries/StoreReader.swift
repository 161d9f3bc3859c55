internal import GRDB
package import IncidentCore

/// What may be asked of one consistent state of the store.
package struct StoreReader {
    let db: Database

    func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
        try Row.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension StoreReader {
    package func incident(_ id: Int64) throws -> Incident? {
        try row("SELECT \(Incident.columns) FROM incident WHERE id = ?", [id]).map(Incident.init(row:))
    }

    package func newestIncidentID() throws -> Int64? {
        try row("SELECT max(id) AS id FROM incident")?["id"]
    }

    /// Firing first, then the most urgent, then the newest.
    package func occurrences(incidentID: Int64, limit: Int = .max) throws -> [Occurrence] {
        try rows(
            "SELECT * FROM occurrence WHERE incident_id = ? ORDER BY status, priority, starts_at_ns DESC LIMIT ?",
            [incidentID, limit]
        ).map(Occurrence.init(row:))
    }

    /// Most urgent first, of the lead's latest round of each collector and of the alerts that joined; a sentence that
    /// several collectors say stands once.
    package func findings(incidentID: Int64) throws -> [Finding] {
        let found = try rows(
            """
            SELECT finding.collector, level, text FROM finding
            JOIN diagnostic_artifact AS artifact ON artifact.id = finding.artifact_id
            JOIN diagnosis ON diagnosis.id = artifact.diagnosis_id
            WHERE finding.incident_id = ?
                AND (diagnosis.fingerprint IS NOT NULL OR artifact.diagnosis_id = (
                    SELECT max(latest.diagnosis_id) FROM diagnostic_artifact AS latest
                    JOIN diagnosis AS its ON its.id = latest.diagnosis_id AND its.fingerprint IS NULL
                    WHERE latest.incident_id = artifact.incident_id AND latest.collector = artifact.collector))
            ORDER BY diagnosis.fingerprint IS NOT NULL, artifact.position, finding.id
            """, [incidentID]
        ).map { Finding(collector: $0["collector"], level: $0["level"], text: $0["text"]) }
        return Finding.merged(found)
    }

    /// Oldest first.
    package func timeline(incidentID: Int64) throws -> [TimelineEntry] {
        try rows("SELECT * FROM timeline_entry WHERE incident_id = ? ORDER BY id", [incidentID])
            .map(TimelineEntry.init(row:))
    }

    /// One a policy; those that go on first, and of these the one that began last.
    package func escalations(incidentID: Int64) throws -> [EscalationView] {
        try rows(
            """
            SELECT policy_name AS name, status, round, next_step, next_due_at_ms FROM escalation WHERE incident_id = ?
            ORDER BY CASE status WHEN 'running' THEN 0 WHEN 'paused' THEN 1 WHEN 'exhausted' THEN 2 ELSE 3 END, id DESC
            """, [incidentID]
        ).map {
            EscalationView(
                policy: $0["name"], status: $0["status"], round: $0["round"], nextStep: $0["next_step"],
                nextDueAt: $0.optionalTime("next_due_at_ms"))
        }
    }
}

/// Where an incident's escalation stands, for people.
package struct EscalationView: Sendable, Equatable {
    package let policy: String
    package let status: EscalationStatus
    package let round: Int
    package let nextStep: Int
    package let nextDueAt: Timestamp?
}

extension StoreReader {
    /// When the next deadline of an escalation comes, or the next one to confirm alerts that joined.
    package func nextEscalationDue() throws -> Timestamp? {
        let step = try row("SELECT min(next_due_at_ms) AS due FROM escalation WHERE next_due_at_ms IS NOT NULL")
        let confirmation = try row("SELECT min(confirm_by_ms) AS due FROM incident WHERE confirm_by_ms IS NOT NULL")
        return [step, confirmation].compactMap { $0?.optionalTime("due") }.min()
    }

    /// When the next notification of a kind and one of these priorities may be claimed; claims count with the end of
    /// their lease, and what waits behind an earlier one to the same address does not count at all.
    ///
    /// - Parameter full: addresses that are left out.
    package func nextNotificationDue(
        _ notifier: NotifierKind, _ priorities: [Priority] = Priority.allCases, except full: [String] = []
    ) throws -> Timestamp? {
        try priorities.compactMap { priority in
            try row(
                """
                SELECT due_at_ms FROM notification AS mine
                WHERE notifier = ? AND priority = ? AND due_at_ms IS NOT NULL AND \(Notification.isFirstOfItsQueue)
                    AND \(Notification.isNot(to: full))
                ORDER BY due_at_ms LIMIT 1
                """, StatementArguments([notifier.rawValue, priority.rawValue] + full))?.optionalTime("due_at_ms")
        }.min()
    }

    /// When the next round of collectors becomes due; claims count with the end of their lease.
    package func nextDiagnosisDue() throws -> Timestamp? {
        try row("SELECT min(due_at_ms) AS due FROM diagnosis WHERE due_at_ms IS NOT NULL")?.optionalTime("due")
    }
}
