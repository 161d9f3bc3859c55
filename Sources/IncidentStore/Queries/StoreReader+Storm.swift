internal import GRDB
package import IncidentCore

extension StoreReader {
    /// When the next storm may be over.
    package func nextCalm() throws -> Timestamp? {
        try row("SELECT min(calm_at_ms) AS due FROM storm WHERE calm_at_ms IS NOT NULL")?.optionalTime("due")
    }

    /// The newest storms first.
    package func storms(newest limit: Int) throws -> [Storm] {
        try rows("SELECT * FROM storm ORDER BY id DESC LIMIT ?", [limit]).map(Storm.init(row:))
    }

    package func storm(_ id: Int64) throws -> Storm? {
        try row("SELECT * FROM storm WHERE id = ?", [id]).map(Storm.init(row:))
    }

    /// The storm that a bulletin is about.
    package func storm(ofBulletin id: Int64) throws -> Storm? {
        try row("SELECT storm.* FROM storm JOIN bulletin ON storm_id = storm.id WHERE bulletin.id = ?", [id])
            .map(Storm.init(row:))
    }

    /// The incidents of which something was held back, the most urgent first, and how much it was.
    package func heldBack(in storm: Storm, limit: Int) throws -> (incidents: [Incident], count: Int, messages: Int) {
        let those = "id IN (SELECT incident_id FROM notification WHERE storm_id = ?)"
        let found = try rows(
            "SELECT \(Incident.columns) FROM incident WHERE \(those) ORDER BY priority, id LIMIT ?", [storm.id, limit]
        ).compactMap { unreadable.read("incident", $0, as: Incident.init(row:)) }
        let counts = try row(
            "SELECT count(DISTINCT incident_id) AS incidents, count(*) AS messages FROM notification WHERE storm_id = ?",
            [storm.id])
        return (found, counts?["incidents"] ?? 0, counts?["messages"] ?? 0)
    }

    /// When the last message went out that told something held back; `nil` where none has.
    package func toldLast(in storm: Storm) throws -> Timestamp? {
        try row(
            """
            SELECT max(started_at_ms) AS told FROM notification JOIN delivery_attempt ON notification_id = notification.id
            WHERE storm_id = ? AND outcome = 'sent'
            """, [storm.id])?.optionalTime("told")
    }

    package func count(of storm: Storm) throws -> StormCount {
        let held = try row(
            "SELECT count(*) AS held, total(state = 'sent') AS told FROM notification WHERE storm_id = ?", [storm.id])
        let messages = try row(
            """
            SELECT count(DISTINCT started_at_ms) AS messages
            FROM notification JOIN delivery_attempt ON notification_id = notification.id
            WHERE storm_id = ? AND outcome = 'sent'
            """, [storm.id])
        return StormCount(held: held?["held"] ?? 0, told: held?["told"] ?? 0, messages: messages?["messages"] ?? 0)
    }

    /// The incidents of which something was held back.
    package func incidents(ofStorm id: Int64, limit: Int) throws -> [Int64] {
        try rows(
            "SELECT DISTINCT incident_id FROM notification WHERE storm_id = ? ORDER BY incident_id LIMIT ?",
            [id, limit]
        ).map { $0["incident_id"] }
    }

    /// The storms in which something of an incident was held back, the oldest first.
    package func storms(ofIncident id: Int64) throws -> [Storm] {
        try rows(
            """
            SELECT * FROM storm WHERE id IN (
                SELECT storm_id FROM notification WHERE incident_id = ? AND storm_id IS NOT NULL
            ) ORDER BY id
            """, [id]
        ).map(Storm.init(row:))
    }

    /// What became of a storm's summary; `nil` where there is none.
    package func telling(ofStorm id: Int64) throws -> StormTelling? {
        try row(
            """
            SELECT notifier, endpoint, address, state, (
                SELECT evidence FROM bulletin_attempt WHERE bulletin_id = bulletin.id ORDER BY id DESC LIMIT 1
            ) AS evidence
            FROM bulletin WHERE storm_id = ? ORDER BY id DESC LIMIT 1
            """, [id]
        ).map { row in
            StormTelling(
                method: ContactMethod(row: row), state: try row.word("state"), evidence: row["evidence"] ?? "")
        }
    }

    /// For whom the last of what was held back was.
    package func contact(ofStorm id: Int64) throws -> String? {
        try row("SELECT contact FROM notification WHERE storm_id = ? ORDER BY id DESC LIMIT 1", [id])?["contact"]
    }
}
