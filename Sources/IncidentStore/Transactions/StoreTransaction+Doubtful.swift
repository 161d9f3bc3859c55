internal import GRDB
package import IncidentCore

/// One stored doubtful alert with what it takes to let it fire.
package struct StoredDoubt: Sendable, Equatable {
    package let alert: Alert
    package let groupKey: String
    /// The one that holds what ended; `nil` where only the end was ever heard of.
    package let incidentID: Int64?
    package let seenAt: Timestamp
    package let dueAt: Timestamp
}

extension StoreTransaction {
    /// Stores an alert that may be a late copy, with the deadline at which it fires. Nobody asks how often it came, so the
    /// column `seen_count` stays as it begins.
    package mutating func addDoubtful(
        _ alert: Alert, _ doubtful: DoubtfulAlert, groupKey: String, at now: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO doubtful_alert (fingerprint, incident_id, group_key, starts_at_ns, tells_start, seen_at_ms,
                due_at_ms, labels, annotations, generator_url, extras)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            alert.fingerprint, doubtful.end.occurrence?.incidentID, groupKey, alert.startsAt.nanoseconds,
            alert.tellsStart, now.milliseconds, doubtful.dueAt.milliseconds, alert.labels.json,
            alert.annotations.json, alert.generatorURL, alert.extras.json)
        changes.insert(.doubtful)
    }

    package func removeDoubtful(_ fingerprint: String) throws {
        try run("DELETE FROM doubtful_alert WHERE fingerprint = ?", fingerprint)
    }

    /// How many alerts of an incident are doubtful.
    package func doubtfulCount(incidentID: Int64) throws -> Int {
        try first("SELECT count(*) FROM doubtful_alert WHERE incident_id = ?", incidentID) { Int($0.integer(0)) } ?? 0
    }

    /// The doubtful alerts whose deadline has come, the earliest first. One that cannot be understood is put off and told
    /// of, so that it keeps no other waiting.
    package func dueDoubtful(at now: Timestamp, limit: Int) throws -> [StoredDoubt] {
        try rows(
            "SELECT * FROM doubtful_alert WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT ?", [now.milliseconds, limit]
        ).compactMap { row in
            if let doubt = reader.readDoubt(row) { return doubt }
            try putOffDoubtful(row["fingerprint"], at: now)
            return nil
        }
    }

    /// The doubtful alert of a fingerprint.
    package func doubt(_ fingerprint: String) throws -> StoredDoubt? {
        try row("SELECT * FROM doubtful_alert WHERE fingerprint = ?", [fingerprint]).flatMap(reader.readDoubt)
    }

    /// Lets one wait that cannot fire now, so that it keeps no other waiting.
    package func putOffDoubtful(_ fingerprint: String, at now: Timestamp) throws {
        try run(
            "UPDATE doubtful_alert SET due_at_ms = ? WHERE fingerprint = ?",
            (now + Self.unreadablePutOff).milliseconds, fingerprint)
    }
}

extension StoreReader {
    /// When the next doubtful alert fires, unless an end comes before.
    package func nextDoubtfulDue() throws -> Timestamp? {
        try row("SELECT min(due_at_ms) AS due FROM doubtful_alert")?.optionalTime("due")
    }

    /// Alerts that fire and that no firing occurrence shows yet, the earliest deadline first.
    package func doubtfulAlerts(limit: Int = 100) throws -> [StoredDoubt] {
        try rows("SELECT * FROM doubtful_alert ORDER BY due_at_ms LIMIT ?", [limit]).compactMap(readDoubt)
    }

    fileprivate func readDoubt(_ row: StoredRow) -> StoredDoubt? {
        unreadable.read("doubtful_alert", row, named: "fingerprint", as: StoredDoubt.init(row:))
    }
}

extension StoredDoubt {
    fileprivate init(row: StoredRow) throws {
        self.init(
            alert: Alert(
                status: .firing, labels: try row.labels("labels"), annotations: try row.labels("annotations"),
                startsAt: Timestamp(nanoseconds: row["starts_at_ns"]), tellsStart: row["tells_start"],
                generatorURL: row["generator_url"], fingerprint: row["fingerprint"],
                extras: try row.labels("extras")),
            groupKey: row["group_key"], incidentID: row["incident_id"], seenAt: row.time("seen_at_ms"),
            dueAt: row.time("due_at_ms"))
    }
}
