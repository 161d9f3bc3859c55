internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// What `incident.mustache` shows, as strings ready to be escaped.
struct IncidentPage: Sendable {
    let title: String
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let id: Int64
    let heading: String
    let priority: String
    let className: String
    let status: String
    let rule: String
    let taken: String
    let escalation: String
    let alarms: [String]
    /// What joined and nobody has confirmed.
    let question: Question?
    /// Why nobody is told of it now.
    let silenced: String?
    /// Where such alerts are silenced.
    let silenceAddress: String?
    let isStillFiring: Bool
    let isFlapping: Bool
    let opened: TimeText
    let acknowledged: TimeText?
    /// What that is the time of.
    let takingName: String
    let resolved: TimeText?
    let canAcknowledge: Bool
    let acknowledgeWords: String
    let canResolve: Bool
    /// Whether a policy of it has somebody left to tell, or may have.
    let canEscalate: Bool
    /// What ends the acknowledgement, where there is one.
    let endWords: String?
    /// Whom it can be handed to, or who can be asked for.
    let contacts: [String]
    let hasContacts: Bool
    /// A time as it may be written, an hour from now.
    let untilExample: String
    let token: String
    let name: String
    /// What is different from before it.
    let comparisons: [ComparisonRow]
    /// Where nothing is.
    let unchanged: String?
    let hasComparisons: Bool
    let findings: [FindingRow]
    let hasFindings: Bool
    let links: [Link]
    let hasLinks: Bool
    let alerts: [AlertRow]
    let hiddenAlerts: Int?
    let alertsAddress: String
    let artifacts: [ArtifactRow]
    let hasArtifacts: Bool
    let isBeingDiagnosed: Bool
    /// Whether a person may let them run once more.
    let canDiagnose: Bool
    /// What is asked again by itself, and when.
    let awaited: [String]
    let nextSteps: [NextStepRow]
    let hasNextSteps: Bool
    let notifications: [NotificationRow]
    let hasNotifications: Bool
    /// In which something of it was held back.
    let storms: [Link]
    let timeline: [TimelineRow]
    let hiddenEntries: Int?
    let timelineAddress: String

    struct Question: Sendable {
        let words: String
        let asked: String
        let deadline: TimeText
        let left: String
    }

    struct FindingRow: Sendable {
        let level: String
        let text: String
        let collector: String
        /// The line of its output that shows it.
        let place: Link?
        let isChanged: Bool
    }

    struct Link: Sendable {
        let words: String
        let address: String
    }

    struct AlertRow: Sendable {
        let name: String
        /// By what it is told from others of its name.
        let differences: [Labels.Pair]
        let status: String
        let priority: String
        let rule: String
        let started: TimeText
        let ended: TimeText?
        /// By what it is silenced here, or muted in Alertmanager.
        let muted: String?
        let seen: Int
        /// That it fires for all we know, and nobody has said so for long.
        let stale: String?
        let labels: [Labels.Pair]
        let annotations: [Labels.Pair]
    }

    struct ArtifactRow: Sendable {
        let collector: String
        /// Which alert it ran for, where it ran for several.
        let alert: String?
        /// When it was, where it has run since.
        let earlier: TimeText?
        let canRunAgain: Bool
        let command: String
        let outcome: String
        let outcomeWords: String
        let originalWords: String?
        let chart: ChartPicture?
        /// Whether it is shown at once: what was measured is not as it should be.
        let isOpen: Bool
        let output: String
        let fullAddress: String
        let isCut: Bool
    }

    struct NextStepRow: Sendable {
        let title: String
        let command: String?
        let done: Done?

        struct Done: Sendable {
            let by: String
            let at: TimeText
        }
    }

