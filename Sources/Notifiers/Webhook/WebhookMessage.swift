package import IncidentCore

/// What a webhook is sent, as `routes/schemas/webhook-message.json` describes it. Keys may be added; none changes its
/// meaning.
package struct WebhookMessage: Encodable, Sendable, Equatable {
    /// Of this format.
    package let version = 1
    /// The idempotency key once more.
    package let id: String
    package let event: String
    package let incident: Incident
    package let notification: Notification
    /// Incidents that are told in this message as well, because they were held back in a storm.
    package let others: [Other]?
    package let alerts: [Alert]
    package let findings: [Finding]
    package let diagnostics: [Diagnostic]
    /// Whether collectors still run, so that what they find follows.
    package let isBeingDiagnosed: Bool
    package let nextSteps: [Step]
    package let links: [Link]
    /// What this message leaves out, a sentence each; `nil` when nothing.
    package let leftOut: [String]?

    package struct Incident: Encodable, Sendable, Equatable {
        let id: Int64
        let title: String
        let priority: String
        let status: String
        let rule: String
        /// The fingerprint of the alert that it is named by.
        let lead: String?
        let labels: [String: String]
        let firing: Int
        let occurrences: Int
        /// Alerts that may fire and are not among them; `nil` where there is none.
        let hiddenByAlertmanager: Int?
        let notKept: Int?
        let url: String
        let openedAt: String
        /// The last time, after it was over; `nil` where it never was.
        let reopenedAt: String?
        let acknowledgedAt: String?
        let acknowledgedBy: String?
        let acknowledgedUntil: String?
        let snoozed: Bool
        let handedOverBy: String?
        let resolvedAt: String?
        let resolvedBy: String?

        enum CodingKeys: String, CodingKey {
            case id, title, priority, status, rule, lead, labels, firing, occurrences, url, snoozed
            case hiddenByAlertmanager = "hidden_by_alertmanager"
            case notKept = "not_kept"
            case openedAt = "opened_at"
            case reopenedAt = "reopened_at"
            case acknowledgedAt = "acknowledged_at"
            case acknowledgedBy = "acknowledged_by"
            case acknowledgedUntil = "acknowledged_until"
            case handedOverBy = "handed_over_by"
            case resolvedAt = "resolved_at"
            case resolvedBy = "resolved_by"
        }
    }

    package struct Other: Encodable, Sendable, Equatable {
        let id: Int64
        let event: String
        let priority: String
        let status: String
        let title: String
        let url: String
    }

    package struct Notification: Encodable, Sendable, Equatable {
        let id: Int64
        let contact: String
        let reason: String
        /// By which whoever is shown this takes the incident as the contact; `nil` where there is nothing to take.
        let acknowledgeURL: String?

        enum CodingKeys: String, CodingKey {
            case id, contact, reason
            case acknowledgeURL = "acknowledge_url"
        }
    }

    package struct Alert: Encodable, Sendable, Equatable {
        let fingerprint: String
        let name: String
        let status: String
        let priority: String
        let labels: [String: String]
        let annotations: [String: String]
        let startsAt: String
        let endsAt: String?

        enum CodingKeys: String, CodingKey {
            case fingerprint, name, status, priority, labels, annotations
            case startsAt = "starts_at"
            case endsAt = "ends_at"
        }
    }

    package struct Finding: Encodable, Sendable, Equatable {
        let level: String
        let text: String
        let collector: String
        /// Whose output it is about.
        let artifactID: Int64?
        /// Of that output, from 1; `nil` where none shows it.
        let line: Int?
        let count: Int
        let changed: Bool
        /// Where it is, if it is about something that no alert of the incident names.
        let elsewhere: String?

        enum CodingKeys: String, CodingKey {
            case level, text, collector, line, count, changed, elsewhere
            case artifactID = "artifact_id"
        }
    }

    package struct Diagnostic: Encodable, Sendable, Equatable {
        let collector: String
        let command: String
        let outcome: String
        let durationMilliseconds: Int64
        let output: String

        enum CodingKeys: String, CodingKey {
            case collector, command, outcome, output
            case durationMilliseconds = "duration_ms"
        }
    }

    package struct Step: Encodable, Sendable, Equatable {
        let procedure: String
        let title: String
        let command: String?
    }

    package struct Link: Encodable, Sendable, Equatable {
        let title: String
        let url: String
    }

    enum CodingKeys: String, CodingKey {
        case version, id, event, incident, notification, others, alerts, findings, diagnostics, links
        case isBeingDiagnosed = "diagnostics_running"
        case nextSteps = "next_steps"
        case leftOut = "left_out"
    }
}

// All of it together stays below two megabytes, whatever an alert brings.
extension WebhookMessage {
    private static let listLimit = 50
    fileprivate static let textLimit = 2000
    private static let otherIncidents = 200
    /// Of labels or annotations.
    fileprivate static let pairs = 64
    /// Of the alerts together; one alone needs less.
    private static let alertsBudgetBytes = 384 * 1024
    /// For the output of all collectors together.
    private static let outputBudgetBytes = 256 * 1024

