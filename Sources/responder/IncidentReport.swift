internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentWeb

/// Incidents as a table for the terminal; text from alerts is cleaned of control characters.
struct IncidentTable {
    private let incidents: [Incident]

    init(_ incidents: [Incident]) { self.incidents = incidents }

    var text: String {
        guard !incidents.isEmpty else { return "no incident" }
        let rows = [["ID", "PRIORITY", "STATUS", "OPENED", "FIRING", "TAKEN BY", "TITLE"]] + incidents.map(Self.row)
        let widths = (0..<6).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let padded = zip(row, widths).map { $0.padded(to: $1) }
            return (padded + [row[6]]).joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func row(_ incident: Incident) -> [String] {
        [
            String(incident.id), incident.priority.rawValue, incident.status.rawValue, incident.openedAt.readable,
            "\(incident.firingCount)/\(incident.occurrenceCount)",
            (incident.acknowledgedBy ?? incident.resolvedBy ?? "-").singleLine(limit: 24),
            incident.title.singleLine(limit: 120),
        ]
    }
}

/// One incident for the terminal; text from alerts is cleaned of control characters.
struct IncidentReport {
    let facts: IncidentFacts

    var text: String {
        let incident = facts.incident
        var lines = [
            "#\(incident.id) \(incident.priority.rawValue) \(incident.status.rawValue): \(incident.title)",
            "opened \(incident.openedAt.readable), priority by rule \"\(incident.rule)\"",
            "\(incident.takenWords); \(facts.escalationWords)",
        ].map { $0.singleLine(limit: 400) }
        section("Findings", facts.findings.map { "\($0.level.rawValue): \($0.text)" }, &lines)
        section(
            "Alerts",
            facts.occurrences.map {
                "\($0.alert.status.rawValue) \($0.alert.name) since \($0.alert.startsAt.readable)"
            } + (facts.hiddenOccurrences > 0 ? ["and \(facts.hiddenOccurrences) more (--output json has them)"] : []),
            &lines)
        section("Diagnostics", facts.artifacts.map { Self.words($0.artifact) }, &lines)
        if !facts.nextSteps.isEmpty { lines += ["", "Next steps"] + facts.nextSteps.flatMap(\.lines) }
        section("Notifications", facts.notifications.map(Self.words), &lines)
        lines += ["", "Timeline"] + timelineRows
        return lines.joined(separator: "\n")
    }

    private static func words(_ artifact: StoredArtifact) -> String {
        "\(artifact.id) \(artifact.collector): \(artifact.outcome.rawValue), \(artifact.duration.wholeMilliseconds) ms, \(artifact.bytes) bytes"
    }

    private static func words(_ view: NotificationView) -> String {
        let notification = view.notification
        let method = "\(notification.method.notifier.rawValue) to \(notification.method.address)"
        let last = view.attempts.last.map { ": \($0.evidence)" } ?? ""
        return
            "\(notification.state.rawValue) \(method) (\(notification.contact), \(notification.event.rawValue))\(last)"
    }

    private var timelineRows: [String] {
        let width = facts.timeline.map(\.kind.rawValue.count).max() ?? 0
        return facts.timeline.map { entry in
            let person = entry.actor == TimelineDraft.ourselves ? "" : "\(entry.actor): "
            return "\(entry.at.readable)  \(entry.kind.rawValue.padded(to: width))  "
                + (person + entry.summary).singleLine(limit: 400)
        }
    }

    private func section(_ title: String, _ rows: [String], _ lines: inout [String]) {
        guard !rows.isEmpty else { return }
        lines += ["", title] + rows.map { "- \($0)".singleLine(limit: 400) }
    }
}

extension NextStep {
    /// Its title, and below it the command as it is, to be copied.
    fileprivate var lines: [String] {
        ["- \(title.singleLine(limit: 400))"] + (command.map { ["    \($0.onePrintableLine(limit: 8000))"] } ?? [])
    }
}

extension String {
    /// Followed by blanks up to a width.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
