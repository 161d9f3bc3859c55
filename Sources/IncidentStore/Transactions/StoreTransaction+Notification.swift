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
        changes.insert(.owed(draft.method.notifier))
        if priority.isUrgent { changes.insert(.urgent) }
        return try insert(
            """
            INSERT INTO notification (incident_id, notifier, address, contact, event, priority, reason, policy,
                decision, state, created_at_ms, due_at_ms, held, remaining)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?)
            """,
            incidentID, draft.method.notifier.rawValue, draft.method.address, draft.contact, draft.event.rawValue,
            priority.rawValue, draft.reason, draft.policy, draft.decision, now.milliseconds,
            max(draft.notBefore, now).milliseconds,
            draft.waitsForDiagnostics, draft.remaining.isEmpty ? "[]" : try StoredJSON.encode(draft.remaining))
    }

    /// Claims what is due for a kind of notifier, the most urgent first: one for each incident and address, so that
    /// their order is kept.
    ///
    /// A claim not finished before `leaseUntil` may be claimed again; what it began is stored as an `unknown` attempt
    /// then.
    /// - Parameters:
    ///   - limit: so many at most.
    ///   - deferrableLimit: so many at most of what is not urgent (P3 and P4).
    ///   - full: addresses that are left out.
    ///   - deferrableFull: addresses that are left out for what is not urgent.
    package mutating func claimNotifications(
        _ notifier: NotifierKind, owner: String, limit: Int, deferrableLimit: Int, except full: [String] = [],
        deferrableExcept deferrableFull: [String] = [], at now: Timestamp, leaseUntil: Timestamp
    ) throws -> [Notification] {
        var due: [(notification: Notification, at: Timestamp)] = []
        for priority in Priority.allCases {
            let room = min(
                limit - due.count,
                priority.isUrgent ? limit : deferrableLimit - due.count { !$0.notification.priority.isUrgent })
            guard room > 0 else { continue }
            let full = priority.isUrgent ? full : deferrableFull
            let found = try rows(
                """
                SELECT \(Notification.columns), due_at_ms FROM notification AS mine
                WHERE notifier = ? AND priority = ? AND due_at_ms IS NOT NULL AND due_at_ms <= ?
                    AND \(Notification.isFirstOfItsQueue) AND \(Notification.isNot(to: full))
                ORDER BY due_at_ms, id LIMIT ?
                """,
                [notifier.rawValue, priority.rawValue, now.milliseconds] + StatementArguments(full) + [room])
            for row in found {
                guard let notification = caches.unreadable.read("notification", row, as: Notification.init(row:)) else {
                    try putOff(row["id"], at: now)
                    continue
                }
                due.append((notification, row.time("due_at_ms")))
            }
        }
        return try due.map { notification, dueAt in
            var notification = notification
            if notification.state == .sending {
                // Its lease was as long as the new one.
                try recordLostAttempt(of: notification, startedAt: dueAt - (leaseUntil - now), at: now)
                notification.mayHaveArrived = true
            }
            return try claim(notification, owner: owner, leaseUntil: leaseUntil)
        }
    }

    /// What this release does not understand keeps nothing else waiting.
    private func putOff(_ id: Int64, at now: Timestamp) throws {
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
        for row in claimed {
            guard var notification = caches.unreadable.read("notification", row, as: Notification.init(row:)) else {
                continue
            }
            try recordLostAttempt(of: notification, startedAt: row.time("due_at_ms") - lease, at: now)
            notification.mayHaveArrived = true
            try setState(.unknown, dueAt: now, of: notification)
        }
        if !claimed.isEmpty { changes.formUnion([.email, .pagerduty, .slack, .urgent]) }
    }

    /// Nobody will say how this attempt ended.
    private func recordLostAttempt(of notification: Notification, startedAt: Timestamp, at now: Timestamp) throws {
        let evidence = "no answer was stored; whether it arrived is not known"
        try addAttempt(
            of: notification, startedAt: min(startedAt, now), DeliveryOutcome(.unknown, evidence: evidence), at: now)
        let draft = notification.timelineDraft(
            .deliveryRetried, ": attempt \(notification.attempts): \(evidence); owed again under the same key",
            evidence: evidence)
        try record(draft, incidentID: notification.incidentID, at: now)
    }

    /// Stores one attempt and what follows from it.
    ///
    /// - Returns: false when the claim is no longer ours; nothing was stored then.
    package mutating func finishAttempt(
        _ notification: Notification, owner: String, startedAt: Timestamp, outcome: DeliveryOutcome,
        decision: DeliveryDecision, at now: Timestamp
    ) throws -> Bool {
        guard
            try row(
                "SELECT 1 FROM notification WHERE id = ? AND state = 'sending' AND lease_owner = ? AND attempts = ?",
                [notification.id, owner, notification.attempts]) != nil
        else { return false }
        try addAttempt(of: notification, startedAt: startedAt, outcome, at: now)
        switch decision {
        case .sent: try setState(.sent, dueAt: nil, of: notification)
        case .failed: try setState(.failed, dueAt: nil, of: notification)
        case .retry(let due, let state):
            var later = notification
            later.mayHaveArrived = later.mayHaveArrived || state == .unknown
            try setState(state, dueAt: due, of: later)
        }
        changes.formUnion([.owed(notification.method.notifier), .urgent])
        return true
    }

    /// Cancels the pages that are still to be sent and returns them. One that is being sent just now goes out.
    ///
    /// - Parameter running: policies whose pages stay.
    package mutating func cancelPendingPages(
        incidentID: Int64, keeping running: Set<String> = []
    ) throws -> [Notification] {
        let cancelled = try rows(
            """
            SELECT \(Notification.columns) FROM notification
            WHERE incident_id = ? AND event IN ('page', 'update') AND state IN ('pending', 'unknown')
            """, [incidentID]
        ).map(Notification.init(row:)).filter { $0.policy.map { !running.contains($0) } ?? true }
        for notification in cancelled { try setState(.cancelled, dueAt: nil, of: notification) }
        return cancelled
    }

    /// Cancels one notification that is not to be tried again.
    package mutating func cancelNotification(_ notification: Notification) throws {
        try setState(.cancelled, dueAt: nil, of: notification)
    }

    /// Leaves a notification's later methods to another notification.
    package func clearRemainingMethods(of notificationID: Int64) throws {
        try run("UPDATE notification SET remaining = '[]' WHERE id = ?", notificationID)
    }

    /// Whether another page about the same incident has reached the same contact, or still may.
    package func isPagedOtherwise(than notification: Notification) throws -> Bool {
        try row(
            """
            SELECT 1 FROM notification
            WHERE incident_id = ? AND contact = ? AND event = 'page' AND id <> ?
                AND state IN ('pending', 'sending', 'unknown', 'sent') LIMIT 1
            """, [notification.incidentID, notification.contact, notification.id]) != nil
    }

    /// Lets pages go that wait for diagnostics.
    package mutating func releaseHeldPages(incidentID: Int64, at now: Timestamp) throws {
        try run(
            """
            UPDATE notification SET due_at_ms = ?, held = 0
            WHERE incident_id = ? AND held = 1 AND state = 'pending' AND due_at_ms > ?
            """, now.milliseconds, incidentID, now.milliseconds)
        if db.changesCount > 0 { changes.formUnion([.email, .pagerduty, .slack, .urgent]) }
    }

    private func addAttempt(
        of notification: Notification, startedAt: Timestamp, _ outcome: DeliveryOutcome, at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO delivery_attempt (notification_id, number, started_at_ms, duration_ms, outcome, evidence)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            notification.id, notification.attempts, startedAt.milliseconds, (now - startedAt).wholeMilliseconds,
            outcome.verdict.rawValue, outcome.evidence)
    }

    private func setState(_ state: NotificationState, dueAt: Timestamp?, of notification: Notification) throws {
        try run(
            """
            UPDATE notification SET state = ?, due_at_ms = ?, may_have_arrived = ?, held = 0, lease_owner = NULL
            WHERE id = ?
            """, state.rawValue, dueAt?.milliseconds, notification.mayHaveArrived, notification.id)
    }
}
