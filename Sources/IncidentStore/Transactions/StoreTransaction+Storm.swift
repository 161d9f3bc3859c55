internal import GRDB
package import IncidentCore
internal import Synchronization

extension StoreTransaction {
    /// The storms at an endpoint that are not over.
    package func openStorms(_ endpoint: EndpointID) throws -> [Storm] {
        try rows(
            "SELECT * FROM storm WHERE notifier = ? AND endpoint = ? AND calm_at_ms IS NOT NULL ORDER BY id",
            [endpoint.kind.rawValue, endpoint.name]
        ).map(Storm.init(row:))
    }

    /// Begins a storm, and returns it.
    package func openStorm(for method: ContactMethod, lastMessageAt last: Timestamp, at now: Timestamp) throws -> Storm
    {
        let calm = last + AddressBudget.window + AddressBudget.calmAfter
        let id = try insert(
            """
            INSERT INTO storm (notifier, endpoint, address, began_at_ms, last_message_at_ms, calm_at_ms)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            method.notifier.rawValue, method.endpoint.name, method.address, now.milliseconds, last.milliseconds,
            calm.milliseconds)
        return Storm(id: id, method: method, beganAt: now, lastMessageAt: last, calmAt: calm)
    }

    /// Keeps when its last message was begun, and when it is over.
    package func save(_ storm: Storm) throws {
        try run(
            "UPDATE storm SET last_message_at_ms = ?, calm_at_ms = ? WHERE id = ?", storm.lastMessageAt.milliseconds,
            storm.calmAt?.milliseconds, storm.id)
    }

    /// Holds back what is to be told to an address from now on, but urgent pages and what a person asks for; `nil` is nothing.
    package func holdNew(for method: ContactMethod, _ hold: AddressHold?) { caches.held.withLock { $0[method] = hold } }

    /// Whether a new notification is held back at once.
    func hold(of draft: NotificationDraft, priority: Priority, at now: Timestamp) -> AddressHold? {
        let hold = caches.held.withLock { $0.isEmpty ? nil : $0[draft.method] }
        // A clock that was set back holds nothing longer.
        guard let hold, hold.until > now, hold.until <= now + AddressBudget.window, draft.askedBy == nil,
            !Notification.isAskedFor(draft.reason)
        else {
            return nil
        }
        let isPage = draft.event == .page
        return isPage && priority.isUrgent || !isPage && hold.onlyPages ? nil : hold
    }

    /// Holds one notification back.
    package func hold(_ notification: Notification, in storm: Storm, until time: Timestamp, because words: String)
        throws
    {
        try db.cachedStatement(
            sql: """
                UPDATE notification SET storm_id = :storm, \(Notification.becomesDue), decision = :words, held = 0
                WHERE id = :id
                """
        ).execute(arguments: [
            "storm": storm.id, "due": time.milliseconds, "words": words, "id": notification.id,
        ])
    }

    /// Holds back what is due for the storm's address, but urgent pages, which are looked at one by one, and what always
    /// passes.
    ///
    /// - Parameter onlyPages: the others ring nobody there.
    /// - Returns: how many.
    package func holdBack(
        in storm: Storm, until time: Timestamp, because words: String, onlyPages: Bool, at now: Timestamp
    ) throws -> Int {
        var count = 0
        for part in NotificationClass.deferrable {
            try db.cachedStatement(
                sql: """
                    UPDATE notification SET storm_id = :storm, \(Notification.becomesDue), decision = :words, held = 0
                    WHERE notifier = :notifier AND endpoint = :endpoint AND priority = :priority \(part.condition)
                        AND due_at_ms IS NOT NULL AND due_at_ms <= :now AND address = :address AND storm_id IS NULL
                        AND state = 'pending' AND attempts = 0 AND asked_by IS NULL AND instr(reason, :asked) = 0
                        \(onlyPages ? "AND event = 'page'" : "")
                    """
            ).execute(arguments: [
                "storm": storm.id, "due": time.milliseconds, "words": words,
                "notifier": storm.method.notifier.rawValue, "endpoint": storm.method.endpoint.name,
                "asked": Notification.askedForWords, "priority": part.priority.rawValue, "now": now.milliseconds,
                "address": storm.method.address,
            ])
            count += db.changesCount
        }
        return count
    }

    /// Lets what is held back, and could be told by now, wait for the next message.
    package func holdOn(in storm: Storm, until time: Timestamp, because words: String, at now: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                UPDATE notification SET \(Notification.becomesDue), decision = :words
                WHERE storm_id = :storm AND due_at_ms <= :now AND state = 'pending' AND attempts = 0
                """
        ).execute(arguments: [
            "due": time.milliseconds, "words": words, "storm": storm.id, "now": now.milliseconds,
        ])
    }

