internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// Incidents as a table for the terminal; text from alerts is cleaned of control characters.
struct IncidentTable {
    private let incidents: [Incident]
    /// Of those that nobody is known to have heard of: so, beside the status.
    private let unreached: [Int64: String]
    /// Columns of the terminal; titles are cut to fit into them.
    private let width: Int?

    init(_ incidents: [Incident], unreached: [Int64: String] = [:], width: Int? = Console.width) {
        self.incidents = incidents
        self.unreached = unreached
        self.width = width
    }

    var text: String { lines.joined(separator: "\n") }

    var lines: [String] {
        guard !incidents.isEmpty else { return ["no incident"] }
        var rows = [["ID", "PRIORITY", "STATUS", "OPENED", "FIRING", "TAKEN BY", "TITLE"]] + incidents.map(row)
        let lines = Self.lines(rows)
        guard let width, lines.contains(where: { $0.columnCount > width }) else { return lines }
        // Where little of a title would be left, the year and the seconds go first, then whole columns.
        if Self.titlePlace(rows) > width - Self.titleColumns { rows = rows.map(Self.narrow) }
        let titleColumns = min(Self.leastTitleColumns, rows.compactMap { $0.last?.columnCount }.max() ?? 0)
        // That nobody has been reached is never left out.
        for name in ["FIRING", "OPENED UTC", "TAKEN BY"] + (unreached.isEmpty ? ["STATUS"] : [])
        where Self.titlePlace(rows) > width - titleColumns {
            guard let column = rows[0].firstIndex(of: name) else { continue }
            for row in rows.indices { rows[row].remove(at: column) }
        }
        return Self.lines(rows).map { $0.cut(toColumns: width) }
    }

    private static let beforeAlarm = ", "
    private static let titleColumns = 40
    /// In so many an alert's name is read.
    private static let leastTitleColumns = 24

    /// In which column the titles begin.
    private static func titlePlace(_ rows: [[String]]) -> Int {
        widths(rows).reduce(0) { $0 + $1 + 2 }
    }

    /// Of the columns before the title.
    private static func widths(_ rows: [[String]]) -> [Int] {
        rows[0].indices.dropLast().map { column in rows.map { $0[column].columnCount }.max() ?? 0 }
    }

    private static func lines(_ rows: [[String]]) -> [String] {
        let widths = widths(rows)
        return rows.map { row in
            (zip(row, widths).map { $0.padded(to: $1) } + row.suffix(1)).joined(separator: "  ")
        }
    }

    private static func narrow(_ row: [String]) -> [String] {
        var row = row
        // `2026-11-23 06:12:48 UTC`
        row[3] = row[3] == "OPENED" ? "OPENED UTC" : String(row[3].dropFirst(5).prefix(11))
        if let alarm = row[2].firstRange(of: beforeAlarm) { row[2] = String(row[2][alarm.upperBound...]) }
        return row
    }

    private func row(_ incident: Incident) -> [String] {
        [
            String(incident.id), incident.priority.rawValue,
            incident.status.rawValue
                + (unreached[incident.id].map { "\(Self.beforeAlarm)\($0.uppercased())" } ?? ""),
            incident.openedAt.readable, Self.firing(incident), Self.taken(incident),
            incident.title.singleLine(limit: 120),
        ]
    }

    /// `1`, `1, 2 more hidden`
    private static func firing(_ incident: Incident) -> String {
        "\(incident.firingCount)" + (incident.hidden.isEmpty ? "" : ", \(incident.hidden.count) more hidden")
    }

