internal import IncidentCore
internal import Markdown
internal import Patterns

/// A runbook's headings, and which alerts the text under each is for.
struct RunbookSections {
    struct Section {
        let level: Int
        let title: String
        let line: Int
        /// The section it is a part of; the file as a whole has none.
        let parent: Int?
        var procedure: RunbookProcedure?
        /// The level that its heading defines, `P1 - Critical`.
        var defines: SeverityLevel?
    }

    private(set) var all: [Section]
    /// Of each block the section it stands in; of a heading the one that it begins.
    private(set) var sectionOfBlock: [Int] = []
    let countsFromZero: Bool
    /// So many lines stand between `---` at the very beginning of the file, these included; which are no Markdown.
    let frontMatter: Int
    private let names: AlertNames

    init(_ document: MarkdownDocument, file: String, context: RunbookContext) {
        names = AlertNames(known: Set(context.alerts.map(\.name)))
        all = [Section(level: 0, title: file, line: 1, parent: nil)]
        countsFromZero = document.blocks.flatMap(Self.beginnings).contains {
            SeverityLevel.begins($0) && SeverityLevel.number(in: $0) == 0
        }
        frontMatter = Self.frontMatter(of: document.lines)
        for block in document.blocks {
            if block.line <= frontMatter {
                sectionOfBlock.append(0)
            } else {
                add(block, file: file, context)
            }
        }
        for (index, block) in document.blocks.enumerated() { mention(block, in: sectionOfBlock[index]) }
        nameByFile(file, context, document.lines.prefix(frontMatter).flatMap(names.names(inLine:)))
    }

    private static func frontMatter(of lines: [String]) -> Int {
        guard lines.first == "---", let end = lines.dropFirst().prefix(100).firstIndex(of: "---") else { return 0 }
        return end + 1
    }

    /// What the text of a section is for; `nil` where no alert leads there.
    func procedure(of section: Int) -> RunbookProcedure? {
        var index: Int? = section
        while let current = index {
            if let procedure = all[current].procedure { return procedure }
            index = all[current].parent
        }
        return nil
    }

    /// Where a level may be defined.
    private static func beginnings(_ block: MarkdownBlock) -> [String] {
        switch block.kind {
        case .heading(_, let text), .paragraph(let text): [text.plain]
        case .table(let table): table.rows.compactMap { $0.cells.first?.plain }
        case .code, .html, .rule: []
        }
    }

    private mutating func add(_ block: MarkdownBlock, file: String, _ context: RunbookContext) {
        guard case .heading(let level, let text) = block.kind else { return sectionOfBlock.append(all.count - 1) }
        var parent = all.count - 1
        while all[parent].level >= level { parent = all[parent].parent ?? 0 }
        let plain = Self.givenAnchor.replacing(in: text.plain) { _ in "" }
        var section = Section(level: level, title: plain.singleLine(limit: 200), line: block.line, parent: parent)
        let heading = MarkdownHeading(plain: plain, code: text.spans.filter(\.isCode).map(\.text))
        (section.procedure, section.defines) = reading(heading, section.title, file, context)
        all.append(section)
        sectionOfBlock.append(all.count - 1)
    }

    /// `{#anchor}`, which readers do not see.
    private static let givenAnchor = Pattern.builtIn(#"\s*\{[#.][^{}]*\}\s*$"#)

    private func reading(
        _ heading: MarkdownHeading, _ title: String, _ file: String, _ context: RunbookContext
    ) -> (RunbookProcedure?, SeverityLevel?) {
        if let named = context.procedures[title.lowercased()] {
            return (RunbookProcedure(name: title, priority: named.priority, alerts: named.alerts), nil)
        }
        let level = SeverityLevel(heading.plain, countsFromZero: countsFromZero)
        if SeverityLevel.isDefinition(heading.plain) { return (nil, level) }
        let anchored = context.alerts(leadingTo: file, anchor: Self.anchor(title))
        let alerts = anchored.isEmpty ? names.names(inHeading: heading) : anchored
        let numbered = SeverityLevel.number(in: heading.plain) != nil && SeverityLevel.begins(heading.plain)
        guard numbered || !alerts.isEmpty else { return (nil, nil) }
        return (RunbookProcedure(name: title, priority: numbered ? level?.priority : nil, alerts: alerts), nil)
    }

    /// A line such as `Alert: KubePodNotReady` says whom the section is for that it describes.
    private mutating func mention(_ block: MarkdownBlock, in section: Int) {
        var alerts: [String] = []
        var isAboutParent = false
        switch block.kind {
        case .paragraph(let text):
            for line in text.lines {
                let plain = MarkdownText.plain(line.spans)
                alerts += names.names(inLine: isAlertList(section) ? "alert: \(plain)" : plain)
            }
            isAboutParent = !alerts.isEmpty && Self.openings.contains(all[section].title.lowercased())
            if alerts.isEmpty, all[section].level > 1 { alerts = names.names(inMatchers: text.plain) }
        case .code(let code) where ["yaml", "yml"].contains(code.language) && all[section].level > 1:
            alerts = code.lines.flatMap { names.names(inRule: $0) }
        case .table(let table):
            for row in table.rows where row.cells.count == 2 {
                alerts += names.names(inLine: "\(row.cells[0].plain): \(row.cells[1].plain)")
            }
            isAboutParent = !alerts.isEmpty && Self.openings.contains(all[section].title.lowercased())
        default: break
        }
        let target = isAboutParent ? all[section].parent ?? section : section
        guard !alerts.isEmpty, target > 0, procedure(of: target) == nil else { return }
        let unique = alerts.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        all[target].procedure = RunbookProcedure(name: all[target].title, alerts: unique)
    }

    /// Whether what stands in a section are the names of alerts.
    private func isAlertList(_ section: Int) -> Bool {
        ["alert", "alerts", "alert name", "alert names"].contains(all[section].title.lowercased())
    }

    private static let openings: Set = [
        "alert", "alerts", "alert name", "alert names", "overview", "summary", "details", "alert details",
        "description", "trigger", "triggers",
        "symptom", "symptoms", "meaning", "detection",
    ]

    /// A file whose headings name no alert is for those that lead to it, or for the one it is called after.
    ///
    /// - Parameter named: those that it says itself, in front of its text.
    private mutating func nameByFile(_ file: String, _ context: RunbookContext, _ named: [String]) {
        let leading = named.isEmpty ? context.alerts(leadingTo: file, anchor: nil) : named
        let base = String(file.split(separator: ".").first ?? "")
        let called = names.names(inHeading: MarkdownHeading(plain: base, code: []))
        let alerts = leading.isEmpty ? called : leading
        guard !alerts.isEmpty, !all.contains(where: { $0.procedure != nil }) else { return }
        let title = all.dropFirst().first { $0.level == 1 }?.title ?? base
        all[0].procedure = RunbookProcedure(name: title, alerts: alerts)
    }

    /// As GitHub makes the address of a heading.
    static func anchor(_ title: String) -> String {
        var anchor = ""
        for character in title.lowercased() {
            if character.isLetter || character.isNumber || character == "-" || character == "_" {
                anchor.append(character)
            } else if character == " " {
                anchor += "-"
            }
        }
        return anchor
    }
}
