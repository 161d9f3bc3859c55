internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// Keeps a body as it was received.
    package func appendIntake(_ body: [UInt8], at now: Timestamp) throws -> Int64 {
        try insert(
            "INSERT INTO intake (received_at_ms, body) VALUES (?, ?)",
            now.milliseconds, body)
    }

    /// Changes one number, so that the commit has something to write.
    func markProbe(at now: Timestamp) throws {
        try run("UPDATE installation SET probed_at_ms = ? WHERE id = 1", now.milliseconds)
    }

    /// What is known of an alert: its very occurrence, and the latest of its fingerprint.
    package func known(_ alert: Alert) throws -> KnownAlert {
        var known = try stored(alert)
        if alert.status == .firing, known.same == nil { known.missedEnd = try missedEnd(of: alert) }
        return known
    }

    private func stored(_ alert: Alert) throws -> KnownAlert {
        let latest = try first(
            """
            SELECT id, incident_id, starts_at_ns, status FROM occurrence
            WHERE fingerprint = ? ORDER BY starts_at_ns DESC LIMIT 1
            """, alert.fingerprint, read: KnownOccurrence.init(row:))
        guard let latest, latest.startsAt > alert.startsAt else {
            return KnownAlert(same: latest?.startsAt == alert.startsAt ? latest : nil, latest: latest)
        }
        let same = try first(
            """
            SELECT id, incident_id, starts_at_ns, status FROM occurrence
            WHERE fingerprint = ? AND starts_at_ns = ?
            """, alert.fingerprint, alert.startsAt.nanoseconds, read: KnownOccurrence.init(row:))
        return KnownAlert(same: same, latest: latest)
    }

    private func missedEnd(of alert: Alert) throws -> Timestamp? {
        try first(
            "SELECT ends_at_ms FROM missed_end WHERE fingerprint = ? AND starts_at_ns = ?", alert.fingerprint,
            alert.startsAt.nanoseconds
        ) { Timestamp(milliseconds: $0.integer(0)) }
    }

    /// Remembers the end of an occurrence that no incident holds.
    package func addMissedEnd(of alert: Alert) throws {
        try run(
            "INSERT INTO missed_end (fingerprint, starts_at_ns, ends_at_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            alert.fingerprint, alert.startsAt.nanoseconds, (alert.endsAt ?? alert.startsAt).milliseconds)
    }

    /// The incident that a group key belongs to, and how many alerts its last body hid.
    package func alertGroup(_ groupKey: String) throws -> (incidentID: Int64, truncatedAlerts: Int)? {
        try first("SELECT incident_id, truncated_alerts FROM alert_group WHERE group_key = ?", groupKey) { row in
            (row.integer(0), Int(row.integer(1)))
        }
    }

    package func saveAlertGroup(_ groupKey: String, incidentID: Int64, truncatedAlerts: Int) throws {
        try run(
            """
            INSERT INTO alert_group (group_key, incident_id, truncated_alerts) VALUES (?, ?, ?)
            ON CONFLICT (group_key) DO UPDATE
            SET incident_id = excluded.incident_id, truncated_alerts = excluded.truncated_alerts
            """, groupKey, incidentID, truncatedAlerts)
    }

    /// Whether the last body of one of the incident's groups hid alerts.
    package func hasHiddenAlerts(incidentID: Int64) throws -> Bool {
        try row("SELECT 1 FROM alert_group WHERE incident_id = ? AND truncated_alerts > 0 LIMIT 1", [incidentID]) != nil
    }

    /// Counts one more sight of a stored occurrence.
    package func countSeen(occurrenceID: Int64, at now: Timestamp) throws {
        try run(
            "UPDATE occurrence SET last_seen_at_ms = ?, seen_count = seen_count + 1 WHERE id = ?",
            now.milliseconds, occurrenceID)
    }

    package func addOccurrence(
        _ alert: Alert, classification: Classification, incidentID: Int64, at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO occurrence (incident_id, fingerprint, starts_at_ns, ends_at_ms, status, priority, rule,
                first_seen_at_ms, last_seen_at_ms, labels, annotations, generator_url, extras)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            incidentID, alert.fingerprint, alert.startsAt.nanoseconds, alert.endsAt?.milliseconds,
            alert.status.rawValue, classification.priority.rawValue, classification.rule, now.milliseconds,
            now.milliseconds, alert.labels.json, alert.annotations.json, alert.generatorURL, alert.extras.json)
    }

    /// Ends a stored occurrence; the annotations are the last ones we were told.
    package func endOccurrence(_ id: Int64, endsAt: Timestamp, annotations: Labels, at now: Timestamp) throws {
        try run(
            """
            UPDATE occurrence SET status = 'resolved', ends_at_ms = ?, annotations = ?, last_seen_at_ms = ?,
                seen_count = seen_count + 1
            WHERE id = ?
            """, endsAt.milliseconds, annotations.json, now.milliseconds, id)
    }

    /// Keeps why an alert was refused; to an incident a repeat of its body adds nothing.
    /// - Returns: false when the incident has it already.
    package func addRejected(_ rejected: RejectedAlert, intakeID: Int64, incidentID: Int64?) throws -> Bool {
        let known = try row(
            "SELECT 1 FROM rejected_alert WHERE incident_id = ? AND position = ? AND reason = ? LIMIT 1",
            [incidentID, rejected.position, rejected.reason])
        guard known == nil else { return false }
        try run(
            "INSERT INTO rejected_alert (intake_id, incident_id, position, reason) VALUES (?, ?, ?, ?)",
            intakeID, incidentID, rejected.position, rejected.reason)
        return true
    }

    /// How an incident's stored occurrences stand: how many fire, how many there are, and what the most urgent firing
    /// one was classified as.
    package func occurrenceState(
        incidentID: Int64
    ) throws -> (firing: Int, count: Int, classification: Classification?) {
        let counts = try row(
            "SELECT count(*) AS count, sum(status = 'firing') AS firing FROM occurrence WHERE incident_id = ?",
            [incidentID])
        let urgent = try row(
            """
            SELECT priority, rule FROM occurrence WHERE incident_id = ? AND status = 'firing'
            ORDER BY priority, id LIMIT 1
            """, [incidentID])
        return (
            counts?["firing"] ?? 0, counts?["count"] ?? 0,
            urgent.map { Classification(priority: $0["priority"], rule: $0["rule"]) }
        )
    }
}

extension KnownOccurrence {
    fileprivate init(row: SQLRow) {
        self.init(
            id: row.integer(0), incidentID: row.integer(1), startsAt: Timestamp(nanoseconds: row.integer(2)),
            status: AlertStatus(rawValue: row.text(3)) ?? .resolved)
    }
}
