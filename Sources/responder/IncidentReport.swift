internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// Incidents as a table for the terminal; text from alerts is cleaned of control characters.
struct IncidentTable {
    private let incidents: [Incident]

    init(_ incidents: [Incident]) { self.incidents = incidents }

    var text: String {
        guard !incidents.isEmpty else { return "no incident" }
        let rows = [["ID", "PRIORITY", "STATUS", "OPENED", "FIRING", "TAKEN BY", "TITLE"]] + incidents.map(Self.row)
        let widths = (0..<6).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let padded = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
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

/// One incident for the terminal.
struct IncidentReport {
    private let incident: Incident
    private let findings: [Finding]
    private let occurrences: [Occurrence]
    private let artifacts: [StoredArtifact]
    private let notifications: [NotificationView]
    private let timeline: [TimelineEntry]

    init(_ id: Int64, reader: StoreReader) throws {
        guard let incident = try reader.incident(id) else {
            throw UnknownIncident(id: id, newest: try reader.newestIncidentID())
        }
        self.incident = incident
        findings = try reader.findings(incidentID: id)
        occurrences = try reader.occurrences(incidentID: id, limit: 50)
        artifacts = try reader.artifacts(incidentID: id)
        notifications = try reader.notifications(incidentID: id)
        timeline = try reader.timeline(incidentID: id)
    }

    var text: String {
        var lines = [
            "#\(incident.id) \(incident.priority.rawValue) \(incident.status.rawValue): \(incident.title)",
            "opened \(incident.openedAt.readable), priority by rule \"\(incident.rule)\"",
        ]
        section("Findings", findings.map { "\($0.level.rawValue): \($0.text)" }, &lines)
        section(
            "Alerts",
            occurrences.map { "\($0.alert.status.rawValue) \($0.alert.name) since \($0.alert.startsAt.readable)" },
            &lines)
        section(
            "Diagnostics",
            artifacts.map {
                "\($0.id) \($0.collector): \($0.outcome.rawValue), \($0.duration.wholeMilliseconds) ms, \($0.bytes) bytes"
            },
            &lines)
        section(
            "Notifications",
            notifications.map {
                let notification = $0.notification
                let last = $0.attempts.last.map { ": \($0.evidence)" } ?? ""
                return
                    "\(notification.state.rawValue) \(notification.method.notifier.rawValue) to \(notification.method.address) (\(notification.contact), \(notification.event.rawValue))\(last)"
            }, &lines)
        section(
            "Timeline", timeline.map { "\($0.at.readable)  \($0.kind.rawValue)  \($0.actor)  \($0.summary)" }, &lines)
        return lines.map { $0.singleLine(limit: 400) }.joined(separator: "\n")
    }

    private func section(_ title: String, _ rows: [String], _ lines: inout [String]) {
        guard !rows.isEmpty else { return }
        lines += ["", title] + rows.map { "- \($0)" }
    }
}
