internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// Keeps a body as it was received.
    package func appendIntake(_ body: [UInt8], at now: Timestamp) throws -> Int64 {
        try insert(
            "INSERT INTO intake (received_at_ms, body) VALUES (?, ?)",
            now.milliseconds, body)
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
}
