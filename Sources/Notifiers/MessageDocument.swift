internal import IncidentCore

/// What a message says, in order, before it takes the form of text or HTML: what somebody must know and do, then what
/// speaks for it, then what is told beside it, then the evidence.
struct MessageDocument: Equatable {
    /// How urgent, who has it, since when: `P1 · nobody has taken it · since …`.
    let standing: String
    let isUrgent: Bool
    let headline: String
    let sections: [Section]

    struct Section: Equatable {
        let title: String
        let items: [Item]
    }

    /// Texts are cleaned, not escaped.
    enum Item: Equatable {
        case paragraph(String)
        case bullets([String])
        /// A line each that leads somewhere, where its address is one that may be followed.
        case linkedLines([MessageLink])
        case facts([Fact])
        case links([MessageLink])
        /// What is asked for: one link that stands out.
        case action(MessageLink)
        /// Output or a command, shown as it is.
        case verbatim(String)
    }

    struct Fact: Equatable {
        let name: String
        let value: String
    }
}

extension MessageDocument {
    init(_ message: Message, _ size: Size) {
        let incident = message.incident
        let firing = incident.firingCount == 1 ? "1 alert fires" : "\(incident.firingCount) alerts fire"
        standing = [
            incident.priority.rawValue, message.standing.line(within: size.line),
            "since \(message.since.readable)", firing,
        ].joined(separator: " · ")
        isUrgent = incident.priority.isUrgent && incident.status != .resolved
        headline = message.headline.line(within: size.headline, counted: true)
        let tellsAll = message.notification.event.showsDiagnostics
        var sections = [Self.reason(message, size), Self.changes(message, size)]
        sections += [Self.findings(message, size), Self.links(message, size)]
        if tellsAll { sections.append(Self.nextSteps(message, size)) }
        sections.append(Self.others(message, size))
        if let evidence = size.evidence {
            sections += [Self.alerts(message, evidence), Self.facts(message, size)]
            if tellsAll { sections.append(Self.diagnostics(message, evidence)) }
        } else {
            sections.append(Self.leftOut)
        }
        self.sections = sections.filter { !$0.items.isEmpty }
    }

    private static let leftOut = Section(
        title: "Left out",
        items: [
            .paragraph(
                "This mail is kept short: the alerts and what the collectors captured stand on the incident's page."
            )
        ])

    private static func reason(_ message: Message, _ size: Size) -> Section {
        var items: [Item] = [.paragraph(message.because.line(within: size.text, counted: true))]
        if message.notification.event.showsDiagnostics {
            items.append(.paragraph(message.asked.line(within: size.asked, counted: true)))
        }
        if let link = message.acknowledgeLink { items.append(.action(link)) }
        return Section(title: "Why you got this", items: items)
    }

    private static func others(_ message: Message, _ size: Size) -> Section {
        let shown = message.others.prefix(size.others).map {
            MessageLink(title: $0.line.line(within: size.text), url: $0.url)
        }
        let rest = [String]().listed(0, of: message.others.count - shown.count, rest: Message.othersPlace)
        return Section(
            title: message.othersTitle, items: shown.isEmpty ? [] : [.linkedLines(shown)] + rest.map { .paragraph($0) })
    }

    private static func changes(_ message: Message, _ size: Size) -> Section {
        let lines = message.changes.prefix(size.findings).map { line($0, size) }.listed(
            size.findings, of: message.changes.count)
        return Section(title: "What changed", items: lines.isEmpty ? [] : [.bullets(lines)])
    }

    private static func findings(_ message: Message, _ size: Size) -> Section {
        let findings = message.findings.filter { !message.changes.contains($0) }.sorted { $0.level < $1.level }
        let lines = findings.prefix(size.findings).map { "\($0.level.rawValue): \(line($0, size))" }.listed(
            size.findings, of: findings.count)
        return Section(title: "Findings", items: lines.isEmpty ? [] : [.bullets(lines)])
    }

    private static func line(_ finding: Finding, _ size: Size) -> String {
        "\(finding.text.line(within: size.text, counted: true)) (\(finding.collector.line(within: size.name)))"
    }

    private static func links(_ message: Message, _ size: Size) -> Section {
        let (alertLinks, areMore) = message.alertLinks
        let shown = alertLinks.filter { $0.url.utf8.count <= size.linkBytes }.prefix(size.links)
        let links = (message.incidentLink.map { [$0] } ?? []) + shown
        let isCut = areMore || shown.count < alertLinks.count
        return Section(
            title: "Links",
            items: (links.isEmpty ? [] : [.links(links)]) + (isCut ? [.paragraph(Message.moreLinks)] : []))
    }

    private static func nextSteps(_ message: Message, _ size: Size) -> Section {
        var items = message.nextSteps.prefix(size.steps).flatMap { step -> [Item] in
            let title = Item.paragraph(step.title.line(within: size.text, counted: true))
            return [title] + (step.command.map { [.verbatim($0.command(within: size.command))] } ?? [])
        }
        let more = [String]().listed(0, of: message.nextSteps.count - size.steps)
        items += more.map { .paragraph($0) }
        return Section(title: "Next steps (for you to decide; nothing of this was run)", items: items)
    }

