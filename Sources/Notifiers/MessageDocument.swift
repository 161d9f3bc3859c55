internal import IncidentCore

/// What a message says, in order, before it takes the form of text or HTML: what somebody must know and do, then what
/// speaks for it, then the evidence.
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
    private static let listLimit = 12
    private static let textLimit = 600
    private static let lineLimit = 200
    /// Told in the same message, each on one line.
    private static let otherIncidents = 100
    /// Alerts beside the first, each on one line.
    private static let otherAlerts = 5

    /// - Parameter outputBudgetBytes: for the output of all collectors together.
    init(_ message: Message, outputBudgetBytes: Int) {
        let incident = message.incident
        let firing = incident.firingCount == 1 ? "1 alert fires" : "\(incident.firingCount) alerts fire"
        standing = [
            incident.priority.rawValue, message.standing.singleLine(limit: Self.lineLimit),
            "since \(message.since.readable)", firing,
        ].joined(separator: " · ")
        isUrgent = incident.priority.isUrgent && incident.status != .resolved
        headline = message.headline.singleLine(limit: 400)
        var sections = [
            Self.reason(message), Self.others(message), Self.findings(message), Self.links(message),
        ]
        if message.notification.event.showsDiagnostics { sections.append(Self.nextSteps(message)) }
        sections += [Self.alerts(message), Self.facts(message)]
        if message.notification.event.showsDiagnostics {
            sections.append(Self.diagnostics(message, budget: outputBudgetBytes))
        }
        self.sections = sections.filter { !$0.items.isEmpty }
    }

    private static func reason(_ message: Message) -> Section {
        var items: [Item] = [.paragraph(message.because.singleLine(limit: textLimit))]
        if message.notification.event.showsDiagnostics {
            items.append(.paragraph(message.asked.singleLine(limit: textLimit)))
        }
        if let link = message.acknowledgeLink { items.append(.action(link)) }
        return Section(title: "Why you got this", items: items)
    }

    private static func others(_ message: Message) -> Section {
        let lines = message.otherLines(atMost: otherIncidents, withLinks: true)
        return Section(title: message.othersTitle, items: lines.isEmpty ? [] : [.bullets(lines)])
    }

    private static func findings(_ message: Message) -> Section {
        let findings = message.findings.sorted { $0.level < $1.level }
        var lines = findings.prefix(listLimit).map {
            "\($0.level.rawValue): \($0.text.singleLine(limit: textLimit)) (\($0.collector.singleLine(limit: 100)))"
        }
        if findings.count > listLimit { lines.append("and \(findings.count - listLimit) more") }
        return Section(title: "Findings", items: lines.isEmpty ? [] : [.bullets(lines)])
    }

    private static func links(_ message: Message) -> Section {
        let links = (message.incidentLink.map { [$0] } ?? []) + message.alertLinks
        return Section(title: "Links", items: links.isEmpty ? [] : [.links(links)])
    }

    private static func nextSteps(_ message: Message) -> Section {
        let items = message.nextSteps.prefix(listLimit).flatMap { step -> [Item] in
            let title = Item.paragraph(step.title.singleLine(limit: textLimit))
            guard let command = step.command else { return [title] }
            return [title, .verbatim(command.singleLine(limit: textLimit))]
        }
        return Section(title: "Next steps (for you to decide; nothing of this was run)", items: items)
    }

    private static func alerts(_ message: Message) -> Section {
        let firing = message.alerts.filter { $0.alert.status == .firing }
        let shown = firing.isEmpty ? message.alerts : firing
        let total = firing.isEmpty ? shown.count : max(shown.count, message.incident.firingCount)
        var items = shown.first.map(wholeAlert) ?? []
        var others = shown.dropFirst().prefix(otherAlerts).map {
            let summary = $0.alert.annotations["summary"].map { ": \($0)" } ?? ""
            return line($0) + summary.singleLine(limit: lineLimit)
        }
        let more = total - 1 - others.count
        if more > 0 { others.append("and \(more) more") }
        if !others.isEmpty { items.append(.bullets(others)) }
        return Section(title: firing.isEmpty ? "Alerts" : "Firing alerts", items: items)
    }

    private static func line(_ occurrence: Occurrence) -> String {
        let alert = occurrence.alert
        let ended = alert.endsAt.map { ", ended \($0.readable)" } ?? ""
        let name = alert.displayName.singleLine(limit: lineLimit)
        let quiet = occurrence.quietWords.map { ", \($0.singleLine(limit: lineLimit))" } ?? ""
        return "\(name) (\(occurrence.priority.rawValue)) since \(occurrence.beganAt.readable)\(ended)\(quiet)"
    }

    private static func wholeAlert(_ occurrence: Occurrence) -> [Item] {
        let alert = occurrence.alert
        let texts = ["summary", "message", "description"].compactMap { alert.annotations[$0] }
        let labels = alert.labels.pairs.prefix(20).map {
            Fact(name: $0.name.singleLine(limit: 100), value: $0.value.singleLine(limit: lineLimit))
        }
        return [.paragraph(line(occurrence))]
            + texts.filter { !$0.isEmpty }.map { .paragraph($0.singleLine(limit: textLimit)) } + [.facts(labels)]
    }

    private static func facts(_ message: Message) -> Section {
        let incident = message.incident
        var facts = [
            Fact(
                name: "Priority",
                value: "\(incident.priority.rawValue) (rule \(incident.rule.singleLine(limit: lineLimit)))"),
            Fact(name: "Status", value: incident.status.rawValue),
            Fact(name: "Opened", value: incident.openedAt.readable),
            Fact(name: "Alerts", value: "\(incident.firingCount) firing of \(incident.occurrenceCount)"),
        ]
        if let at = incident.acknowledgedAt {
            let person = incident.acknowledgedBy.map { " by \($0.singleLine(limit: lineLimit))" } ?? ""
            facts.append(Fact(name: "Acknowledged", value: at.readable + person))
        }
        if let at = incident.resolvedAt {
            let person =
                incident.resolvedBy.map { " by \($0.singleLine(limit: lineLimit))" } ?? ", every alert has ended"
            facts.append(Fact(name: "Resolved", value: at.readable + person))
        }
        return Section(title: "What happened", items: [.facts(facts)])
    }

    private static func diagnostics(_ message: Message, budget: Int) -> Section {
        let shares = OutputShares(message.artifacts, findings: message.findings, budget: budget)
        let items = message.artifacts.flatMap { artifact -> [Item] in
            let output = shares.excerpt(of: artifact).safeBlock
            let title = "\(artifact.collector.singleLine(limit: 100)): \(artifact.summary)"
            let command = "$ \(artifact.command.singleLine(limit: textLimit))"
            var items = [Item.paragraph(title), .verbatim(output.isEmpty ? command : "\(command)\n\(output)")]
            if let url = artifact.outputURL, url.isWebLink {
                items.append(.links([MessageLink(title: "All of this output", url: url)]))
            }
            return items
        }
        return Section(title: "Diagnostics", items: items)
    }
}

extension ArtifactExcerpt {
    /// `succeeded in 0.4 s`.
    var summary: String {
        let tenths = duration.wholeMilliseconds / 100
        let seconds = "\(tenths / 10).\(tenths % 10) s"
        return switch outcome {
        case .succeeded: "succeeded in \(seconds)"
        case .failed: "failed after \(seconds)"
        case .timedOut: "stopped at its time limit, \(seconds)"
        case .missing: "not run, the program is not installed"
        case .notBound: "not run, a label could not be bound safely"
        }
    }
}
