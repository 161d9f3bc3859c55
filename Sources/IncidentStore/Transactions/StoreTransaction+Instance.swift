package import IncidentCore

/// The servers that work on this database. A claim belongs to one of them, by the name that stands in `lease_owner`.
extension StoreTransaction {
    /// Says that a server lives.
    package func saveInstance(_ id: String, seenAt now: Timestamp) throws {
        try run(
            """
            INSERT INTO running_instance (id, started_at_ms, seen_at_ms) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET seen_at_ms = excluded.seen_at_ms
            """, id, now.milliseconds, now.milliseconds)
    }

    /// Forgets every other server. Only for one that works on the database alone, as the folder's lock proves.
    package func removeInstances(except id: String) throws {
        try run("DELETE FROM running_instance WHERE id <> ?", id)
    }

    /// Forgets the servers that have not said for a while that they live.
    package func removeInstances(notSeenSince limit: Timestamp) throws {
        try run("DELETE FROM running_instance WHERE seen_at_ms < ?", limit.milliseconds)
    }
}
