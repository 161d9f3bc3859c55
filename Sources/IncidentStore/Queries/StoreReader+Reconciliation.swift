internal import GRDB
package import IncidentCore

extension StoreReader {
    /// All that an Alertmanager can be compared with.
    package func believed() throws -> Believed {
        var believed = Believed()
        // Of the index of what fires only.
        believed.held = try rows(
            """
            SELECT id, incident_id, fingerprint, starts_at_ns, last_seen_at_ms, sender_id, muted
            FROM occurrence INDEXED BY occurrence_firing WHERE status = 'firing'
            """
        ).map { row in
            HeldAlert(
                id: row["id"], incidentID: row["incident_id"], fingerprint: row["fingerprint"],
                startsAt: Timestamp(nanoseconds: row["starts_at_ns"]), lastSeenAt: row.time("last_seen_at_ms"),
                senderID: row["sender_id"], muted: row["muted"])
        }
        believed.doubts = try rows(
            """
            SELECT fingerprint, seen_at_ms, (
                SELECT sender_id FROM occurrence
                WHERE occurrence.fingerprint = doubtful_alert.fingerprint AND status = 'resolved'
                ORDER BY ended_seen_at_ms DESC, id DESC LIMIT 1) AS sender_id
            FROM doubtful_alert
            """
        ).map { row in
            HeldDoubt(fingerprint: row["fingerprint"], seenAt: row.time("seen_at_ms"), senderID: row["sender_id"])
        }
        believed.hidden = try hiddenGroups()
        for row in try rows("SELECT id, receiver, external_url, recognised FROM alert_sender") {
            believed.senders[row["id"]] = KnownSender(
                AlertSender(receiver: row["receiver"], externalURL: row["external_url"]),
                isRecognised: row["recognised"])
        }
        return believed
    }

    /// The groups of which the last body hid alerts.
    package func hiddenGroups() throws -> [HiddenGroup] {
        try rows(
            """
            SELECT alert_group.group_key, alert_group.incident_id, truncated_alerts, body_id, occurrence.sender_id, occurrence.labels
            FROM alert_group INDEXED BY alert_group_truncated
            JOIN incident ON incident.id = alert_group.incident_id
            JOIN occurrence ON occurrence.id = (
                SELECT max(id) FROM occurrence WHERE occurrence.incident_id = alert_group.incident_id)
            WHERE truncated_alerts > 0 AND incident.status <> 'resolved'
            """
        ).compactMap { row in
            unreadable.read("alert_group", row, named: "group_key") { row in
                HiddenGroup(
                    groupKey: row["group_key"], incidentID: row["incident_id"], count: row["truncated_alerts"],
                    bodyID: row["body_id"], senderID: row["sender_id"], labels: try row.labels("labels"))
            }
        }
    }

    /// When the newest doubtful alert came.
    package func newestDoubtSeenAt() throws -> Timestamp? {
        try row("SELECT max(seen_at_ms) AS seen FROM doubtful_alert")?.optionalTime("seen")
    }
}