    private static func alerts(_ message: Message, _ size: Evidence) -> Section {
        let firing = message.alerts.filter { $0.alert.status == .firing }
        let shown = firing.isEmpty ? message.alerts : firing
        let total = firing.isEmpty ? shown.count : max(shown.count, message.incident.firingCount)
        var items = shown.first.map { wholeAlert($0, size) } ?? []
        let others = shown.dropFirst().prefix(size.otherAlerts).map {
            let summary = $0.alert.annotations["summary"].map { ": \($0)" } ?? ""
            return line($0, size) + summary.line(within: size.line, counted: true)
        }.listed(size.otherAlerts, of: max(0, total - 1))
        if !others.isEmpty { items.append(.bullets(others)) }
        return Section(title: firing.isEmpty ? "Alerts" : "Firing alerts", items: items)
    }

    private static func line(_ occurrence: Occurrence, _ size: Evidence) -> String {
        let alert = occurrence.alert
        let ended = alert.endsAt.map { ", ended \($0.readable)" } ?? ""
        let name = alert.displayName.line(within: size.line)
        let quiet = occurrence.quietWords.map { ", \($0.line(within: size.line))" } ?? ""
        return "\(name) (\(occurrence.priority.rawValue)) since \(occurrence.beganAt.readable)\(ended)\(quiet)"
    }

    private static func wholeAlert(_ occurrence: Occurrence, _ size: Evidence) -> [Item] {
        let alert = occurrence.alert
        let texts = ["summary", "message", "description"].compactMap { alert.annotations[$0] }
        let labels = alert.labels.pairs.prefix(size.labels).map {
            Fact(name: $0.name.line(within: size.name), value: $0.value.line(within: size.line, counted: true))
        }
        let more = alert.labels.pairs.count - labels.count
        return [.paragraph(line(occurrence, size))]
            + texts.filter { !$0.isEmpty }.map { .paragraph($0.line(within: size.text, counted: true)) }
            + [.facts(labels)]
            + (more > 0 ? [.paragraph(andMore(more, "label"))] : [])
    }

    private static func facts(_ message: Message, _ size: Size) -> Section {
        let incident = message.incident
        var facts = [
            Fact(
                name: "Priority",
                value: "\(incident.priority.rawValue) (rule \(incident.rule.line(within: size.line)))"),
            Fact(name: "Status", value: incident.status.rawValue),
            Fact(name: "Opened", value: incident.openedAt.readable),
            Fact(name: "Alerts", value: "\(incident.firingCount) firing"),
        ]
        if let reopening = message.reopening {
            facts.append(Fact(name: "Opened again", value: "\(reopening.at.readable), \(reopening.words)"))
        }
        if let at = incident.acknowledgedAt {
            let owner = incident.acknowledgedBy?.line(within: size.line)
            let whose =
                incident.taking.handedOverBy.map {
                    " by \($0.line(within: size.line)) to \(owner ?? "somebody"), who has not taken it"
                } ?? owner.map { " by \($0)" } ?? ""
            facts.append(Fact(name: incident.takingName, value: at.readable + whose))
        }
        if let at = incident.resolvedAt {
            let person =
                incident.resolvedBy.map { " by \($0.line(within: size.line))" } ?? ", every alert has ended"
            facts.append(Fact(name: "Resolved", value: at.readable + person))
        }
        return Section(title: "What happened", items: [.facts(facts)])
    }

    private static func diagnostics(_ message: Message, _ size: Evidence) -> Section {
        let all = message.artifacts
        let places =
            size.outputs.map(message.artifactPlaces(atMost:)) ?? Set(all.indices.prefix(size.collectors))
        let shown = all.indices.filter(places.contains).map { all[$0] }
        let shares = OutputShares(shown, findings: message.findings, budget: size.outputBytes)
        var items = shown.flatMap { artifact -> [Item] in
            let output = shares.excerpt(of: artifact).safeBlock
            let title = "\(artifact.collector.line(within: size.name)): \(artifact.summary)"
            let command = "$ \(artifact.command.line(within: size.text, counted: true))"
            var items = [Item.paragraph(title), .verbatim(output.isEmpty ? command : "\(command)\n\(output)")]
            if let url = artifact.outputURL, url.isWebLink {
                items.append(.links([MessageLink(title: "All of this output", url: url)]))
            }
            return items
        }
        let others = all.indices.filter { !places.contains($0) }.map { place in
            "\(all[place].collector.line(within: size.name)): \(all[place].summary), on the incident's page"
        }.listed(size.otherCollectors)
        if !others.isEmpty { items.append(.bullets(others)) }
        return Section(title: "Diagnostics", items: items)
    }
}

extension ArtifactExcerpt {
    /// `succeeded in 0.4 s`.
    var summary: String {
        let tenths = duration.wholeMilliseconds / 100
        let seconds = "\(tenths / 10).\(tenths % 10) s"
        if let words = HTTPQuestion.answerWords(outcome, after: duration, command: command, output: output) {
            return "\(words), \(seconds)"
        }
        return switch outcome {
        case .succeeded: "succeeded in \(seconds)"
        // Why, stands where the output would.
        case .failed where outcome.isUnasked(after: duration): "not run"
        case .failed: "failed after \(seconds)"
        case .timedOut: "stopped at its time limit, \(seconds)"
        case .missing: "not run, the program is not installed"
        case .notBound: "not run, a label could not be bound safely"
        }
    }
}