    /// What is held back for an address waits no longer for a message that its address was never given: it is due now.
    package mutating func releaseHeld(for method: ContactMethod, at now: Timestamp) throws {
        let open = try row(
            """
            SELECT * FROM storm WHERE notifier = ? AND endpoint = ? AND address = ? AND calm_at_ms IS NOT NULL
            """, [method.notifier.rawValue, method.endpoint.name, method.address])
        guard var storm = open.map(Storm.init(row:)) else { return }
        storm.lastMessageAt = min(storm.lastMessageAt, now - AddressBudget.window)
        try save(storm)
        holdNew(for: method, nil)
        try db.cachedStatement(
            sql: """
                UPDATE notification SET \(Notification.becomesDue)
                WHERE storm_id = :storm AND due_at_ms > :due AND state = 'pending' AND attempts = 0
                """
        ).execute(arguments: ["due": now.milliseconds, "storm": storm.id])
        changes.formUnion([.owed(method.endpoint), .urgent])
    }

    /// When a policy told the last of its pages that was held back, or is to; `nil` where none was.
    package func heldPageTold(by policy: String, incidentID: Int64) throws -> Timestamp? {
        try row(
            """
            SELECT max(coalesce(due_at_ms, (
                SELECT max(started_at_ms) FROM delivery_attempt WHERE notification_id = notification.id
            ))) AS told_at_ms FROM notification
            WHERE incident_id = ? AND policy = ? AND event = 'page' AND storm_id IS NOT NULL
                AND state IN ('pending', 'sending', 'sent')
            """, [incidentID, policy])?.optionalTime("told_at_ms")
    }

    /// What is held back and may be told now, the most urgent pages first.
    package func heldBack(in storm: Storm, limit: Int, at now: Timestamp) throws -> [DueNotification] {
        let found = try rows(
            """
            SELECT \(Notification.columns), due_at_ms FROM notification
            WHERE storm_id = ? AND due_at_ms IS NOT NULL AND due_at_ms <= ?
            ORDER BY event = 'page' DESC, priority, id LIMIT ?
            """, [storm.id, now.milliseconds, limit])
        return try understood(found, at: now)
    }

    /// The storms that are over now, unless something of them is still to be told.
    package func calmStorms(at now: Timestamp) throws -> [Storm] {
        try rows("SELECT * FROM storm WHERE calm_at_ms IS NOT NULL AND calm_at_ms <= ? ORDER BY id", [now.milliseconds])
            .map(Storm.init(row:))
    }

    /// Whether something is held back that nobody was told yet.
    package func isHoldingBack(_ storm: Storm) throws -> Bool {
        try row("SELECT 1 FROM notification WHERE storm_id = ? AND due_at_ms IS NOT NULL LIMIT 1", [storm.id]) != nil
    }

    /// Lets a bulletin tell what was held back in a storm.
    package func tell(_ storm: Storm, byBulletin id: Int64) throws {
        try run("UPDATE bulletin SET storm_id = ? WHERE id = ?", storm.id, id)
    }
}

/// Until when, in which storm, and why new messages to an address are held back.
package struct AddressHold: Sendable, Equatable {
    let stormID: Int64
    let until: Timestamp
    let words: String
    /// The others ring nobody there.
    let onlyPages: Bool

    package init(in storm: Storm, until: Timestamp, because words: String, onlyPages: Bool) {
        stormID = storm.id
        self.until = until
        self.words = words
        self.onlyPages = onlyPages
    }
}

extension Storm {
    init(row: StoredRow) {
        self.init(
            id: row["id"], method: ContactMethod(row: row), beganAt: row.time("began_at_ms"),
            lastMessageAt: row.time("last_message_at_ms"), calmAt: row.optionalTime("calm_at_ms"))
    }
}
