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
    package func addIncident(_ incident: Incident) throws -> Int64 {
        try insert(
            """
            INSERT INTO incident (status, priority, rule, title, group_key, labels, opened_at_ms, firing_count,
                occurrence_count)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            incident.status.rawValue, incident.priority.rawValue, incident.rule, incident.title,
            incident.groupKey, incident.labels.json, incident.openedAt.milliseconds, incident.firingCount,
            incident.occurrenceCount)
    }

    package func saveIncident(_ incident: Incident) throws {
        try run(
            """
            UPDATE incident SET status = ?, priority = ?, rule = ?, acknowledged_at_ms = ?, acknowledged_by = ?,
                resolved_at_ms = ?, resolved_by = ?, firing_count = ?, occurrence_count = ?
            WHERE id = ?
            """,
            incident.status.rawValue, incident.priority.rawValue, incident.rule,
            incident.acknowledgedAt?.milliseconds, incident.acknowledgedBy, incident.resolvedAt?.milliseconds,
            incident.resolvedBy, incident.firingCount, incident.occurrenceCount, incident.id)
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
