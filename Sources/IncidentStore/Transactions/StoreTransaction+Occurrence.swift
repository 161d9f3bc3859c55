internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// What is known of a fingerprint, whoever has it.
    package func known(_ fingerprint: String) throws -> KnownAlert { try known(fingerprint, of: nil) ?? .nothing }

    /// What is known of an alert under a fingerprint. One look finds what fires, which is nearly every alert of nearly
    /// every body.
    /// - Parameter labels: of the alert; `nil` for whoever has the fingerprint.
    /// - Returns: `nil` when an alert of other labels has it.
    package func known(_ fingerprint: String, of labels: Labels?) throws -> KnownAlert? {
        let asked = AskedLabels(labels: labels, json: labels?.json)
        if let firing = try firingOccurrence(fingerprint, asked) { return firing.isMeant ? .fires(firing.value) : nil }
        guard let end = try pastEnd(fingerprint, asked) else { return .nothing }
        guard end.isMeant else { return nil }
        guard let dueAt = try doubtfulDeadline(fingerprint, asked) else { return .ended(end.value) }
        return dueAt.isMeant ? .doubtful(DoubtfulAlert(end: end.value, dueAt: dueAt.value)) : nil
    }

    /// The occurrence of a fingerprint that fires, whoever has it; never more than one.
    package func firingOccurrence(_ fingerprint: String) throws -> FiringOccurrence? {
        try firingOccurrence(fingerprint, AskedLabels(labels: nil, json: nil))?.value
    }

    private func firingOccurrence(
        _ fingerprint: String, _ asked: AskedLabels
    ) throws -> (value: FiringOccurrence, isMeant: Bool)? {
        try first(
            """
            SELECT id, incident_id, starts_at_ns, first_seen_at_ms, last_seen_at_ms, iif(labels = ?2, NULL, labels)
            FROM occurrence WHERE fingerprint = ?1 AND status = 'firing'
            """, fingerprint, asked.json
        ) { row in
            let occurrence = FiringOccurrence(
                id: row.integer(0), incidentID: row.integer(1), startsAt: Timestamp(nanoseconds: row.integer(2)),
                firstSeenAt: Timestamp(milliseconds: row.integer(3)),
                lastSeenAt: Timestamp(milliseconds: row.integer(4)))
            return (occurrence, asked.areMeant(by: row, column: 5))
        }
    }

    /// The newest end of a fingerprint: of its occurrences, else one that was all we heard of it, of which nobody kept
    /// the labels.
    private func pastEnd(_ fingerprint: String, _ asked: AskedLabels) throws -> (value: PastEnd, isMeant: Bool)? {
        // One question and not two, because every alert that is new asks it.
        try first(
            """
            SELECT * FROM (
                SELECT starts_at_ns, ends_at_ms, ended_seen_at_ms, id, incident_id, iif(labels = ?2, NULL, labels)
                FROM occurrence
                WHERE fingerprint = ?1 AND status = 'resolved' ORDER BY ended_seen_at_ms DESC, id DESC LIMIT 1
            )
            UNION ALL
            SELECT starts_at_ns, ends_at_ms, ended_seen_at_ms, NULL, NULL, NULL FROM remembered_end
            WHERE fingerprint = ?1
            """, fingerprint, asked.json
        ) { row in
            let end = PastEnd(
                occurrence: row.isNull(3) ? nil : PastEnd.Held(id: row.integer(3), incidentID: row.integer(4)),
                startsAt: Timestamp(nanoseconds: row.integer(0)), endsAt: Timestamp(milliseconds: row.integer(1)),
                seenAt: Timestamp(milliseconds: row.integer(2)))
            return (end, asked.areMeant(by: row, column: 5))
        }
    }

    private func doubtfulDeadline(
        _ fingerprint: String, _ asked: AskedLabels
    ) throws -> (value: Timestamp, isMeant: Bool)? {
        try first(
            "SELECT due_at_ms, iif(labels = ?2, NULL, labels) FROM doubtful_alert WHERE fingerprint = ?1", fingerprint,
            asked.json
        ) { row in
            (Timestamp(milliseconds: row.integer(0)), asked.areMeant(by: row, column: 1))
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

/// The labels of an alert that is looked for.
private struct AskedLabels {
    let labels: Labels?
    let json: String?

    /// - Parameter column: the labels that are stored, unless they are the same text.
    func areMeant(by row: SQLRow, column: Int32) -> Bool {
        guard let labels, !row.isNull(column) else { return true }
        // The same labels may have been written in another way. Of what cannot be read nothing is known.
        guard let stored = try? Labels(json: row.text(column)) else { return true }
        return stored == labels
    }
}
