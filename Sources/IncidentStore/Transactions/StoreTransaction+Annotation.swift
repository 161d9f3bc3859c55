internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// Up to this entry the timeline has been told Grafana.
    package func annotated(upTo entry: Int64) throws {
        try run(
            """
            INSERT INTO annotation_place (id, timeline_entry_id) VALUES (1, ?)
            ON CONFLICT (id) DO UPDATE SET timeline_entry_id = excluded.timeline_entry_id
            """, entry)
    }
}

extension StoreReader {
    /// Up to which entry Grafana has been told; `nil` where it never was.
    package func annotationPlace() throws -> Int64? {
        try row("SELECT timeline_entry_id FROM annotation_place WHERE id = 1")?["timeline_entry_id"]
    }

    package func newestTimelineEntryID() throws -> Int64 {
        try row("SELECT max(id) AS id FROM timeline_entry")?["id"] ?? 0
    }

    /// The first of these kinds behind an entry, whosever it is, from a time on.
    package func timelineEntry(behind id: Int64, kinds: [TimelineKind], since: Timestamp) throws -> TimelineEntry? {
        let places = kinds.map { _ in "?" }.joined(separator: ", ")
        return try row(
            "SELECT * FROM timeline_entry WHERE id > ? AND kind IN (\(places)) AND at_ms >= ? ORDER BY id LIMIT 1",
            StatementArguments([id]) + StatementArguments(kinds.map(\.rawValue))
                + StatementArguments([since.milliseconds])
        ).flatMap { unreadable.read("timeline_entry", $0, as: TimelineEntry.init(row:)) }
    }
}
