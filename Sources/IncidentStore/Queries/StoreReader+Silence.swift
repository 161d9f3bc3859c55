internal import GRDB
package import IncidentCore

extension StoreReader {
    /// Those that are in force or to come, the one that ends first first. One that cannot be understood is passed over and
    /// told of: it silences nothing.
    package func silences(notOverAt now: Timestamp) throws -> [StoredSilence] {
        try rows(
            "SELECT * FROM silence WHERE expired_at_ms IS NULL AND ends_at_ms > ? ORDER BY ends_at_ms, id",
            [now.milliseconds]
        ).compactMap(readSilence)
    }

    /// Those that are over, the newest first.
    package func silences(overAt now: Timestamp, limit: Int) throws -> [StoredSilence] {
        try rows(
            "SELECT * FROM silence WHERE expired_at_ms IS NOT NULL OR ends_at_ms <= ? ORDER BY id DESC LIMIT ?",
            [now.milliseconds, limit]
        ).compactMap(readSilence)
    }

    /// `nil` also when it cannot be understood.
    package func silence(_ id: Int64) throws -> StoredSilence? {
        try row("SELECT * FROM silence WHERE id = ?", [id]).flatMap(readSilence)
    }

    package func newestSilenceID() throws -> Int64? { try row("SELECT max(id) AS id FROM silence")?["id"] }

    /// The open incidents of which an alert that fires has labels for which `matches` holds.
    package func openIncidents(withFiring matches: (Labels) -> Bool) throws -> Set<Int64> {
        var found: Set<Int64> = []
        let sql = """
            SELECT occurrence.incident_id, occurrence.id, occurrence.labels
            FROM incident JOIN occurrence ON occurrence.incident_id = incident.id AND occurrence.status = 'firing'
            WHERE incident.status IN ('triggered', 'acknowledged')
            """
        for row in try rows(sql) {
            let id: Int64 = row["incident_id"]
            guard !found.contains(id) else { continue }
            let isMatched = unreadable.read("occurrence", row) { matches(try $0.labels("labels")) }
            if isMatched == true { found.insert(id) }
        }
        return found
    }

    /// The incidents that are silenced now, and those of which an alert that fires is.
    package func silencedIncidents() throws -> Set<Int64> {
        Set(
            try rows(
                """
                SELECT id FROM incident WHERE silence_ends_at_ms IS NOT NULL
                UNION SELECT incident_id FROM occurrence WHERE silenced_by IS NOT NULL AND status = 'firing'
                """
            ).map { $0["id"] })
    }

    /// The labels of the alerts of an incident that fire.
    package func firingLabels(incidentID: Int64) throws -> [Labels] {
        try labels(
            of: "SELECT id, labels FROM occurrence WHERE incident_id = ? AND status = 'firing'", incidentID)
    }

    /// The labels of all its alerts, also of those that have ended.
    package func allLabels(incidentID: Int64) throws -> [Labels] {
        try labels(of: "SELECT id, labels FROM occurrence WHERE incident_id = ?", incidentID)
    }

    /// Incidents that opened since, the newest first.
    package func incidents(openedSince time: Timestamp, limit: Int) throws -> [Incident] {
        // They are numbered as they open, and of opening times there is no index; a clock that was set misses some.
        try rows(
            """
            SELECT \(Incident.columns) FROM incident WHERE id > coalesce((
                SELECT id FROM incident WHERE opened_at_ms < ? ORDER BY id DESC LIMIT 1), 0)
            ORDER BY id DESC LIMIT ?
            """, [time.milliseconds, limit]
        ).compactMap { unreadable.read("incident", $0, as: Incident.init(row:)) }
    }

    private func labels(of sql: String, _ incidentID: Int64) throws -> [Labels] {
        try rows(sql, [incidentID]).compactMap { row in
            unreadable.read("occurrence", row) { try $0.labels("labels") }
        }
    }

    private func readSilence(_ row: StoredRow) -> StoredSilence? {
        unreadable.read("silence", row, as: StoredSilence.init(row:))
    }
}
