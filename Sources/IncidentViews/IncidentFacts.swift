package import IncidentCore
internal import IncidentEngine
package import IncidentStore

/// Everything that a page or the command line shows of one incident, from one state of the store.
package struct IncidentFacts: Sendable {
    package let incident: Incident
    /// The most urgent of its alerts, as they are shown.
    package let occurrences: [Occurrence]
    /// Of as many as are told apart, which are `countedOccurrences`.
    package let alertDigest: AlertDigest
    package let countedOccurrences: Int
    package let findings: [Finding]
    /// Each with the beginning of its output; of old rounds there may be nothing of it. The latest of a collector stands
    /// before those before it.
    package let artifacts: [ShownArtifact]
    package let notifications: [StoredNotification]
    /// In which something of it was held back.
    package let storms: [Storm]
    /// The newest.
    package let timeline: [TimelineEntry]
    package let timelineEntryCount: Int
    /// One a policy, those that go on first.
    package let escalations: [StoredEscalation]
    /// Where they stand, and who is told next.
    package let escalationWords: String
    package let nextSteps: [NextStep]
    package let isBeingDiagnosed: Bool
    /// With which nobody was asked, and which are asked again.
    package let awaited: [AwaitedDiagnosis]
    /// The names of those that are meant for it.
    package let collectors: [String]
    /// What came of those that ran.
    package let looks: CollectorLooks
    private let upcoming: [UpcomingTelling]
    private let began: Timestamp
    private let rest: NextNotify?
    private let owed: OwedPages
    private let nobodyTold: String?
    private let staleAfter: Duration
    private let dashboards: GrafanaDashboards?

    /// - Parameter areTablesKnown: whether these are the tables, and not an empty set because they cannot be read.
    /// - Throws: `UnknownIncident` when there is none with this number.
    package init(
        _ id: Int64, reader: StoreReader, tables: RoutingTables, areTablesKnown: Bool = true
    ) throws {
        let redactions = tables.redactions
        let stored = try reader.existing(id)
        incident = stored.redacted(by: redactions)
        let known = try reader.occurrences(incidentID: id, limit: Shown.countedAlerts)
        occurrences = known.prefix(Shown.alerts).map { $0.redacted(by: redactions) }.shown.occurrences
        began = stored.began(known, after: try reader.reopening(of: stored))
        alertDigest = AlertDigest(known).redacted(by: redactions)
        countedOccurrences = known.count
        findings = try reader.findings(incidentID: id)
        artifacts = try ShownArtifact.of(
            try reader.artifacts(incidentID: id, newest: Shown.artifacts), ofIncident: id, findings, reader,
            redactions: redactions)
        notifications = try reader.notifications(incidentID: id, newest: Shown.notifications)
        storms = try reader.storms(ofIncident: id)
        timeline = try reader.timeline(incidentID: id, newest: Shown.timelineEntries)
            .map { $0.redacted(by: redactions) }.newestShown
        timelineEntryCount = try reader.timelineEntryCount(incidentID: id)
        escalations = try reader.standingEscalations(of: stored, tables: tables)
        let tables = try tables.knowingOverrides(for: escalations, reader)
        let held = try reader.digestsAwaited(byIncident: id)
        rest = try reader.restToCome(of: stored, tables: tables)
        owed = try reader.owedPages(incidentID: id)
        upcoming = escalations.map { UpcomingTelling($0, in: stored, tables: areTablesKnown ? tables : nil) }
        nobodyTold = try reader.nobodyTold(ofIncident: id, redactions)
        escalationWords =
            (escalations.isEmpty
                ? "no policy covers this incident: nobody is told"
                : escalations.map { $0.words(in: stored, tables: areTablesKnown ? tables : nil) }
                    .joined(separator: "; "))
            + (held.isEmpty ? "" : "; held for the digest of \(held.joined(separator: ", "))")
        nextSteps = try reader.nextSteps(of: stored, tables: tables)
        staleAfter = tables.staleAfter
        dashboards = tables.grafana?.dashboards(for: stored)
        looks = try reader.looks(incidentID: id, redactions)
        isBeingDiagnosed = try reader.isBeingDiagnosed(incidentID: id)
        awaited = stored.status == .resolved ? [] : try reader.diagnosesAwaiting(incidentID: id)
        collectors = tables.collectors(for: stored.priority, labels: stored.labels).map(\.name)
    }

    /// How many alerts there are, and what divides many.
    package var alertWords: String {
        incident.firingWords.asSentence + incident.repeatWords
            + (countedOccurrences > 1 ? alertDigest.wordsOfGroups : "")
    }

    /// What the alerts bring along.
    package var links: [AlertLink] { AlertLink.links(of: occurrences.map(\.alert), in: dashboards) }

    /// That nobody has spoken of an alert for long, although it fires for all we know: `not heard of for 1d2h`.
    package func staleWords(of occurrence: Occurrence, at now: Timestamp) -> String? {
        guard let staleAt = occurrence.staleAt(after: staleAfter), staleAt <= now else { return nil }
        return "stale, not heard of for \((now - occurrence.lastSeenAt).prometheusRounded)"
    }

    /// What must be seen before what the answers say.
    package func alarmsBesideAnswers(at now: Timestamp) -> [String] {
        // Of what is silenced nobody should have heard.
        guard incident.status == .triggered, incident.silence == nil else { return [] }
        let reach = Reach(notifications, at: now)
        return [reach == .untold ? lateAlarm(at: now) : nil, exhaustedAlarm(reach)].compactMap(\.self)
    }

    private func exhaustedAlarm(_ reach: Reach) -> String? {
        guard escalations.first?.status == .exhausted else { return nil }
        // Whom it was to page, and not who hears that somebody has it, or was paged before it was over.
        let told = Set(
            Reach.pagesOfLastOpening(notifications, isUntaken: incident.status == .triggered)
                .map(\.notification.contact)
        ).count
        return reach.exhaustedWords(of: told, owed: owed)
    }

    /// - Parameter clock: by which times are told; programs and the terminal have them in UTC.
    package func answers(at now: Timestamp, by clock: LocalClock = .utc) -> IncidentAnswers {
        IncidentAnswers(
            AnswerSources(
                incident: incident, began: began, findings: findings,
                looks: looks, isBeingDiagnosed: isBeingDiagnosed, notifications: notifications, nobodyTold: nobodyTold,
                upcoming: upcoming, rest: rest, lookedAt: lookedAt),
            at: now, by: clock)
    }

    /// As of when findings are told; `nil` where that is now.
    package func asOf(_ findings: [Finding], at now: Timestamp) -> Timestamp? {
        EvidenceAge.asOf(findings.compactMap { $0.artifactID.flatMap { lookedAt[$0] } }, at: now)
    }

    private var lookedAt: [Int64: Timestamp] {
        Dictionary(artifacts.map { ($0.artifact.id, $0.artifact.startedAt) }) { first, _ in first }
    }

    /// That nothing was even tried: its pages wait for a place.
    private func lateAlarm(at now: Timestamp) -> String? {
        let late = notifications.filter { $0.isPageToCome && $0.lateSince(at: now) != nil }
        guard !late.isEmpty else { return nil }
        let ways = late.map { "\($0.stateWords(at: now)): \($0.notification.method.text)" }
        return "NOBODY HAS BEEN REACHED: \(ways.shortNames)"
    }

    /// Which collectors are asked again, and by when at the latest.
    package var awaitedWords: [String] {
        awaited.map {
            "\($0.collectors.shortNames): not asked, because \($0.target) did not answer; tried again by \($0.dueAt.readable)"
        }
    }

    /// In which outputs nothing is different from before it; `nil` where none was compared and is the same.
    package var unchangedWords: String? {
        let same = artifacts.filter { $0.comparison?.difference.count == 0 }
        guard let oldest = same.compactMap({ $0.comparison?.baselineAt }).min() else { return nil }
        let names = same.map(\.artifact.collector).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return "the same as at \(oldest.readable), or later: \(names.shortNames)"
    }

    /// The alert that a collector ran for; `nil` where no other run of it was for another one.
    package func alertName(of artifact: StoredArtifact) -> String? {
        guard let fingerprint = artifact.fingerprint,
            artifacts.contains(where: {
                $0.artifact.collector == artifact.collector && $0.artifact.fingerprint != fingerprint
            })
        else { return nil }
        return occurrences.first { $0.alert.fingerprint == fingerprint }?.alert.displayName ?? fingerprint
    }

    /// What is to be confirmed; `nil` when nothing is.
    package var openQuestion: OpenQuestion? { OpenQuestion(incident, notifications) }
}

extension Incident {
    /// Who has taken it, or that nobody has.
    package var takenWords: String {
        switch status {
        case .triggered: "nobody has taken it\(flappingWords)"
        case .acknowledged:
            (snoozeWords ?? handOverWords ?? "taken by \(acknowledgedBy ?? "somebody")")
                + (taking.openQuestion.map { "; \($0), or escalation goes on" } ?? "") + flappingWords
        case .resolved:
            (resolvedBy.map { "resolved by \($0)" } ?? "resolved by its alerts")
                + stillFiringWords
                + (remindAt.map { "; opens again at \($0.readable) if that fires on" } ?? "")
        }
    }

    /// Why nobody is told of it; `nil` where people are.
    package var silencedWords: String? { silence.map { "Nobody is told: \($0.words)." } }
}
