internal import GRDB
package import IncidentCore

extension StoreTransaction {
    /// What is known of a fingerprint, whoever has it.
    package func known(_ fingerprint: String) throws -> KnownAlert {
        try known(fingerprint, of: nil, redactions: .builtIn) ?? .nothing
    }

    /// What is known of an alert under a fingerprint: what fires, else its newest end, of its occurrences before one that
    /// was all we heard of it, of which nobody kept the labels. One question for nearly every alert of nearly every body.
    ///
    /// - Parameters:
    ///   - labels: of the alert, as they came; `nil` for whoever has the fingerprint.
    ///   - redactions: labels are the same if they are so after these, which change.
    /// - Returns: `nil` when an alert of other labels has it.
    package func known(
        _ fingerprint: String, of labels: Labels?, redactions: Redactions
    ) throws -> KnownAlert? {
        let found = try first(
            """
            SELECT id, incident_id, starts_at_ns, first_seen_at_ms, last_seen_at_ms, labels, 1 FROM occurrence
            WHERE fingerprint = ?1 AND status = 'firing'
            UNION ALL
            SELECT * FROM (
                SELECT id, incident_id, starts_at_ns, ends_at_ms, ended_seen_at_ms, labels, 0 FROM occurrence
                WHERE fingerprint = ?1 AND status = 'resolved' ORDER BY ended_seen_at_ms DESC, id DESC LIMIT 1
            )
            UNION ALL
            SELECT NULL, NULL, starts_at_ns, ends_at_ms, ended_seen_at_ms, NULL, 0 FROM remembered_end
            WHERE fingerprint = ?1
            """, fingerprint
        ) { row -> KnownAlert? in
            guard row.holds(labels, column: 5, redactions) else { return nil }
            return row.integer(6) == 1 ? .fires(FiringOccurrence(row: row)) : .ended(PastEnd(row: row))
        }
        guard let found else { return .nothing }
        guard case .ended(let end)? = found else { return found }
        let doubt = try first("SELECT due_at_ms, labels FROM doubtful_alert WHERE fingerprint = ?", fingerprint) {
            row in
            (dueAt: Timestamp(milliseconds: row.integer(0)), isMeant: row.holds(labels, column: 1, redactions))
        }
        guard let doubt else { return found }
        return doubt.isMeant ? .doubtful(DoubtfulAlert(end: end, dueAt: doubt.dueAt)) : nil
    }

    /// The occurrence of a fingerprint that fires, whoever has it; never more than one.
    package func firingOccurrence(_ fingerprint: String) throws -> FiringOccurrence? {
        try first(
            """
            SELECT id, incident_id, starts_at_ns, first_seen_at_ms, last_seen_at_ms FROM occurrence
            WHERE fingerprint = ? AND status = 'firing'
            """, fingerprint
        ) { FiringOccurrence(row: $0) }
    }

    /// Counts one more body that says that an occurrence fires.
    ///
    /// - Parameter annotations: what it says now; `nil` for what it said before.
    package func countSeen(occurrenceID: Int64, annotations: Labels? = nil, at now: Timestamp) throws {
        if let annotations {
            try run(
                "UPDATE occurrence SET annotations = ?1 WHERE id = ?2 AND annotations <> ?1", annotations.json,
                occurrenceID)
        }
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
    ///
    /// - Parameter senderID: of the body that it came with.
    package func addOccurrence(
        _ alert: Alert, classification: Classification, incidentID: Int64, senderID: Int64? = nil, at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO occurrence (incident_id, fingerprint, starts_at_ns, status, priority, rule, first_seen_at_ms,
                last_seen_at_ms, labels, annotations, generator_url, extras, sender_id)
            VALUES (?, ?, ?, 'firing', ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            incidentID, alert.fingerprint, alert.startsAt.nanoseconds, classification.priority.rawValue,
            classification.rule, now.milliseconds, now.milliseconds, alert.labels.json, alert.annotations.json,
            alert.generatorURL, alert.extras.json, senderID)
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

extension SQLRow {
    /// Whether a column holds these labels, or nothing; `nil` is any.
    fileprivate func holds(_ labels: Labels?, column: Int32, _ redactions: Redactions) -> Bool {
        guard let labels, !isNull(column), !isText(column, labels.json) else { return true }
        // The same labels may have been written in another way. Of what cannot be read nothing is known.
        guard let stored = try? Labels(json: text(column)) else { return true }
        return stored == labels || redactions.apply(to: stored) == redactions.apply(to: labels)
            || stored.mayBeKept(of: labels)
    }
}

extension FiringOccurrence {
    /// Of the columns that `known` asks for.
    fileprivate init(row: SQLRow) {
        self.init(
            id: row.integer(0), incidentID: row.integer(1), startsAt: Timestamp(nanoseconds: row.integer(2)),
            firstSeenAt: Timestamp(milliseconds: row.integer(3)), lastSeenAt: Timestamp(milliseconds: row.integer(4)))
    }
}

extension PastEnd {
    /// Of the columns that `known` asks for.
    fileprivate init(row: SQLRow) {
        self.init(
            occurrence: row.isNull(0) ? nil : Held(id: row.integer(0), incidentID: row.integer(1)),
            startsAt: Timestamp(nanoseconds: row.integer(2)), endsAt: Timestamp(milliseconds: row.integer(3)),
            seenAt: Timestamp(milliseconds: row.integer(4)))
    }
}
