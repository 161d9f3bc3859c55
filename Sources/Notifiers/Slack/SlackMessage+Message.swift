package import IncidentCore

extension SlackMessage {
    /// Slack has refused messages of more than about 13,000 characters although each block was within its limits. These
    /// shares, with the buttons' addresses, stay below 10,000.
    private enum Share {
        static let text = 600
        static let title = 600
        static let others = 1500
        static let findings = 1500
        static let alerts = 1200
        static let diagnostics = 2400
        static let nextSteps = 800
        static let field = 150
        static let reason = 300
        static let asked = 600
        static let buttonURL = 300
        /// Slack takes no longer one.
        static let buttonTitle = 75
    }

    package init(_ message: Message) {
        let tellsAll = message.notification.event.showsDiagnostics
        let incident = message.incident
        var blocks = [
            Block.header(
                "\(incident.priority.rawValue) · incident \(incident.id) · \(Self.word(for: message))"
            ),
            .section(SlackText.escape(message.headline.singleLine(limit: 400), limit: Share.title)),
            .context(SlackText.escape(message.because.singleLine(limit: 300), limit: Share.reason)),
        ]
        if message.notification.mayHaveArrived { blocks.append(.context(Self.repeatWords)) }
        if tellsAll {
            blocks.append(.section(SlackText.escape(message.asked.singleLine(limit: 500), limit: Share.asked)))
        }
        blocks += Self.buttons(message)
        if !message.others.isEmpty {
            let lines = ([message.othersTitle] + message.otherLines(atMost: AlsoTold.namedByAll).map { "• \($0)" })
                .map { $0.singleLine(limit: 120) }
            blocks.append(.section(SlackText.escape(lines.joined(separator: "\n"), limit: Share.others)))
        }
        blocks += Self.list(message.findings.sorted { $0.level < $1.level }, limit: Share.findings) {
            "\($0.level.rawValue): \($0.text.singleLine(limit: 500))"
        }
        blocks.append(.fields(Self.fields(message)))
        if tellsAll {
            blocks += Self.nextSteps(message)
            blocks += Self.list(message.alerts.filter { $0.alert.status == .firing }, limit: Share.alerts) {
                Self.line($0)
            }
            blocks += Self.diagnostics(message)
        }
        let text = message.summary(withFindingWithin: 400).singleLine(limit: 400)
        let again = message.notification.mayHaveArrived ? " (sent again)" : ""
        self.init(
            text: SlackText.escape(text, limit: Share.text - again.count) + again, blocks: blocks,
            ownLinks: Self.ownLinks(message))
    }

    /// Nothing marks a repeat for Slack, so it is said to people.
    private static let repeatWords = "Sent again: no answer came to an attempt before, which may stand here already."

    private static func word(for message: Message) -> String {
        if let question = message.question { return "to confirm by \(question.clock)" }
        return switch message.notification.event {
        case .page: "act now"
        // What came: alerts that joined, diagnostics.
        case .update: SlackText.escape(message.notification.reason.singleLine(limit: 100), limit: 100)
        case .acknowledged: "acknowledged"
        case .resolved: "resolved"
        }
    }

    private static func list<Element>(_ elements: [Element], limit: Int, _ line: (Element) -> String) -> [Block] {
        guard !elements.isEmpty else { return [] }
        let text = elements.prefix(20).map { "• \(line($0))" }.joined(separator: "\n")
        return [.section(SlackText.escape(text, limit: limit))]
    }

    private static func line(_ occurrence: Occurrence) -> String {
        let alert = occurrence.alert
        let summary = alert.annotations["summary"].map { ": \($0.singleLine(limit: 300))" } ?? ""
        return "\(alert.name.singleLine(limit: 200))\(summary) (since \(occurrence.beganAt.readable))"
    }

    private static func fields(_ message: Message) -> [String] {
        let incident = message.incident
        let facts = [
            ("Priority", "\(incident.priority.rawValue), rule \(incident.rule.singleLine(limit: 100))"),
            ("Status", incident.status.rawValue),
            ("Opened", incident.openedAt.readable),
            ("Alerts", "\(incident.firingCount) firing of \(incident.occurrenceCount)"),
        ]
        return facts.map { "*\($0)*\n\(SlackText.escape($1, limit: Share.field))" }
    }

    private static func diagnostics(_ message: Message) -> [Block] {
        let artifacts = message.artifacts.prefix(8)
        guard !artifacts.isEmpty else { return [] }
        let share = Share.diagnostics / artifacts.count
        return artifacts.map { artifact in
            let output = artifact.lines(limitBytes: max(100, share - 200), findings: message.findings).safeBlock
            let text = "\(artifact.collector.singleLine(limit: 60)): \(artifact.summary)\n\(output)"
            return .section(SlackText.verbatim(text, limit: share))
        }
    }

    private static func nextSteps(_ message: Message) -> [Block] {
        guard !message.nextSteps.isEmpty else { return [] }
        // One that says nothing of its command is none, so each stands whole or is counted.
        var text = "Next steps (nothing of this was run):"
        for (index, step) in message.nextSteps.enumerated() {
            let command = step.command.map { "\n" + SlackText.verbatim($0.singleLine(limit: 300), limit: 400) } ?? ""
            let line = "\n• " + SlackText.escape(step.title.singleLine(limit: 200), limit: 200) + command
            guard text.unicodeScalars.count + line.unicodeScalars.count < Share.nextSteps else {
                text += "\n• and \(message.nextSteps.count - index) more on the incident's page"
                break
            }
            text += line
        }
        return [.section(text)]
    }

    /// A channel is read by many, and who presses the button acknowledges as the contact that was told.
    private static func ownLinks(_ message: Message) -> [MessageLink] {
        let acknowledge = message.acknowledgeLink.map { link in
            let title = "\(link.title) as \(message.notification.contact.singleLine(limit: 200))"
            return MessageLink(title: title.singleLine(limit: Share.buttonTitle), url: link.url)
        }
        return [acknowledge, message.incidentLink].compactMap { $0 }
    }

    private static func buttons(_ message: Message) -> [Block] {
        let links = ownLinks(message) + message.alertLinks.filter { $0.url.utf8.count <= Share.buttonURL }.prefix(4)
        return links.isEmpty ? [] : [.buttons(links)]
    }
}
