internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// Incidents as a table for the terminal; text from alerts is cleaned of control characters.
struct IncidentTable {
    private let incidents: [Incident]
    /// Columns of the terminal; titles are cut to fit into them.
    private let width: Int?

    init(_ incidents: [Incident], width: Int? = Console.width) {
        self.incidents = incidents
        self.width = width
    }

    var text: String {
        guard !incidents.isEmpty else { return "no incident" }
        let rows = [["ID", "PRIORITY", "STATUS", "OPENED", "FIRING", "TAKEN BY", "TITLE"]] + incidents.map(Self.row)
        let widths = (0..<6).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let room = width.map { max(20, $0 - widths.reduce(0, +) - 2 * widths.count) }
        return rows.map { row in
            let padded = zip(row, widths).map { $0.padded(to: $1) }
            let title = room.map { row[6].singleLine(limit: $0 - 1) } ?? row[6]
            return (padded + [title]).joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func row(_ incident: Incident) -> [String] {
        [
            String(incident.id), incident.priority.rawValue, incident.status.rawValue, incident.openedAt.readable,
            String(incident.firingCount),
            taken(incident), incident.title.singleLine(limit: 120),
        ]
    }

    /// By whom, and until when they are to say that they have what joined as well.
    private static func taken(_ incident: Incident) -> String {
        let name = (incident.acknowledgedBy ?? incident.resolvedBy ?? "-").singleLine(limit: 24)
        if incident.isStillFiring {
            let closer = (incident.resolvedBy ?? "-").singleLine(limit: 24)
            return "resolved by \(closer), \(incident.firingCount.alertsStillFiring)"
        }
        if let silence = incident.silence { return "\(name), silenced until \(silence.until.readable)" }
        if incident.snoozeWords != nil, let end = incident.taking.until {
            return "\(name), snoozed until \(end.readable)"
        }
        if incident.isOverdue { return "\(name), overdue" }
        guard incident.taking.openQuestion != nil, let confirmBy = incident.taking.confirmBy else { return name }
        return "\(name), to confirm by \(confirmBy.readable)"
    }
}

/// One incident for the terminal; text from alerts is cleaned of control characters.
struct IncidentReport {
    let facts: IncidentFacts
    /// The incident's page.
    let url: String
    /// The collector whose outputs are printed.
    let outputsOf: String?
    let now: Timestamp

    var text: String {
        let incident = facts.incident
        var lines = [
            "#\(incident.id) \(incident.priority.rawValue) \(incident.status.rawValue): \(incident.title)"
        ].map { $0.singleLine(limit: 400) }
        lines += [incident.silencedWords].compactMap { $0?.singleLine(limit: 1000) }
        lines += facts.alarmsBesideAnswers(at: now).map { $0.singleLine(limit: 1000) } + answerLines + [url]
        section("Links", facts.links.map { "\($0.title): \($0.url)" }, &lines, limit: 2100)
        section(
            "What changed", facts.artifacts.flatMap(changeLines) + [facts.unchangedWords].compactMap(\.self), &lines)
        section("Findings", facts.findings.map { "\($0.level.rawValue): \($0.text)\($0.placeWords)" }, &lines)
        lines += ["", "Alerts"] + alertSection
        section("Diagnostics", facts.artifacts.map(words) + facts.awaitedWords, &lines)
        lines += facts.artifacts.filter { $0.artifact.collector == outputsOf }.flatMap(Self.outputLines)
        if !facts.nextSteps.isEmpty { lines += ["", "Next steps"] + facts.nextSteps.flatMap(\.lines) }
        section("Notifications", facts.notifications.map { words($0) }, &lines)
        lines += ["", "Timeline"] + timelineRows
        return lines.joined(separator: "\n")
    }

    /// What somebody asks first, a line each, and what they may do.
    private var answerLines: [String] {
        let answers = facts.answers(at: now)
        let act = facts.incident.status == .resolved ? [] : [("do", "responder incident ack \(facts.incident.id)")]
        let lines = [
            ("since", answers.since.words), ("likely", answers.likely.words), ("told", answers.told.words),
            ("next", answers.next.words), ("policies", facts.escalationWords),
        ]
        return (lines + act).map { "\($0.0.padded(to: 9))\($0.1)".onePrintableLine(limit: 600) }
    }

    private func changeLines(_ shown: ShownArtifact) -> [String] {
        guard let comparison = shown.comparison, comparison.difference.count > 0 else { return [] }
        let alert = facts.alertName(of: shown.artifact).map { " for \($0)" } ?? ""
        let head = "\(shown.artifact.collector)\(alert) since \(comparison.baselineAt.readable): "
        let kept = comparison.difference.changes.prefix(Shown.changes)
        let more = comparison.difference.count - kept.count
        return kept.map { head + $0.text }
            + (more > 0 ? ["\(head)\(more) more: GET /api/artifacts/\(shown.artifact.id)/changes"] : [])
    }

    private static func outputLines(_ excerpt: ShownArtifact) -> [String] {
        ["", "Output of \(excerpt.artifact.collector), \(excerpt.artifact.startedAt.readable)"]
            + excerpt.output.printableLines
            + (excerpt.isCut ? ["… there is more: GET /api/artifacts/\(excerpt.artifact.id)/output"] : [])
    }

    /// So many alerts are told one by one; of more the first, and what they have alike and by what they differ.
    private static let alertsOneByOne = 12

    private var alertSection: [String] {
        guard facts.countedOccurrences > Self.alertsOneByOne else { return facts.occurrences.flatMap(alertLines) }
        let digest = facts.alertDigest
        let common = digest.common.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        let groups = digest.groups.prefix(Self.alertsOneByOne).map { group in
            let name = digest.label.map { "\($0)=\(group.value): " } ?? ""
            return "- \(name)\(group.words(naming: digest.naming))"
        }
        let more = digest.groups.count - groups.count
        let rest = more > 0 ? ["- and \(more) more groups"] : []
        return
            (["- \(facts.alertWords)", "- all of them: \(common)"] + groups + rest + [
                "- list them with: responder incident alerts \(facts.incident.id)"
            ]).map { $0.singleLine(limit: 400) } + (facts.occurrences.first.map(alertLines) ?? [])
    }

    /// What tells an alert from the others, and what it says of itself.
    private func alertLines(_ occurrence: Occurrence) -> [String] {
        let alert = occurrence.alert
        let stale = facts.staleWords(of: occurrence, at: now).map { ", \($0)" } ?? ""
        let since = "\(alert.status.rawValue) \(alert.name) since \(alert.startsAt.readable)\(stale)"
        return ["- \(since)\(Self.labels(alert))".singleLine(limit: 400)]
            + (occurrence.quietWords.map { ["    \($0.singleLine(limit: 700))"] } ?? [])
            + alert.annotations.pairs.map { "    \("\($0.name): \($0.value)".singleLine(limit: 400))" }
    }

    /// What tells an alert from the others.
    private static func labels(_ alert: Alert) -> String {
        let pairs = alert.labels.pairs.filter { $0.name != "alertname" }.map { "\($0.name)=\($0.value)" }
        return pairs.isEmpty ? "" : " {\(pairs.joined(separator: ", "))}"
    }

    private func words(_ shown: ShownArtifact) -> String {
        let artifact = shown.artifact
        let earlier = shown.isEarlier ? ", earlier run, \(artifact.startedAt.readable)" : ""
        let alert = facts.alertName(of: artifact).map { " for \($0)" } ?? ""
        let result =
            switch artifact.outcome {
            // The timeline names the label, or the program.
            case .notBound: "not run, a label could not be bound safely"
            case .missing: "not run, the program is missing"
            case .failed where artifact.isUnasked: "not run, \(shown.unaskedWords)"
            default:
                "\(shown.answerWords ?? artifact.outcome.rawValue), \(artifact.duration.wholeMilliseconds) ms, \(artifact.byteWords)"
            }
        let original = artifact.originalWords.map { "; \($0)" } ?? ""
        return "\(artifact.id) \(artifact.collector)\(alert)\(earlier): \(result)\(original)"
    }

    private func words(_ view: StoredNotification) -> String {
        let notification = view.notification
        let last = view.attempts.last.map { ": \($0.evidence)" } ?? ""
        let why = [notification.reason, notification.decision].filter { !$0.isEmpty }.joined(separator: "; ")
        return
            "\(view.stateWords(at: now)) \(notification.method.text) (\(notification.contact), \(notification.event.rawValue), \(why))\(last)"
    }

    private var timelineRows: [String] {
        let width = facts.timeline.map(\.kind.rawValue.count).max() ?? 0
        return facts.timeline.flatMap { entry in
            let person = entry.actor == TimelineDraft.ourselves ? "" : "\(entry.actor): "
            let start = "\(entry.at.readable)  \(entry.kind.rawValue.padded(to: width))  "
            let lines = (person + entry.summary).printableLines.map { $0.singleLine(limit: 400) }
            // What people write keeps its lines.
            let rest = lines.dropFirst().map { String(repeating: " ", count: start.count) + $0 }
            return [start + (lines.first ?? "")] + rest
        }
    }

    private func section(_ title: String, _ rows: [String], _ lines: inout [String], limit: Int = 400) {
        guard !rows.isEmpty else { return }
        lines += ["", title] + rows.map { "- \($0)".singleLine(limit: limit) }
    }
}

extension Finding {
    /// ` (line 3 of pods, changed)`
    fileprivate var placeWords: String {
        " (\(line.map { "line \($0) of " } ?? "")\(collector)\(isChanged ? ", changed" : ""))"
    }
}

extension NextStep {
    /// Its title, and below it the command as it is, to be copied.
    fileprivate var lines: [String] {
        [
            "- \(title.singleLine(limit: 400))\(done.map { " (done by \($0.by.singleLine(limit: 80)), \($0.at.readable))" } ?? "")"
        ]
            + (command.map { ["    \($0.onePrintableLine(limit: 8000))"] } ?? [])
    }
}

extension String {
    /// Its lines without control characters and marks that turn the direction of writing.
    fileprivate var printableLines: [String] {
        split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            var scalars = String.UnicodeScalarView()
            for scalar in line.unicodeScalars {
                let isHidden = scalar.properties.generalCategory == .control || scalar.isBidirectionalControl
                if scalar == "\t" || !isHidden { scalars.append(scalar) }
            }
            return String(scalars)
        }
    }

    /// Followed by blanks up to a width.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
