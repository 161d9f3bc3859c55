internal import GRDB
package import IncidentCore

extension StoreReader {
    /// Of one incident; the newest.
    private static let searchedEntries = 5000
    private static let searchedAlerts = 5000
    private static let searchedMessages = 2000

    /// - Returns: `nil` when there is no such incident, or it cannot be understood.
    package func searchDocument(_ id: Int64, tables: RoutingTables) throws -> SearchDocument? {
        let row = try row("SELECT \(Incident.columns) FROM incident WHERE id = ?", [id])
        guard let stored = row.flatMap({ unreadable.read("incident", $0, as: Incident.init(row:)) }) else { return nil }
        let incident = stored.redacted(by: tables.redactions)
        let occurrences = try occurrences(incidentID: id, limit: Self.searchedAlerts)
            .map { $0.redacted(by: tables.redactions) }
        let entries = try timeline(incidentID: id, newest: Self.searchedEntries)
            .map { $0.redacted(by: tables.redactions) }
        let artifacts = try artifacts(incidentID: id)
        let messages = try notifications(incidentID: id, newest: Self.searchedMessages)
        let steps = try nextSteps(of: stored, tables: tables)
        let texts: [SearchColumn: String] = [
            .state: "\(incident.priority.rawValue) \(incident.status.rawValue)",
            .title: "#\(id) \(incident.title)",
            .labels: Self.labels(incident, occurrences),
            .annotations: Self.annotations(occurrences),
            .findings: try findingLines(id, artifacts, tables.redactions),
            .notes: Self.lines(entries.filter { $0.kind == .noted }.map(\.summary)),
            .messages: Self.messages(messages),
            .steps: Self.lines(steps.flatMap { [$0.title, $0.command, $0.done?.by].compactMap(\.self) }),
            .names: try names(incident, messages),
            .timeline: Self.timeline(incident, entries, occurrences),
            .standing: try searchedStanding(incident, messages, tables.redactions),
        ]
        return SearchDocument(
            incidentID: id, texts: texts, outputs: try searchedOutputs(artifacts, tables.redactions))
    }

    private static func lines(_ lines: some Sequence<String>) -> String {
        var text = SearchLines()
        text.add(lines)
        return text.text
    }

    private static func labels(_ incident: Incident, _ occurrences: [Occurrence]) -> String {
        var lines = SearchLines()
        lines.add(incident.labels.pairs.map { "\($0.name)=\($0.value)" })
        lines.add(incident.rule)
        lines.add(incident.groupKey)
        lines.add(incident.taking.unconfirmed)
        for occurrence in occurrences {
            lines.add(occurrence.alert.displayName)
            lines.add(occurrence.alert.labels.pairs.map { "\($0.name)=\($0.value)" })
            lines.add(occurrence.alert.fingerprint)
            lines.add("\(occurrence.alert.status.rawValue) \(occurrence.priority.rawValue) \(occurrence.rule)")
        }
        return lines.text
    }

    private static func annotations(_ occurrences: [Occurrence]) -> String {
        var lines = SearchLines()
        for occurrence in occurrences {
            lines.add(occurrence.alert.annotations.pairs.map { "\($0.name)=\($0.value)" })
            lines.add(occurrence.alert.extras.pairs.map { "\($0.name)=\($0.value)" })
            lines.add(occurrence.alert.generatorURL)
        }
        // What is other than a name on the page.
        for link in AlertLink.links(of: occurrences.map(\.alert)) {
            lines.add(link.kind == .query ? "Query for \(link.alertName)" : link.title)
        }
        return lines.text
    }

    private func findingLines(_ id: Int64, _ artifacts: [StoredArtifact], _ redactions: Redactions) throws -> String {
        var lines = SearchLines()
        for row in try rows("SELECT collector, level, text, line FROM finding WHERE incident_id = ? ORDER BY id", [id])
        {
            lines.add("\(row["level"] as String): \(row["text"] as String)")
            let line: Int? = row["line"]
            lines.add("\(row["collector"] as String)\(line.map { ", line \($0), matched" } ?? "")")
        }
        guard !artifacts.isEmpty else { return lines.text }
        for (_, comparison) in try artifactComparisons(incidentID: id).sorted(by: { $0.key < $1.key }) {
            lines.add(comparison.redacted(by: redactions).difference.changes.map(\.text))
        }
        return lines.text
    }

