internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// Lets be due what waits for its next attempt because this endpoint took nothing: it could not
    /// be reached, gave no answer, or said that it cannot just now. It costs what
    /// is owed through the endpoint. What is held back in a storm comes with the storm's next message.
    package mutating func bringForward(waitingFor endpoint: EndpointID, at now: Timestamp) throws {
        try run(
            """
            UPDATE notification SET due_at_ms = ?, endpoint_wait = 'brought_forward'
            WHERE notifier = ? AND endpoint = ? AND due_at_ms > ? AND endpoint_wait = 'unreached'
                AND (state = 'pending' OR state = 'unknown') AND storm_id IS NULL
            """, now.milliseconds, endpoint.kind.rawValue, endpoint.name, now.milliseconds)
        if db.changesCount > 0 { changes.formUnion([.owed(endpoint), .urgent]) }
    }

    /// Whether the attempt at it that runs, or is due, was brought forward so.
    package func isBroughtForward(_ notification: Notification) throws -> Bool {
        // The first attempt waits for nothing.
        guard notification.attempts > 1 else { return false }
        return try row(
            "SELECT 1 FROM notification WHERE id = ? AND endpoint_wait = 'brought_forward'", [notification.id]) != nil
    }

    /// Lets be due what waits for its next attempt because this address would have nothing then. It costs what is owed through
    /// the endpoint.
    package mutating func bringForward(waitingForAddressOf method: ContactMethod, at now: Timestamp) throws {
        try run(
            """
            UPDATE notification SET due_at_ms = ?, endpoint_wait = 'brought_forward'
            WHERE notifier = ? AND endpoint = ? AND address = ? AND due_at_ms > ? AND endpoint_wait IS NULL
                AND (state = 'pending' OR state = 'unknown') AND storm_id IS NULL AND attempts > 0 AND (
                    SELECT recipient_refused FROM delivery_attempt
                    WHERE notification_id = notification.id AND number = notification.attempts) = 1
            """,
            now.milliseconds, method.notifier.rawValue, method.endpoint.name, method.address, now.milliseconds)
        if db.changesCount > 0 { changes.formUnion([.owed(method.endpoint), .urgent]) }
    }

    /// Whether the attempt before this one was refused for its address alone.
    package func wasRefusedForAddress(_ notification: Notification) throws -> Bool {
        guard notification.attempts > 1 else { return false }
        return try row(
            "SELECT 1 FROM delivery_attempt WHERE notification_id = ? AND number = ? AND recipient_refused = 1",
            [notification.id, notification.attempts - 1]) != nil
    }
}
