internal import IncidentCore

/// What a message says, in order, before it takes the form of text or HTML.
struct MessageDocument: Equatable {
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
        /// Output or a command, shown as it is.
        case verbatim(String)
    }

    struct Fact: Equatable {
        let name: String
        let value: String
    }
}

extension MessageDocument {
    private static let listLimit = 30
    private static let textLimit = 2000
    /// Of one artifact, whatever room there is.
    static let outputLimitBytes = 32 * 1024

    /// - Parameter outputBudgetBytes: for the output of all collectors together.
    init(_ message: Message, outputBudgetBytes: Int) {
        headline = message.headline.safeLine(limit: 400)
        let tellsAll = message.notification.event == .page || message.notification.event == .update
        var sections = [Self.findings(message), Self.links(message), Self.facts(message), Self.alerts(message)]
        if tellsAll {
            sections.append(Self.diagnostics(message, budget: outputBudgetBytes))
            sections.append(Self.nextSteps(message))
        }
        sections.append(Self.reason(message))
        self.sections = sections.filter { !$0.items.isEmpty }
    }

    private static func findings(_ message: Message) -> Section {
        let findings = message.findings.sorted { $0.level < $1.level }
        let lines = findings.prefix(listLimit).map {
            "\($0.level.rawValue): \($0.text.safeLine(limit: textLimit)) (\($0.collector.safeLine(limit: 100)))"
        }
        return Section(title: "Findings", items: lines.isEmpty ? [] : [.bullets(lines)])
    }

    private static func links(_ message: Message) -> Section {
        Section(title: "Links", items: [.links(message.ownLinks + message.alertLinks)])
    }

    private static func facts(_ message: Message) -> Section {
        let incident = message.incident
        var facts = [
            Fact(name: "Priority", value: "\(incident.priority.rawValue) (rule \(incident.rule.safeLine(limit: 200)))"),
            Fact(name: "Status", value: incident.status.rawValue),
            Fact(name: "Opened", value: incident.openedAt.readable),
            Fact(name: "Alerts", value: "\(incident.firingCount) firing of \(incident.occurrenceCount)"),
        ]
        if let at = incident.acknowledgedAt {
            let person = incident.acknowledgedBy.map { " by \($0.safeLine(limit: 200))" } ?? ""
            facts.append(Fact(name: "Acknowledged", value: at.readable + person))
        }
        if let at = incident.resolvedAt {
            let person = incident.resolvedBy.map { " by \($0.safeLine(limit: 200))" } ?? ", every alert has ended"
            facts.append(Fact(name: "Resolved", value: at.readable + person))
        }
        return Section(title: "What happened", items: [.facts(facts)])
    }

    private static func alerts(_ message: Message) -> Section {
        let firing = message.alerts.filter { $0.alert.status == .firing }
        let shown = firing.isEmpty ? message.alerts : firing
        var items = shown.prefix(listLimit).flatMap { alert($0) }
        if shown.count > listLimit { items.append(.paragraph("and \(shown.count - listLimit) more")) }
        return Section(title: firing.isEmpty ? "Alerts" : "Firing alerts", items: items)
    }

    private static func alert(_ occurrence: Occurrence) -> [Item] {
        let alert = occurrence.alert
        let ended = alert.endsAt.map { ", ended \($0.readable)" } ?? ""
        let name = alert.name.safeLine(limit: 200)
        var items = [
            Item.paragraph("\(name) (\(occurrence.priority.rawValue)) since \(alert.startsAt.readable)\(ended)")
        ]
        let texts = ["summary", "message", "description"].compactMap { alert.annotations[$0] }
        items += texts.filter { !$0.isEmpty }.map { .paragraph($0.safeLine(limit: textLimit)) }
        items.append(
            .facts(
                alert.labels.pairs.prefix(listLimit).map {
                    Fact(name: $0.name.safeLine(limit: 100), value: $0.value.safeLine(limit: 500))
                }))
        return items
    }

    private static func diagnostics(_ message: Message, budget: Int) -> Section {
        let share = min(outputLimitBytes, budget / max(1, message.artifacts.count))
        let items = message.artifacts.flatMap { artifact -> [Item] in
            let output = share == 0 ? "" : artifact.outputExcerpt(limitBytes: share).safeBlock
            let title = "\(artifact.collector.safeLine(limit: 100)): \(artifact.summary)"
            let command = "$ \(artifact.command.safeLine(limit: textLimit))"
            return [.paragraph(title), .verbatim(output.isEmpty ? command : "\(command)\n\(output)")]
        }
        return Section(title: "Diagnostics", items: items)
    }

    private static func nextSteps(_ message: Message) -> Section {
        let items = message.nextSteps.prefix(listLimit).flatMap { step -> [Item] in
            let title = Item.paragraph(step.title.safeLine(limit: textLimit))
            guard let command = step.command else { return [title] }
            return [title, .verbatim(command.safeLine(limit: textLimit))]
        }
        return Section(title: "Next steps (for you to decide; nothing of this was run)", items: items)
    }

    private static func reason(_ message: Message) -> Section {
        let notification = message.notification
        let role = notification.contact.safeLine(limit: 200)
        return Section(
            title: "Why you got this",
            items: [.paragraph("\(notification.reason.safeLine(limit: textLimit)), as \(role)")])
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
