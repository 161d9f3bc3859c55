internal import GRDB
package import IncidentCore

/// What may be asked of one consistent state of the store.
package struct StoreReader {
    let db: Database
    let unreadable: UnreadableRows
    /// Where words are found; only people search.
    var search: SearchSession?

    func row(_ sql: String, _ arguments: StatementArguments = []) throws -> StoredRow? {
        try db.row(sql, arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [StoredRow] {
        try db.rows(sql, arguments)
    }
}

extension StoreReader {
    package func incident(_ id: Int64) throws -> Incident? {
        try row("SELECT \(Incident.columns) FROM incident WHERE id = ?", [id]).map(Incident.init(row:))
    }

    package func newestIncidentID() throws -> Int64? {
        try row("SELECT max(id) AS id FROM incident")?["id"]
    }

    /// Grows with every alert that is stored for the first time; 0 before the first.
    package func newestOccurrenceID() throws -> Int64 {
        try row("SELECT coalesce(max(id), 0) AS id FROM occurrence")?["id"] ?? 0
    }

    /// The lead first, as `[Occurrence].ordered` has it.
    package func occurrences(incidentID: Int64, limit: Int = .max) throws -> [Occurrence] {
        let lead: String? = try row("SELECT lead FROM incident WHERE id = ?", [incidentID])?["lead"]
        // Which they are is found without their labels, which may be long.
        return try rows(
            """
            SELECT * FROM occurrence WHERE id IN (
                SELECT id FROM occurrence WHERE incident_id = ?
                ORDER BY status, fingerprint IS NOT ?, \(Self.alertOrder) LIMIT ?)
            """, [incidentID, lead, limit]
        ).compactMap { unreadable.read("occurrence", $0, as: Occurrence.init(row:)) }.ordered(lead: lead)
    }

    /// What counts first, then the most urgent, then the first that we knew: of what fires the first leads. Of what has
    /// ended the most urgent, then the last.
    static let alertOrder = """
        CASE WHEN status <> 'firing' THEN 0 WHEN silenced_by IS NOT NULL THEN 2 WHEN muted IS NOT NULL THEN 1 ELSE 0 END,
        priority, CASE status WHEN 'firing' THEN id ELSE -id END
        """

    /// In the order in which they came, from the first after one of them.
    package func occurrences(incidentID: Int64, after id: Int64, limit: Int) throws -> [Occurrence] {
        try rows(
            """
            SELECT * FROM occurrence WHERE id IN (
                SELECT id FROM occurrence WHERE incident_id = ? AND id > ? ORDER BY id LIMIT ?)
            ORDER BY id
            """, [incidentID, id, limit]
        ).compactMap { unreadable.read("occurrence", $0, as: Occurrence.init(row:)) }
    }

    static let currentArtifacts = """
        diagnostic_artifact AS artifact JOIN diagnosis ON diagnosis.id = artifact.diagnosis_id
        JOIN incident ON incident.id = artifact.incident_id
        """

    /// Of each alert the latest run of a collector; and nothing about alerts that have ended, once the lead has a round
    /// of its own.
    static let isCurrent = """
        artifact.diagnosis_id = (
            SELECT max(latest.diagnosis_id) FROM diagnostic_artifact AS latest
            JOIN diagnosis AS its ON its.id = latest.diagnosis_id
            WHERE latest.incident_id = artifact.incident_id AND latest.collector = artifact.collector
                AND coalesce(its.fingerprint, '') = coalesce(diagnosis.fingerprint, ''))
        AND (diagnosis.fingerprint IS NULL OR diagnosis.fingerprint = incident.lead OR incident.firing_count = 0
            OR EXISTS (
                SELECT 1 FROM occurrence
                WHERE occurrence.fingerprint = diagnosis.fingerprint AND occurrence.status = 'firing')
            OR NOT EXISTS (
                SELECT 1 FROM diagnosis AS own
                WHERE own.incident_id = incident.id AND own.fingerprint = incident.lead))
        """

    static let leadFirst = "CASE WHEN coalesce(diagnosis.fingerprint, incident.lead) = incident.lead THEN 0 ELSE 1 END"

    /// Oldest first, from the first after one of them.
    package func timeline(incidentID: Int64, after id: Int64 = 0, limit: Int = .max) throws -> [TimelineEntry] {
        try rows(
            "SELECT * FROM timeline_entry WHERE incident_id = ? AND id > ? ORDER BY id LIMIT ?",
            [incidentID, id, limit]
        ).compactMap { unreadable.read("timeline_entry", $0, as: TimelineEntry.init(row:)) }
    }

    /// The newest, oldest of them first.
    package func timeline(incidentID: Int64, newest limit: Int) throws -> [TimelineEntry] {
        try rows("SELECT * FROM timeline_entry WHERE incident_id = ? ORDER BY id DESC LIMIT ?", [incidentID, limit])
            .compactMap { unreadable.read("timeline_entry", $0, as: TimelineEntry.init(row:)) }.reversed()
    }

    /// The newest of these kinds, oldest of them first.
    package func timeline(incidentID: Int64, kinds: [TimelineKind], newest limit: Int) throws -> [TimelineEntry] {
        let places = kinds.map { _ in "?" }.joined(separator: ", ")
        return try rows(
            "SELECT * FROM timeline_entry WHERE incident_id = ? AND kind IN (\(places)) ORDER BY id DESC LIMIT ?",
            StatementArguments([incidentID]) + StatementArguments(kinds.map(\.rawValue)) + StatementArguments([limit])
        ).compactMap { unreadable.read("timeline_entry", $0, as: TimelineEntry.init(row:)) }.reversed()
    }

    package func timelineEntryCount(incidentID: Int64) throws -> Int {
        try row("SELECT count(*) AS count FROM timeline_entry WHERE incident_id = ?", [incidentID])?["count"] ?? 0
    }

    /// One a policy; those that go on first, and of these the one that began last.
    package func escalations(incidentID: Int64) throws -> [StoredEscalation] {
        try rows(
            """
            SELECT incident_id, policy_name AS name, document, status, round, next_step, started_at_ms, next_due_at_ms
            FROM escalation
            JOIN policy_version ON policy_version.id = policy_version_id WHERE incident_id = ?
            ORDER BY CASE status WHEN 'running' THEN 0 WHEN 'paused' THEN 1 WHEN 'exhausted' THEN 2 ELSE 3 END,
                escalation.id DESC
            """, [incidentID]
        ).compactMap { unreadable.read("escalation", $0, named: "incident_id", as: StoredEscalation.init(row:)) }
    }
}

/// Where an incident's escalation stands, for people.
package struct StoredEscalation: Sendable, Equatable {
    package let policy: String
    /// The policy as it was frozen; `nil` when it cannot be read.
    package let document: EscalationPolicy?
    package let status: EscalationStatus
    /// From 0, as the step.
    package let round: Int
    package let nextStep: Int
    /// From which the delays of its steps count.
    package let startedAt: Timestamp
    package let nextDueAt: Timestamp?
    /// Whether it has nothing to tell just now, as `Coverage.idle` has it; who reads it sets that.
    package var isIdle = false
    /// Whether its last resort was told before it came, in this round; who reads it sets that.
    package var hasToldLastResort = false
    /// What brings its next before its own time; as `isIdle`.
    package var sooner: Sooner?

    package struct Sooner: Sendable, Equatable {
        package let at: Timestamp
        /// `nil` where it is its own next step.
        package let next: RequestedStep?
        package let cause: Cause
        /// The steps that are left out before it; `nil` for those whose own time is before it.
        package let passedOver: [UpcomingOutcome]?

        package enum Cause: Sendable, Equatable {
            /// Nobody will have taken the incident in time.
            case untaken
            /// Nobody will have been reached by the step before it, in the time that this has.
            case unreached
        }

        package init(
            at: Timestamp, next: RequestedStep?, cause: Cause, passedOver: [UpcomingOutcome]? = nil
        ) {
            (self.at, self.next, self.cause, self.passedOver) = (at, next, cause, passedOver)
        }
    }

    /// When what comes next does.
    package var comesAt: Timestamp? { sooner?.at ?? nextDueAt }

    /// The same as it would be later.
    package func standing(as later: Escalation) -> StoredEscalation {
        StoredEscalation(
            policy: policy, document: document, status: later.status, round: later.round, nextStep: later.nextStep,
            startedAt: later.startedAt, nextDueAt: later.nextDueAt, isIdle: isIdle,
            hasToldLastResort: hasToldLastResort)
    }

    /// Itself for decisions; `nil` when its policy cannot be read.
    package var escalation: Escalation? {
        document.map {
            Escalation(
                policy: $0, status: status, startedAt: startedAt, round: round, nextStep: nextStep,
                nextDueAt: nextDueAt)
        }
    }
}

extension StoredEscalation {
    fileprivate init(row: StoredRow) throws {
        // A policy that cannot be read only leaves out how far there is to go, and who comes next.
        self.init(
            policy: row["name"], document: try? StoredJSON.decode(row["document"]), status: try row.word("status"),
            round: row["round"], nextStep: row["next_step"], startedAt: row.time("started_at_ms"),
            nextDueAt: row.optionalTime("next_due_at_ms"))
    }
}

extension StoreReader {
    /// When the next deadline of an incident or of its escalation comes.
    package func nextEscalationDue() throws -> Timestamp? {
        let step = try row("SELECT min(next_due_at_ms) AS due FROM escalation WHERE next_due_at_ms IS NOT NULL")
        let others = try DueEscalation.ofIncidents.map {
            try row("SELECT min(\($0.column)) AS due FROM incident WHERE \($0.column) IS NOT NULL")
        }
        return ([step] + others).compactMap { $0?.optionalTime("due") }.min()
    }

    /// When the next notification for an endpoint and of one of these classes may be claimed; claims count with the
    /// end of their lease, and what waits behind an earlier one to the same address does not count at all.
    package func nextNotificationDue(
        _ endpoint: EndpointID, _ parts: [NotificationClass] = NotificationClass.urgent + NotificationClass.deferrable,
        besides addresses: AddressRoom? = nil
    ) throws -> Timestamp? {
        try parts.compactMap { part in
            let full = (addresses?.full(forUrgent: part.isUrgent) ?? []).sorted()
            var arguments: StatementArguments = [endpoint.kind.rawValue, endpoint.name, part.priority.rawValue]
            if !full.isEmpty { arguments += StatementArguments(full) }
            return try row(
                """
                SELECT due_at_ms FROM notification AS mine
                WHERE notifier = ? AND endpoint = ? AND priority = ? \(part.condition) AND due_at_ms IS NOT NULL
                    \(Notification.isElsewhere(than: full)) AND \(Notification.isFirstOfItsQueue)
                ORDER BY due_at_ms LIMIT 1
                """, arguments)?.optionalTime("due_at_ms")
        }.min()
    }

    /// Whether anything is owed through an endpoint, now or later; found by one step in the index.
    package func isOwed(_ endpoint: EndpointID) throws -> Bool {
        try row(
            "SELECT 1 FROM notification WHERE notifier = ? AND endpoint = ? AND due_at_ms IS NOT NULL LIMIT 1",
            [endpoint.kind.rawValue, endpoint.name]) != nil
    }

    /// The endpoints through which something is owed, each found by one step in the index.
    package func owedEndpoints() throws -> [EndpointID] {
        var found: [EndpointID] = []
        while let next = try row(
            """
            SELECT notifier, endpoint FROM notification
            WHERE due_at_ms IS NOT NULL AND (notifier, endpoint) > (?, ?) ORDER BY notifier, endpoint LIMIT 1
            """, [found.last?.kind.rawValue ?? "", found.last?.name ?? ""])
        {
            found.append(EndpointID(NotifierKind(next["notifier"]), next["endpoint"]))
        }
        return found
    }

    /// Since when the first of them is due, or will be.
    package func nextWaitingPage() throws -> Timestamp? {
        try row("SELECT min(due_at_ms) AS due FROM notification WHERE \(Notification.isWaitingPage)")?
            .optionalTime("due")
    }

    /// When the first share of the time is over within which a page is to be taken.
    package func nextShareEnd() throws -> Timestamp? {
        try row("SELECT min(share_ends_at_ms) AS due FROM notification WHERE \(Notification.hasShare)")?
            .optionalTime("due")
    }

    /// When the next round of collectors becomes due; claims count with the end of their lease.
    ///
    /// - Parameter urgentOnly: only those of incidents of P1 and P2.
    package func nextDiagnosisDue(urgentOnly: Bool = false) throws -> Timestamp? {
        let sql =
            urgentOnly
            ? """
            SELECT min(due_at_ms) AS due FROM diagnosis JOIN incident ON incident.id = diagnosis.incident_id
            WHERE due_at_ms IS NOT NULL AND incident.priority <= 'P2'
            """ : "SELECT min(due_at_ms) AS due FROM diagnosis WHERE due_at_ms IS NOT NULL"
        return try row(sql)?.optionalTime("due")
    }
}
