internal import GRDB
package import IncidentCore

/// One round of collectors that somebody claimed.
package struct ClaimedDiagnosis: Sendable, Equatable {
    package let id: Int64
    package let incidentID: Int64
    /// The incident's, when it was claimed.
    package let priority: Priority
    package let reason: DiagnosisReason
    /// Of the alert whose labels it uses; `nil` in one of an older release, where it is the incident's.
    package let fingerprint: String?
    /// The only collectors that it is of; `nil` for all that are meant for the alert.
    package let only: Set<String>?
    /// Who had not answered others, so that these were not asked; `nil` where it is not for that reason.
    package let target: String?
    package let requestedAt: Timestamp
    /// Then anybody may claim it.
    package let claimedUntil: Timestamp
}

extension StoreTransaction {
    /// - Parameters:
    ///   - fingerprint: of the alert whose labels are used.
    ///   - collectors: no others run; `nil` for all that are meant for the alert.
    ///   - target: who is waited for until `dueAt`, or until it answers others.
    package mutating func requestDiagnosis(
        _ reason: DiagnosisReason, of fingerprint: String?, only collectors: [String]? = nil,
        after target: String? = nil, incidentID: Int64, at now: Timestamp, dueAt: Timestamp? = nil
    ) throws {
        try run(
            """
            INSERT INTO diagnosis (incident_id, reason, fingerprint, collectors, target, requested_at_ms, due_at_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            incidentID, reason.rawValue, fingerprint, try collectors.map(StoredJSON.encode(names:)), target,
            now.milliseconds, (dueAt ?? now).milliseconds)
        changes.insert(.diagnosis)
    }

    /// Whether an alert's collectors are to run or run already: all of them, or this one.
    package func isDiagnosisPending(
        of fingerprint: String?, collector: String?, incidentID: Int64
    ) throws -> Bool {
        try rows(
            """
            SELECT collectors FROM diagnosis
            WHERE incident_id = ? AND fingerprint IS ? AND due_at_ms IS NOT NULL AND reason <> 'joined' AND target IS NULL
            """, [incidentID, fingerprint]
        ).contains { row in
            guard let text = row["collectors"] as String? else { return true }
            let names = (try? StoredJSON.names(text)) ?? []
            return collector.map(names.contains) ?? false
        }
    }

    /// Lets rounds begin that wait for who has answered again.
    package mutating func hastenDiagnoses(waitingFor targets: [String], at now: Timestamp) throws {
        for target in targets {
            try run(
                """
                UPDATE diagnosis SET due_at_ms = ?
                WHERE due_at_ms IS NOT NULL AND due_at_ms > ? AND lease_owner IS NULL AND target = ?
                """, now.milliseconds, now.milliseconds, target)
            if db.changesCount > 0 { changes.insert(.diagnosis) }
        }
    }

    /// Lets a round wait in which nobody was asked, and gives its claim back.
    package func postponeDiagnosis(_ id: Int64, until due: Timestamp) throws {
        try run(
            "UPDATE diagnosis SET due_at_ms = ?, lease_owner = NULL WHERE id = ? AND finished_at_ms IS NULL",
            due.milliseconds, id)
    }

    /// Claims the round of the most urgent incident that is due. One that cannot be understood is put off and told of, so
    /// that it keeps no other one waiting.
    /// - Parameter urgentOnly: only those of incidents of P1 and P2.
    package func claimDiagnosis(
        owner: String, urgentOnly: Bool = false, at now: Timestamp, leaseUntil: Timestamp
    ) throws -> ClaimedDiagnosis? {
        while let due = try firstDueDiagnosis(urgentOnly: urgentOnly, at: now) {
            let claimed = caches.unreadable.read("diagnosis", due) { row in
                ClaimedDiagnosis(
                    id: row["id"], incidentID: row["incident_id"], priority: try row.word("priority"),
                    reason: try row.word("reason"), fingerprint: row["fingerprint"],
                    only: try (row["collectors"] as String?).map { Set(try StoredJSON.names($0)) },
                    target: row["target"], requestedAt: row.time("requested_at_ms"), claimedUntil: leaseUntil)
            }
            if let claimed {
                try run(
                    "UPDATE diagnosis SET due_at_ms = ?, lease_owner = ? WHERE id = ?",
                    leaseUntil.milliseconds, owner, claimed.id)
                return claimed
            }
            try putOffDiagnosis(due["id"], at: now)
        }
        return nil
    }

    /// Lets a round wait that came upon what cannot be understood, and gives its claim back.
    package func putOffDiagnosis(_ id: Int64, at now: Timestamp) throws {
        try postponeDiagnosis(id, until: now + Self.unreadablePutOff)
    }

    private func firstDueDiagnosis(urgentOnly: Bool, at now: Timestamp) throws -> StoredRow? {
        try row(
            """
            SELECT diagnosis.id, incident_id, incident.priority, reason, fingerprint, collectors, target, requested_at_ms
            FROM diagnosis
            JOIN incident ON incident.id = diagnosis.incident_id
            WHERE due_at_ms IS NOT NULL AND due_at_ms <= ?
                \(urgentOnly ? "AND incident.priority <= 'P2'" : "")
            ORDER BY incident.priority, target IS NOT NULL, due_at_ms LIMIT 1
            """, [now.milliseconds])
    }

    /// Gives back what servers had claimed that are gone.
    package mutating func releaseAbandonedDiagnoses(at now: Timestamp) throws {
        try run(
            """
            UPDATE diagnosis SET due_at_ms = ?, lease_owner = NULL
            WHERE due_at_ms IS NOT NULL AND lease_owner IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM running_instance WHERE running_instance.id = diagnosis.lease_owner)
            """, now.milliseconds)
        if db.changesCount > 0 { changes.insert(.diagnosis) }
    }

    /// Stores what one collector captured. A round that is run again after a crash keeps what it has already.
    /// - Parameter position: its place among the collectors of the round.
    /// - Returns: false when the round has an artifact of this collector already.
    @discardableResult
    package func addArtifact(
        _ artifact: DiagnosticArtifact, at position: Int, of diagnosis: ClaimedDiagnosis
    ) throws -> Bool {
        try run(
            """
            INSERT INTO diagnostic_artifact (incident_id, diagnosis_id, position, collector, procedure, arguments,
                started_at_ms, duration_ms, exit_status, outcome, bytes, truncated, redactions, sha256)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            diagnosis.incidentID, diagnosis.id, position, artifact.collector, artifact.procedure,
            try StoredJSON.encode(artifact.arguments), artifact.startedAt.milliseconds,
            artifact.duration.wholeMilliseconds, artifact.exitStatus, artifact.outcome.rawValue, artifact.bytes,
            artifact.truncated, artifact.original?.redactions, artifact.original?.sha256)
        guard db.changesCount > 0 else { return false }
        let artifactID = db.lastInsertedRowID
        try run("INSERT INTO artifact_output (artifact_id, output) VALUES (?, ?)", artifactID, artifact.output)
        if let chart = artifact.chart {
            try run(
                "INSERT INTO artifact_chart (artifact_id, chart) VALUES (?, ?)", artifactID,
                try StoredJSON.encode(chart))
        }
        if let comparison = artifact.comparison { try add(comparison, to: artifactID) }
        for finding in artifact.findings {
            try run(
                """
                INSERT INTO finding (incident_id, artifact_id, collector, level, text, line, count, changed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, diagnosis.incidentID, artifactID, finding.collector, finding.level.rawValue, finding.text,
                finding.line, finding.count, finding.isChanged)
        }
        return true
    }

    /// The collectors of a round that have been run already, before a crash.
    package func finishedCollectors(diagnosisID: Int64) throws -> Set<String> {
        Set(
            try rows("SELECT collector FROM diagnostic_artifact WHERE diagnosis_id = ?", [diagnosisID])
                .map { $0["collector"] })
    }

    /// Those that a later round about the same alert has run, or could not.
    package func collectorsRunSince(_ diagnosis: ClaimedDiagnosis) throws -> Set<String> {
        Set(
            try rows(
                """
                SELECT collector FROM diagnostic_artifact AS artifact JOIN diagnosis ON diagnosis.id = diagnosis_id
                WHERE artifact.incident_id = ? AND diagnosis_id > ? AND fingerprint IS ?
                """, [diagnosis.incidentID, diagnosis.id, diagnosis.fingerprint]
            ).map { $0["collector"] })
    }

    /// Whether a round of collectors is still to run or running that waits for nobody.
    package func isBeingDiagnosed(incidentID: Int64) throws -> Bool {
        try reader.isBeingDiagnosed(incidentID: incidentID)
    }

    /// The commands that have been run for an incident, whatever came of them; without those that cannot be read, which
    /// only run once more then.
    package func ranCommands(incidentID: Int64) throws -> Set<[String]> {
        Set(
            try rows("SELECT DISTINCT arguments FROM diagnostic_artifact WHERE incident_id = ?", [incidentID])
                .compactMap { try? StoredJSON.decode($0["arguments"]) as [String] })
    }

    /// The alert of an incident that a round is for, as it came last.
    package func occurrence(incidentID: Int64, fingerprint: String) throws -> Occurrence? {
        try row(
            "SELECT * FROM occurrence WHERE incident_id = ? AND fingerprint = ? ORDER BY id DESC LIMIT 1",
            [incidentID, fingerprint]
        ).map(Occurrence.init(row:))
    }

    /// - Returns: false when it was finished before, by somebody who claimed it after our lease.
    @discardableResult
    package func finishDiagnosis(_ id: Int64, at now: Timestamp) throws -> Bool {
        try run(
            """
            UPDATE diagnosis SET due_at_ms = NULL, lease_owner = NULL, finished_at_ms = ?
            WHERE id = ? AND finished_at_ms IS NULL
            """, now.milliseconds, id)
        return db.changesCount > 0
    }
    /// Whether a round of collectors has captured or found anything: one that failed may say what is broken.
    package func hasBroughtNews(diagnosisID id: Int64) throws -> Bool {
        try row(
            """
            SELECT 1 FROM diagnostic_artifact AS artifact
            WHERE artifact.diagnosis_id = ?
                AND (artifact.outcome = 'succeeded'
                    OR EXISTS (SELECT 1 FROM finding
                        WHERE finding.incident_id = artifact.incident_id AND finding.artifact_id = artifact.id))
            LIMIT 1
            """, [id]) != nil
    }
}
