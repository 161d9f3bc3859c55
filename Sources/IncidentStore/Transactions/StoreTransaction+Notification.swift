internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// Stores an owed notification and returns its number.
    ///
    /// - Parameter priority: the incident's now; the order in which what is due is sent.
    @discardableResult
    package mutating func addNotification(
        _ draft: NotificationDraft, incidentID: Int64, priority: Priority, at now: Timestamp
    ) throws -> Int64 {
        changes.insert(.owed(draft.method.endpoint))
        if priority.isUrgent || draft.deliverWithin != nil { changes.insert(.urgent) }
        let hold = hold(of: draft, priority: priority, at: now)
        let due = max(draft.notBefore, hold?.until ?? now)
        let time = draft.deliveryTime(from: due)
        return try insert(
            """
            INSERT INTO notification (incident_id, notifier, endpoint, address, contact, event, priority, reason, policy,
                asked_by, decision, state, created_at_ms, due_at_ms, held, remaining, storm_id, deliver_by_ms,
                share_ends_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?)
            """,
            incidentID, draft.method.notifier.rawValue, draft.method.endpoint.name, draft.method.address,
            draft.contact, draft.event.rawValue, priority.rawValue, draft.reason, draft.policy, draft.askedBy,
            hold?.words ?? draft.decision, now.milliseconds, due.milliseconds,
            draft.waitsForDiagnostics && hold == nil,
            draft.remaining.isEmpty ? "[]" : try StoredJSON.encode(draft.remaining), hold?.stormID,
            time?.by.milliseconds, time?.shareEnd.milliseconds)
    }

    /// Cancels the pages and updates that are still to be sent and returns them. One that is being sent just now goes out.
    ///
    /// - Parameters:
    ///   - running: policies whose pages stay.
    ///   - andUpdates: whether updates are cancelled as well.
    ///   - andRequests: the same of what a person asked for.
    ///   - andQuestions: the same of what asks the owner to answer, and belongs to no policy.
    package mutating func cancelPendingPages(
        incidentID: Int64, keeping running: Set<String> = [], andUpdates: Bool = true, andRequests: Bool = true,
        andQuestions: Bool = true
    ) throws -> [Notification] {
        let cancelled = try rows(
            """
            SELECT \(Notification.columns) FROM notification
            WHERE incident_id = ? AND event IN ('page', 'update') AND state IN ('pending', 'unknown')
            """, [incidentID]
        ).compactMap { readNotification($0) }.filter {
            ($0.policy.map { !running.contains($0) } ?? true) && (andUpdates || $0.event == .page)
                && (andRequests || $0.askedBy == nil)
                && (andQuestions || $0.event != .page || $0.policy != nil)
        }
        for notification in cancelled { try setState(.cancelled, dueAt: nil, of: notification) }
        return cancelled
    }

    /// Cancels what is still to be sent and would tell that an incident is over, or also that it is taken, now that it is not,
    /// and returns it. What is being sent just now goes out.
    package mutating func cancelClosingMessages(
        incidentID: Int64, andOfTaking isOfTaking: Bool
    ) throws -> [Notification] {
        let cancelled = try rows(
            """
            SELECT \(Notification.columns) FROM notification
            WHERE incident_id = ? AND event IN ('acknowledged', 'resolved') AND state IN ('pending', 'unknown')
            """, [incidentID]
        ).compactMap { readNotification($0) }.filter { isOfTaking || $0.event == .resolved }
        for notification in cancelled { try cancelNotification(notification) }
        return cancelled
    }

    /// Cancels the pages to the same contact and address that a page which has just been sent makes needless, and returns them:
    /// those of its policy that waited behind it, because it was built after they were owed and says what they would; and those
    /// that were tried in vain before it, of whatever policy. None that a person asked for.
    ///
    /// - Parameter time: when it began to be sent.
    package mutating func cancelRepeats(of page: Notification, begunAt time: Timestamp) throws -> [Notification] {
        guard let policy = page.policy else { return [] }
        let cancelled = try rows(
            """
            SELECT \(Notification.columns) FROM notification
            WHERE incident_id = ? AND event = 'page' AND contact = ? AND notifier = ? AND endpoint = ? AND address = ?
                AND asked_by IS NULL AND (
                    id > ? AND (state = 'pending' OR state = 'unknown') AND policy = ? AND created_at_ms <= ?
                    OR id < ? AND (state = 'pending' OR state = 'unknown') AND attempts > 0 AND policy IS NOT NULL)
            """,
            [
                page.incidentID, page.contact, page.method.notifier.rawValue, page.method.endpoint.name,
                page.method.address, page.id, policy, time.milliseconds, page.id,
            ]
        ).compactMap { readNotification($0) }
        for notification in cancelled { try cancelNotification(notification) }
        return cancelled
    }

    /// `nil` when this release does not understand it: it stays as it is, and stops nobody.
    private func readNotification(_ row: StoredRow) -> Notification? {
        caches.unreadable.read("notification", row, as: Notification.init(row:))
    }

    /// Cancels one notification that is not to be tried again.
    package mutating func cancelNotification(_ notification: Notification) throws {
        try setState(.cancelled, dueAt: nil, of: notification)
        // What waited behind it does not any more.
        changes.formUnion([.owed(notification.method.endpoint), .urgent])
    }

    /// How the last of its attempts ended that may have arrived; `nil` when there is none.
    package func evidenceOfLostAttempt(of notificationID: Int64) throws -> String? {
        try row(
            """
            SELECT evidence FROM delivery_attempt WHERE notification_id = ? AND outcome = 'unknown'
            ORDER BY number DESC LIMIT 1
            """, [notificationID])?["evidence"]
    }

    /// Leaves a notification's later methods to another notification.
    ///
    /// - Returns: whether it had any: they may have begun while an attempt stood.
    @discardableResult
    package func clearRemainingMethods(of notificationID: Int64) throws -> Bool {
        try run("UPDATE notification SET remaining = '[]' WHERE id = ? AND remaining <> '[]'", notificationID)
        return db.changesCount > 0
    }

    /// Owed pages whose share of the time is over within which they are to be taken. Those that cannot be understood have
    /// none any more.
    package func pagesAtShareEnd(_ now: Timestamp) throws -> [Notification] {
        try rows(
            """
            SELECT \(Notification.columns) FROM notification WHERE \(Notification.hasShare) AND share_ends_at_ms <= ?
            ORDER BY id
            """, [now.milliseconds]
        ).compactMap { row in
            let page = readNotification(row)
            if page == nil { try endShare(of: row["id"], at: now) }
            return page
        }
    }

    /// Its share is over: it is looked at again when the whole time is, if that is still to come.
    package func endShare(of id: Int64, at now: Timestamp) throws {
        try run(
            """
            UPDATE notification SET share_ends_at_ms = CASE WHEN deliver_by_ms > ? THEN deliver_by_ms END WHERE id = ?
            """, now.milliseconds, id)
    }

    /// Lets the shares end later that ended while nobody could send anything.
    package func extendShares(endingBy now: Timestamp) throws {
        for page in try pagesAtShareEnd(now) {
            let end = page.shareEnd(startedAt: now)
            try run("UPDATE notification SET share_ends_at_ms = ? WHERE id = ?", end.milliseconds, page.id)
        }
    }

    /// Whether another page about the same incident has reached the same contact, or still may.
    package func isPagedOtherwise(than notification: Notification) throws -> Bool {
        try row(
            """
            SELECT 1 FROM notification
            WHERE incident_id = ? AND contact = ? AND event = 'page' AND id <> ?
                AND (state IN ('pending', 'sending', 'unknown') OR state = 'sent' AND spooled = 0) LIMIT 1
            """, [notification.incidentID, notification.contact, notification.id]) != nil
    }

    /// Lets pages and updates go that wait for diagnostics.
    package mutating func releaseHeldPages(incidentID: Int64, at now: Timestamp) throws {
        try db.cachedStatement(
            sql: """
                UPDATE notification SET \(Notification.becomesDue), held = 0
                WHERE incident_id = :incident AND held = 1 AND state = 'pending' AND due_at_ms > :due
                """
        ).execute(arguments: ["due": now.milliseconds, "incident": incidentID])
        if db.changesCount > 0 { changes.formUnion([.delivery, .urgent]) }
    }

    func setState(_ state: NotificationState, dueAt: Timestamp?, of notification: Notification) throws {
        try run(
            """
            UPDATE notification SET state = ?, due_at_ms = ?, may_have_arrived = ?, spooled = ?, held = 0,
                lease_owner = NULL, endpoint_wait = NULL
            WHERE id = ?
            """, state.rawValue, dueAt?.milliseconds, notification.mayHaveArrived,
            notification.isSpooled && state == .sent, notification.id)
    }
}
