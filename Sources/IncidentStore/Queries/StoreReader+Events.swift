internal import GRDB
package import IncidentCore

/// A timeline entry with how its incident stands.
package struct StoredEvent: Sendable, Equatable {
    package let entry: TimelineEntry
    /// Of the incident when this was read.
    package let status: IncidentStatus
    package let priority: Priority
}

/// Some of the timeline, and how far it goes.
package struct StoredEvents: Sendable, Equatable {
    package let events: [StoredEvent]
    /// Nothing up to this entry, which is told or about another incident, need be read again.
    package let through: Int64
}

extension StoreReader {
    /// What the timelines of all incidents say, in the order in which it was stored.
    ///
    /// Whoever writes has the database alone, so of two entries the one with the smaller number was stored first.
    /// - Parameters:
    ///   - id: of the last entry that is known already.
    ///   - incidentID: only of this one.
    package func events(after id: Int64, incidentID: Int64? = nil, limit: Int) throws -> StoredEvents {
        let newest = try newestEventID()
        guard id < newest else { return StoredEvents(events: [], through: id) }
        var arguments: StatementArguments = [id]
        if let incidentID { arguments += [incidentID] }
        // CROSS JOIN keeps the order of the tables: the entries are few, the incidents are not.
        let found = try rows(
            """
            SELECT entry.*, incident.status AS incident_status, incident.priority AS incident_priority
            FROM timeline_entry AS entry CROSS JOIN incident ON incident.id = entry.incident_id
            WHERE entry.id > ? \(incidentID == nil ? "" : "AND entry.incident_id = ?") ORDER BY entry.id LIMIT ?
            """, arguments + [limit])
        let events = found.compactMap { row in
            unreadable.read("timeline_entry", row) { row in
                StoredEvent(
                    entry: try TimelineEntry(row: row), status: try row.word("incident_status"),
                    priority: try row.word("incident_priority"))
            }
        }
        let last: Int64? = found.last?["id"]
        return StoredEvents(events: events, through: found.count < limit ? newest : last ?? newest)
    }

    /// The number of the newest entry of all timelines; 0 before the first.
    package func newestEventID() throws -> Int64 {
        try row("SELECT coalesce(max(id), 0) AS id FROM timeline_entry")?["id"] ?? 0
    }
}
