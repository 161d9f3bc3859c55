internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// What `incident.mustache` shows, as strings ready to be escaped.
struct IncidentPage: Sendable {
    let title: String
    let warnings: [String]
    let hasWarnings: Bool
    let id: Int64
    let heading: String
    let priority: String
    let className: String
    let status: String
    let rule: String
    let taken: String
    let escalation: String
    let isExhausted: Bool
    let opened: TimeText
    let acknowledged: TimeText?
    let resolved: TimeText?
    let canAcknowledge: Bool
    let acknowledgeWords: String
    let canResolve: Bool
    let token: String
    let name: String
    let findings: [FindingRow]
    let hasFindings: Bool
    let links: [Link]
    let hasLinks: Bool
    let alerts: [AlertRow]
    let hiddenAlerts: Int?
    let apiAddress: String
    let artifacts: [ArtifactRow]
    let hasArtifacts: Bool
    let isBeingDiagnosed: Bool
    let nextSteps: [NextStep]
    let hasNextSteps: Bool
    let notifications: [NotificationRow]
    let hasNotifications: Bool
    let timeline: [TimelineRow]

    struct FindingRow: Sendable {
        let level: String
        let text: String
        let collector: String
    }

    struct Link: Sendable {
        let words: String
        let address: String
    }

    struct AlertRow: Sendable {
        let name: String
        let status: String
        let priority: String
        let rule: String
        let started: TimeText
        let ended: TimeText?
        let seen: Int
        let labels: [Labels.Pair]
        let annotations: [Labels.Pair]
    }

    struct ArtifactRow: Sendable {
        let collector: String
        let command: String
        let outcome: String
        let outcomeWords: String
        let output: String
        let fullAddress: String
        let isCut: Bool
    }

    struct NotificationRow: Sendable {
        let words: String
        let state: String
        let reason: String
        let attempts: [String]
        let next: TimeText?
    }

    struct TimelineRow: Sendable {
        let at: TimeText
        let kind: String
        let actor: String
        let summary: String
    }
}

extension IncidentPage {
    init(_ facts: IncidentFacts, token: String, name: String, warnings: [String], now: Timestamp) {
        let incident = facts.incident
        title = "#\(incident.id) \(incident.title)"
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        id = incident.id
        heading = incident.title
        priority = incident.priority.rawValue
        className = incident.priority.rawValue.lowercased()
        status = incident.status.rawValue
        rule = incident.rule
        taken = incident.takenWords
        escalation = facts.escalationWords
        isExhausted = incident.status == .triggered && facts.escalations.first?.status == .exhausted
        opened = TimeText(incident.openedAt, now: now)
        acknowledged = incident.acknowledgedAt.map { TimeText($0, now: now) }
        resolved = incident.resolvedAt.map { TimeText($0, now: now) }
        canAcknowledge = incident.status != .resolved
        acknowledgeWords = incident.status == .acknowledged ? "Renew acknowledgement" : "Acknowledge"
        canResolve = incident.status != .resolved
        self.token = token
        self.name = name
        findings = facts.findings.map { FindingRow(level: $0.level.rawValue, text: $0.text, collector: $0.collector) }
        hasFindings = !findings.isEmpty
        links = Self.links(facts.occurrences)
        hasLinks = !links.isEmpty
        alerts = facts.occurrences.map { AlertRow($0, now: now) }
        hiddenAlerts = facts.hiddenOccurrences > 0 ? facts.hiddenOccurrences : nil
        apiAddress = Routes.incidentDetail(incident.id)
        artifacts = facts.artifacts.map { ArtifactRow($0.artifact, $0.output) }
        hasArtifacts = !artifacts.isEmpty
        isBeingDiagnosed = facts.isBeingDiagnosed
        nextSteps = facts.nextSteps
        hasNextSteps = !nextSteps.isEmpty
        notifications = facts.notifications.map { NotificationRow($0, now: now) }
        hasNotifications = !notifications.isEmpty
        timeline = facts.timeline.map {
            TimelineRow(
                at: TimeText($0.at, now: now), kind: $0.kind.rawValue.split(separator: "_").joined(separator: " "),
                actor: $0.actor,
                summary: $0.summary)
        }
    }

    /// Links that alerts bring along; only of kinds that a browser may follow.
    private static func links(_ occurrences: [Occurrence]) -> [Link] {
        let names = [
            "runbook_url": "Runbook", "dashboard_url": "Dashboard", "dashboardURL": "Dashboard", "panelURL": "Panel",
            "silenceURL": "Silence in Grafana",
        ]
        var seen: Set<String> = []
        return occurrences.flatMap { occurrence in
            (occurrence.alert.annotations.pairs + occurrence.alert.extras.pairs).compactMap { pair in
                guard let words = names[pair.name], pair.value.isWebAddress, seen.insert(pair.value).inserted else {
                    return nil
                }
                return Link(words: words, address: pair.value)
            }
                + (occurrence.alert.generatorURL.isWebAddress && seen.insert(occurrence.alert.generatorURL).inserted
                    ? [Link(words: "Query for \(occurrence.alert.name)", address: occurrence.alert.generatorURL)] : [])
        }
    }
}

extension IncidentPage.AlertRow {
    init(_ occurrence: Occurrence, now: Timestamp) {
        name = occurrence.alert.name
        status = occurrence.alert.status.rawValue
        priority = occurrence.priority.rawValue
        rule = occurrence.rule
        started = TimeText(occurrence.alert.startsAt, now: now)
        ended = occurrence.alert.endsAt.map { TimeText($0, now: now) }
        seen = occurrence.seenCount
        labels = occurrence.alert.labels.pairs
        annotations = occurrence.alert.annotations.pairs.map {
            Labels.Pair(name: $0.name, value: $0.value.count > 2000 ? $0.value.prefix(2000) + "…" : $0.value)
        }
    }
}

extension IncidentPage.ArtifactRow {
    /// A page shows so many characters of an output; the rest is behind its link.
    private static let shownCharacters = 16_000

    init(_ artifact: StoredArtifact, _ output: String) {
        collector = artifact.collector
        command = ShellText.text(artifact.arguments)
        outcome = artifact.outcome.rawValue
        let status = artifact.exitStatus.map { ", exit status \($0)" } ?? ""
        let cut = artifact.truncated ? ", cut" : ""
        outcomeWords =
            "\(artifact.outcome.rawValue.split(separator: "_").joined(separator: " "))\(status) in \(artifact.duration.wholeMilliseconds) ms, \(artifact.bytes) bytes\(cut)"
        self.output = String(output.prefix(Self.shownCharacters))
        isCut = output.count > Self.shownCharacters
        fullAddress = Routes.artifactOutput(artifact.id)
    }
}

extension IncidentPage.NotificationRow {
    init(_ view: NotificationView, now: Timestamp) {
        let notification = view.notification
        let event = notification.event == .page ? "" : "\(notification.event.rawValue): "
        words =
            "\(event)\(notification.method.notifier.rawValue) to \(notification.method.address) (\(notification.contact))"
        state = notification.state.rawValue
        reason = notification.reason
        attempts = view.attempts.map {
            "attempt \($0.number) at \($0.at.readable), \($0.outcome.rawValue): \($0.evidence)"
        }
        next = view.dueAt.map { TimeText($0, now: now) }
    }
}

extension String {
    var isWebAddress: Bool { hasPrefix("https://") || hasPrefix("http://") }
}
