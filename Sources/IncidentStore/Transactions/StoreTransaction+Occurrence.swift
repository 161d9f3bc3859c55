internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// What is known of a fingerprint. One look finds what fires, which is nearly every alert of nearly every body.
    package func known(_ fingerprint: String) throws -> KnownAlert {
        if let firing = try firingOccurrence(fingerprint) { return .fires(firing) }
        guard let end = try pastEnd(fingerprint) else { return .nothing }
        guard let dueAt = try doubtfulDeadline(fingerprint) else { return .ended(end) }
        return .doubtful(DoubtfulAlert(end: end, dueAt: dueAt))
    }

    /// The occurrence of a fingerprint that fires; never more than one.
    package func firingOccurrence(_ fingerprint: String) throws -> FiringOccurrence? {
        try first(
            """
            SELECT id, incident_id, starts_at_ns, first_seen_at_ms, last_seen_at_ms FROM occurrence
            WHERE fingerprint = ? AND status = 'firing'
            """, fingerprint
        ) { row in
            FiringOccurrence(
                id: row.integer(0), incidentID: row.integer(1), startsAt: Timestamp(nanoseconds: row.integer(2)),
                firstSeenAt: Timestamp(milliseconds: row.integer(3)),
                lastSeenAt: Timestamp(milliseconds: row.integer(4)))
        }
    }

    /// The newest end of a fingerprint: of its occurrences, else one that was all we heard of it.
    private func pastEnd(_ fingerprint: String) throws -> PastEnd? {
        // One question and not two, because every alert that is new asks it.
        try first(
            """
            SELECT * FROM (
                SELECT starts_at_ns, ends_at_ms, ended_seen_at_ms, id, incident_id FROM occurrence
                WHERE fingerprint = ?1 AND status = 'resolved' ORDER BY ended_seen_at_ms DESC, id DESC LIMIT 1
            )
            UNION ALL
            SELECT starts_at_ns, ends_at_ms, ended_seen_at_ms, NULL, NULL FROM remembered_end WHERE fingerprint = ?1
            """, fingerprint
        ) { row in
            PastEnd(
                occurrence: row.isNull(3) ? nil : PastEnd.Held(id: row.integer(3), incidentID: row.integer(4)),
                startsAt: Timestamp(nanoseconds: row.integer(0)), endsAt: Timestamp(milliseconds: row.integer(1)),
                seenAt: Timestamp(milliseconds: row.integer(2)))
        }
    }

    /// Counts one more body that says that an occurrence fires.
    package func countSeen(occurrenceID: Int64, at now: Timestamp) throws {
        // A body that waited for its turn is no news of an earlier time.
        try run(
            """
            UPDATE occurrence SET last_seen_at_ms = max(last_seen_at_ms, ?), seen_count = seen_count + 1 WHERE id = ?
            """, now.milliseconds, occurrenceID)
    }

    package func moveStart(occurrenceID: Int64, to startsAt: Timestamp) throws {
        try run("UPDATE occurrence SET starts_at_ns = ? WHERE id = ?", startsAt.nanoseconds, occurrenceID)
    }

    /// Stores a new occurrence, which fires.
    package func addOccurrence(
        _ alert: Alert, classification: Classification, incidentID: Int64, at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO occurrence (incident_id, fingerprint, starts_at_ns, status, priority, rule, first_seen_at_ms,
                last_seen_at_ms, labels, annotations, generator_url, extras)
            VALUES (?, ?, ?, 'firing', ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            incidentID, alert.fingerprint, alert.startsAt.nanoseconds, classification.priority.rawValue,
            classification.rule, now.milliseconds, now.milliseconds, alert.labels.json, alert.annotations.json,
            alert.generatorURL, alert.extras.json)
    }

    /// Ends a stored occurrence.
    ///
    /// - Parameter annotations: the last ones we were told; `nil` leaves those that are stored.
    package func endOccurrence(_ id: Int64, endsAt: Timestamp, annotations: Labels?, at now: Timestamp) throws {
        try run(
            """
            UPDATE occurrence SET status = 'resolved', ends_at_ms = ?, ended_seen_at_ms = ?,
                annotations = coalesce(?, annotations), last_seen_at_ms = ?, seen_count = seen_count + 1
            WHERE id = ?
            """, endsAt.milliseconds, now.milliseconds, annotations?.json, now.milliseconds, id)
    }

    /// Notes once more that an alert has ended which does not fire, so that a late copy is recognised.
    package func repeatEnd(of alert: Alert, _ past: PastEnd?, endsAt: Timestamp, at now: Timestamp) throws {
        if let occurrence = past?.occurrence {
            try run(
                """
                UPDATE occurrence SET ends_at_ms = max(ends_at_ms, ?), ended_seen_at_ms = max(ended_seen_at_ms, ?),
                    seen_count = seen_count + 1
                WHERE id = ?
                """, endsAt.milliseconds, now.milliseconds, occurrence.id)
        } else {
            try run(
                """
                INSERT INTO remembered_end (fingerprint, starts_at_ns, ends_at_ms, ended_seen_at_ms)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (fingerprint) DO UPDATE SET starts_at_ns = excluded.starts_at_ns,
                    ends_at_ms = max(ends_at_ms, excluded.ends_at_ms),
                    ended_seen_at_ms = max(ended_seen_at_ms, excluded.ended_seen_at_ms)
                """, alert.fingerprint, alert.startsAt.nanoseconds, endsAt.milliseconds, now.milliseconds)
        }
    }

    /// Forgets ends without an occurrence from which nothing follows any more; a doubtful alert still needs its own.
    package func forgetEnds(seenBefore time: Timestamp) throws {
        try run(
            """
            DELETE FROM remembered_end
            WHERE ended_seen_at_ms < ? AND fingerprint NOT IN (SELECT fingerprint FROM doubtful_alert)
            """, time.milliseconds)
    }
}
