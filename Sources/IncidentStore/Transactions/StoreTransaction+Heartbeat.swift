internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// Notes that a heartbeat was heard, and when its silence will count.
    ///
    /// - Parameter silentAfter: the silence that this allows.
    package mutating func saveHeartbeat(
        _ name: String, seenAt: Timestamp, dueAt: Timestamp?, silentAfter: Duration? = nil
    ) throws {
        try run(
            """
            INSERT INTO heartbeat (name, last_seen_at_ms, due_at_ms, heard, silent_after_ms) VALUES (?, ?, ?, 1, ?)
            ON CONFLICT (name) DO UPDATE SET last_seen_at_ms = excluded.last_seen_at_ms, due_at_ms = excluded.due_at_ms,
                heard = 1, silent_after_ms = excluded.silent_after_ms
            """, name, seenAt.milliseconds, dueAt?.milliseconds, silentAfter?.wholeMilliseconds)
        changes.insert(.heartbeat)
    }

    /// Notes that a heartbeat is waited for that has not come yet; one that has a row only gets its deadline.
    package mutating func awaitHeartbeat(_ name: String, silentAfter: Duration, from now: Timestamp) throws {
        try run(
            """
            INSERT INTO heartbeat (name, last_seen_at_ms, due_at_ms, heard, silent_after_ms) VALUES (?, ?, ?, 0, ?)
            ON CONFLICT (name) DO UPDATE SET due_at_ms = excluded.due_at_ms, silent_after_ms = excluded.silent_after_ms
            """, name, now.milliseconds, (now + silentAfter).milliseconds, silentAfter.wholeMilliseconds)
        changes.insert(.heartbeat)
    }

    /// Lets the silence of a heartbeat count at another time.
    package func moveSilence(of name: String, to due: Timestamp, silentAfter: Duration) throws {
        try run(
            "UPDATE heartbeat SET due_at_ms = ?, silent_after_ms = ? WHERE name = ?", due.milliseconds,
            silentAfter.wholeMilliseconds, name)
    }

    /// Lets the silence of a heartbeat count no earlier than that.
    package func deferSilence(of name: String, until earliest: Timestamp) throws {
        try run(
            "UPDATE heartbeat SET due_at_ms = ? WHERE name = ? AND due_at_ms < ?", earliest.milliseconds, name,
            earliest.milliseconds)
    }

    package func removeHeartbeat(_ name: String) throws { try run("DELETE FROM heartbeat WHERE name = ?", name) }

    package func heartbeats() throws -> [StoredHeartbeat] { try reader.heartbeats() }

    package func nextHeartbeatDue() throws -> Timestamp? {
        try row("SELECT min(due_at_ms) AS due FROM heartbeat", [])?.optionalTime("due")
    }
}
