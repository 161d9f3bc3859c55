package import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// An incident as the JSON API and `--output json` show it. Times are RFC 3339 UTC with milliseconds.
package struct IncidentView: Encodable, Sendable {
    let id: Int64
    let status: String
    let priority: String
    let rule: String
    let title: String
    /// The fingerprint of the alert that it is named, diagnosed and paged by.
    @Explicit var lead: String?
    let groupKey: String
    let openedAt: String
    @Explicit var acknowledgedAt: String?
    @Explicit var acknowledgedBy: String?
    @Explicit var resolvedAt: String?
    @Explicit var resolvedBy: String?
    let firing: Int
    let occurrences: Int
    let labels: Labels
    let findings: [FindingView]
    let url: String

    enum CodingKeys: String, CodingKey {
        case id, status, priority, rule, title, lead, firing, occurrences, labels, findings, url
        case groupKey = "group_key"
        case openedAt = "opened_at"
        case acknowledgedAt = "acknowledged_at"
        case acknowledgedBy = "acknowledged_by"
        case resolvedAt = "resolved_at"
        case resolvedBy = "resolved_by"
    }

    package init(_ incident: Incident, findings: [Finding], url: String) {
        id = incident.id
        status = incident.status.rawValue
        priority = incident.priority.rawValue
        rule = incident.rule
        title = incident.title
        lead = incident.lead
        groupKey = incident.groupKey
        openedAt = incident.openedAt.rfc3339
        acknowledgedAt = incident.acknowledgedAt?.rfc3339
        acknowledgedBy = incident.acknowledgedBy
        resolvedAt = incident.resolvedAt?.rfc3339
        resolvedBy = incident.resolvedBy
        firing = incident.firingCount
        occurrences = incident.occurrenceCount
        labels = incident.labels
        self.findings = findings.map(FindingView.init)
        self.url = url
    }
}

package struct FindingView: Encodable, Sendable {
    let collector: String
    let level: String
    let text: String

    init(_ finding: Finding) {
        (collector, level, text) = (finding.collector, finding.level.rawValue, finding.text)
    }
}

package struct IncidentListView: Encodable, Sendable {
    let incidents: [IncidentView]
    @Explicit var nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case incidents
        case nextCursor = "next_cursor"
    }

    package init(incidents: [IncidentView], nextCursor: String?) {
        self.incidents = incidents
        self.nextCursor = nextCursor
    }
}

/// One incident with everything that belongs to it but the timeline.
package struct IncidentDetailView: Encodable, Sendable {
    let incident: IncidentView
    let alerts: [AlertView]
    let rejectedAlerts: [RejectedAlertView]
    let artifacts: [ArtifactView]
    let notifications: [NotificationJSON]
    let nextSteps: [NextStepView]
    /// One a policy, those that go on first; the first stands under `escalation` as well.
    let escalations: [EscalationJSON]

    enum CodingKeys: String, CodingKey {
        case alerts, artifacts, notifications, escalation, escalations
        case rejectedAlerts = "rejected_alerts"
        case nextSteps = "next_steps"
    }

    /// The incident's own keys and these, in one object.
    package func encode(to encoder: any Encoder) throws {
        try incident.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(alerts, forKey: .alerts)
        try container.encode(rejectedAlerts, forKey: .rejectedAlerts)
        try container.encode(artifacts, forKey: .artifacts)
        try container.encode(notifications, forKey: .notifications)
        try container.encode(nextSteps, forKey: .nextSteps)
        try container.encode(escalations.first, forKey: .escalation)
        try container.encode(escalations, forKey: .escalations)
    }
}

struct AlertView: Encodable, Sendable {
    let fingerprint: String
    let startsAt: String
    @Explicit var endsAt: String?
    let status: String
    let priority: String
    let rule: String
    let labels: Labels
    let annotations: Labels
    let extras: Labels
    let generatorURL: String
    let firstSeenAt: String
    let lastSeenAt: String
    let seen: Int

    enum CodingKeys: String, CodingKey {
        case fingerprint, status, priority, rule, labels, annotations, extras, seen
        case startsAt = "starts_at"
        case endsAt = "ends_at"
        case generatorURL = "generator_url"
        case firstSeenAt = "first_seen_at"
        case lastSeenAt = "last_seen_at"
    }

