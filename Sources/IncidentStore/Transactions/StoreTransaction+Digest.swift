internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// Keeps an incident for the next digest of a role; once, however often it is asked.
    package func holdForDigest(_ hold: DigestHold, incidentID: Int64) throws {
        try run(
            "INSERT INTO digest_hold (incident_id, role) VALUES (?, ?) ON CONFLICT DO NOTHING", incidentID, hold.role)
    }

    /// From when on the next digest of a role counts.
    package func setDigestTurn(of role: String, countedFrom time: Timestamp) throws {
        try run(
            """
            INSERT INTO digest_turn (role, counted_from_ms) VALUES (?, ?)
            ON CONFLICT (role) DO UPDATE SET counted_from_ms = excluded.counted_from_ms
            """, role, time.milliseconds)
    }

    /// Stores a digest that is owed from now on, with all that is held for these roles, and returns its number.
    package func addDigest(
        _ route: DigestRoute, for roles: [String], plannedAt: Timestamp, since: Timestamp, at now: Timestamp
    ) throws -> Int64 {
        let id = try insert(
            """
            INSERT INTO digest (contact, planned_at_ms, since_ms, made_at_ms, notifier, endpoint, address, remaining,
                state, due_at_ms, tried_from_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)
            """,
            route.contact, plannedAt.milliseconds, since.milliseconds, now.milliseconds,
            route.methods[0].notifier.rawValue, route.methods[0].endpoint.name, route.methods[0].address,
            try StoredJSON.encode(Array(route.methods.dropFirst())), now.milliseconds, now.milliseconds)
        for role in roles {
            try run("UPDATE digest_hold SET digest_id = ? WHERE role = ? AND digest_id IS NULL", id, role)
        }
        return id
    }

    /// Gives back what servers had claimed that are gone; whether it has arrived is not known.
    package func releaseAbandonedDigests(at now: Timestamp) throws {
        try run(
            """
            UPDATE digest SET state = 'unknown', due_at_ms = ?, lease_owner = NULL
            WHERE due_at_ms IS NOT NULL AND state = 'sending'
                AND NOT EXISTS (SELECT 1 FROM running_instance WHERE running_instance.id = digest.lease_owner)
            """, now.milliseconds)
    }

    /// Claims what is due, the oldest first. A claim that is not finished before `leaseUntil` may be claimed again.
    package func claimDigests(
        owner: String, limit: Int, at now: Timestamp, leaseUntil: Timestamp
    ) throws -> [OwedDigest] {
        let due = try rows(
            """
            SELECT * FROM digest WHERE due_at_ms IS NOT NULL AND due_at_ms <= ? ORDER BY due_at_ms, id LIMIT ?
            """, [now.milliseconds, limit])
        return try due.compactMap { row in
            guard var digest = caches.unreadable.read("digest", row, as: OwedDigest.init(row:)) else {
                try putOff(digest: row["id"], at: now)
                return nil
            }
            digest.attempts += 1
            try run(
                "UPDATE digest SET state = 'sending', due_at_ms = ?, lease_owner = ?, attempts = ? WHERE id = ?",
                leaseUntil.milliseconds, owner, digest.attempts, digest.id)
            digest.state = .sending
            return digest
        }
    }

    private func putOff(digest id: Int64, at now: Timestamp) throws {
        try run("UPDATE digest SET due_at_ms = ? WHERE id = ?", (now + Self.unreadablePutOff).milliseconds, id)
    }

    /// Stores one attempt and what follows from it: the digest as it stands then.
    ///
    /// - Parameters:
    ///   - method: by which it was tried.
    ///   - due: `nil` when it is over.
    /// - Returns: false when the claim is no longer ours; nothing was stored then.
    package func finishDigest(
        _ digest: OwedDigest, method: ContactMethod, outcome: DeliveryOutcome, owner: String, dueAt due: Timestamp?,
        startedAt: Timestamp, at now: Timestamp
    ) throws -> Bool {
        let isOurs =
            try row(
                "SELECT 1 FROM digest WHERE id = ? AND state = 'sending' AND lease_owner = ?", [digest.id, owner])
            != nil
        guard isOurs else { return false }
        try run(
            """
            INSERT INTO digest_attempt (digest_id, method, started_at_ms, duration_ms, outcome, evidence)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            digest.id, method.text, startedAt.milliseconds, (now - startedAt).wholeMilliseconds,
            outcome.verdict.rawValue, outcome.evidence)
        try run(
            """
            UPDATE digest SET notifier = ?, endpoint = ?, address = ?, remaining = ?, state = ?, due_at_ms = ?,
                lease_owner = NULL, attempts = ?, tried_from_ms = ?
            WHERE id = ?
            """,
            digest.method.notifier.rawValue, digest.method.endpoint.name, digest.method.address,
            try StoredJSON.encode(digest.remaining), digest.state.rawValue, due?.milliseconds, digest.attempts,
            digest.triedFrom.milliseconds, digest.id)
        return true
    }

    /// Gives a claim back of which nothing was tried.
    package func giveBack(_ digest: OwedDigest, owner: String, dueAt due: Timestamp) throws {
        try run(
            """
            UPDATE digest SET state = 'pending', due_at_ms = ?, lease_owner = NULL, attempts = ?
            WHERE id = ? AND state = 'sending' AND lease_owner = ?
            """, due.milliseconds, digest.attempts - 1, digest.id, owner)
    }

    /// What a digest was to tell waits for the next one.
    package func holdAgain(digest id: Int64) throws {
        let held = try rows("SELECT incident_id, role FROM digest_hold WHERE digest_id = ?", [id])
        for row in held {
            try run(
                "INSERT INTO digest_hold (incident_id, role) VALUES (?, ?) ON CONFLICT DO NOTHING",
                row["incident_id"] as Int64,
                row["role"] as String)
        }
    }
}

extension OwedDigest {
    init(row: Row) throws {
        self.init(
            id: row["id"], contact: row["contact"], plannedAt: row.time("planned_at_ms"), since: row.time("since_ms"),
            method: ContactMethod(row: row), remaining: try StoredJSON.decodeList(row["remaining"]),
            state: try row.word("state"), attempts: row["attempts"], triedFrom: row.time("tried_from_ms"))
    }
}
