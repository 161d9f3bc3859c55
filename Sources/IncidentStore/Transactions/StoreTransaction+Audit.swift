internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// One notification that is still owed; `nil` when it is over.
    package func owedNotification(_ id: Int64) throws -> Notification? {
        try row("SELECT \(Notification.columns) FROM notification WHERE id = ? AND due_at_ms IS NOT NULL", [id])
            .map(Notification.init(row:))
    }

    /// Lets one be tried now that was to be tried too late.
    package mutating func hastenNotification(_ notification: Notification, at now: Timestamp) throws {
        try setState(notification.state, dueAt: now, of: notification)
        changes.formUnion([.owed(notification.method.endpoint), .urgent])
    }

    /// Gives back a claim whose lease has ended long ago; whether its attempt has arrived nobody knows.
    package mutating func releaseOverrun(_ notification: Notification, lease: Duration, at now: Timestamp) throws {
        var released = notification
        released.mayHaveArrived = true
        let end =
            try row("SELECT due_at_ms FROM notification WHERE id = ?", [notification.id])?.time("due_at_ms") ?? now
        try recordLostAttempt(of: notification, startedAt: end - lease, at: now)
        try setState(.unknown, dueAt: now, of: released)
        changes.formUnion([.owed(notification.method.endpoint), .urgent])
    }

    /// One that could not be sent fails.
    package mutating func failUnsent(_ notification: Notification) throws {
        try setState(.failed, dueAt: nil, of: notification)
        changes.formUnion([.owed(notification.method.endpoint), .urgent])
    }

    /// Gives back a round of collectors whose lease has ended long ago.
    package mutating func releaseDiagnosis(_ id: Int64, at now: Timestamp) throws {
        try run(
            "UPDATE diagnosis SET due_at_ms = ?, lease_owner = NULL WHERE id = ? AND due_at_ms IS NOT NULL",
            now.milliseconds, id)
        changes.insert(.diagnosis)
    }
}
