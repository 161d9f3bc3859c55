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
    let answers: [AnswerRow]
    /// Where each policy stands.
    let escalation: String
    let alarms: [String]
    /// What joined and nobody has confirmed.
    let question: Question?
    /// Why nobody is told of it now.
    let silenced: String?
    /// Where such alerts are silenced.
    let silenceAddress: String?
    let explainAddress: String
    let isStillFiring: Bool
    let isFlapping: Bool
    let canAcknowledge: Bool
    let acknowledgeWords: String
    let canResolve: Bool
    let canReopen: Bool
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
    /// What was found of what is different from before it, which may be why.
    let promoted: [FindingRow]
    let hasPromoted: Bool
    /// From when that is, where it is not of just now.
    let changesAsOf: TimeText?
    /// All that is, row by row.
    let comparisons: [ComparisonRow]
    let comparisonWords: String
    /// Where nothing is.
    let unchanged: String?
    let hasComparisons: Bool
    let hasChanges: Bool
    let findings: [FindingRow]
    let findingsAsOf: TimeText?
    /// Those that are folded away, and how many they are.
    let moreFindings: [FindingRow]
    let moreFindingsWords: String?
    let hasFindings: Bool
    let links: [Link]
    let hasLinks: Bool
    let alertWords: String
    let commonWords: String
    let commonLabels: [Labels.Pair]
    let commonAnnotations: [Labels.Pair]
    let hasCommon: Bool
    /// Of many alerts all that are told apart.
    let alertGroups: [AlertGroupRow]
    let hasFoldedGroups: Bool
    /// What stands for those told one by one, where these are folded away.
    let alertsFold: String?
    let alerts: [AlertRow]
    let hiddenAlerts: Int?
    let alertsAddress: String
    let artifacts: [ArtifactRow]
    let hasArtifacts: Bool
    let hasFoldedArtifacts: Bool
    let isBeingDiagnosed: Bool
    /// Whether a person may let them run once more.
    let canDiagnose: Bool
    /// What is asked again by itself, and when.
    let awaited: [String]
    let nextSteps: [NextStepRow]
    let hasNextSteps: Bool
    let notificationGroups: [NotificationGroup]
    let hasNotifications: Bool
    /// In which something of it was held back.
    let storms: [Link]
    let timeline: [TimelineRow]
    /// What stands for the older ones, where there is little room.
    let earlierWords: String?
    /// The newest of it: what comes after is news.
    let lastEvent: Int64
    let hiddenEntries: Int?
    let timelineAddress: String

    struct Question: Sendable {
        let words: String
        let asked: String
        let deadline: TimeText
        let left: String
    }

    struct Link: Sendable {
        let words: String
        let address: String
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
}