    private static func messages(_ messages: [StoredNotification]) -> String {
        var lines = SearchLines()
        for message in messages {
            let notification = message.notification
            lines.add("\(notification.event.rawValue) \(notification.method.text) \(notification.state.rawValue)")
            lines.add([notification.reason, notification.decision, notification.contact])
            lines.add(
                message.attempts.map {
                    "attempt \($0.number) at \($0.at.readable), \($0.outcome.rawValue): \($0.evidence)"
                })
        }
        return lines.text
    }

    /// Who has to do with it, and who would be told by its policies.
    private func names(_ incident: Incident, _ messages: [StoredNotification]) throws -> String {
        var lines = SearchLines()
        lines.add(incident.acknowledgedBy.map { "taken by \($0)" })
        lines.add(incident.resolvedBy.map { "resolved by \($0)" })
        lines.add(incident.taking.handedOverBy)
        lines.add(messages.flatMap { [$0.notification.contact, $0.notification.askedBy].compactMap(\.self) })
        for escalation in try escalations(incidentID: incident.id) {
            lines.add(escalation.document?.steps.flatMap(\.notify) ?? [])
        }
        return lines.text
    }

    private static func timeline(
        _ incident: Incident, _ entries: [TimelineEntry], _ occurrences: [Occurrence]
    ) -> String {
        var lines = SearchLines()
        let times = [incident.openedAt, incident.acknowledgedAt, incident.resolvedAt].compactMap(\.self)
        lines.add(times.map(\.readable))
        // A page of another day names the day in words.
        let days = times + occurrences.flatMap { [$0.alert.startsAt, $0.alert.endsAt].compactMap(\.self) }
        lines.add((days + entries.map(\.at)).map { CivilTime($0).dayWords })
        lines.add([incident.silence?.words, incident.responseWords].compactMap(\.self))
        for occurrence in occurrences {
            lines.add(occurrence.alert.startsAt.readable)
            lines.add(occurrence.alert.endsAt?.readable)
            lines.add([occurrence.muted, occurrence.silence?.words].compactMap(\.self))
        }
        let rows = TimelineStory(entries).rows
        lines.add(rows.compactMap(\.folded) + rows.compactMap(\.after).map { "+\($0.spoken)" })
        for entry in entries {
            let kind = entry.kind.rawValue.split(separator: "_").joined(separator: " ")
            lines.add("\(entry.at.readable) \(entry.lane.rawValue) \(kind) \(entry.actor)")
            // What its details add stands among labels and messages.
            if entry.kind != .noted { lines.add(entry.summary) }
        }
        return lines.text
    }

    private func searchedOutputs(
        _ artifacts: [StoredArtifact], _ redactions: Redactions
    ) throws -> [SearchDocument.Output] {
        var (room, outputs): (Int, [SearchDocument.Output]) = (SearchDocument.outputBytes, [])
        for artifact in artifacts.reversed() where room > 0 {
            let output = try searchedOutput(artifact, redactions)
            room -= output.text.utf8.count
            outputs.append(output)
        }
        return outputs.reversed()
    }

    /// A run of a collector as the index has it. Its output passes the redactions once more: an older release knew less.
    func searchedOutput(_ artifact: StoredArtifact, _ redactions: Redactions) throws -> SearchDocument.Output {
        // As the page has it.
        let isNotRun = artifact.outcome.isNotRun(after: artifact.duration, exitStatus: artifact.exitStatus)
        let word = artifact.outcome.rawValue.split(separator: "_").joined(separator: " ")
        let outcome = isNotRun ? "not run, \(word)" : word
        let status = artifact.exitStatus.map { ", exit status \($0)" } ?? ""
        let original =
            artifact.original.map { "\($0.redactedWords); the original has these bytes, SHA-256 \($0.sha256)" } ?? ""
        let output = redactions.apply(to: try artifactOutput(artifact.id) ?? "")
        let lines = output.utf8.count { $0 == UInt8(ascii: "\n") } + (output.isEmpty || output.hasSuffix("\n") ? 0 : 1)
        let head =
            "\(artifact.collector) \(artifact.procedure) \(outcome)\(status) in \(artifact.duration.spoken), "
            + "\(artifact.bytes) bytes, \(lines) line\(lines == 1 ? "" : "s")\(artifact.truncated ? ", cut" : "") "
            + "\(original)\n\(artifact.arguments.joined(separator: " "))"
        return SearchDocument.Output(
            artifactID: artifact.id, collector: artifact.collector, text: "\(head)\n\(output)")
    }
}
