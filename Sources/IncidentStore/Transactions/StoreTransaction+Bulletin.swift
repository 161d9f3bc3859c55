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

    /// Stores a bulletin that is owed from now on and returns its number.
    package func addBulletin(
        _ kind: BulletinKind, _ route: BulletinRoute, plannedAt: Timestamp, since: Timestamp, handOff: HandOff? = nil,
        at now: Timestamp
    ) throws -> Int64 {
        try insert(
            """
            INSERT INTO bulletin (kind, contact, planned_at_ms, since_ms, made_at_ms, notifier, endpoint, address, remaining,
                state, due_at_ms, tried_from_ms, rota, hand_off_from, hand_off_to)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?)
            """,
            kind.rawValue, route.contact, plannedAt.milliseconds, since.milliseconds, now.milliseconds,
            route.methods[0].notifier.rawValue, route.methods[0].endpoint.name, route.methods[0].address,
            try StoredJSON.encode(Array(route.methods.dropFirst())), now.milliseconds, now.milliseconds,
            handOff?.rota, handOff?.from, handOff?.to)
    }

    /// Stores a bulletin that no method can tell, and why, and returns its number.
    ///
    /// - Parameter method: where it would have gone.
    package func addUntoldBulletin(
        _ kind: BulletinKind, contact: String, method: ContactMethod, because why: String, since: Timestamp,
        at now: Timestamp
    ) throws -> Int64 {
        let id = try insert(
            """
            INSERT INTO bulletin (kind, contact, planned_at_ms, since_ms, made_at_ms, notifier, endpoint, address, remaining,
                state, tried_from_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, '[]', 'failed', ?)
            """,
            kind.rawValue, contact, now.milliseconds, since.milliseconds, now.milliseconds, method.notifier.rawValue,
            method.endpoint.name, method.address, now.milliseconds)
        try run(
            """
            INSERT INTO bulletin_attempt (bulletin_id, method, started_at_ms, duration_ms, outcome, evidence)
            VALUES (?, ?, ?, 0, 'permanent', ?)
            """, id, method.text, now.milliseconds, why)
        return id
    }

    /// A digest tells what is held for these roles.
    package func tell(heldFor roles: [String], byDigest id: Int64) throws {
        for role in roles {
            try run("UPDATE digest_hold SET bulletin_id = ? WHERE role = ? AND bulletin_id IS NULL", id, role)
        }
    }

    /// Gives back what servers had claimed that are gone; whether it has arrived is not known.
    package func releaseAbandonedBulletins(at now: Timestamp) throws {
        try run(
            """
            UPDATE bulletin SET state = 'unknown', due_at_ms = ?, lease_owner = NULL
            WHERE due_at_ms IS NOT NULL AND state = 'sending'
                AND NOT EXISTS (SELECT 1 FROM running_instance WHERE running_instance.id = bulletin.lease_owner)
            """, now.milliseconds)
    }

    /// Claims what is due, the oldest first. A claim that is not finished before `leaseUntil` may be claimed again.
    package func claimBulletins(
        owner: String, limit: Int, at now: Timestamp, leaseUntil: Timestamp
    ) throws -> [OwedBulletin] {
        let due = try rows(
            """
            SELECT * FROM bulletin WHERE due_at_ms IS NOT NULL AND due_at_ms <= ? ORDER BY due_at_ms, id LIMIT ?
            """, [now.milliseconds, limit])
        return try due.compactMap { row in
            guard var bulletin = caches.unreadable.read("bulletin", row, as: OwedBulletin.init(row:)) else {
                try putOff(bulletin: row["id"], at: now)
                return nil
            }
            bulletin.attempts += 1
            try run(
                "UPDATE bulletin SET state = 'sending', due_at_ms = ?, lease_owner = ?, attempts = ? WHERE id = ?",
                leaseUntil.milliseconds, owner, bulletin.attempts, bulletin.id)
            bulletin.state = .sending
            return bulletin
        }
    }

    private func putOff(bulletin id: Int64, at now: Timestamp) throws {
        try run("UPDATE bulletin SET due_at_ms = ? WHERE id = ?", (now + Self.unreadablePutOff).milliseconds, id)
    }

    /// Stores one attempt and what follows from it: the bulletin as it stands then.
    ///
    /// - Parameters:
    ///   - method: by which it was tried.
    ///   - due: `nil` when it is over.
    /// - Returns: false when the claim is no longer ours; nothing was stored then.
    package func finishBulletin(
        _ bulletin: OwedBulletin, method: ContactMethod, outcome: DeliveryOutcome, owner: String, dueAt due: Timestamp?,
        startedAt: Timestamp, at now: Timestamp
    ) throws -> Bool {
        let isOurs =
            try row(
                "SELECT 1 FROM bulletin WHERE id = ? AND state = 'sending' AND lease_owner = ?", [bulletin.id, owner])
            != nil
        guard isOurs else { return false }
        try run(
            """
            INSERT INTO bulletin_attempt (bulletin_id, method, started_at_ms, duration_ms, outcome, evidence)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            bulletin.id, method.text, startedAt.milliseconds, (now - startedAt).wholeMilliseconds,
            outcome.verdict.rawValue, outcome.evidence)
        try run(
            """
            UPDATE bulletin SET notifier = ?, endpoint = ?, address = ?, remaining = ?, state = ?, due_at_ms = ?,
                lease_owner = NULL, attempts = ?, tried_from_ms = ?
            WHERE id = ?
            """,
            bulletin.method.notifier.rawValue, bulletin.method.endpoint.name, bulletin.method.address,
            try StoredJSON.encode(bulletin.remaining), bulletin.state.rawValue, due?.milliseconds, bulletin.attempts,
            bulletin.triedFrom.milliseconds, bulletin.id)
        return true
    }

    /// Gives a claim back of which nothing was tried.
    package func giveBack(_ bulletin: OwedBulletin, owner: String, dueAt due: Timestamp) throws {
        try run(
            """
            UPDATE bulletin SET state = 'pending', due_at_ms = ?, lease_owner = NULL, attempts = ?
            WHERE id = ? AND state = 'sending' AND lease_owner = ?
            """, due.milliseconds, bulletin.attempts - 1, bulletin.id, owner)
    }

    /// What a digest was to tell waits for the next one.
    package func holdAgain(digest id: Int64) throws {
        let held = try rows("SELECT incident_id, role FROM digest_hold WHERE bulletin_id = ?", [id])
        for row in held {
            try run(
                "INSERT INTO digest_hold (incident_id, role) VALUES (?, ?) ON CONFLICT DO NOTHING",
                row["incident_id"] as Int64,
                row["role"] as String)
        }
    }
}

extension OwedBulletin {
    init(row: StoredRow) throws {
        self.init(
            id: row["id"], kind: try row.word("kind"), contact: row["contact"], plannedAt: row.time("planned_at_ms"),
            since: row.time("since_ms"),
            method: ContactMethod(row: row), remaining: try StoredJSON.decodeList(row["remaining"]),
            state: try row.word("state"), attempts: row["attempts"], triedFrom: row.time("tried_from_ms"),
            handOff: (row["rota"] as String?).map {
                HandOff(rota: $0, at: row.time("planned_at_ms"), from: row["hand_off_from"], to: row["hand_off_to"])
            })
    }
}