    init(_ occurrence: Occurrence) {
        let alert = occurrence.alert
        fingerprint = alert.fingerprint
        startsAt = alert.startsAt.rfc3339
        endsAt = alert.endsAt?.rfc3339
        status = alert.status.rawValue
        priority = occurrence.priority.rawValue
        rule = occurrence.rule
        (labels, annotations, extras) = (alert.labels, alert.annotations, alert.extras)
        generatorURL = alert.generatorURL
        firstSeenAt = occurrence.firstSeenAt.rfc3339
        lastSeenAt = occurrence.lastSeenAt.rfc3339
        seen = occurrence.seenCount
    }
}

struct RejectedAlertView: Encodable, Sendable {
    let position: Int
    let reason: String
}

struct ArtifactView: Encodable, Sendable {
    let id: Int64
    let collector: String
    let procedure: String
    let command: [String]
    let startedAt: String
    let durationMilliseconds: Int64
    @Explicit var exitStatus: Int?
    let outcome: String
    let bytes: Int
    let truncated: Bool

    enum CodingKeys: String, CodingKey {
        case id, collector, procedure, command, outcome, bytes, truncated
        case startedAt = "started_at"
        case durationMilliseconds = "duration_ms"
        case exitStatus = "exit_status"
    }

    init(_ artifact: StoredArtifact) {
        id = artifact.id
        collector = artifact.collector
        procedure = artifact.procedure
        command = artifact.arguments
        startedAt = artifact.startedAt.rfc3339
        durationMilliseconds = artifact.duration.wholeMilliseconds
        exitStatus = artifact.exitStatus
        outcome = artifact.outcome.rawValue
        bytes = artifact.bytes
        truncated = artifact.truncated
    }
}

struct NotificationJSON: Encodable, Sendable {
    let id: Int64
    let notifier: String
    let contact: String
    let address: String
    let event: String
    let reason: String
    /// What the gate said of it: sent at once, held until when, or not told and why.
    let decision: String
    let state: String
    let createdAt: String
    @Explicit var nextAttemptAt: String?
    let attempts: [AttemptJSON]

    enum CodingKeys: String, CodingKey {
        case id, notifier, contact, address, event, reason, decision, state, attempts
        case createdAt = "created_at"
        case nextAttemptAt = "next_attempt_at"
    }

    init(_ view: NotificationView) {
        let notification = view.notification
        id = notification.id
        notifier = notification.method.notifier.rawValue
        contact = notification.contact
        address = notification.method.address
        event = notification.event.rawValue
        reason = notification.reason
        decision = notification.decision
        state = notification.state.rawValue
        createdAt = notification.createdAt.rfc3339
        nextAttemptAt = view.dueAt?.rfc3339
        attempts = view.attempts.map(AttemptJSON.init)
    }
}

struct AttemptJSON: Encodable, Sendable {
    let number: Int
    let at: String
    let durationMilliseconds: Int64
    let outcome: String
    let evidence: String

    enum CodingKeys: String, CodingKey {
        case number, at, outcome, evidence
        case durationMilliseconds = "duration_ms"
    }

    init(_ attempt: DeliveryAttempt) {
        number = attempt.number
        at = attempt.at.rfc3339
        durationMilliseconds = attempt.duration.wholeMilliseconds
        outcome = attempt.outcome.rawValue
        evidence = attempt.evidence
    }
}

struct NextStepView: Encodable, Sendable {
    let procedure: String
    let title: String
    @Explicit var command: String?
}

struct EscalationJSON: Encodable, Sendable {
    let policy: String
    let status: String
    let round: Int
    let nextStep: Int
    @Explicit var nextDueAt: String?

    enum CodingKeys: String, CodingKey {
        case policy, status, round
        case nextStep = "next_step"
        case nextDueAt = "next_due_at"
    }
}

package struct TimelineView: Encodable, Sendable {
    let entries: [Entry]

    struct Entry: Encodable, Sendable {
        let id: Int64
        let at: String
        let kind: String
        let actor: String
        let summary: String
        let details: Labels
    }

    package init(_ entries: [TimelineEntry]) {
        self.entries = entries.map {
            Entry(
                id: $0.id, at: $0.at.rfc3339, kind: $0.kind.rawValue, actor: $0.actor, summary: $0.summary,
                details: $0.details)
        }
    }
}

/// An optional that is written as `null` when it is absent, so that readers always find the key.
// swift-format-ignore: UseSynthesizedInitializer
@propertyWrapper
struct Explicit<Value: Encodable & Sendable>: Encodable, Sendable {
    var wrappedValue: Value?

    // With the one that the compiler makes, the initialisers of the views would take an `Explicit`.
    init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}
