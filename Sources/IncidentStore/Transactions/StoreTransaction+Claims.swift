internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// What is due for an endpoint and not held back in a storm, the most urgent first: one for each incident and address,
    /// so that their order is kept.
    ///
    /// - Parameters:
    ///   - limit: so many at most.
    ///   - deferrableLimit: so many at most of what is not urgent.
    package func dueNotifications(
        _ endpoint: EndpointID, limit: Int, deferrableLimit: Int, besides addresses: AddressRoom? = nil,
        at now: Timestamp
    ) throws -> [DueNotification] {
        var due: [DueNotification] = []
        for part in NotificationClass.urgent + NotificationClass.deferrable {
            let room = min(
                limit - due.count,
                part.isUrgent ? limit : deferrableLimit - due.count { !$0.notification.isUrgent })
            guard room > 0 else { continue }
            let full = (addresses?.full(forUrgent: part.isUrgent) ?? []).sorted()
            let found = try rows(
                """
                SELECT \(Notification.columns), due_at_ms FROM notification AS mine
                WHERE notifier = ? AND endpoint = ? AND priority = ? \(part.condition)
                    AND due_at_ms IS NOT NULL AND due_at_ms <= ? AND storm_id IS NULL \(Notification.isElsewhere(than: full))
                    AND \(Notification.isFirstOfItsQueue)
                ORDER BY due_at_ms, id LIMIT ?
                """,
                StatementArguments(
                    [endpoint.kind.rawValue, endpoint.name, part.priority.rawValue, now.milliseconds]
                        + full + [room] as [any DatabaseValueConvertible])
            )
            due += try understood(found, at: now)
        }
        return due
    }

    /// Those that can be understood; the others are put off.
    func understood(_ rows: [StoredRow], at now: Timestamp) throws -> [DueNotification] {
        try rows.compactMap { row in
            guard let notification = caches.unreadable.read("notification", row, as: Notification.init(row:)) else {
                try putOff(row["id"], at: now)
                return nil
            }
            return DueNotification(notification: notification, dueAt: row.time("due_at_ms"))
        }
    }

    /// Claims one that is due.
    ///
    /// A claim not finished before `leaseUntil` may be claimed again; what it began is stored as an `unknown` attempt
    /// then.
    package func claim(
        _ due: DueNotification, owner: String, at now: Timestamp, leaseUntil: Timestamp
    ) throws -> Notification {
        var notification = due.notification
        if notification.state == .sending {
            // Its lease was as long as the new one.
            let startedAt = due.dueAt - (leaseUntil - now)
            try recordLostAttempt(of: notification, startedAt: startedAt, at: now)
            notification.mayHaveArrived = true
            // The attempt that begins now comes for that, whatever the one before had come for.
            try run("UPDATE notification SET endpoint_wait = NULL WHERE id = ?", notification.id)
        }
        return try claim(notification, owner: owner, leaseUntil: leaseUntil)
    }

    /// Urgent pages that have been due since `due` or longer and are not begun, of contacts that have a next method. One
    /// that cannot be understood is put off and told of, so that nobody asks for it again and again.
    package func waitingPages(dueBy due: Timestamp, at now: Timestamp) throws -> [Notification] {
        try rows(
            "SELECT \(Notification.columns) FROM notification WHERE \(Notification.isWaitingPage) AND due_at_ms <= ?",
            [due.milliseconds]
        ).compactMap { row in
            let page = caches.unreadable.read("notification", row, as: Notification.init(row:))
            if page == nil { try putOff(row["id"], at: now) }
            return page
        }
    }

    /// What this release does not understand keeps nothing else waiting.
    package func putOff(_ id: Int64, at now: Timestamp) throws {
        try run(
            "UPDATE notification SET due_at_ms = ? WHERE id = ?", (now + Self.unreadablePutOff).milliseconds, id)
    }

    private func claim(_ due: Notification, owner: String, leaseUntil: Timestamp) throws -> Notification {
        var notification = due
        notification.state = .sending
        notification.attempts += 1
        try run(
            """
            UPDATE notification SET state = 'sending', due_at_ms = ?, lease_owner = ?, attempts = ?,
                may_have_arrived = ?, held = 0
            WHERE id = ?
            """,
            leaseUntil.milliseconds, owner, notification.attempts, notification.mayHaveArrived, notification.id)
        return notification
    }

    /// Gives back what servers had claimed that are gone, so that nobody need wait for their leases.
    ///
    /// - Parameter lease: how long their claims were to hold.
    package mutating func releaseAbandonedNotifications(lease: Duration, at now: Timestamp) throws {
        let claimed = try rows(
            """
            SELECT \(Notification.columns), due_at_ms FROM notification
            WHERE due_at_ms IS NOT NULL AND state = 'sending'
                AND NOT EXISTS (SELECT 1 FROM running_instance WHERE running_instance.id = notification.lease_owner)
            """, [])
        var isReleased = false
        for row in claimed {
            // Until its lease ends; then it is put off as any other.
            guard var notification = caches.unreadable.read("notification", row, as: Notification.init(row:)) else {
                continue
            }
            try recordLostAttempt(of: notification, startedAt: row.time("due_at_ms") - lease, at: now)
            notification.mayHaveArrived = true
            try setState(.unknown, dueAt: now, of: notification)
            isReleased = true
        }
        if isReleased { changes.formUnion([.delivery, .urgent]) }
    }

    /// Nobody will say how this attempt ended.
    func recordLostAttempt(of notification: Notification, startedAt: Timestamp, at now: Timestamp) throws {
        let evidence = "no answer was stored; whether it arrived is not known"
        try addAttempt(
            of: notification, startedAt: min(startedAt, now), DeliveryOutcome(.unknown, evidence: evidence), at: now)
        let draft = notification.timelineDraft(
            .deliveryRetried, ": attempt \(notification.attempts): \(evidence); owed again",
            evidence: evidence)
        try record(draft, incidentID: notification.incidentID, at: now)
    }

    /// Gives a claim back of which nothing was tried, as if it had not been made.
    ///
    /// - Returns: false when the claim is no longer ours; nothing was changed then.
    package mutating func giveBack(_ notification: Notification, owner: String, dueAt: Timestamp) throws -> Bool {
        guard try isClaimed(notification, by: owner) else { return false }
        try setState(notification.mayHaveArrived ? .unknown : .pending, dueAt: dueAt, of: notification)
        try run("UPDATE notification SET attempts = attempts - 1 WHERE id = ?", notification.id)
        changes.formUnion([.owed(notification.method.endpoint), .urgent])
        return true
    }

    /// Keeps that a page rings anew, under a key of its own, and lets go of what the other side has open: what follows
    /// goes under that key too.
    package func noteRingingAnew(_ notification: Notification) throws {
        try run("UPDATE notification SET let_go = 1 WHERE id = ?", notification.id)
    }

    /// Keeps with which mail a conversation begins that is sent now; it is one once that has arrived, or may have.
    package func noteThreadRoot(_ root: ThreadRoot) throws {
        try run(
            """
            INSERT INTO thread_root (notification_id, message_id, subject, priority) VALUES (?, ?, ?, ?)
            ON CONFLICT (notification_id) DO UPDATE SET message_id = excluded.message_id, subject = excluded.subject,
                priority = excluded.priority
            """, root.notificationID, root.messageID, root.subject, root.priority.rawValue)
    }

    /// Whether something that an address was told before may arrive there only after what was sent now, and this was not
    /// yet sent for that.
    package func mayBeOvertaken(_ notification: Notification, since: Timestamp) throws -> Bool {
        try row(
            """
            SELECT 1 FROM delivery_attempt AS attempt JOIN notification AS earlier ON earlier.id = notification_id
            WHERE incident_id = ? AND notifier = ? AND endpoint = ? AND address = ? AND earlier.id < ?
                AND outcome = 'unknown' AND started_at_ms >= ?
                AND NOT EXISTS (SELECT 1 FROM delivery_attempt WHERE notification_id = ? AND outcome = 'sent')
            LIMIT 1
            """,
            [
                notification.incidentID, notification.method.notifier.rawValue, notification.method.endpoint.name,
                notification.method.address, notification.id, since.milliseconds, notification.id,
            ]) != nil
    }

    /// Whether this attempt at it is still its owner's.
    package func isClaimed(_ notification: Notification, by owner: String) throws -> Bool {
        try row(
            "SELECT 1 FROM notification WHERE id = ? AND state = 'sending' AND lease_owner = ? AND attempts = ?",
            [notification.id, owner, notification.attempts]) != nil
    }

    /// Stores one attempt and what follows from it.
    ///
    /// - Returns: false when the claim is no longer ours; nothing was stored then.
    package mutating func finishAttempt(
        _ notification: Notification, owner: String, startedAt: Timestamp, outcome: DeliveryOutcome,
        decision: DeliveryDecision, at now: Timestamp
    ) throws -> Bool {
        guard try isClaimed(notification, by: owner) else { return false }
        try addAttempt(of: notification, startedAt: startedAt, outcome, at: now)
        if outcome.verdict == .sent, !outcome.leavesOpen {
            // A page without a key of its own has closed nothing.
            try run(
                "UPDATE notification SET former_closed = 1 WHERE id = ? AND (event <> 'page' OR let_go = 1) AND event <> 'update'",
                notification.id)
        }
        switch decision {
        case .sent:
            var sent = notification
            sent.isSpooled = outcome.isSpooled
            try setState(.sent, dueAt: nil, of: sent)
        case .failed: try setState(.failed, dueAt: nil, of: notification)
        case .retry(let due, let state):
            var later = notification
            later.mayHaveArrived = later.mayHaveArrived || state == .unknown
            try setState(state, dueAt: due, of: later)
            if outcome.awaits == .endpoint {
                try run("UPDATE notification SET endpoint_wait = 'unreached' WHERE id = ?", notification.id)
            }
        }
        changes.formUnion([.owed(notification.method.endpoint), .urgent])
        return true
    }

    /// Whether an attempt before this one was refused.
    package func wasRefused(_ notification: Notification) throws -> Bool {
        guard notification.attempts > 1 else { return false }
        return try row(
            "SELECT 1 FROM delivery_attempt WHERE notification_id = ? AND number < ? AND outcome = 'permanent' LIMIT 1",
            [notification.id, notification.attempts]) != nil
    }

    private func addAttempt(
        of notification: Notification, startedAt: Timestamp, _ outcome: DeliveryOutcome, at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO delivery_attempt (
                notification_id, number, started_at_ms, duration_ms, outcome, evidence, recipient_refused)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            notification.id, notification.attempts, startedAt.milliseconds, (now - startedAt).wholeMilliseconds,
            outcome.verdict.rawValue, outcome.evidence, outcome.obstacle == .recipient)
    }
}

/// A notification that may be claimed, and since when; one whose claim has ended counts from then.
package struct DueNotification: Sendable, Equatable {
    package let notification: Notification
    package let dueAt: Timestamp
}