    struct NotificationRow: Sendable {
        let words: String
        let state: String
        let stateName: String
        let reason: String
        /// What the gate said of it.
        let decision: String?
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
    /// - Parameter contacts: the roles that can be told.
    init(
        _ facts: IncidentFacts, token: String, name: String, contacts: [String], warnings: [PageWarning],
        now: Timestamp
    ) {
        let incident = facts.incident
        title = "#\(incident.id) \(incident.title)"
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        id = incident.id
        heading = incident.title
        priority = incident.priority.rawValue
        className = incident.priority.rawValue.lowercased()
        status = incident.status.rawValue
        rule = incident.rule.shown(500)
        taken = incident.takenWords + incident.responseWords
        escalation = facts.escalationWords
        alarms = facts.alarms(at: now)
        let open = facts.openQuestion
        question = open.map {
            Question(
                words: $0.words, asked: $0.askedWords, deadline: TimeText($0.deadline, now: now),
                left: $0.deadline > now ? "in \(($0.deadline - now).prometheusRounded)" : "now")
        }
        silenced = incident.silencedWords
        silenceAddress = Self.silenceAddress(for: incident)
        isStillFiring = incident.isStillFiring
        isFlapping = incident.flapping.isOn
        opened = TimeText(incident.openedAt, now: now)
        (acknowledged, takingName) = (incident.acknowledgedAt.map { TimeText($0, now: now) }, incident.takingName)
        resolved = incident.resolvedAt.map { TimeText($0, now: now) }
        canAcknowledge = incident.status != .resolved
        acknowledgeWords = incident.takingWords(by: name.isEmpty ? nil : name)
        canResolve = incident.status != .resolved
        canEscalate = facts.escalations.contains { !$0.isIdle && $0.escalation?.isActive ?? false }
        endWords = incident.status == .acknowledged ? incident.endingWords : nil
        self.contacts = contacts
        hasContacts = !contacts.isEmpty
        untilExample = "\((now + .seconds(3600)).readable.prefix(16)) UTC"
        self.token = token
        self.name = name
        comparisons = facts.artifacts.compactMap {
            ComparisonRow($0, alert: facts.alertName(of: $0.artifact), now: now)
        }
        unchanged = facts.unchangedWords
        hasComparisons = !comparisons.isEmpty || unchanged != nil
        findings = facts.findings.map(FindingRow.init)
        hasFindings = !findings.isEmpty
        links = facts.links.map {
            Link(words: $0.kind == .query ? "Query for \($0.alertName)" : $0.title, address: $0.url)
        }
        hasLinks = !links.isEmpty
        alerts = zip(facts.occurrences, facts.occurrences.differences()).map {
            AlertRow($0, $1, stale: facts.staleWords(of: $0, at: now), now: now)
        }
        hiddenAlerts = facts.hiddenOccurrences > 0 ? facts.hiddenOccurrences : nil
        alertsAddress = Routes.incidentAlerts(incident.id)
        let canDiagnose = !facts.collectors.isEmpty && !facts.isBeingDiagnosed
        self.canDiagnose = canDiagnose
        awaited = facts.awaitedWords
        artifacts = facts.artifacts.map { shown in
            let isOfLead = shown.artifact.fingerprint == nil || shown.artifact.fingerprint == incident.lead
            return ArtifactRow(
                shown, alert: facts.alertName(of: shown.artifact),
                canRunAgain: canDiagnose && isOfLead && facts.collectors.contains(shown.artifact.collector),
                moments: incident.moments, now: now)
        }
        hasArtifacts = !artifacts.isEmpty
        isBeingDiagnosed = facts.isBeingDiagnosed
        nextSteps = facts.nextSteps.map { step in
            NextStepRow(
                title: step.title, command: step.command,
                done: step.done.map { NextStepRow.Done(by: $0.by, at: TimeText($0.at, now: now)) })
        }
        hasNextSteps = !nextSteps.isEmpty
        notifications = facts.notifications.map { NotificationRow($0, now: now) }
        hasNotifications = !notifications.isEmpty
        storms = facts.storms.map {
            Link(words: "Storm \($0.id): held back for \($0.method.text)", address: Routes.storm($0.id))
        }
        let hidden = facts.timelineEntryCount - facts.timeline.count
        hiddenEntries = hidden > 0 ? hidden : nil
        timelineAddress = Routes.timeline(incident.id)
        timeline = facts.timeline.map {
            TimelineRow(
                at: TimeText($0.at, now: now), kind: $0.kind.rawValue.split(separator: "_").joined(separator: " "),
                actor: $0.actor,
                summary: $0.summary)
        }
    }
}

extension IncidentPage {
    /// The form filled in with what names the alert and its place.
    private static func silenceAddress(for incident: Incident) -> String? {
        guard incident.status != .resolved, incident.silence == nil else { return nil }
        let matchers = ["alertname", "cluster", "namespace", "service"].compactMap { name in
            incident.labels[name].flatMap { try? Matcher(name: name, operation: .equal, value: $0.shown(200)) }
        }
        guard !matchers.isEmpty else { return nil }
        return "\(Routes.silencesPage)?match=\(matchers.map(\.description).joined(separator: ", ").percentEncoded)"
    }
}

extension IncidentPage.FindingRow {
    init(_ finding: Finding) {
        (level, text, collector) = (finding.level.rawValue, finding.text, finding.collector)
        place = finding.line.flatMap { line in
            finding.artifactID.map {
                IncidentPage.Link(words: "line \(line)", address: Routes.artifactPage($0, line: line))
            }
        }
        isChanged = finding.isChanged
    }
}

extension IncidentPage.AlertRow {
    init(_ occurrence: Occurrence, _ differences: [Labels.Pair], stale: String?, now: Timestamp) {
        name = occurrence.alert.name
        self.differences = differences.map { Labels.Pair(name: $0.name, value: $0.value.shown(80)) }
        status = occurrence.alert.status.rawValue
        priority = occurrence.priority.rawValue
        rule = occurrence.rule
        started = TimeText(occurrence.alert.startsAt, now: now)
        ended = occurrence.alert.endsAt.map { TimeText($0, now: now) }
        muted = occurrence.quietWords
        seen = occurrence.seenCount
        self.stale = stale
        labels = occurrence.alert.labels.pairs
        annotations = occurrence.alert.annotations.pairs
    }
}

extension IncidentPage.ArtifactRow {
    /// - Parameter moments: of the incident, for charts.
    init(
        _ excerpt: ShownArtifact, alert: String?, canRunAgain: Bool, moments: [(words: String, at: Timestamp)],
        now: Timestamp
    ) {
        self.alert = alert
        chart = excerpt.chart.flatMap { ChartPicture($0, moments: moments, now: now) }
        isOpen = chart?.lines.contains(where: \.isPassed) ?? false
        earlier = excerpt.isEarlier ? TimeText(excerpt.artifact.startedAt, now: now) : nil
        self.canRunAgain = canRunAgain && !excerpt.isEarlier
        let artifact = excerpt.artifact
        collector = artifact.collector
        command = ShellText.text(artifact.arguments)
        outcome = artifact.outcome.rawValue
        let status = artifact.exitStatus.map { ", exit status \($0)" } ?? ""
        let cut = artifact.truncated ? ", cut" : ""
        let ended = excerpt.answerWords ?? artifact.outcome.rawValue.split(separator: "_").joined(separator: " ")
        outcomeWords =
            artifact.isUnasked
            ? "not run"
            : "\(ended)\(status) in \(artifact.duration.wholeMilliseconds) ms, \(artifact.byteWords)\(cut)"
        originalWords = artifact.originalWords
        output = excerpt.output
        isCut = excerpt.isCut
        fullAddress = Routes.artifactOutput(artifact.id)
    }
}

extension Incident {
    /// What a chart marks.
    fileprivate var moments: [(words: String, at: Timestamp)] {
        [("opened", openedAt)] + (resolvedAt.map { [("resolved", $0)] } ?? [])
    }
}

extension IncidentPage.NotificationRow {
    init(_ view: StoredNotification, now: Timestamp) {
        let notification = view.notification
        let event = notification.event == .page ? "" : "\(notification.event.rawValue): "
        words =
            "\(event)\(notification.method.text) (\(notification.contact))"
        state = view.stateWords(at: now)
        stateName = view.isSpooled ? "spooled" : notification.state.rawValue
        reason = notification.reason
        decision = notification.decision.isEmpty ? nil : notification.decision
        attempts = view.attempts.map {
            "attempt \($0.number) at \($0.at.readable), \($0.outcome.rawValue): \($0.evidence)"
        }
        next = view.nextAttemptAt.map { TimeText($0, now: now) }
    }
}
