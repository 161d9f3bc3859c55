internal import IncidentCore

// What somebody must know and do, which stands in the first screen and in the first two thousand characters of the text.
extension MessageDocument {
    /// What a phone shows at once, and what many programs show of a mail.
    static let headCharacters = 2000

    /// How much each part of it may say. What has more is told shorter, until all of it has room.
    struct Head: Equatable {
        /// Bytes of one text.
        let text: Int
        let command: Int
        // How many of each.
        let steps: Int
        let told: Int

        static let all = [
            Head(text: 300, command: 1000, steps: 12, told: 8), Head(text: 200, command: 1000, steps: 6, told: 5),
            Head(text: 140, command: 600, steps: 4, told: 3), Head(text: 100, command: 300, steps: 2, told: 2),
            Head(text: 60, command: 120, steps: 1, told: 1),
        ]
        /// The most urgent; the others are counted.
        static let findings = 3
    }

    static func head(_ message: Message, _ size: Size) -> [Section] {
        var sections: [Section] = []
        for head in Head.all {
            sections = [
                asked(message, size), findings(message, head, size), nextSteps(message, head, size),
                told(message, head, size),
            ].filter { !$0.items.isEmpty }
            let document = MessageDocument(
                standing: nil, isUrgent: false, headline: message.lead(within: size.headline), sections: sections)
            if document.plainText.count <= headCharacters { break }
        }
        return sections
    }

    private static func asked(_ message: Message, _ size: Size) -> Section {
        let isAsked = message.notification.event.showsDiagnostics && message.asksMore
        let items: [Item] = isAsked ? [.paragraph(message.asked.line(within: size.asked, counted: true))] : []
        let links = message.ownLinks
        return Section(
            title: "", items: items + (links.first.map { [.action($0, beside: links.dropFirst().first)] } ?? []))
    }

    private static func findings(_ message: Message, _ head: Head, _ size: Size) -> Section {
        let text = min(size.text, head.text)
        let lines = message.topFindings(Head.findings).map { finding in
            let kind = message.changes.contains(finding) ? "changed" : finding.level.rawValue
            let sentence = message.said(finding, as: kind, within: text)
            return "\(sentence) (\(finding.collector.line(within: min(size.name, text))))"
        }.listed(Head.findings, of: message.findings.count)
        let unseen = [message.unseenWords].compactMap(\.self).map {
            Item.paragraph($0.line(within: 300, counted: true))
        }
        let follows = message.isBeingDiagnosed ? [Item.paragraph(Message.diagnosticsFollow)] : []
        let title = lines.isEmpty ? "" : message.foundWords.map { " (\($0))" } ?? ""
        return Section(
            title: "What was found\(title)", items: unseen + (lines.isEmpty ? [] : [.bullets(lines)]) + follows)
    }

    private static func nextSteps(_ message: Message, _ head: Head, _ size: Size) -> Section {
        guard message.notification.event.showsDiagnostics else { return Section(title: "", items: []) }
        let shown = min(size.steps, head.steps)
        let items = message.nextSteps.prefix(shown).flatMap { step -> [Item] in
            let title = Item.paragraph(step.title.line(within: min(size.text, head.text), counted: true))
            let command = step.command.map { $0.command(within: min(size.command, head.command)) }
            return [title] + (command.map { [.verbatim($0)] } ?? [])
        }
        let more = [String]().listed(0, of: message.nextSteps.count - shown).map(Item.paragraph)
        return Section(title: "Next steps (nothing of this was run)", items: items + more)
    }

    private static func told(_ message: Message, _ head: Head, _ size: Size) -> Section {
        let text = min(size.text, head.text)
        let you = "You: \(message.because)".line(within: text, counted: true)
        let count = min(size.told, head.told)
        let told = message.told.prefix(count).map {
            $0.line(by: message.clock, at: message.now).line(within: text, counted: true)
        }.listed(count, of: message.told.count)
        let next = message.coming.prefix(head.told).map {
            "Next: \(message.said($0))".line(within: text, counted: true)
        }
        return Section(title: "Who was told", items: [.bullets([you] + told + next)])
    }
}

extension Message {
    /// While collectors run that the message did not wait for.
    static let diagnosticsFollow = "Diagnostics still run; what they find follows."

    /// The likely cause and the most urgent other findings, and among them the first that says what has changed.
    func topFindings(_ count: Int) -> [Finding] {
        let urgent = findings.likelyFirst
        let change = urgent.first { $0.elsewhere == nil && changes.contains($0) }
        guard let change, urgent.count > count,
            !urgent.prefix(count).contains(change)
        else { return Array(urgent.prefix(count)) }
        return urgent.prefix(count - 1) + [change]
    }
}
