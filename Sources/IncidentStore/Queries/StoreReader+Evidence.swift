internal import GRDB
package import IncidentCore

/// One stored collector run, without its output.
package struct StoredArtifact: Sendable, Equatable {
    package let id: Int64
    package let diagnosisID: Int64
    /// Of the alert whose labels it was run with; `nil` in one of an older release.
    package let fingerprint: String?
    package let collector: String
    package let procedure: String
    package let arguments: [String]
    package let startedAt: Timestamp
    package let duration: Duration
    package let exitStatus: Int?
    package let outcome: CollectorOutcome
    package let bytes: Int
    package let truncated: Bool
    /// `nil` where nothing was asked, and in one of an older release.
    package let original: Original?
}

/// Collectors that were not asked, because who has to answer had not answered others.
package struct AwaitedDiagnosis: Sendable, Equatable {
    package let collectors: [String]
    package let target: String
    /// Then they are asked again at the latest.
    package let dueAt: Timestamp
}

/// One stored notification with its attempts.
package struct StoredNotification: Sendable, Equatable {
    package let notification: Notification
    /// When it is tried next; `nil` when it is over.
    package let dueAt: Timestamp?
    package let attempts: [DeliveryAttempt]

    /// When it is tried next, for people: while it is being sent it is due only for who takes it over from a program that has
    /// died.
    package var nextAttemptAt: Timestamp? { notification.state == .sending ? nil : dueAt }
}

package struct DeliveryAttempt: Sendable, Equatable {
    package let number: Int
    package let at: Timestamp
    package let duration: Duration
    package let outcome: DeliveryVerdict
    package let evidence: String
}

extension StoreReader {
    /// Round after round, in the order of the tables; of many the newest.
    package func artifacts(incidentID: Int64, newest limit: Int = .max) throws -> [StoredArtifact] {
        try rows(
            """
            SELECT artifact.*, diagnosis.fingerprint FROM diagnostic_artifact AS artifact
            JOIN diagnosis ON diagnosis.id = diagnosis_id
            WHERE artifact.incident_id = ? ORDER BY diagnosis_id DESC, position DESC LIMIT ?
            """, [incidentID, limit]
        ).reversed().compactMap { unreadable.read("diagnostic_artifact", $0, as: StoredArtifact.init(row:)) }
    }

    /// What a message shows: the runs that are current, those for the lead first, in the order of the tables.
    package func currentArtifacts(incidentID: Int64) throws -> [StoredArtifact] {
        try rows(
            """
            SELECT artifact.*, diagnosis.fingerprint FROM \(Self.currentArtifacts)
            WHERE artifact.incident_id = ? AND \(Self.isCurrent)
            ORDER BY \(Self.leadFirst), artifact.diagnosis_id, artifact.position
            """, [incidentID]
        ).compactMap { unreadable.read("diagnostic_artifact", $0, as: StoredArtifact.init(row:)) }
    }

    /// Whose run it was, and for which incident; `nil` when there is no such artifact.
    package func artifactPlace(_ id: Int64) throws -> (incidentID: Int64, collector: String)? {
        try row("SELECT incident_id, collector FROM diagnostic_artifact WHERE id = ?", [id]).map {
            ($0["incident_id"], $0["collector"])
        }
    }

    /// What a collector run captured; `nil` when there is no such artifact.
    package func artifactOutput(_ id: Int64) throws -> String? {
        try row("SELECT output FROM artifact_output WHERE artifact_id = ?", [id])?["output"]
    }

    /// The first two and the last third of `limit` characters of what a collector run captured, and how much was left
    /// out between them.
    package func artifactOutput(_ id: Int64, atMost limit: Int) throws -> (text: String, omittedBytes: Int) {
        let row = try row(
            """
            SELECT length(CAST(output AS BLOB)) AS bytes,
                CASE WHEN length(output) <= ? THEN output ELSE substr(output, 1, ?) || substr(output, ?) END AS kept
            FROM artifact_output WHERE artifact_id = ?
            """, [limit, limit - limit / 3, -(limit / 3), id])
        guard let row else { return ("", 0) }
        let kept: String = row["kept"]
        return (kept, (row["bytes"] as Int) - kept.utf8.count)
    }

