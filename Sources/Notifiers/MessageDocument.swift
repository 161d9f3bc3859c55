internal import IncidentCore

/// What a message says, in order, before it takes the form of text or HTML: in the first screen what somebody must know and
/// do, then what speaks for it, then what is told beside it.
struct MessageDocument: Equatable {
    /// Beside the headline; `nil` where that says all.
    let standing: String?
    let isUrgent: Bool
    let headline: String
    let sections: [Section]

    struct Section: Equatable {
        /// Empty for what follows the headline.
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
        /// What is asked for: one link that stands out, and perhaps one that does not.
        case action(MessageLink, beside: MessageLink?)
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
        isUrgent = incident.priority.isUrgent && incident.status != .resolved
        standing = nil
        headline = message.lead(within: size.headline)
        let tellsAll = message.notification.event.showsDiagnostics
        let others = Self.others(message, size)
        var rest = [Self.leftOut]
        if let evidence = size.evidence {
            rest = tellsAll ? [Self.diagnostics(message, evidence)] : []
            rest += [Self.alerts(message, evidence), Self.facts(message, size)]
        }
        sections = (Self.head(message, size) + [others, Self.links(message, size)] + rest).filter {
            !$0.items.isEmpty
        }
    }

    private static let leftOut = Section(
        title: "Left out",
        items: [
            .paragraph(
                "This mail is kept short: the alerts and what the collectors captured stand on the incident's page."
            )
        ])

    private static func others(_ message: Message, _ size: Size) -> Section {
        let shown = message.others.prefix(size.others).map {
            MessageLink(title: $0.line.line(within: size.text), url: $0.url)
        }
        let rest = [String]().listed(0, of: message.others.count - shown.count, rest: Message.othersPlace)
        return Section(
            title: message.othersTitle, items: shown.isEmpty ? [] : [.linkedLines(shown)] + rest.map { .paragraph($0) })
    }

    private static func links(_ message: Message, _ size: Size) -> Section {
        let (links, areMore) = message.alertLinks
        let shown = Array(links.filter { $0.url.utf8.count <= size.linkBytes }.prefix(size.links))
        let isCut = areMore || shown.count < links.count
        return Section(
            title: "Links",
            items: (shown.isEmpty ? [] : [.links(shown)]) + (isCut ? [.paragraph(Message.moreLinks)] : []))
    }

    private static func alerts(_ message: Message, _ size: Evidence) -> Section {
        let firing = message.alerts.filter { $0.alert.status == .firing }
        let shown = firing.isEmpty ? message.alerts : firing
        let total = firing.isEmpty ? shown.count : max(shown.count, message.incident.firingCount)
        var items = shown.first.map { wholeAlert($0, message, size) } ?? []
        let others = shown.dropFirst().prefix(size.otherAlerts).map {
            let summary = $0.alert.annotations["summary"].map { ": \($0)" } ?? ""
            return line($0, message, size) + message.saidTitle(summary.line(within: size.line, counted: true))
        }.listed(size.otherAlerts, of: max(0, total - 1))
        if !others.isEmpty { items.append(.bullets(others)) }
        return Section(title: firing.isEmpty ? "Alerts" : "Firing alerts", items: items)
    }

    private static func line(_ occurrence: Occurrence, _ message: Message, _ size: Evidence) -> String {
        let alert = occurrence.alert
        let ended = alert.endsAt.map { ", ended \(message.clock.readable($0))" } ?? ""
        let name = alert.displayName.line(within: size.line)
        let quiet = occurrence.quietWords.map { ", \(message.said($0).line(within: size.line))" } ?? ""
        let since = message.clock.readable(occurrence.beganAt)
        return "\(name) (\(occurrence.priority.rawValue)) since \(since)\(ended)\(quiet)"
    }

    private static func wholeAlert(_ occurrence: Occurrence, _ message: Message, _ size: Evidence) -> [Item] {
        let alert = occurrence.alert
        let texts = ["summary", "message", "description"].compactMap { alert.annotations[$0] }.filter { !$0.isEmpty }
        let labels = alert.labels.pairs.prefix(size.labels).map {
            Fact(name: $0.name.line(within: size.name), value: $0.value.line(within: size.line, counted: true))
        }
        let more = alert.labels.pairs.count - labels.count
        return [.paragraph(line(occurrence, message, size))]
            + texts.map { .paragraph(message.saidTitle($0.line(within: size.text, counted: true))) }
            + [.facts(labels)]
            + (more > 0 ? [.paragraph(andMore(more, "label"))] : [])
    }

    private static func facts(_ message: Message, _ size: Size) -> Section {
        let incident = message.incident
        let clock = message.clock
        var facts = [
            Fact(
                name: "Priority",
                value: "\(incident.priority.rawValue) (rule \(incident.rule.line(within: size.line)))"),
            Fact(name: "Status", value: incident.status.rawValue),
            Fact(name: "Opened", value: clock.readable(incident.openedAt)),
            Fact(name: "Alerts", value: incident.firingFact),
        ]
        if let reopening = message.reopening {
            facts.append(
                Fact(
                    name: "Opened again", value: "\(clock.readable(reopening.at)), \(message.said(reopening.endWords))")
            )
        }
        if let at = incident.acknowledgedAt {
            let owner = incident.acknowledgedBy?.line(within: size.line)
            let whose =
                incident.taking.handedOverBy.map {
                    " by \($0.line(within: size.line)) to \(owner ?? "somebody"), who has not taken it"
                } ?? owner.map { " by \($0)" } ?? ""
            facts.append(Fact(name: incident.takingName, value: clock.readable(at) + whose))
        }
        if let at = incident.resolvedAt {
            let person =
                incident.resolvedBy.map { " by \($0.line(within: size.line))\(incident.stillFiringWords)" }
                ?? ", every alert has ended"
            facts.append(Fact(name: "Resolved", value: clock.readable(at) + person))
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
            let excerpt = shares.excerpt(of: artifact).safeBlock
            // What did not run is told by us, with times of ours.
            let output = artifact.outcome == .succeeded ? excerpt : message.said(excerpt)
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