    /// By whom, and until when they are to say that they have what joined as well.
    private static func taken(_ incident: Incident) -> String {
        let name = (incident.acknowledgedBy ?? incident.resolvedBy ?? "-").singleLine(limit: 24)
        if incident.isStillFiring {
            let closer = (incident.resolvedBy ?? "-").singleLine(limit: 24)
            return "resolved by \(closer)\(incident.stillFiringWords)"
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
    /// The most urgent of its alerts, more than a page shows.
    let alerts: [Occurrence]
    /// Other open incidents that carry the same finding.
    let sameFindingAs: [Int64]
    /// Columns of the terminal; `nil` where nothing is to be cut.
    var width: Int? = Console.width
    /// Whether nothing is folded, however long it is.
    var isWhole = false

    var text: String { lines.joined(separator: "\n") }

    /// Of many alerts so many lines are read.
    private static let mostLines = 58

    /// What is read is broken between words, rows are cut, and what is to be copied, addresses and commands, stays whole. Where
    /// there are many alerts, the most urgent of everything is told, and where the rest is.
    var lines: [String] {
        guard isMany else { return report(nil, story: story) }
        let fold = ReportFold(more: "responder incident show \(facts.incident.id) --all")
        // The newest of the timeline have the room that is left.
        var rows = min(story.rows.count, Self.mostLines)
        while true {
            let shown = report(fold, story: story.newest(rows))
            if shown.count - outputs.count <= Self.mostLines || rows <= Self.leastRows { return shown }
            rows -= 1
        }
    }

    private static let leastRows = 3

    private var isMany: Bool { !isWhole && facts.incident.occurrenceCount > AlertsReport.rows }
    private var story: TimelineStory { TimelineStory(facts.timeline) }
    private var outputs: [String] {
        facts.artifacts.filter { $0.artifact.collector == outputsOf }.flatMap(outputLines)
    }

    /// - Parameter fold: how much of each part is told; `nil` tells all.
    private func report(_ fold: ReportFold?, story: TimelineStory) -> [String] {
        let incident = facts.incident
        var lines = [
            "#\(incident.id) \(incident.priority.rawValue) \(incident.status.rawValue): \(incident.title)"
        ].map { $0.singleLine(limit: 400) }
        lines += [incident.silencedWords].compactMap { $0?.singleLine(limit: 1000) }
        lines += facts.alarmsBesideAnswers(at: now).map { $0.singleLine(limit: 1000) } + answerLines
        if let width { lines = lines.flatMap { $0.wrapped(toColumns: width, indent: "  ") } }
        lines += actLines + [url]
        func folded(_ rows: [String], _ most: Int = 3) -> [String] { fold?.folded(rows, most) ?? rows }
        section("Links", folded(facts.links.map { "\($0.title): \($0.url)" }), &lines, limit: 2100, isWhole: true)
        let changes = facts.artifacts.flatMap(changeLines) + [facts.unchangedWords].compactMap(\.self)
        section("What changed", folded(changes), &lines)
        let findings = facts.findings.map { "\($0.words(as: $0.level.rawValue))\($0.placeWords)" }
        section("Findings", folded(findings), &lines, limit: 1000, isRead: true)
        lines += [""] + fitting(alertsReport(isShort: fold != nil).lines)
        section("Diagnostics", (fold == nil ? facts.artifacts.map(words) : runLines) + facts.awaitedWords, &lines)
        lines += outputs
        if !facts.nextSteps.isEmpty { lines += ["", "Next steps"] + facts.nextSteps.flatMap(\.lines) }
        let told = fold == nil ? facts.notifications.map { words($0) } : folded(contactLines)
        section("Notifications", told, &lines)
        let shown = story.rows.reduce(0) { $0 + $1.entries.count }
        let timeline = TimelineReport(
            story, of: incident.id, earlier: facts.timelineEntryCount - shown, width: width)
        return lines + [""] + timeline.lines
    }

    private func alertsReport(isShort: Bool) -> AlertsReport {
        AlertsReport(
            alerts, of: facts.incident.id, total: facts.incident.occurrenceCount, firing: facts.incident.firingCount,
            headWords: facts.incident.alertsHead, isShort: isShort
        ) { facts.staleWords(of: $0, at: now) }
    }

    /// What came of the collectors, and which of them could not look.
    private var runLines: [String] {
        guard facts.looks.count > 0 else { return [] }
        return [
            facts.looks.wordsWithNames, "what one wrote: responder incident output \(facts.incident.id) COLLECTOR",
        ]
    }

    /// A line a contact: the newest by each way.
    private var contactLines: [String] {
        ContactNotifications.all(facts.notifications).map { told in
            let ways = told.newest.map { view in
                let event = view.notification.event
                return
                    "\(view.stateWords(at: now)) \(event == .page ? "" : "\(event.rawValue) ")\(view.notification.method.text)"
            }
            return "\(told.contact): \(ways.joined(separator: ", ")); \(told.countWords)"
        }
    }

    private func fitting(_ lines: [String]) -> [String] {
        width.map { width in lines.map { $0.cut(toColumns: width) } } ?? lines
    }

    /// What somebody asks first, a line each.
    private var answerLines: [String] {
        let answers = facts.answers(at: now)
        var lines = [("since", answers.since.words), ("likely", answers.likely.words)]
        if !sameFindingAs.isEmpty { lines.append(("shared", "the same finding as \(sameFindingAs.numbers)")) }
        lines += [("told", answers.told.words), ("next", answers.next.words), ("policies", facts.escalationWords)]
        return lines.map { Self.answer($0.0, $0.1) }
    }

    /// What they may do, to be copied.
    private var actLines: [String] {
        facts.incident.takingCommand.map { [Self.answer("do", $0)] } ?? []
    }

    private static func answer(_ name: String, _ words: String) -> String {
        "\(name.padded(to: 9))\(words)".onePrintableLine(limit: 600)
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

    private func outputLines(_ excerpt: ShownArtifact) -> [String] {
        ["", "Output of \(excerpt.artifact.collector), \(excerpt.artifact.startedAt.readable)"]
            + excerpt.output.printableLines
            + (excerpt.isCut
                ? ["… there is more: responder incident output \(facts.incident.id) --run \(excerpt.artifact.id)"] : [])
    }

    private func words(_ shown: ShownArtifact) -> String {
        let artifact = shown.artifact
        let earlier = shown.isEarlier ? ", earlier run, \(artifact.startedAt.readable)" : ""
        let alert = facts.alertName(of: artifact).map { " for \($0)" } ?? ""
        let result =
            switch artifact.outcome {
            // Why stands where the output would; of one of an older round that may be left out.
            case .notBound where shown.unaskedWords.isEmpty: "not run, a label could not be bound safely"
            case .missing where shown.unaskedWords.isEmpty: "not run, the program is missing"
            case .notBound, .missing: "not run, \(shown.unaskedWords.singleLine(limit: 300))"
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

    private func section(
        _ title: String, _ rows: [String], _ lines: inout [String], limit: Int = 400, isWhole: Bool = false,
        isRead: Bool = false
    ) {
        guard !rows.isEmpty else { return }
        let rows = rows.map { "- \($0)".singleLine(limit: limit) }
        lines += ["", title]
        if isRead, let width {
            lines += rows.flatMap { $0.wrapped(toColumns: width, indent: "  ") }
        } else {
            lines += isWhole ? rows : fitting(rows)
        }
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
    var printableLines: [String] {
        split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            var scalars = String.UnicodeScalarView()
            for scalar in line.unicodeScalars {
                let isHidden = scalar.properties.generalCategory == .control || scalar.isBidirectionalControl
                if scalar == "\t" || !isHidden { scalars.append(scalar) }
            }
            return String(scalars)
        }
    }

    /// Followed by blanks up to a width, in columns of a terminal.
    func padded(to width: Int) -> String { padded(toColumns: width) }
}
