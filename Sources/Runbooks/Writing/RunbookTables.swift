internal import IncidentCore

/// The tables that are made of runbooks: `collectors.runbook.yaml` and the like, beside those that people write.
package struct RunbookTables: Sendable {
    package struct File: Sendable, Equatable {
        package let name: String
        package let text: String
    }

    private let readings: [RunbookReading]

    package init(_ readings: [RunbookReading]) { self.readings = readings }

    package var files: [File] {
        [
            file("classification", classification), file("collectors", collectors), file("contacts", contacts),
            file("escalation", escalation),
        ]
    }

    /// Each table's name without what says that a runbook is its source.
    package static let tables = ["classification", "collectors", "contacts", "escalation"]

    package static func name(of table: String) -> String { "\(table).runbook.yaml" }

    /// Text as one value of a table.
    package static func scalar(_ text: String) -> String { YAMLText.scalar(text) }

    private func file(_ table: String, _ body: String) -> File {
        let sources = readings.map(\.file)
        let from = sources.count > 3 ? "\(sources[0]) and \(sources.count - 1) more" : sources.joined(separator: ", ")
        let head = """
            # yaml-language-server: $schema=schemas/\(table).json
            #
            # Written by `responder import` from \(YAMLText.remark(from)). The next import replaces it: what you add, or want
            # otherwise, stands in \(table).yaml, which is laid over this file (docs/import.md).

            """
        return File(name: Self.name(of: table), text: RunbookSeal.sealed(head, body))
    }

    // MARK: - Each table

    private var collectors: String {
        let rows = readings.flatMap { reading in
            reading.parts.collectors.map { Self.remark($0.clusterLine, of: reading.file) + Self.row($0) }
        }
        let steps = readings.flatMap { reading in
            reading.parts.nextSteps.map { Self.remark($0.clusterLine, of: reading.file) + Self.row($0) }
        }
        return Self.list("collectors", rows) + "\n" + Self.list("next_steps", steps)
    }

    /// That the runbook means a cluster of its choice, above a row of which it does.
    private static func remark(_ clusterLine: Int?, of file: String) -> String {
        clusterLine.map { line in
            "  # For the cluster that line \(line) of \(YAMLText.remark(file)) chooses; whether the server's own kubeconfig "
                + "asks that one, see to it.\n"
        } ?? ""
    }

    private static func list(_ key: String, _ rows: [String]) -> String {
        rows.isEmpty ? "\(key): []\n" : "\(key):\n" + rows.joined()
    }

    private static func row(_ collector: RunbookParts.Collector) -> String {
        var lines = [
            "  - name: \(YAMLText.scalar(collector.name))",
            "    procedure: \(YAMLText.quoted(shown(collector.procedure.name)))",
            "    when: \(when(collector.procedure))",
        ]
        let run = "    run: \(YAMLText.flow(collector.command.arguments))"
        if run.count <= 120 {
            lines.append(run)
        } else {
            lines += ["    run:"] + collector.command.arguments.map { "      - \(YAMLText.scalar($0))" }
        }
        if !collector.command.filters.isEmpty {
            lines += ["    filters:"] + collector.command.filters.map { "      - \(YAMLText.flow($0))" }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func row(_ step: RunbookParts.NextStep) -> String {
        """
          - procedure: \(YAMLText.quoted(shown(step.procedure.name)))
            title: \(YAMLText.scalar(shown(step.title)))
            when: \(when(step.procedure))
            command: \(YAMLText.quoted(step.command))

        """
    }

    /// A sentence of the runbook as a table may hold it: without a password that stands in it.
    private static func shown(_ sentence: String) -> String { Redactions.builtIn.apply(to: sentence) }

    /// Which alerts a procedure is for.
    private static func when(_ procedure: RunbookProcedure) -> String {
        var parts = procedure.priority.map { ["priority: [\($0.rawValue)]"] } ?? []
        if !procedure.alerts.isEmpty { parts.append("match: ['\(matcher(procedure.alerts))']") }
        return parts.isEmpty ? "{}" : "{ \(parts.joined(separator: ", ")) }"
    }

    private static func matcher(_ alerts: [String]) -> String {
        alerts.count == 1
            ? "alertname=\"\(alerts[0])\"" : "alertname=~\"\(alerts.joined(separator: "|"))\""
    }

    private var contacts: String {
        var roles: Set<String> = []
        let rows = readings.flatMap(\.parts.contacts).filter { roles.insert($0.role).inserted }.map { contact in
            """
              - role: \(YAMLText.scalar(contact.role))
                contact: \(YAMLText.scalar(contact.address))
                escalation_path: \(YAMLText.flow(contact.path))

            """
        }
        return Self.list("contacts", rows)
    }

    /// The first that is said of each priority.
    private var severities: [RunbookParts.Severity] {
        var seen: Set<Priority> = []
        return readings.flatMap(\.parts.severities).filter { seen.insert($0.level.priority).inserted }.sorted {
            $0.level.priority < $1.level.priority
        }
    }

    private var classification: String {
        var text = ""
        for severity in severities where !severity.meaning.isEmpty {
            let word = severity.level.word.map { " \($0)" } ?? ""
            text += "# \(severity.level.priority.rawValue)\(word): \(YAMLText.remark(severity.meaning))\n"
        }
        let words = severities.compactMap { severity in
            severity.level.word.map { "  \(YAMLText.scalar($0)): \(severity.level.priority.rawValue)\n" }
        }
        text += words.isEmpty ? "severities: {}\n" : "severities:\n" + words.joined()
        let thresholds = readings.flatMap(\.parts.thresholds)
        if !thresholds.isEmpty {
            text +=
                "\n# Its thresholds, to compare your alerting rules with: Prometheus decides when there is an alert.\n"
            text += thresholds.map { "#   \(YAMLText.remark($0))\n" }.joined()
        }
        var names: Set<String> = []
        let rules = readings.flatMap(\.parts.alerts).filter { names.insert($0.name).inserted }.map { alert in
            """
              - name: \(YAMLText.scalar(alert.name))
                match: ['\(Self.matcher([alert.name]))']
                priority: \(alert.level.priority.rawValue)

            """
        }
        return rules.isEmpty ? text : text + "\n" + Self.list("rules", rules)
    }

    private var escalation: String {
        let times = severities.compactMap { severity in
            severity.respondWithin.map { "\(severity.level.priority.rawValue): \($0)" }
        }
        return times.isEmpty ? "respond_within: {}\n" : "respond_within: { \(times.joined(separator: ", ")) }\n"
    }
}
