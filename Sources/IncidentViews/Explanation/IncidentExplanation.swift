package import IncidentCore
internal import IncidentEngine
package import IncidentStore

/// Who was told of an incident, held or not told, and why, alert by alert and way by way, and what comes next; from what is
/// stored, by one state of the store.
package struct IncidentExplanation: Encodable, Sendable {
    let id: Int64
    let title: String
    let priority: String
    let rule: String
    let status: String
    /// Who has it, in words.
    let standing: String
    /// Why nobody is told of it now.
    @Explicit var silencedBy: String?
    let alerts: [ExplainedAlert]
    /// How many there are beyond those.
    let hiddenAlerts: Int
    /// Everybody in the tables, and everybody who was told; those with a message first.
    let contacts: [ExplainedContact]
    /// That somebody, or nobody at all, was not told, where no message stands for it.
    let untold: [ExplainedFact]
    /// Unless somebody takes the incident before, or it is over.
    let next: [ExplainedEvent]

    enum CodingKeys: String, CodingKey {
        case id, title, priority, rule, status, standing, alerts, contacts, untold, next
        case silencedBy = "silenced_by"
        case hiddenAlerts = "hidden_alerts"
    }

    struct ExplainedAlert: Encodable, Sendable {
        let name: String
        let labels: Labels
        let status: String
        let since: String
        @Explicit var endedAt: String?
        let priority: String
        let rule: String
        /// The policy that it would have alone, by the tables of today.
        @Explicit var policy: String?
        /// Why that policy tells of it, or does not.
        let because: String

        enum CodingKeys: String, CodingKey {
            case name, labels, status, since, priority, rule, policy, because
            case endedAt = "ended_at"
        }
    }

    struct ExplainedContact: Encodable, Sendable {
        let contact: String
        let methods: [ExplainedMethod]
    }

    struct ExplainedMethod: Encodable, Sendable {
        let method: String
        /// In words, where no message of the incident went this way.
        @Explicit var because: String?
        let messages: [ExplainedMessage]
    }

    struct ExplainedMessage: Encodable, Sendable {
        let id: Int64
        let event: String
        let outcome: TellingOutcome
        /// When it was to be told.
        let at: String
        /// When it was sent, given up or tried last.
        @Explicit var doneAt: String?
        /// When it is tried next; `nil` while it waits for another one.
        @Explicit var nextAt: String?
        /// The message that must be told, or given up, before it.
        @Explicit var waitsBehind: Int64?
        /// What wanted it told: `step 2 of policy "database"`.
        let reason: String
        /// What the gate said, or why it was not told after all.
        let decision: String
        /// The other side's last answer.
        @Explicit var evidence: String?
        let attempts: Int

        enum CodingKeys: String, CodingKey {
            case id, event, outcome, at, reason, decision, evidence, attempts
            case doneAt = "done_at"
            case nextAt = "next_at"
            case waitsBehind = "waits_behind"
        }
    }

    struct ExplainedFact: Encodable, Sendable {
        let at: String
        let text: String
    }

    struct ExplainedEvent: Encodable, Sendable {
        /// `nil` while something else must happen first.
        @Explicit var at: String?
        let kind: Kind
        @Explicit var policy: String?
        let text: String
        /// Who is told then, by the tables of today.
        let notify: [String]
        /// By which ways each of them is told, with those that take their turn where one fails.
        var ways: [String: [ContactMethod]] = [:]

        enum CodingKeys: String, CodingKey {
            case at, kind, policy, text, notify
        }

        enum Kind: String, Encodable {
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
    /// - Throws: `UnknownIncident` when there is none with this number.
    package init(_ id: Int64, reader: StoreReader, tables: RoutingTables, at now: Timestamp) throws {
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
        let alerts = AlertsExplained(incident: incident, escalations: escalations, silences: silences, now: now)
        let queued = try reader.queued(incidentID: id)
        let events = EventsExplained(
            incident: incident, escalations: escalations, notifications: notifications, queued: queued,
            history: try reader.tellingHistory(incidentID: id), tables: today, now: now
        ).all
        let digests = try DigestsExplained(id, reader: reader, entries: entries, tables: today, now: now)
        self.init(
            id: id, title: shown.title, priority: incident.priority.rawValue, rule: incident.rule,
            status: incident.status.rawValue, standing: incident.takenWords, silencedBy: incident.silence?.words,
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
                room -= alert.labels.pairs.reduce(alert.because.utf8.count) {
                    $0 + $1.name.utf8.count + $1.value.utf8.count
                }
                return isFirst || room >= 0
            })
    }
}