    /// The beginning of what a collector run captured, and whether there is more of it.
    package func artifactOutput(_ id: Int64, characters: Int) throws -> (text: String, isCut: Bool) {
        let found = try row(
            "SELECT substr(output, 1, ?) AS text, length(output) > ? AS is_cut FROM artifact_output WHERE artifact_id = ?",
            [characters, characters, id])
        return found.map { ($0["text"], $0["is_cut"]) } ?? ("", false)
    }

    /// What a collector run measured; `nil` where it measured nothing, or this release cannot read it.
    package func artifactChart(_ id: Int64) throws -> Chart? {
        try row("SELECT chart FROM artifact_chart WHERE artifact_id = ?", [id])
            .flatMap { try? StoredJSON.decode($0["chart"]) as Chart }
    }

    /// Of one incident, by artifact.
    package func artifactCharts(incidentID: Int64) throws -> [Int64: Chart] {
        let found = try rows(
            """
            SELECT artifact_id, chart FROM artifact_chart JOIN diagnostic_artifact ON id = artifact_id
            WHERE incident_id = ?
            """, [incidentID])
        return found.reduce(into: [:]) { charts, row in
            charts[row["artifact_id"]] = try? StoredJSON.decode(row["chart"]) as Chart
        }
    }

    /// Whether a round of collectors is still to run or running that waits for nobody.
    package func isBeingDiagnosed(incidentID: Int64) throws -> Bool {
        try row(
            "SELECT 1 FROM diagnosis WHERE incident_id = ? AND due_at_ms IS NOT NULL AND target IS NULL LIMIT 1",
            [incidentID]) != nil
    }

    /// When collectors are asked again at the latest that wait for their target, oldest first.
    package func diagnosesAwaiting(incidentID: Int64) throws -> [AwaitedDiagnosis] {
        try rows(
            """
            SELECT id, collectors, target, due_at_ms FROM diagnosis
            WHERE incident_id = ? AND due_at_ms IS NOT NULL AND target IS NOT NULL ORDER BY id
            """, [incidentID]
        ).compactMap { row in
            unreadable.read("diagnosis", row) { row in
                AwaitedDiagnosis(
                    collectors: try StoredJSON.names(row["collectors"]), target: row["target"],
                    dueAt: row.time("due_at_ms"))
            }
        }
    }

    /// Of what an incident still owes, by what each waits behind: the oldest message to its address that is owed too.
    package func queued(incidentID: Int64) throws -> [Int64: Int64] {
        let found = try rows(
            """
            SELECT mine.id AS id, min(earlier.id) AS earlier FROM notification AS mine, notification AS earlier
            WHERE mine.incident_id = ? AND mine.due_at_ms IS NOT NULL AND \(Notification.isBehindEarlier)
            GROUP BY mine.id
            """, [incidentID])
        return Dictionary(
            found.map { ($0["id"] as Int64, $0["earlier"] as Int64) }, uniquingKeysWith: { first, _ in first })
    }

    /// Oldest first; of many the newest.
    package func notifications(incidentID: Int64, newest limit: Int = .max) throws -> [StoredNotification] {
        let found = Array(
            try rows(
                """
                SELECT \(Notification.columns), due_at_ms FROM notification WHERE incident_id = ?
                ORDER BY id DESC LIMIT ?
                """, [incidentID, limit]
            ).reversed())
        let attempts = try rows(
            """
            SELECT attempt.* FROM delivery_attempt AS attempt
            JOIN notification ON notification.id = attempt.notification_id
            WHERE notification.incident_id = ? AND notification.id >= ? ORDER BY notification_id, number
            """, [incidentID, found.first?["id"] as Int64? ?? 0])
        let byNotification = Dictionary(grouping: attempts) { $0["notification_id"] as Int64 }
        return found.compactMap { row in
            guard let notification = unreadable.read("notification", row, as: Notification.init(row:)) else {
                return nil
            }
            return StoredNotification(
                notification: notification, dueAt: row.optionalTime("due_at_ms"),
                attempts: (byNotification[notification.id] ?? []).compactMap {
                    unreadable.read("delivery_attempt", $0, as: DeliveryAttempt.init(row:))
                })
        }
    }

