internal import IncidentCore

/// One incident with everything that belongs to it but the timeline.
package struct IncidentDetailView: Encodable, Sendable {
    let incident: IncidentView
    /// What somebody who was just woken asks.
    let answers: AnswersView
    /// The most urgent; the others are to be had page by page.
    let alerts: [AlertView]
    let rejectedAlerts: [RejectedAlertView]
    let artifacts: [ArtifactView]
    let notifications: [NotificationView]
    let nextSteps: [NextStepView]
    /// One a policy, those that go on first; the first stands under `escalation` as well.
    let escalations: [EscalationView]
    /// What the alerts bring along.
    let links: [LinkView]

    enum CodingKeys: String, CodingKey {
        case answers, alerts, artifacts, notifications, escalation, escalations, links
        case rejectedAlerts = "rejected_alerts"
        case nextSteps = "next_steps"
    }

    /// The incident's own keys and these, in one object.
    package func encode(to encoder: any Encoder) throws {
        try incident.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(answers, forKey: .answers)
        try container.encode(alerts, forKey: .alerts)
        try container.encode(rejectedAlerts, forKey: .rejectedAlerts)
        try container.encode(artifacts, forKey: .artifacts)
        try container.encode(notifications, forKey: .notifications)
        try container.encode(nextSteps, forKey: .nextSteps)
        try container.encode(escalations.first, forKey: .escalation)
        try container.encode(escalations, forKey: .escalations)
        try container.encode(links, forKey: .links)
    }
}

struct LinkView: Encodable, Sendable {
    let kind: String
    let url: String
    /// The name of the alert that brings it.
    let alert: String

    init(_ link: AlertLink) { (kind, url, alert) = (link.kind.rawValue, link.url, link.alertName) }
}

struct NextStepView: Encodable, Sendable {
    let procedure: String
    let title: String
    @Explicit var command: String?
    @Explicit var doneBy: String?
    @Explicit var doneAt: String?

    private enum CodingKeys: String, CodingKey {
        case procedure, title, command
        case doneBy = "done_by"
        case doneAt = "done_at"
    }

    init(_ step: NextStep) {
        (procedure, title, command) = (step.procedure, step.title, step.command)
        (doneBy, doneAt) = (step.done?.by, step.done?.at.rfc3339)
    }
}
