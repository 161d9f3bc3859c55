internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// What has been told of an incident, and is still to be told.
    package func tellingHistory(incidentID: Int64) throws -> TellingHistory {
        try reader.tellingHistory(incidentID: incidentID)
    }

    /// Lets the reason of one that is not begun go on.
    package func add(_ words: String, toReasonOf id: Int64) throws {
        try run("UPDATE notification SET reason = reason || ? WHERE id = ? AND state = 'pending'", words, id)
    }

    /// Takes back an update that has not been begun.
    package func cancelUpdate(_ id: Int64) throws {
        try run(
            """
            UPDATE notification SET state = 'cancelled', due_at_ms = NULL, held = 0,
                decision = decision || '; a page took its place'
            WHERE id = ? AND event = 'update' AND state = 'pending'
            """, id)
    }

    /// Lets what is still owed of an incident go with its priority as it is now.
    package mutating func raisePriority(ofOwedTo priority: Priority, incidentID: Int64, at now: Timestamp) throws {
        try run(
            """
            UPDATE notification SET priority = ? WHERE incident_id = ? AND due_at_ms IS NOT NULL AND priority > ?
            """, priority.rawValue, incidentID, priority.rawValue)
        guard priority.isUrgent else { return }
        // What a storm holds back as one of many is looked at anew.
        try db.cachedStatement(
            sql: """
                UPDATE notification SET storm_id = NULL, \(Notification.becomesDue)
                WHERE incident_id = :incident AND storm_id IS NOT NULL AND due_at_ms IS NOT NULL AND event = 'page'
                    AND state = 'pending' AND attempts = 0
                """
        ).execute(arguments: ["due": now.milliseconds, "incident": incidentID])
        if db.changesCount > 0 { changes.formUnion([.delivery, .urgent]) }
    }

    /// Keeps that a step tells somebody nothing, and why.
    package func addUntold(
        _ telling: Telling, because reason: String, incidentID: Int64, priority: Priority, at now: Timestamp
    ) throws -> Int64 {
        try insert(
            """
            INSERT INTO notification (incident_id, notifier, endpoint, address, contact, event, priority, reason, policy,
                decision, state, created_at_ms, held, remaining)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'cancelled', ?, 0, ?)
            """,
            incidentID, telling.method.notifier.rawValue, telling.method.endpoint.name, telling.method.address,
            telling.contact,
            telling.event.rawValue, priority.rawValue, telling.reason, telling.policyName,
            "\(TellingDecision.untoldPrefix)\(reason)", now.milliseconds, try StoredJSON.encode(telling.remaining))
    }
}

extension StoreReader {
    /// What has been told of an incident, and is still to be told. What was refused and is tried on, because that was about the
    /// endpoint, has come to nothing so far: what follows it does not wait for that.
    package func tellingHistory(incidentID: Int64) throws -> TellingHistory {
        TellingHistory(
            try rows(
                """
                SELECT id, notifier, endpoint, address, contact, event, priority, policy, asked_by, reason,
                    CASE WHEN \(Notification.wasRefused) THEN 'failed' ELSE state END AS state,
                    state = 'sending' AS on_its_way,
                    remaining, may_have_arrived, spooled, created_at_ms, (
                        SELECT max(started_at_ms) FROM delivery_attempt WHERE notification_id = notification.id
                    ) AS tried_at_ms, share_ends_at_ms, deliver_by_ms,
                    state = 'cancelled' AND decision LIKE '\(TellingDecision.untoldPrefix)%' AS untold
                FROM notification WHERE incident_id = ? ORDER BY id
                """, [incidentID]
            ).compactMap { unreadable.read("notification", $0, as: TellingHistory.Told.init(row:)) })
    }
}

extension TellingHistory.Told {
    fileprivate init(row: StoredRow) throws {
        self.init(
            id: row["id"], method: ContactMethod(row: row), contact: row["contact"], event: try row.word("event"),
            priority: try row.word("priority"), policy: row["policy"], askedBy: row["asked_by"],
            reason: row["reason"], state: try row.word("state"), remaining: try StoredJSON.decodeList(row["remaining"]),
            mayHaveArrived: row["may_have_arrived"], isSpooled: row["spooled"],
            createdAt: row.time("created_at_ms"), triedAt: row.optionalTime("tried_at_ms"),
            shareEnd: row.optionalTime("share_ends_at_ms"), deliverBy: row.optionalTime("deliver_by_ms"),
            isUntold: row["untold"], isOnItsWay: row["on_its_way"])
    }
}
