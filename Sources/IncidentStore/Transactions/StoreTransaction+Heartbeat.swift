internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// Notes that a heartbeat was heard, and when its silence will count.
    package mutating func saveHeartbeat(_ name: String, seenAt: Timestamp, dueAt: Timestamp?) throws {
        try run(
            """
            INSERT INTO heartbeat (name, last_seen_at_ms, due_at_ms) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET last_seen_at_ms = excluded.last_seen_at_ms, due_at_ms = excluded.due_at_ms
            """, name, seenAt.milliseconds, dueAt?.milliseconds)
        changes.insert(.heartbeat)
    }

    /// Lets the silence of a heartbeat count no earlier than that.
    package func deferSilence(of name: String, until earliest: Timestamp) throws {
        try run(
            "UPDATE heartbeat SET due_at_ms = ? WHERE name = ? AND due_at_ms < ?", earliest.milliseconds, name,
            earliest.milliseconds)
    }

    /// The heartbeats whose silence has lasted too long.
    package func silentHeartbeats(at now: Timestamp) throws -> [(name: String, lastSeenAt: Timestamp)] {
        try rows(
            "SELECT name, last_seen_at_ms FROM heartbeat WHERE due_at_ms <= ? ORDER BY name", [now.milliseconds]
        ).map { ($0["name"], $0.time("last_seen_at_ms")) }
    }

    package func nextHeartbeatDue() throws -> Timestamp? {
        try row("SELECT min(due_at_ms) AS due FROM heartbeat", [])?.optionalTime("due")
    }
}