    package init(_ message: Message) {
        id = message.idempotencyKey
        event = message.notification.event.rawValue
        incident = Incident(message)
        notification = Notification(
            id: message.notification.id, contact: message.notification.contact.line(within: 200),
            reason: message.notification.reason.line(within: 500, counted: true),
            acknowledgeURL: message.acknowledgeLink?.url)
        let others = message.others.prefix(Self.otherIncidents).map(Other.init)
        self.others = others.isEmpty ? nil : others
        alerts = Self.alerts(message)
        findings = message.findings.likelyFirst.prefix(Self.listLimit).map {
            Finding(
                level: $0.level.rawValue, text: $0.text.line(within: Self.textLimit, counted: true),
                collector: $0.collector.line(within: 200), artifactID: $0.artifactID, line: $0.line, count: $0.count,
                changed: $0.isChanged, elsewhere: $0.elsewhere)
        }
        let share = Self.outputBudgetBytes / max(1, min(message.artifacts.count, Self.listLimit))
        diagnostics = message.artifacts.prefix(Self.listLimit).map {
            Diagnostic(
                collector: $0.collector.line(within: 200),
                command: $0.command.line(within: Self.textLimit, counted: true),
                outcome: $0.outcome.rawValue, durationMilliseconds: $0.duration.wholeMilliseconds,
                output: $0.outputExcerpt(limitBytes: share).safeBlock)
        }
        isBeingDiagnosed = message.isBeingDiagnosed
        nextSteps = message.nextSteps.prefix(Self.listLimit).map {
            Step(
                procedure: $0.procedure.line(within: 200), title: $0.title.line(within: Self.textLimit, counted: true),
                command: $0.command?.command(within: Self.textLimit))
        }
        let (alertLinks, areMoreLinks) = message.alertLinks
        links = (message.ownLinks + alertLinks).map { Link(title: $0.title, url: $0.url) }
        let incident = message.incident
        let counts = [
            ("alerts", max(message.alerts.count, incident.occurrenceCount) - alerts.count),
            ("incidents told beside it", message.others.count - others.count),
            ("findings", message.findings.count - findings.count),
            ("diagnostics", message.artifacts.count - diagnostics.count),
            ("next steps", message.nextSteps.count - nextSteps.count),
            ("labels of the incident", incident.labels.pairs.count - self.incident.labels.count),
        ]
        let pairs = zip(message.alerts, alerts).map { told, shown in
            let count =
                told.alert.labels.pairs.count + told.alert.annotations.pairs.count - shown.labels.count
                - shown.annotations.count
            return ("labels and annotations of the alert \(shown.fingerprint)", count)
        }
        let sentences =
            (counts + pairs).filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
            + (areMoreLinks ? [Message.moreLinks] : [])
        leftOut = sentences.isEmpty ? nil : sentences
    }

    /// As far as there is room, which the first has.
    private static func alerts(_ message: Message) -> [Alert] {
        var room = alertsBudgetBytes
        let alerts = message.alerts.prefix(listLimit).map(Alert.init)
        return Array(
            alerts.prefix { alert in
                room -= alert.bytes
                return room >= 0
            })
    }
}

extension WebhookMessage.Incident {
    fileprivate init(_ message: Message) {
        let incident = message.incident
        id = incident.id
        title = incident.title.line(within: 1000)
        (priority, status) = (incident.priority.rawValue, incident.status.rawValue)
        rule = incident.rule.line(within: 200)
        lead = message.alerts.first { $0.alert.status == .firing }?.alert.fingerprint
        labels = incident.labels.safe
        (firing, occurrences) = (incident.firingCount, incident.occurrenceCount)
        let hidden = incident.hidden
        hiddenByAlertmanager = hidden.byAlertmanager > 0 ? hidden.byAlertmanager : nil
        notKept = hidden.notKept > 0 ? hidden.notKept : nil
        url = message.incidentURL
        openedAt = incident.openedAt.rfc3339
        reopenedAt = message.reopening?.at.rfc3339
        acknowledgedAt = incident.acknowledgedAt?.rfc3339
        acknowledgedBy = incident.acknowledgedBy?.line(within: 200)
        acknowledgedUntil = incident.taking.until?.rfc3339
        snoozed = incident.taking.isSnoozed
        handedOverBy = incident.taking.handedOverBy?.line(within: 200)
        resolvedAt = incident.resolvedAt?.rfc3339
        resolvedBy = incident.resolvedBy?.line(within: 200)
    }
}

extension WebhookMessage.Other {
    fileprivate init(_ told: AlsoTold) {
        let incident = told.incident
        (id, event, url) = (incident.id, told.event.rawValue, told.url)
        (priority, status) = (incident.priority.rawValue, incident.status.rawValue)
        title = incident.title.line(within: 1000)
    }
}

extension WebhookMessage.Alert {
    fileprivate var bytes: Int {
        (labels.map { $0 } + annotations.map { $0 }).reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    }

    fileprivate init(_ occurrence: Occurrence) {
        let alert = occurrence.alert
        fingerprint = alert.fingerprint.line(within: 200)
        name = alert.name.line(within: 200)
        (status, priority) = (alert.status.rawValue, occurrence.priority.rawValue)
        (labels, annotations) = (alert.labels.safe, alert.annotations.safe)
        (startsAt, endsAt) = (occurrence.beganAt.rfc3339, alert.endsAt?.rfc3339)
    }
}

extension Labels {
    fileprivate var safe: [String: String] {
        Dictionary(
            pairs.prefix(WebhookMessage.pairs).map {
                ($0.name.line(within: 200), $0.value.line(within: WebhookMessage.textLimit, counted: true))
            },
            uniquingKeysWith: { first, _ in first })
    }
}