    /// Whether any notification of an incident was sent, be it to the spool.
    package func hasSentNotification(incidentID: Int64) throws -> Bool {
        try row("SELECT 1 FROM notification WHERE incident_id = ? AND state = 'sent' LIMIT 1", [incidentID]) != nil
    }

    /// What began the newest conversation about an incident at an address, up to a notification and with it: of what was
    /// sent to that very address, or may have arrived there.
    package func threadRoot(for notification: Notification) throws -> ThreadRoot? {
        try row(
            """
            SELECT root.*, mail.created_at_ms FROM thread_root AS root JOIN notification AS mail ON mail.id = notification_id
            WHERE incident_id = ? AND notifier = ? AND endpoint = ? AND address = ? AND mail.id <= ?
                AND (state = 'sent' AND spooled = 0 OR may_have_arrived = 1)
            ORDER BY mail.id DESC LIMIT 1
            """,
            [
                notification.incidentID, notification.method.notifier.rawValue, notification.method.endpoint.name,
                notification.method.address, notification.id,
            ]
        ).map {
            ThreadRoot(
                notificationID: $0["notification_id"], messageID: $0["message_id"], subject: $0["subject"],
                priority: try $0.word("priority"), beganAt: $0.time("created_at_ms"))
        }
    }

    /// How an incident opened again the last time; `nil` where it never was over.
    package func reopening(of incident: Incident) throws -> Reopening? {
        // Most have no news since they opened, and so were never over.
        guard incident.newsAt > incident.openedAt else { return nil }
        // What is resolved once more has an end after it as well.
        let entries = try timeline(incidentID: incident.id, kinds: [.resolved, .reopened], newest: 3)
        guard let place = entries.lastIndex(where: { $0.kind == .reopened }),
            let end = entries[..<place].last(where: { $0.kind == .resolved })
        else { return nil }
        return Reopening(
            at: entries[place].at, resolvedAt: end.at,
            resolvedBy: end.actor == TimelineDraft.ourselves ? nil : end.actor)
    }

    /// What an address was told of an incident just before a notification; diagnostics do not count, what was written to
    /// the spool told nobody, and of what may have arrived a page does not count.
    package func toldBefore(_ notification: Notification) throws -> ToldBefore? {
        try row(
            """
            SELECT event, priority, created_at_ms,
                may_have_arrived OR due_at_ms IS NOT NULL OR EXISTS (
                    SELECT 1 FROM notification AS taking
                    WHERE taking.incident_id = mine.incident_id AND taking.notifier = mine.notifier
                        AND taking.endpoint = mine.endpoint AND taking.address = mine.address
                        AND taking.event = 'acknowledged' AND (taking.state = 'sending' OR taking.may_have_arrived = 1)
                ) AS may_come_late
            FROM notification AS mine
            WHERE incident_id = ? AND notifier = ? AND endpoint = ? AND address = ? AND id < ? AND event <> 'update'
                AND (state = 'sent' AND spooled = 0 OR event <> 'page' AND (may_have_arrived = 1 OR due_at_ms IS NOT NULL))
            ORDER BY id DESC LIMIT 1
            """,
            [
                notification.incidentID, notification.method.notifier.rawValue, notification.method.endpoint.name,
                notification.method.address, notification.id,
            ]
        ).map {
            ToldBefore(
                event: try $0.word("event"), priority: try $0.word("priority"), createdAt: $0.time("created_at_ms"),
                mayComeLate: $0["may_come_late"])
        }
    }

