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
    private static let textLimit = 600
    private static let lineLimit = 200
    /// Alerts beside the first, each on one line.
    private static let otherAlerts = 5
    /// Of the first alert.
    private static let labels = 20
    /// With output; of the others nothing but how they ended.
    private static let collectors = 20
    private static let otherCollectors = 100

    /// How much it may say.
    enum Size: Equatable {
        /// - Parameter outputBudgetBytes: for the output of all collectors together.
        case whole(outputBudgetBytes: Int)
        /// What somebody must know and do, for a server that finds more too big.
        case short

        fileprivate var findings: Int { self == .short ? 3 : 12 }
        fileprivate var steps: Int { self == .short ? 3 : 12 }
        /// Told in the same message, each on one line.
        fileprivate var otherIncidents: Int { self == .short ? 10 : 100 }
    }

    init(_ message: Message, _ size: Size) {
        let incident = message.incident
        let firing = incident.firingCount == 1 ? "1 alert fires" : "\(incident.firingCount) alerts fire"
        standing = [
            incident.priority.rawValue, message.standing.line(within: Self.lineLimit),
            "since \(message.since.readable)", firing,
        ].joined(separator: " · ")
        isUrgent = incident.priority.isUrgent && incident.status != .resolved
        headline = message.headline.line(within: 400, counted: true)
        let tellsAll = message.notification.event.showsDiagnostics
        var sections = [
            Self.reason(message), Self.others(message, size), Self.findings(message, size), Self.links(message),
        ]
        if tellsAll { sections.append(Self.nextSteps(message, size)) }
        switch size {
        case .whole(let budget):
            sections += [Self.alerts(message), Self.facts(message)]
            if tellsAll { sections.append(Self.diagnostics(message, budget: budget)) }
        case .short: sections.append(Self.leftOut)
        }
        self.sections = sections.filter { !$0.items.isEmpty }
    }

    private static let leftOut = Section(
        title: "Left out",
        items: [
            .paragraph(
                "The mail server took no longer mail: the alerts and what the collectors captured stand on the incident's page."
            )
        ])

    private static func reason(_ message: Message) -> Section {
        var items: [Item] = [.paragraph(message.because.line(within: textLimit, counted: true))]
        if message.notification.event.showsDiagnostics {
            items.append(.paragraph(message.asked.line(within: textLimit, counted: true)))
        }
        if let link = message.acknowledgeLink { items.append(.action(link)) }
        return Section(title: "Why you got this", items: items)
    }

    private static func others(_ message: Message, _ size: Size) -> Section {
        let lines = message.others.map { $0.url.isWebLink ? "\($0.line) \($0.url)" : $0.line }
            .listed(size.otherIncidents, rest: Message.othersPlace)
        return Section(title: message.othersTitle, items: lines.isEmpty ? [] : [.bullets(lines)])
    }

    private static func findings(_ message: Message, _ size: Size) -> Section {
        let findings = message.findings.sorted { $0.level < $1.level }
        let lines = findings.prefix(size.findings).map {
            "\($0.level.rawValue): \($0.text.line(within: textLimit, counted: true)) (\($0.collector.line(within: 100)))"
        }.listed(size.findings, of: findings.count)
        return Section(title: "Findings", items: lines.isEmpty ? [] : [.bullets(lines)])
    }

    private static func links(_ message: Message) -> Section {
        let (alertLinks, areMore) = message.alertLinks
        let links = (message.incidentLink.map { [$0] } ?? []) + alertLinks
        let items = (links.isEmpty ? [] : [Item.links(links)]) + (areMore ? [.paragraph(Message.moreLinks)] : [])
        return Section(title: "Links", items: items)
    }

    private static func nextSteps(_ message: Message, _ size: Size) -> Section {
        var items = message.nextSteps.prefix(size.steps).flatMap { step -> [Item] in
            let title = Item.paragraph(step.title.line(within: textLimit, counted: true))
            return [title] + (step.command.map { [.verbatim($0.command(within: 1000))] } ?? [])
        }
        let more = [String]().listed(0, of: message.nextSteps.count - size.steps)
        items += more.map { .paragraph($0) }
        return Section(title: "Next steps (for you to decide; nothing of this was run)", items: items)
    }

    private static func alerts(_ message: Message) -> Section {
        let firing = message.alerts.filter { $0.alert.status == .firing }
        let shown = firing.isEmpty ? message.alerts : firing
        let total = firing.isEmpty ? shown.count : max(shown.count, message.incident.firingCount)
        var items = shown.first.map(wholeAlert) ?? []
        let others = shown.dropFirst().prefix(otherAlerts).map {
            let summary = $0.alert.annotations["summary"].map { ": \($0)" } ?? ""
            return line($0) + summary.line(within: lineLimit, counted: true)
        }.listed(otherAlerts, of: max(0, total - 1))
        if !others.isEmpty { items.append(.bullets(others)) }
        return Section(title: firing.isEmpty ? "Alerts" : "Firing alerts", items: items)
    }

    private static func line(_ occurrence: Occurrence) -> String {
        let alert = occurrence.alert
        let ended = alert.endsAt.map { ", ended \($0.readable)" } ?? ""
        let name = alert.displayName.line(within: lineLimit)
        let quiet = occurrence.quietWords.map { ", \($0.line(within: lineLimit))" } ?? ""
        return "\(name) (\(occurrence.priority.rawValue)) since \(occurrence.beganAt.readable)\(ended)\(quiet)"
    }

    private static func wholeAlert(_ occurrence: Occurrence) -> [Item] {
        let alert = occurrence.alert
        let texts = ["summary", "message", "description"].compactMap { alert.annotations[$0] }
        let labels = alert.labels.pairs.prefix(labels).map {
            Fact(name: $0.name.line(within: 100), value: $0.value.line(within: lineLimit, counted: true))
        }
        let more = alert.labels.pairs.count - labels.count
        return [.paragraph(line(occurrence))]
            + texts.filter { !$0.isEmpty }.map { .paragraph($0.line(within: textLimit, counted: true)) }
            + [.facts(labels)]
            + (more > 0 ? [.paragraph(andMore(more, "label"))] : [])
    }

    private static func facts(_ message: Message) -> Section {
        let incident = message.incident
        var facts = [
            Fact(
                name: "Priority",
                value: "\(incident.priority.rawValue) (rule \(incident.rule.line(within: lineLimit)))"),
            Fact(name: "Status", value: incident.status.rawValue),
            Fact(name: "Opened", value: incident.openedAt.readable),
            Fact(name: "Alerts", value: "\(incident.firingCount) firing of \(incident.occurrenceCount)"),
        ]
        if let at = incident.acknowledgedAt {
            let owner = incident.acknowledgedBy?.line(within: lineLimit)
            let whose =
                incident.taking.handedOverBy.map {
                    " by \($0.line(within: lineLimit)) to \(owner ?? "somebody"), who has not taken it"
                } ?? owner.map { " by \($0)" } ?? ""
            facts.append(Fact(name: incident.takingName, value: at.readable + whose))
        }
        if let at = incident.resolvedAt {
            let person =
                incident.resolvedBy.map { " by \($0.line(within: lineLimit))" } ?? ", every alert has ended"
            facts.append(Fact(name: "Resolved", value: at.readable + person))
        }
        return Section(title: "What happened", items: [.facts(facts)])
    }

    private static func diagnostics(_ message: Message, budget: Int) -> Section {
        let shown = message.artifacts.prefix(collectors)
        let shares = OutputShares(Array(shown), findings: message.findings, budget: budget)
        var items = shown.flatMap { artifact -> [Item] in
            let output = shares.excerpt(of: artifact).safeBlock
            let title = "\(artifact.collector.line(within: 100)): \(artifact.summary)"
            let command = "$ \(artifact.command.line(within: textLimit, counted: true))"
            var items = [Item.paragraph(title), .verbatim(output.isEmpty ? command : "\(command)\n\(output)")]
            if let url = artifact.outputURL, url.isWebLink {
                items.append(.links([MessageLink(title: "All of this output", url: url)]))
            }
            return items
        }
        let others = message.artifacts.dropFirst(collectors).map { artifact in
            "\(artifact.collector.line(within: 100)): \(artifact.summary), on the incident's page"
        }.listed(otherCollectors)
        if !others.isEmpty { items.append(.bullets(others)) }
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
        // Why, stands where the output would.
        case .failed where outcome.isUnasked(after: duration): "not run"
        case .failed: "failed after \(seconds)"
        case .timedOut: "stopped at its time limit, \(seconds)"
        case .missing: "not run, the program is not installed"
        case .notBound: "not run, a label could not be bound safely"
        }
    }
}
