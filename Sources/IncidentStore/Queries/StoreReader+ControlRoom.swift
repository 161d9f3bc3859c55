internal import GRDB
package import IncidentCore

/// The open incidents of which nobody has heard, as far as was looked.
package struct UnreachedIncidents: Sendable, Equatable {
    /// The most urgent first, and of equal ones the newest.
    package let ids: [Int64]
    /// Whether all that nobody has taken were looked at.
    package let isWhole: Bool

    package init(ids: [Int64], isWhole: Bool) { (self.ids, self.isWhole) = (ids, isWhole) }
}

extension StoreReader {
    /// A condition on `notification AS page` and `incident AS open`: it was to ring since the incident opened last.
    private static let isPageOfLastOpening = """
        page.event = 'page' AND page.incident_id = open.id AND page.id > coalesce((
            SELECT max(ended.id) FROM notification AS ended
            WHERE ended.incident_id = open.id AND ended.event = 'resolved'), 0)
        """

    /// A condition on `incident AS open`: all pages about it were written to the spool, as `Reach.spooled` has it.
    private static let isOnlySpooled = """
        EXISTS (SELECT 1 FROM notification AS page WHERE \(isPageOfLastOpening) AND page.spooled = 1)
            AND NOT EXISTS (
                SELECT 1 FROM notification AS page
                WHERE \(isPageOfLastOpening) AND page.spooled = 0 AND (
                    page.state NOT IN ('failed', 'cancelled')
                    OR EXISTS (SELECT 1 FROM delivery_attempt WHERE notification_id = page.id)))
        """

    /// A condition on `incident AS open`: something was tried, or is being tried by a claim that ends by the time that is
    /// bound, and nothing of it is known to have come to anybody, or all went to the spool, which is nobody. It says of an
    /// incident that nobody has taken what `Reach.nobody` and `Reach.spooled` do.
    private static let isUnreached = """
        open.silenced_by IS NULL
            AND (EXISTS (
                SELECT 1 FROM notification AS page
                WHERE \(isPageOfLastOpening) AND page.spooled = 0 AND (
                    page.state = 'sending' AND page.due_at_ms <= ?
                    OR EXISTS (SELECT 1 FROM delivery_attempt WHERE notification_id = page.id)))
                OR \(isOnlySpooled))
            AND NOT EXISTS (
                SELECT 1 FROM notification AS page
                WHERE \(isPageOfLastOpening) AND page.state = 'sent' AND page.spooled = 0)
        """

    /// Of which of the incidents that nobody has taken nobody has heard.
    ///
    /// - Parameter limit: so many are looked at, the most urgent: each costs a look at its notifications.
    package func unreachedIncidents(lookingAt limit: Int, at now: Timestamp) throws -> UnreachedIncidents {
        let unanswered = DeliveryLease.endOfUnanswered(at: now).milliseconds
        var (ids, left) = ([Int64](), limit)
        for priority in Priority.allCases {
            let count: Int =
                try row(
                    """
                    SELECT count(*) AS count FROM (
                        SELECT 1 FROM incident WHERE status = 'triggered' AND priority = ? LIMIT ?)
                    """, [priority.rawValue, left + 1])?["count"] ?? 0
            ids += try rows(
                """
                SELECT id FROM (
                    SELECT id, silenced_by FROM incident WHERE status = 'triggered' AND priority = ?
                    ORDER BY id DESC LIMIT ?) AS open
                WHERE \(Self.isUnreached)
                """, [priority.rawValue, min(count, left), unanswered]
            ).map { $0["id"] }
            guard count <= left else { return UnreachedIncidents(ids: ids, isWhole: false) }
            left -= count
        }
        return UnreachedIncidents(ids: ids, isWhole: true)
    }

    /// Whether nobody has heard of an incident, though that was tried, or is tried without an answer for some time, or what
    /// tells of it went to the spool.
    package func isUnreached(incidentID: Int64, at now: Timestamp) throws -> Bool {
        try row(
            "SELECT 1 FROM incident AS open WHERE id = ? AND \(Self.isUnreached)",
            [incidentID, DeliveryLease.endOfUnanswered(at: now).milliseconds]) != nil
    }

    /// Those that nobody has taken and of which nobody is told, because what fires of them is silenced: the most urgent, and
    /// how many there are.
    package func untakenSilenced(limit: Int) throws -> (incidents: [Incident], count: Int) {
        // Every silence has an end. What is silenced is few beside what is open, so that its own index finds it.
        let ids: [(id: Int64, priority: String)] = try rows(
            """
            SELECT id, priority FROM incident WHERE silence_ends_at_ms IS NOT NULL AND +status = 'triggered'
            """
        ).map { (id: $0["id"], priority: $0["priority"]) }
        let shown = ids.sorted { ($0.priority, $1.id) < ($1.priority, $0.id) }.prefix(limit)
        return (try shown.compactMap { try incident($0.id) }, ids.count)
    }

    /// How many incidents are in a status.
    package func incidentCount(_ status: IncidentStatus) throws -> Int {
        try row("SELECT count(*) AS count FROM incident WHERE status = ?", [status.rawValue])?["count"] ?? 0
    }

    /// Those that were resolved after a time, the last first, and how many there are.
    package func incidentsResolved(
        after time: Timestamp, limit: Int
    ) throws -> (incidents: [Incident], count: Int) {
        let after: StatementArguments = [time.milliseconds]
        let count: Int? = try row(
            "SELECT count(*) AS count FROM incident WHERE resolved_at_ms > ?", after)?["count"]
        let found = try rows(
            """
            SELECT \(Incident.columns) FROM incident WHERE resolved_at_ms > ?
            ORDER BY resolved_at_ms DESC, id DESC LIMIT ?
            """, after + [limit])
        return (found.compactMap { unreadable.read("incident", $0, as: Incident.init(row:)) }, count ?? 0)
    }

    /// How many incidents a person has closed while their alerts fire on.
    package func stillFiringCount() throws -> Int {
        try row("SELECT count(*) AS count FROM incident WHERE remind_at_ms IS NOT NULL")?["count"] ?? 0
    }

    /// What is stored of each heartbeat.
    package func heartbeats() throws -> [StoredHeartbeat] {
        try rows("SELECT name, last_seen_at_ms, due_at_ms, heard, silent_after_ms FROM heartbeat ORDER BY name").map {
            row in
            let silentAfter: Int64? = row["silent_after_ms"]
            return StoredHeartbeat(
                name: row["name"], seenAt: row.time("last_seen_at_ms"), isHeard: row["heard"],
                dueAt: row.optionalTime("due_at_ms"), silentAfter: silentAfter.map { .milliseconds($0) })
        }
    }

    /// The newest drill that is open.
    package func newestOpenDrill() throws -> (id: Int64, openedAt: Timestamp)? {
        // By the index of open group keys: those of drills begin so, and `;` follows `:`.
        let found = try row(
            """
            SELECT id, opened_at_ms FROM incident INDEXED BY incident_open_group_key
            WHERE group_key >= 'drill:' AND group_key < 'drill;' AND status <> 'resolved' ORDER BY id DESC LIMIT 1
            """)
        return found.map { row in (id: row["id"] as Int64, openedAt: row.time("opened_at_ms")) }
    }

    /// Whether an alert fires, for all we know.
    package func isFiring(_ fingerprint: String) throws -> Bool {
        try row("SELECT 1 FROM occurrence WHERE fingerprint = ? AND status = 'firing' LIMIT 1", [fingerprint]) != nil
    }
}