    /// What an address was told of an incident up to a notification and with it, as far as its keys depend on that, oldest
    /// first.
    package func foldedMessages(upTo notification: Notification) throws -> [FoldingKeys.Told] {
        try rows(
            """
            SELECT id, event, let_go, former_closed,
                EXISTS (SELECT 1 FROM delivery_attempt WHERE notification_id = mine.id AND outcome = 'unknown') AS late
            FROM notification AS mine
            WHERE incident_id = ? AND notifier = ? AND endpoint = ? AND address = ? AND id <= ?
                AND (id = ? OR state = 'sent' AND spooled = 0 OR may_have_arrived = 1)
            ORDER BY id
            """,
            [
                notification.incidentID, notification.method.notifier.rawValue, notification.method.endpoint.name,
                notification.method.address, notification.id, notification.id,
            ]
        ).map {
            FoldingKeys.Told(
                id: $0["id"], isPage: $0["event"] == NotificationEvent.page.rawValue, ringsAnew: $0["let_go"],
                closedFormer: $0["former_closed"], mayComeLate: $0["late"])
        }
    }

    /// Alerts of an incident's bodies that could not be understood; of many the newest.
    package func rejectedAlerts(incidentID: Int64, newest limit: Int = .max) throws -> [RejectedAlert] {
        try rows(
            "SELECT position, reason FROM rejected_alert WHERE incident_id = ? ORDER BY id DESC LIMIT ?",
            [incidentID, limit]
        ).reversed().map { RejectedAlert(position: $0["position"], reason: $0["reason"]) }
    }
}

/// What an address was told of an incident.
package struct ToldBefore: Sendable {
    package let event: NotificationEvent
    package let priority: Priority
    package let createdAt: Timestamp
    /// Whether an attempt at it ended without an answer, or one at an acknowledgement, or one is being said just now: what
    /// is open under the same key might be closed or quieted by it.
    package let mayComeLate: Bool
}

extension StoreReader {
    /// When the newest body was taken.
    package func newestIntakeAt() throws -> Timestamp? {
        try row("SELECT received_at_ms FROM intake WHERE id = (SELECT max(id) FROM intake)")?.time("received_at_ms")
    }

    /// When Alertmanager was heard last; what people had sent as a drill is none of its words.
    package func lastHeardAt() throws -> Timestamp? {
        try row("SELECT received_at_ms FROM intake WHERE drill = 0 ORDER BY id DESC LIMIT 1")?.time("received_at_ms")
    }

    /// The newest alert that could not be understood and that no incident shows, because nothing else of its body made
    /// or concerned one.
    package func newestLostAlert() throws -> (at: Timestamp, reason: String)? {
        try row(
            """
            SELECT received_at_ms, reason FROM rejected_alert JOIN intake ON intake.id = intake_id
            WHERE incident_id IS NULL ORDER BY rejected_alert.id DESC LIMIT 1
            """
        ).map { ($0.time("received_at_ms"), $0["reason"]) }
    }
}

extension DeliveryAttempt {
    fileprivate init(row: StoredRow) throws {
        self.init(
            number: row["number"], at: row.time("started_at_ms"), duration: .milliseconds(row["duration_ms"] as Int64),
            outcome: try row.word("outcome"), evidence: row["evidence"])
    }
}

extension StoredArtifact {
    fileprivate init(row: StoredRow) throws {
        self.init(
            id: row["id"], diagnosisID: row["diagnosis_id"], fingerprint: row["fingerprint"],
            collector: row["collector"], procedure: row["procedure"],
            arguments: try StoredJSON.decode(row["arguments"]), startedAt: row.time("started_at_ms"),
            duration: .milliseconds(row["duration_ms"] as Int64), exitStatus: row["exit_status"],
            outcome: try row.word("outcome"), bytes: row["bytes"], truncated: row["truncated"],
            original: (row["sha256"] as String?).map { Original(redactions: row["redactions"] ?? 0, sha256: $0) })
    }
}
