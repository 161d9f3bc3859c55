package import IncidentCore
internal import IncidentEngine
package import IncidentStore

/// Why an incident has its priority, who was told of it, held or not told, and why, alert by alert and way by way, and what
/// comes next; from what is stored, by one state of the store.
package struct IncidentExplanation: Encodable, Sendable {
    package let id: Int64
    package let title: String
    /// For who shows it by another clock; no part of the answer.
    package let isTitledByUs: Bool
    package let priority: String
    package let rule: String
    package let status: String
    package let classification: ExplainedClassification
    /// Who has it, in words.
    package let standing: String
    /// Why nobody is told of it now.
    @Explicit package var silencedBy: String?
    /// Those that have begun for it, and those that would cover an alert of it by the tables of today.
    package let policies: [ExplainedPolicy]
    package let alerts: [ExplainedAlert]
    /// How many there are beyond those.
    package let hiddenAlerts: Int
    /// Everybody in the tables, and everybody who was told; those with a message first.
    package let contacts: [ExplainedContact]
    /// That somebody, or nobody at all, was not told, where no message stands for it.
    package let untold: [ExplainedFact]
    /// Unless somebody takes the incident before, or it is over.
    package let next: [ExplainedEvent]

    enum CodingKeys: String, CodingKey {
        case id, title, priority, rule, status, classification, standing, policies, alerts, contacts, untold, next
        case silencedBy = "silenced_by"
        case hiddenAlerts = "hidden_alerts"
    }

    package struct ExplainedAlert: Encodable, Sendable {
        package let name: String
        package let labels: Labels
        package let status: String
        package let since: String
        @Explicit package var endedAt: String?
        package let priority: String
        package let rule: String
        /// The policy that it would have alone, by the tables of today.
        @Explicit package var policy: String?
        /// Why that policy tells of it, or does not.
        package let because: String
        package let classification: ExplainedClassification

        enum CodingKeys: String, CodingKey {
            case name, labels, status, since, priority, rule, policy, because, classification
            case endedAt = "ended_at"
        }
    }

    package struct ExplainedContact: Encodable, Sendable {
        package let contact: String
        package let methods: [ExplainedMethod]
    }

    package struct ExplainedMethod: Encodable, Sendable {
        package let method: String
        /// In words, where no message of the incident went this way.
        @Explicit package var because: String?
        package let messages: [ExplainedMessage]
    }

    package struct ExplainedMessage: Encodable, Sendable {
        package let id: Int64
        package let event: String
        package let outcome: TellingOutcome
        /// When it was to be told.
        package let at: String
        /// When it was sent, given up or tried last.
        @Explicit package var doneAt: String?
        /// When it is tried next; `nil` while it waits for another one.
        @Explicit package var nextAt: String?
        /// The message that must be told, or given up, before it.
        @Explicit package var waitsBehind: Int64?
        /// What wanted it told: `step 2 of policy "database"`.
        package let reason: String
        /// What the gate said, or why it was not told after all.
        package let decision: String
        /// The other side's last answer.
        @Explicit package var evidence: String?
        package let attempts: Int

        enum CodingKeys: String, CodingKey {
            case id, event, outcome, at, reason, decision, evidence, attempts
            case doneAt = "done_at"
            case nextAt = "next_at"
            case waitsBehind = "waits_behind"
        }
    }

    package struct ExplainedFact: Encodable, Sendable {
        package let at: String
        package let text: String
    }

    package struct ExplainedEvent: Encodable, Sendable {
        /// `nil` while something else must happen first.
        @Explicit package var at: String?
        package let kind: Kind
        @Explicit package var policy: String?
        package let text: String
        /// Who is told then, by the tables of today.
        package let notify: [String]
        /// By which ways each of them is told, with those that take their turn where one fails.
        var ways: [String: [ContactMethod]] = [:]

        enum CodingKeys: String, CodingKey {
            case at, kind, policy, text, notify
        }

        package enum Kind: String, Encodable, Sendable {
            case step
            case passedOver = "passed_over"
            case acknowledgementExpires = "acknowledgement_expires"
            case exhausted
            /// Nobody has taken it in time.
            case overdue
            /// A message that is owed.
            case message
            /// The incident's own: a question, a reminder, the end of a silence.
            case deadline
        }
    }
}

extension IncidentExplanation {
    /// - Parameter areTablesKnown: whether these are the tables, and not an empty set because they cannot be read.
    /// - Throws: `UnknownIncident` when there is none with this number.
    package init(
        _ id: Int64, reader: StoreReader, tables: RoutingTables, areTablesKnown: Bool = true, at now: Timestamp
    ) throws {
        let incident = try reader.existing(id)
        let escalations = try reader.standingEscalations(of: incident, tables: tables)
        let notifications = try reader.notifications(incidentID: id, newest: Shown.notifications)
        let entries = try reader.timeline(incidentID: id, kinds: Self.untoldKinds, newest: Shown.timelineEntries)
            .map { $0.redacted(by: tables.redactions) }
        let today = try tables.knowingOverrides(for: escalations, reader)
        let occurrences = try reader.occurrences(incidentID: id, limit: Shown.alerts)
        let silences =
            try reader.silences(notOverAt: now).map(\.silence) + tables.maintenance.compactMap { $0.turn(at: now) }
        let shown = incident.redacted(by: tables.redactions)
        let alerts = AlertsExplained(
            incident: incident, escalations: escalations, silences: silences, areTablesKnown: areTablesKnown, now: now)
        let recorded = Classification(priority: incident.priority, rule: incident.rule)
        let account = tables.account(of: recorded, incident.labels, fingerprint: incident.lead ?? "")
        let queued = try reader.queued(incidentID: id)
        let events = EventsExplained(
            incident: incident, escalations: escalations, notifications: notifications, queued: queued,
            history: try reader.tellingHistory(incidentID: id), tables: today, now: now
        ).all
        let digests = try DigestsExplained(id, reader: reader, entries: entries, tables: today, now: now)
        self.init(
            id: id, title: shown.title, isTitledByUs: incident.isTitledByUs, priority: incident.priority.rawValue,
            rule: incident.rule,
            status: incident.status.rawValue,
            classification: ExplainedClassification(recorded, areTablesKnown ? account : nil, tables.redactions),
            standing: shown.takenWords, silencedBy: shown.silence?.words,
            policies: PoliciesExplained(
                incident: incident, escalations: escalations, occurrences: occurrences,
                tables: areTablesKnown ? today : nil, redactions: tables.redactions
            ).all,
            alerts: occurrences.map { alerts.explained($0, tables) }.shown,
            hiddenAlerts: max(0, incident.occurrenceCount - occurrences.count),
            contacts: ContactsExplained(
                notifications: notifications, queued: queued, entries: entries, digests: digests, tables: today,
                next: events, now: now
            ).all,
            untold: entries.filter { $0.details["notification_id"] == nil && !digests.isOver($0) }
                .map { ExplainedFact(at: $0.at.rfc3339, text: $0.summary.shown(Shown.nameCharacters)) },
            next: events)
    }

    private static let untoldKinds: [TimelineKind] = [
        .notTold, .nobodyTold, .nobodyOnCall, .notificationCancelled, .notificationFailed, .heldForDigest,
        .toldByDigest,
    ]
}

extension [IncidentExplanation.ExplainedAlert] {
    /// As many as fit into a part of an answer.
    fileprivate var shown: Self {
        var room = Shown.partBytes
        return Array(
            prefix { alert in
                let isFirst = room == Shown.partBytes
                room -= alert.labels.bytes + alert.because.utf8.count + alert.classification.bytes
                return isFirst || room >= 0
            })
    }
}