extension IncidentPage {
    /// - Parameter contacts: the roles that can be told.
    init(
        _ facts: IncidentFacts, token: String, name: String, contacts: [String], warnings: [PageWarning],
        in viewed: PageContext
    ) {
        let (incident, now) = (facts.incident, viewed.now)
        let context = viewed.quoting(incident)
        heading = context.said(incident.title)
        title = "#\(incident.id) \(heading)"
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        id = incident.id
        priority = incident.priority.rawValue
        className = incident.priority.rawValue.lowercased()
        status = incident.status.rawValue
        let answered = facts.answers(at: now, by: context.clock)
        answers = AnswerRow.all(answered, of: incident.id)
        escalation = context.said(facts.escalationWords)
        alarms = facts.alarmsBesideAnswers(at: now).map(context.said)
        let open = facts.openQuestion
        question = open.map {
            Question(
                words: $0.words, asked: context.said($0.askedWords), deadline: TimeText($0.deadline, in: context),
                left: $0.deadline > now ? "in \(($0.deadline - now).nearestMinute.prometheusRounded)" : "now")
        }
        silenced = incident.silencedWords.map(context.said)
        silenceAddress = Self.silenceAddress(for: incident)
        explainAddress = Routes.explain(incident.id)
        isStillFiring = incident.isStillFiring
        isFlapping = incident.flapping.isOn
        canAcknowledge = incident.status != .resolved
        acknowledgeWords = incident.takingWords(by: name.isEmpty ? nil : name)
        canResolve = incident.status != .resolved
        canReopen = incident.isStillFiring
        canEscalate = facts.escalations.contains { !$0.isIdle && $0.escalation?.isActive ?? false }
        endWords = incident.status == .acknowledged ? context.said(incident.endingWords) : nil
        self.contacts = contacts
        hasContacts = !contacts.isEmpty
        // As it is read without the zone too.
        let clock = context.clock
        untilExample = "\(clock.text(of: now + .seconds(3600))) \(clock.timeZone)"
        self.token = token
        self.name = name
        comparisons = facts.artifacts.compactMap {
            ComparisonRow($0, alert: facts.alertName(of: $0.artifact), in: context)
        }
        unchanged = facts.unchangedWords.map(context.said)
        hasComparisons = !comparisons.isEmpty
        comparisonWords = ComparisonRow.words(of: facts.artifacts)
        let changes = facts.findings.filter(\.tellsOfChange)
        promoted = FoldedFinding.folded(changes).map { FindingRow($0, in: context) }
        hasPromoted = !promoted.isEmpty
        changesAsOf = facts.asOf(changes, at: now).map { TimeText($0, in: context) }
        hasChanges = hasPromoted || hasComparisons || unchanged != nil
        let others = facts.findings.filter { !$0.tellsOfChange }
        findingsAsOf = facts.asOf(others, at: now).map { TimeText($0, in: context) }
        let found = FoldedFinding.folded(others).map { FindingRow($0, in: context) }
        // One more is no longer than the line that would stand for it.
        let shown = found.count > Self.findingsShown + 1 ? Self.findingsShown : found.count
        (findings, moreFindings) = (Array(found.prefix(shown)), Array(found.dropFirst(shown)))
        moreFindingsWords = FindingRow.words(of: moreFindings)
        hasFindings = !found.isEmpty
        links = facts.links.map {
            Link(words: $0.kind == .query ? "Query for \($0.alertName)" : $0.title, address: $0.url)
        }
        hasLinks = !links.isEmpty
        let digest = facts.alertDigest
        let isGrouped = facts.countedOccurrences > Self.alertsWithoutGroups
        alertGroups = isGrouped ? AlertGroupRow.all(digest) : []
        hasFoldedGroups = alertGroups.contains { $0.groupFold != nil }
        (alertWords, commonWords) = (facts.alertWords, facts.countedOccurrences > 1 ? "All of them:" : "")
        (commonLabels, commonAnnotations) = (digest.common, digest.commonAnnotations)
        hasCommon = !digest.common.isEmpty || !digest.commonAnnotations.isEmpty
        let rows = facts.occurrences.prefix(isGrouped ? Self.alertsInDetail : Shown.alerts)
        alerts = zip(rows, facts.occurrences.differences()).map {
            AlertRow($0, $1, beside: digest, stale: facts.staleWords(of: $0, at: now), in: context)
        }
        alertsFold = isGrouped ? "The \(alerts.count) most urgent, with all that they say" : nil
        let hidden = incident.occurrenceCount - rows.count
        hiddenAlerts = hidden > 0 ? hidden : nil
        alertsAddress = Routes.incidentAlerts(incident.id)
        let canDiagnose = !facts.collectors.isEmpty && !facts.isBeingDiagnosed
        self.canDiagnose = canDiagnose
        awaited = facts.awaitedWords.map(context.said)
        let runs = facts.artifacts.map { shown in
            let isOfLead = shown.artifact.fingerprint == nil || shown.artifact.fingerprint == incident.lead
            return ArtifactRow(
                shown, alert: facts.alertName(of: shown.artifact),
                canRunAgain: canDiagnose && isOfLead && facts.collectors.contains(shown.artifact.collector),
                isCause: shown.artifact.id == answered.likelyArtifact, moments: incident.moments, in: context)
        }
        artifacts = ArtifactRow.folded(runs, isShort: isGrouped, words: facts.looks.wordsWithNames)
        hasArtifacts = !artifacts.isEmpty
        hasFoldedArtifacts = artifacts.contains { $0.foldWords != nil }
        isBeingDiagnosed = facts.isBeingDiagnosed
        nextSteps = facts.nextSteps.map { step in
            NextStepRow(
                title: step.title, command: step.command,
                done: step.done.map { NextStepRow.Done(by: $0.by, at: TimeText($0.at, in: context)) })
        }
        hasNextSteps = !nextSteps.isEmpty
        notificationGroups = NotificationGroup.all(facts.notifications, in: context)
        hasNotifications = !notificationGroups.isEmpty
        storms = facts.storms.map {
            Link(words: "Storm \($0.id): held back for \($0.method.text)", address: Routes.storm($0.id))
        }
        let older = facts.timelineEntryCount - facts.timeline.count
        hiddenEntries = older > 0 ? older : nil
        lastEvent = facts.timeline.last?.id ?? 0
        timelineAddress = Routes.timeline(incident.id)
        timeline = TimelineRow.all(facts.timeline, in: context)
        earlierWords = TimelineRow.earlierWords(of: timeline)
    }
}

extension IncidentPage {
    /// So many findings stand open.
    private static let findingsShown = 3
    /// More alerts than these are grouped, and so many of them told all the same.
    private static let alertsWithoutGroups = 12
    private static let alertsInDetail = 3

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

extension Incident {
    /// What a chart marks.
    fileprivate var moments: [(words: String, at: Timestamp)] {
        [("opened", openedAt)] + (resolvedAt.map { [("resolved", $0)] } ?? [])
    }
}
