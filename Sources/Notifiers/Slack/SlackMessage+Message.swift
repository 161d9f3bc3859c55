package import IncidentCore

extension SlackMessage {
    /// Slack has refused messages of more than about 13,000 characters although each block was within its limits. These
    /// shares, with the buttons' addresses, stay below 10,000.
    private enum Share {
        static let text = 600
        static let title = 600
        static let others = 1200
        static let findings = 1300
        static let alerts = 1000
        static let diagnostics = 1700
        static let nextSteps = 800
        static let told = 400
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
            .section(SlackText.line(message.headline, limit: Share.title)),
            .context(SlackText.line(message.because, limit: Share.reason)),
        ]
        if message.notification.mayHaveArrived { blocks.append(.context(Self.repeatWords)) }
        if tellsAll {
            blocks.append(.section(SlackText.line(message.asked, limit: Share.asked)))
        }
        blocks += Self.buttons(message)
        if let unseen = message.unseenWords { blocks.append(.context(SlackText.line(unseen, limit: Share.reason))) }
        blocks += Self.list(
            message.findings.likelyFirst, under: message.foundWords.map { "What was found, \($0):" }, line: 500,
            within: Share.findings
        ) {
            message.said($0, as: $0.level.rawValue, within: 4096)
        }
        if tellsAll, message.isBeingDiagnosed { blocks.append(.context(Message.diagnosticsFollow)) }
        blocks += Self.list(
            message.others, under: message.othersTitle, line: 120, within: Share.others, rest: Message.othersPlace
        ) { $0.line }
        blocks.append(.fields(Self.fields(message)))
        if tellsAll {
            blocks += Self.nextSteps(message)
        }
        blocks += Self.told(message)
        if tellsAll {
            blocks += Self.list(
                message.alerts.filter { $0.alert.status == .firing }, of: incident.firingCount, line: 500,
                within: Share.alerts
            ) { Self.line($0, message) }
            blocks += Self.diagnostics(message)
        }
        let text = message.summary(withFindingWithin: 400, in: .utf16)
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
        case .update:
            SlackText.escape(message.said(message.notification.reason).line(within: 100, in: .utf16), limit: 100)
        case .acknowledged: "acknowledged"
        case .resolved: "resolved"
        }
    }

    /// - Parameters:
    ///   - total: how many there are, where these are not all.
    ///   - lineLimit: of each line, escaped.
    private static func list<Element>(
        _ elements: [Element], of total: Int? = nil, under title: String? = nil, line lineLimit: Int,
        within limit: Int, rest: String = ", on the incident's page", _ line: (Element) -> String
    ) -> [Block] {
        guard !elements.isEmpty else { return [] }
        let title = title.map { [$0] } ?? []
        let lines = elements.prefix(20).map { "• \(SlackText.line(line($0), limit: lineLimit))" }.listed(
            20, of: max(total ?? 0, elements.count), within: limit - (title.first?.utf16.count ?? 0) - 2, in: .utf16,
            rest: rest)
        return [.section((title + lines).joined(separator: "\n"))]
    }

    private static func line(_ occurrence: Occurrence, _ message: Message) -> String {
        let alert = occurrence.alert
        let summary = alert.annotations["summary"].map { ": \($0.line(within: 300, in: .utf16, counted: true))" } ?? ""
        let since = message.clock.readable(occurrence.beganAt)
        return "\(alert.name.line(within: 100, in: .utf16))\(summary) (since \(since))"
    }

    private static func fields(_ message: Message) -> [String] {
        let incident = message.incident
        let facts = [
            ("Priority", "\(incident.priority.rawValue), rule \(incident.rule.line(within: 100, in: .utf16))"),
            ("Status", incident.status.rawValue),
            ("Opened", message.clock.readable(incident.openedAt)),
            ("Alerts", incident.firingFact),
        ]
        return facts.map { "*\($0)*\n\(SlackText.escape($1, limit: Share.field))" }
    }

    private static func diagnostics(_ message: Message) -> [Block] {
        let places = message.artifactPlaces(atMost: 3)
        guard !places.isEmpty else { return [] }
        let artifacts = places.sorted().map { message.artifacts[$0] }
        let share = Share.diagnostics / artifacts.count
        let more = message.artifacts.count - artifacts.count
        return artifacts.map { .section(excerpt(of: $0, within: share, message.findings)) }
            + (more > 0 ? [.context(andMore(more, "collector"))] : [])
    }

    /// What is escaped is longer: less and less of the output, until it has room with what says how much is left out.
    private static func excerpt(of artifact: ArtifactExcerpt, within share: Int, _ findings: [Finding]) -> String {
        let title = "\(artifact.collector.line(within: 60, in: .utf16)): \(artifact.summary)"
        for part in 1...6 {
            let room = (share - 100) / part
            let lines = artifact.lines(limitBytes: room, atMost: OutputShares.lines, findings: findings)
            let text = "\(title)\n\(lines.safeBlock)"
            if SlackText.isVerbatim(text, within: share) { return SlackText.verbatim(text, limit: share) }
        }
        let left = artifact.output.utf8.count + artifact.omittedBytes
        return SlackText.verbatim("\(title)\n[… \(left) bytes left out …]", limit: share)
    }

    private static func nextSteps(_ message: Message) -> [Block] {
        guard !message.nextSteps.isEmpty else { return [] }
        // One that says nothing of its command is none, so each stands whole or is counted.
        var text = "Next steps (nothing of this was run):"
        for (index, step) in message.nextSteps.enumerated() {
            let command = step.command.map { "\n" + Self.command($0) } ?? ""
            let line = "\n• " + SlackText.line(step.title, limit: 200) + command
            guard text.utf16.count + line.utf16.count < Share.nextSteps else {
                text += "\n• and \(message.nextSteps.count - index) more, on the incident's page"
                break
            }
            text += line
        }
        return [.section(text)]
    }

    private static func told(_ message: Message) -> [Block] {
        let told = message.told.map { $0.line(by: message.clock, at: message.now) }
        let next = message.coming.map { "Next: \(message.said($0))" }
        guard !told.isEmpty || !next.isEmpty else { return [] }
        let lines = (told.listed(5) + next.prefix(3)).map { SlackText.line($0, limit: 160) }
        return [.context(lines.listed(8, within: Share.told, in: .utf16).joined(separator: "\n"))]
    }

    private static func command(_ command: String) -> String {
        let line = command.command(within: 300, in: .utf16)
        return SlackText.verbatim(SlackText.isVerbatim(line, within: 400) ? line : command.leftOutCommand, limit: 400)
    }

    /// A channel is read by many, and who presses the button acknowledges as the contact that was told.
    private static func ownLinks(_ message: Message) -> [MessageLink] {
        let acknowledge = message.acknowledgeLink.map { link in
            let title = "\(link.title) as \(message.notification.contact)"
            return MessageLink(title: title.line(within: Share.buttonTitle, in: .utf16), url: link.url)
        }
        return [acknowledge, message.incidentLink].compactMap { $0 }
    }

    private static func buttons(_ message: Message) -> [Block] {
        let (links, areMore) = message.alertLinks
        let shown = links.filter { $0.url.utf8.count <= Share.buttonURL }.prefix(4)
        let buttons = ownLinks(message) + shown
        return (buttons.isEmpty ? [] : [.buttons(buttons)])
            + (areMore || shown.count < links.count ? [.context(Message.moreLinks)] : [])
    }
}
