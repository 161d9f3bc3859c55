internal import GRDB
package import IncidentCore

extension StoreTransaction {
    package func incident(_ id: Int64) throws -> Incident? {
        try row("SELECT \(Incident.columns) FROM incident WHERE id = ?", [id]).map(Incident.init(row:))
    }

    /// The open incident that was opened under a group key, if there is one; never more than one.
    package func openIncident(groupKey: String) throws -> Int64? {
        try first("SELECT id FROM incident WHERE group_key = ? AND status <> 'resolved'", groupKey) {
            $0.integer(0)
        }
    }

    /// The open incident that was opened under the same group key as another incident, if there is one.
    package func openIncident(withGroupKeyOf id: Int64) throws -> Int64? {
        try row(
            """
            SELECT mine.id FROM incident AS mine JOIN incident AS other ON other.group_key = mine.group_key
            WHERE other.id = ? AND mine.status <> 'resolved'
            """, [id])?["id"]
    }

    /// The newest incident's number; `nil` when there is none.
    package func newestIncidentID() throws -> Int64? {
        try row("SELECT max(id) AS id FROM incident", [])?["id"]
    }

    /// Stores a new incident and returns its number.
    package mutating func addIncident(_ incident: Incident) throws -> Int64 {
        if incident.response.by != nil { changes.insert(.escalation) }
        return try insert(
            """
            INSERT INTO incident (status, priority, rule, title, group_key, lead, labels, opened_at_ms, news_at_ms,
                firing_count, occurrence_count, repeated_count, hidden_count, unkept_count, respond_by_ms,
                respond_spells)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            incident.status.rawValue, incident.priority.rawValue, incident.rule, incident.title,
            incident.groupKey, incident.lead, incident.labels.json, incident.openedAt.milliseconds,
            incident.newsAt.milliseconds, incident.firingCount, incident.occurrenceCount, incident.repeatedCount,
            incident.hidden.byAlertmanager, incident.hidden.notKept,
            incident.response.by?.milliseconds,
            try StoredSpells.write(incident.response.spells, from: incident.newsAt))
    }

    package mutating func saveIncident(_ incident: Incident) throws {
        try run(
            """
            UPDATE incident SET status = ?, priority = ?, rule = ?, title = ?, lead = ?, labels = ?, news_at_ms = ?,
                acknowledged_at_ms = ?, acknowledged_by = ?, covered_names = ?, unconfirmed_names = ?,
                confirm_by_ms = ?, taken_until_ms = ?, held_until_ms = ?, remind_owner_at_ms = ?, snoozed = ?, handed_over_by = ?,
                resolved_at_ms = ?, resolved_by = ?, remind_at_ms = ?, flips = ?,
                flapping_since_ms = ?, quiet_by_ms = ?, firing_count = ?, occurrence_count = ?,
                repeated_count = ?, hidden_count = ?, unkept_count = ?,
                silenced_by = ?, silence_ends_at_ms = ?, respond_by_ms = ?, respond_missed_at_ms = ?,
                respond_spells = ?
            WHERE id = ?
            """,
            incident.status.rawValue, incident.priority.rawValue, incident.rule, incident.title, incident.lead,
            incident.labels.json, incident.newsAt.milliseconds, incident.acknowledgedAt?.milliseconds,
            incident.acknowledgedBy, try StoredJSON.encode(names: incident.taking.covered.sorted()),
            try StoredJSON.encode(names: incident.taking.unconfirmed), incident.taking.confirmBy?.milliseconds,
            incident.taking.until?.milliseconds, incident.taking.heldUntil?.milliseconds,
            incident.taking.remindOwnerAt?.milliseconds,
            incident.taking.isSnoozed, incident.taking.handedOverBy,
            incident.resolvedAt?.milliseconds, incident.resolvedBy, incident.remindAt?.milliseconds,
            try StoredJSON.encode(times: incident.flapping.flips), incident.flapping.since?.milliseconds,
            incident.flapping.quietBy?.milliseconds, incident.firingCount, incident.occurrenceCount,
            incident.repeatedCount, incident.hidden.byAlertmanager, incident.hidden.notKept,
            incident.silence?.words, incident.silence?.until.milliseconds, incident.response.by?.milliseconds,
            incident.response.missed?.milliseconds,
            try StoredSpells.write(incident.response.spells, from: incident.newsAt), incident.id)
        let deadlines = [
            incident.taking.confirmBy, incident.taking.until, incident.flapping.quietBy, incident.remindAt,
            incident.response.by,
        ]
        if deadlines.contains(where: { $0 != nil }) { changes.insert(.escalation) }
    }

    /// When something of a kind was recorded last; `nil` where it never was.
    package func lastRecorded(_ kind: TimelineKind, incidentID: Int64) throws -> Timestamp? {
        try row(
            "SELECT at_ms FROM timeline_entry WHERE incident_id = ? AND kind = ? ORDER BY id DESC LIMIT 1",
            [incidentID, kind.rawValue])?.time("at_ms")
    }

    /// Appends one fact to an incident's timeline.
    package func record(_ draft: TimelineDraft, incidentID: Int64, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO timeline_entry (incident_id, at_ms, kind, actor, summary, details)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            incidentID, now.milliseconds, draft.kind.rawValue, draft.actor, draft.summary, draft.details.json)
    }
}
