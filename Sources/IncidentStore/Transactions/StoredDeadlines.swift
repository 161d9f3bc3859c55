internal import GRDB
internal import IncidentCore

/// Every column that holds a time still to come, and those from which one is counted or with which a later one is
/// compared to decide who is told: what must move when the system's clock is set. Who adds such a column adds it here; a
/// test looks for those that are missing.
enum StoredDeadlines {
    struct Table {
        let name: String
        let columns: [String]
        /// Of the rows that still wait for something, or decide something.
        let condition: String
        /// The column with the incident that a row belongs to; `nil` for none.
        let incident: String?
    }

    static let all = [
        Table(name: "incident", columns: ["confirm_by_ms"], condition: "confirm_by_ms IS NOT NULL", incident: "id"),
        Table(
            name: "incident", columns: ["quiet_by_ms", "flapping_since_ms"], condition: "quiet_by_ms IS NOT NULL",
            incident: "id"),
        Table(name: "incident", columns: ["taken_until_ms"], condition: "taken_until_ms IS NOT NULL", incident: "id"),
        Table(name: "incident", columns: ["held_until_ms"], condition: "held_until_ms IS NOT NULL", incident: "id"),
        Table(name: "incident", columns: ["remind_at_ms"], condition: "remind_at_ms IS NOT NULL", incident: "id"),
        Table(
            name: "incident", columns: ["remind_owner_at_ms"], condition: "remind_owner_at_ms IS NOT NULL",
            incident: "id"),
        Table(name: "incident", columns: ["respond_by_ms"], condition: "respond_by_ms IS NOT NULL", incident: "id"),
        // What was told before there was news of an open incident, or before it was taken, is so by these times;
        // `respond_spells` counts from the first.
        Table(
            name: "incident", columns: ["news_at_ms", "acknowledged_at_ms"], condition: "status <> 'resolved'",
            incident: nil),
        Table(
            name: "notification", columns: ["created_at_ms"],
            condition: """
                due_at_ms IS NULL
                    AND incident_id IN (SELECT incident.id FROM incident WHERE incident.status <> 'resolved')
                """, incident: nil),
        // Giving up is counted from the creation.
        Table(
            name: "notification", columns: ["due_at_ms", "created_at_ms", "deliver_by_ms", "share_ends_at_ms"],
            condition: "due_at_ms IS NOT NULL", incident: "incident_id"),
        Table(
            name: "escalation", columns: ["next_due_at_ms", "started_at_ms"], condition: "next_due_at_ms IS NOT NULL",
            incident: "incident_id"),
        Table(
            name: "diagnosis", columns: ["due_at_ms", "requested_at_ms"], condition: "due_at_ms IS NOT NULL",
            incident: "incident_id"),
        // Not yet placed with an incident where only its end was heard of.
        Table(
            name: "doubtful_alert", columns: ["due_at_ms", "seen_at_ms"], condition: "due_at_ms IS NOT NULL",
            incident: "incident_id"),
        Table(
            name: "heartbeat", columns: ["due_at_ms", "last_seen_at_ms"], condition: "due_at_ms IS NOT NULL",
            incident: nil),
        // When one is planned is a time of the calendar, and stays.
        Table(
            name: "bulletin", columns: ["due_at_ms", "tried_from_ms"], condition: "due_at_ms IS NOT NULL", incident: nil
        ),
        Table(
            name: "storm", columns: ["calm_at_ms", "last_message_at_ms"], condition: "calm_at_ms IS NOT NULL",
            incident: nil),
        // When a baseline was taken stays, as does when an incident opened, with which it is compared.
        Table(
            name: "baseline_question", columns: ["due_at_ms", "asked_at_ms"], condition: "due_at_ms IS NOT NULL",
            incident: nil),
        Table(
            name: "running_instance", columns: ["seen_at_ms"], condition: "seen_at_ms IS NOT NULL", incident: nil),
    ]
}

extension StoreTransaction {
    /// Moves everything that is still to come.
    ///
    /// - Returns: the incidents of which something was moved.
    package func moveDeadlines(by step: Duration) throws -> [Int64] {
        var incidents: Set<Int64> = []
        for table in StoredDeadlines.all {
            if let incident = table.incident {
                let found = try rows(
                    "SELECT DISTINCT \(incident) AS incident FROM \(table.name) WHERE \(table.condition) AND \(incident) IS NOT NULL",
                    [])
                incidents.formUnion(found.map { $0["incident"] })
            }
            let changes = table.columns.map { "\($0) = \($0) + :step" }.joined(separator: ", ")
            try db.execute(
                sql: "UPDATE \(table.name) SET \(changes) WHERE \(table.condition)",
                arguments: ["step": step.wholeMilliseconds])
        }
        return incidents.sorted()
    }
}
