internal import Foundation
internal import GRDB
package import IncidentCore

/// A body as it was taken, without itself: a week of them need not be held at once.
package struct RecordedBody: Sendable, Equatable {
    package let id: Int64
    package let receivedAt: Timestamp
}

/// What makes an occurrence the same in two databases.
package struct OccurrenceKey: Sendable, Hashable {
    package let fingerprint: String
    package let startsAt: Timestamp

    package init(fingerprint: String, startsAt: Timestamp) {
        self.fingerprint = fingerprint
        self.startsAt = startsAt
    }
}

/// A digest that went out to somebody.
package struct SentDigest: Sendable, Equatable {
    package let at: Timestamp
    package let contact: String
    package let method: ContactMethod
}

extension StoreReader {
    /// The bodies of a span, both ends included, in the order in which they were taken.
    package func recordedBodies(from start: Timestamp, until end: Timestamp) throws -> [RecordedBody] {
        guard let first = try firstBody(from: start) else { return [] }
        return try rows(
            """
            SELECT id, received_at_ms FROM intake
            WHERE id >= ? AND received_at_ms >= ? AND received_at_ms <= ? ORDER BY received_at_ms, id
            """, [first, start.milliseconds, end.milliseconds]
        ).map { RecordedBody(id: $0["id"], receivedAt: $0.time("received_at_ms")) }
    }

    /// As it was received; of one that was kept as a repeat, the body that it repeats.
    package func recordedBody(_ id: Int64) throws -> [UInt8] {
        let row = try row(
            "SELECT CASE WHEN same_as IS NULL THEN body ELSE (SELECT body FROM intake WHERE id = mine.same_as) END AS body "
                + "FROM intake AS mine WHERE id = ?", [id])
        return row.map { Array($0["body"] as Data) } ?? []
    }

    /// Found by halving: of times there is no index, and bodies are long. Where the clock was set, a few too many.
    private func firstBody(from time: Timestamp) throws -> Int64? {
        guard let ends = try row("SELECT min(id) AS first, max(id) AS last FROM intake"),
            var low = ends["first"] as Int64?, var high = ends["last"] as Int64?
        else { return nil }
        while low < high {
            let middle = low + (high - low) / 2
            let found = try row(
                "SELECT id, received_at_ms FROM intake WHERE id <= ? ORDER BY id DESC LIMIT 1", [middle])
            guard let found, found.time("received_at_ms") < time else {
                high = middle
                continue
            }
            low = middle + 1
        }
        return low
    }

    /// When this installation was first started: nothing was waited for before.
    package func installedAt() throws -> Timestamp? {
        try row("SELECT created_at_ms FROM installation WHERE id = 1")?.time("created_at_ms")
    }

    /// When anything was written last: a body, or an entry of a timeline.
    package func newestRecord() throws -> Timestamp? {
        let entry = try row("SELECT at_ms FROM timeline_entry WHERE id = (SELECT max(id) FROM timeline_entry)")
        return [try newestIntakeAt(), entry?.time("at_ms")].compactMap { $0 }.max()
    }

    /// Incidents that were open at some time of a span, oldest first.
    package func incidents(openFrom start: Timestamp, until end: Timestamp) throws -> [Incident] {
        try rows(
            """
            SELECT \(Incident.columns) FROM incident
            WHERE opened_at_ms <= ? AND (resolved_at_ms IS NULL OR resolved_at_ms >= ?) ORDER BY id
            """, [end.milliseconds, start.milliseconds]
        ).compactMap { unreadable.read("incident", $0, as: Incident.init(row:)) }
    }

    package func occurrenceKeys(incidentID: Int64) throws -> [OccurrenceKey] {
        try rows(
            "SELECT fingerprint, starts_at_ns FROM occurrence WHERE incident_id = ? ORDER BY starts_at_ns, fingerprint",
            [incidentID]
        ).map { OccurrenceKey(fingerprint: $0["fingerprint"], startsAt: Timestamp(nanoseconds: $0["starts_at_ns"])) }
    }

    /// The incident that an occurrence belongs to, or the one that begins nearest to it.
    ///
    /// - Parameter tolerance: how far from it.
    package func incidentID(of key: OccurrenceKey, within tolerance: Duration = .zero) throws -> Int64? {
        try row(
            """
            SELECT incident_id FROM occurrence WHERE fingerprint = ? AND starts_at_ns BETWEEN ? AND ?
            ORDER BY abs(starts_at_ns - ?) LIMIT 1
            """,
            [
                key.fingerprint, (key.startsAt - tolerance).nanoseconds, (key.startsAt + tolerance).nanoseconds,
                key.startsAt.nanoseconds,
            ])?["incident_id"]
    }

    /// The digests by which an incident was told, oldest first.
    package func digests(ofIncident id: Int64) throws -> [SentDigest] {
        try rows(
            """
            SELECT contact, notifier, endpoint, address, (
                SELECT max(started_at_ms) FROM bulletin_attempt WHERE bulletin_id = bulletin.id) AS at_ms
            FROM bulletin WHERE state = 'sent' AND at_ms IS NOT NULL
                AND id IN (SELECT bulletin_id FROM digest_hold WHERE incident_id = ?)
            ORDER BY at_ms, id
            """, [id]
        ).map {
            SentDigest(
                at: $0.time("at_ms"), contact: $0["contact"],
                method: ContactMethod(
                    EndpointID(NotifierKind($0["notifier"]), $0["endpoint"]), address: $0["address"]))
        }
    }

    /// What people did of these kinds in a span, in the order in which they did it.
    package func entries(
        of kinds: [TimelineKind], from start: Timestamp, until end: Timestamp
    ) throws -> [TimelineEntry] {
        let places = kinds.map { _ in "?" }.joined(separator: ", ")
        return try rows(
            "SELECT * FROM timeline_entry WHERE at_ms >= ? AND at_ms <= ? AND kind IN (\(places)) ORDER BY at_ms, id",
            [start.milliseconds, end.milliseconds] + StatementArguments(kinds.map(\.rawValue))
        ).compactMap { unreadable.read("timeline_entry", $0, as: TimelineEntry.init(row:)) }
    }

    /// Silences that were in force at some time of a span, in the order in which they were made.
    package func silences(from start: Timestamp, until end: Timestamp) throws -> [StoredSilence] {
        try rows(
            "SELECT * FROM silence WHERE ends_at_ms > ? AND made_at_ms <= ? ORDER BY made_at_ms, id",
            [start.milliseconds, end.milliseconds]
        ).compactMap { unreadable.read("silence", $0, as: StoredSilence.init(row:)) }.filter { $0.until > start }
    }
}
