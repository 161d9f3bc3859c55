internal import GRDB
package import IncidentCore

extension StoreReader {
    /// How far a digest looks back among the incidents.
    private static let lookedBack = 5000

    /// From when on each role's next digest counts.
    package func digestTurns() throws -> [String: Timestamp] {
        let found = try rows("SELECT role, counted_from_ms FROM digest_turn")
        return Dictionary(
            found.map { ($0["role"] as String, $0.time("counted_from_ms")) }, uniquingKeysWith: { first, _ in first })
    }

    /// When the next one that is owed may be claimed; claims count with the end of their lease.
    package func nextBulletinDue() throws -> Timestamp? {
        try row("SELECT min(due_at_ms) AS due FROM bulletin WHERE due_at_ms IS NOT NULL")?.optionalTime("due")
    }

    /// The incidents that wait for the digest of these roles.
    package func waitingForDigest(of roles: [String]) throws -> [Int64] {
        try roles.flatMap { role in
            try rows(
                "SELECT incident_id FROM digest_hold WHERE role = ? AND bulletin_id IS NULL ORDER BY incident_id",
                [role]
            ).map { $0["incident_id"] as Int64 }
        }
    }

    /// The roles whose next digest tells an incident.
    package func digestsAwaited(byIncident id: Int64) throws -> [String] {
        try rows("SELECT role FROM digest_hold WHERE incident_id = ? AND bulletin_id IS NULL ORDER BY id", [id])
            .map { $0["role"] }
    }

    /// The incidents that were held for a digest.
    package func heldIncidents(ofDigest id: Int64) throws -> [Int64] {
        try rows(
            "SELECT DISTINCT incident_id FROM digest_hold WHERE bulletin_id = ? ORDER BY incident_id", [id]
        ).map { $0["incident_id"] }
    }

    /// Those of them of which nobody has been paged: an incident that became more urgent tells people at once.
    package func unpagedIncidents(ofDigest id: Int64) throws -> [Int64] {
        try unpagedIncidents(heldWhere: "bulletin_id = ?", [id])
    }

    /// Those that wait for the digest of a role and of which nobody has been paged.
    package func unpagedIncidents(waitingForDigestOf role: String) throws -> [Int64] {
        try unpagedIncidents(heldWhere: "bulletin_id IS NULL AND role = ?", [role])
    }

    private func unpagedIncidents(heldWhere condition: String, _ arguments: StatementArguments) throws -> [Int64] {
        try rows(
            """
            SELECT DISTINCT incident_id FROM digest_hold WHERE \(condition) AND NOT EXISTS (
                SELECT 1 FROM notification
                WHERE notification.incident_id = digest_hold.incident_id AND event = 'page' AND state = 'sent')
            ORDER BY incident_id
            """, arguments
        ).map { $0["incident_id"] }
    }

    /// Those that were open at a time, as far as is known now, the most urgent first.
    package func incidentsOpen(at time: Timestamp, limit: Int) throws -> (
        incidents: [Incident], counts: [Priority: Int], overdue: Int
    ) {
        let newest = try newestIncidentID() ?? 0
        let open = """
            (status IN ('triggered', 'acknowledged') OR id > :after AND status = 'resolved' AND resolved_at_ms > :at)
                AND opened_at_ms <= :at
            """
        let arguments: StatementArguments = [
            "after": newest - Int64(Self.lookedBack), "at": time.milliseconds,
        ]
        let found = try rows(
            "SELECT \(Incident.columns) FROM incident WHERE \(open) ORDER BY priority, id LIMIT :limit",
            arguments + ["limit": limit]
        ).compactMap { unreadable.read("incident", $0, as: Incident.init(row:)) }
        // As `Incident.seen(at:)` has them.
        var counts: [Priority: Int] = [:]
        var overdue = 0
        let counted = try rows(
            """
            SELECT priority, count(*) AS count,
                count(CASE WHEN (status = 'triggered' OR acknowledged_at_ms IS NULL OR acknowledged_at_ms > :at)
                    AND (respond_missed_at_ms <= :at OR respond_by_ms <= :at) THEN 1 END) AS overdue
            FROM incident WHERE \(open) GROUP BY priority
            """, arguments)
        for row in counted {
            if let priority: Priority = try? row.word("priority") { counts[priority] = row["count"] }
            overdue += row["overdue"] as Int
        }
        return (found, counts, overdue)
    }

    /// Those that opened, were taken or were resolved within a time, the most urgent first, among the newest incidents.
    package func incidentsChanged(
        from start: Timestamp, until end: Timestamp, limit: Int
    ) throws -> (incidents: [Incident], count: Int) {
        let newest = try newestIncidentID() ?? 0
        let changed = """
            id > :after AND (opened_at_ms >= :start AND opened_at_ms <= :end
                OR acknowledged_at_ms >= :start AND acknowledged_at_ms <= :end
                OR resolved_at_ms >= :start AND resolved_at_ms <= :end)
            """
        let arguments: StatementArguments = [
            "after": newest - Int64(Self.lookedBack), "start": start.milliseconds, "end": end.milliseconds,
        ]
        let found = try rows(
            "SELECT \(Incident.columns) FROM incident WHERE \(changed) ORDER BY priority, id LIMIT :limit",
            arguments + ["limit": limit]
        ).compactMap { unreadable.read("incident", $0, as: Incident.init(row:)) }
        let count: Int = try row("SELECT count(*) AS count FROM incident WHERE \(changed)", arguments)?["count"] ?? 0
        return (found, count)
    }

    /// The newest digests, for people.
    package func digests(newest limit: Int) throws -> [StoredBulletin] {
        try rows(
            """
            SELECT bulletin.*, (SELECT evidence FROM bulletin_attempt WHERE bulletin_id = bulletin.id ORDER BY id DESC LIMIT 1)
                AS evidence
            FROM bulletin WHERE kind = ? ORDER BY id DESC LIMIT ?
            """, [BulletinKind.digest.rawValue, limit]
        ).compactMap { row in
            unreadable.read("bulletin", row) {
                StoredBulletin(owed: try OwedBulletin(row: $0), madeAt: $0.time("made_at_ms"), evidence: $0["evidence"])
            }
        }
    }
}

/// A bulletin with how its last attempt ended.
package struct StoredBulletin: Sendable, Equatable {
    package let owed: OwedBulletin
    package let madeAt: Timestamp
    package let evidence: String?
}
