internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// What waits for its next attempt because this endpoint took nothing: it could not be reached, gave no answer, or said that
    /// it cannot just now. It costs what is owed through the endpoint.
    package func awaiting(_ endpoint: EndpointID, at now: Timestamp) throws -> [ReturnPlan.Waiting] {
        try awaiting(endpoint, "endpoint_wait = 'unreached'", [], at: now)
    }

    /// The same of what one of its addresses would not have then.
    package func awaiting(
        _ endpoint: EndpointID, address: String, at now: Timestamp
    ) throws -> [ReturnPlan.Waiting] {
        try awaiting(
            endpoint,
            """
            address = ? AND endpoint_wait IS NULL AND attempts > 0 AND (
                SELECT recipient_refused FROM delivery_attempt
                WHERE notification_id = notification.id AND number = notification.attempts) = 1
            """, [address], at: now)
    }

    /// - Parameter condition: on `notification`, with places for `arguments`.
    private func awaiting(
        _ endpoint: EndpointID, _ condition: String, _ arguments: [any DatabaseValueConvertible], at now: Timestamp
    ) throws -> [ReturnPlan.Waiting] {
        let bound: [any DatabaseValueConvertible] = [endpoint.kind.rawValue, endpoint.name, now.milliseconds]
        let found = try rows(
            """
            SELECT \(Notification.columns), due_at_ms, storm_id IS NOT NULL AS in_storm, NOT EXISTS (
                    SELECT 1 FROM notification AS told
                    WHERE told.incident_id = notification.incident_id AND told.event = 'page' AND told.state = 'sent'
                        AND told.spooled = 0) AS untold
            FROM notification
            WHERE notifier = ? AND endpoint = ? AND due_at_ms > ? AND \(condition)
                AND (state = 'pending' OR state = 'unknown')
            """, StatementArguments(bound + arguments as [any DatabaseValueConvertible]))
        return found.compactMap { row in
            guard let notification = caches.unreadable.read("notification", row, as: Notification.init(row:)) else {
                return nil
            }
            return ReturnPlan.Waiting(
                notification, dueAt: row.time("due_at_ms"), isUntold: row["untold"], isInStorm: row["in_storm"])
        }
    }

    /// Lets one that waits be tried at once.
    package mutating func bringForward(_ waiting: ReturnPlan.Waiting, at now: Timestamp) throws {
        let notification = waiting.notification
        try run(
            "UPDATE notification SET due_at_ms = ?, endpoint_wait = 'brought_forward' WHERE id = ?", now.milliseconds,
            notification.id)
        changes.formUnion([.owed(notification.method.endpoint), .urgent])
    }

    /// Lets one that waits be told with what a storm holds back, at a time.
    package mutating func bringForward(
        _ waiting: ReturnPlan.Waiting, into storm: Storm, at time: Timestamp, because words: String?
    ) throws {
        let notification = waiting.notification
        try run(
            """
            UPDATE notification SET due_at_ms = ?, endpoint_wait = 'brought_forward', storm_id = ?, decision = ?
            WHERE id = ?
            """, time.milliseconds, storm.id, words ?? notification.decision, notification.id)
        changes.formUnion([.owed(notification.method.endpoint), .urgent])
    }

    /// Whether the attempt at it that runs, or is due, was brought forward so.
    package func isBroughtForward(_ notification: Notification) throws -> Bool {
        // The first attempt waits for nothing.
        guard notification.attempts > 1 else { return false }
        return try row(
            "SELECT 1 FROM notification WHERE id = ? AND endpoint_wait = 'brought_forward'", [notification.id]) != nil
    }

    /// Whether the attempt before this one was refused for its address alone.
    package func wasRefusedForAddress(_ notification: Notification) throws -> Bool {
        guard notification.attempts > 1 else { return false }
        return try row(
            "SELECT 1 FROM delivery_attempt WHERE notification_id = ? AND number = ? AND recipient_refused = 1",
            [notification.id, notification.attempts - 1]) != nil
    }
}
