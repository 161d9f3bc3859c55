internal import GRDB
package import IncidentCore

/// What is stored of an alert group.
package struct StoredGroup: Sendable, Equatable {
    /// The incident that it belongs to.
    package let incidentID: Int64
    /// How many alerts its last body hid.
    package let truncatedAlerts: Int
    /// Of these, those that were over our limit.
    package let unkeptAlerts: Int
    /// The intake that holds the last of its bodies that was not as the one before it.
    package let bodyID: Int64?

    package var hidden: HiddenAlerts {
        HiddenAlerts(byAlertmanager: truncatedAlerts - unkeptAlerts, notKept: unkeptAlerts)
    }
}

extension StoreTransaction {
    /// Keeps that a body was received, and the body, unless it says word for word what an earlier one said.
    ///
    /// - Parameters:
    ///   - earlierID: the intake that holds what the group said last.
    ///   - isDrill: whether a person has asked for it, and not Alertmanager sent it.
    /// - Returns: the number of the intake, and whether it holds the body.
    package func appendIntake(
        _ body: [UInt8], after earlierID: Int64? = nil, isDrill: Bool = false, at now: Timestamp
    ) throws -> (id: Int64, isWhole: Bool) {
        if let earlierID,
            try first("SELECT 1 FROM intake WHERE id = ? AND body = ?", earlierID, body, read: { _ in }) != nil
        {
            let id = try insert(
                "INSERT INTO intake (received_at_ms, body, same_as, drill) VALUES (?, x'', ?, ?)", now.milliseconds,
                earlierID, isDrill)
            return (id, false)
        }
        let id = try insert(
            "INSERT INTO intake (received_at_ms, body, drill) VALUES (?, ?, ?)", now.milliseconds, body, isDrill)
        return (id, true)
    }

    package func alertGroup(_ groupKey: String) throws -> StoredGroup? {
        try first(
            "SELECT incident_id, truncated_alerts, unkept_alerts, body_id FROM alert_group WHERE group_key = ?",
            groupKey
        ) { row in
            StoredGroup(
                incidentID: row.integer(0), truncatedAlerts: Int(row.integer(1)), unkeptAlerts: Int(row.integer(2)),
                bodyID: row.isNull(3) ? nil : row.integer(3))
        }
    }

    /// - Parameter bodyID: of its last body; `nil` leaves the one that is stored.
    package mutating func saveAlertGroup(
        _ groupKey: String, incidentID: Int64, hidden: HiddenAlerts, bodyID: Int64? = nil
    ) throws {
        try run(
            """
            INSERT INTO alert_group (group_key, incident_id, truncated_alerts, unkept_alerts, body_id)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (group_key) DO UPDATE SET incident_id = excluded.incident_id,
                truncated_alerts = excluded.truncated_alerts, unkept_alerts = excluded.unkept_alerts,
                body_id = coalesce(excluded.body_id, body_id)
            """, groupKey, incidentID, hidden.count, hidden.notKept, bodyID)
        if !hidden.isEmpty { changes.insert(.hidden) }
    }

    /// What the last bodies of the incident's groups hid.
    package func hiddenAlerts(incidentID: Int64) throws -> HiddenAlerts {
        let counts = try row(
            """
            SELECT coalesce(sum(truncated_alerts), 0) AS hidden, coalesce(sum(unkept_alerts), 0) AS unkept
            FROM alert_group WHERE incident_id = ? AND truncated_alerts > 0
            """, [incidentID])
        let hidden: Int = counts?["hidden"] ?? 0
        let unkept: Int = counts?["unkept"] ?? 0
        return HiddenAlerts(byAlertmanager: hidden - unkept, notKept: unkept)
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
