internal import IncidentCore
internal import Markdown

/// Reads a runbook, each of its lines into one class.
package struct RunbookReader {
    /// In bytes; a larger file is refused.
    package static let sizeLimit = MarkdownDocument.sizeLimit

    let document: MarkdownDocument
    let sections: RunbookSections
    let commands: CommandReader
    let alertNames: AlertNames
    let codes: [Int: CodeReading]
    var marks: LineMarks
    var parts = RunbookParts()
    var names: CollectorNames
    var warnings: [String] = []
    /// Of what has been imported: the name of each collector, and the next steps, by what they say.
    var imported: [String: String] = [:]
    /// The last line of a procedure that chooses a cluster for what stands below it.
    var clusterLines: [RunbookProcedure: Int] = [:]
    /// The line on which a level, a role or an alert was first defined.
    var definedOn: [String: Int] = [:]

    /// - Parameters:
    ///   - file: its name without a folder.
    ///   - names: those that collectors of other runbooks have.
    /// - Throws: why the file cannot be read.
    package static func read(
        _ bytes: [UInt8], file: String, context: RunbookContext = RunbookContext(), names: inout CollectorNames
    ) throws(RunbookProblem) -> RunbookReading {
        let document: MarkdownDocument
        do throws(MarkdownProblem) { document = try MarkdownDocument(bytes) } catch {
            throw RunbookProblem(line: error.line, reason: error.description)
        }
        var reader = RunbookReader(document, file: file, context, names)
        reader.readBlocks()
        names = reader.names
        return RunbookReading(
            file: file, lines: reader.marks.all, parts: reader.parts,
            headings: reader.sections.all.dropFirst().map(\.title), warnings: reader.allWarnings())
    }

    private init(_ document: MarkdownDocument, file: String, _ context: RunbookContext, _ names: CollectorNames) {
        self.document = document
        self.names = names
        sections = RunbookSections(document, file: file, context: context)
        alertNames = AlertNames(known: Set(context.alerts.map(\.name)))
        marks = LineMarks(document)
        let codes = document.blocks.enumerated().reduce(into: [Int: CodeReading]()) { codes, block in
            if case .code(let code) = block.element.kind { codes[block.offset] = CodeReading(code) }
        }
        self.codes = codes
        let all = document.blocks.indices.flatMap { index in
            codes[index]?.statements.map(\.kind) ?? Self.spans(of: document.blocks[index]).flatMap(Self.statements)
        }.flatMap(ShellCommand.commands)
        commands = CommandReader(
            defaults: PlaceDefaults(subject: RunbookSubject(counting: all), variables: ShellCommand.variables(of: all)))
    }

    /// What stands between backticks in a block, if anything does.
    private static func spans(of block: MarkdownBlock) -> [MarkdownText.Span] {
        switch block.kind {
        case .paragraph(let text): text.spans
        case .table(let table): ([table.header] + table.rows).flatMap(\.cells).flatMap(\.spans)
        case .heading, .code, .html, .rule: []
        }
    }

    private static func statements(_ span: MarkdownText.Span) -> [ShellScript.Statement.Kind] {
        span.isCode && KnownPrograms.begins(span.text) ? ShellScript(span.text).statements.map(\.kind) : []
    }

    private mutating func readBlocks() {
        for line in 1..<(sections.frontMatter + 1) { marks.mark(line, .prose, "what stands before the text") }
        for (index, block) in document.blocks.enumerated() where block.line > sections.frontMatter {
            let section = sections.sectionOfBlock[index]
            switch block.kind {
            case .heading: readHeading(section, block.line)
            case .paragraph(let text): readParagraph(text, in: section)
            case .table(let table): readTable(table, in: section)
            case .code(let code): read(codes[index]!, of: code, in: section, after: index)
            case .html: readHTML(from: block.line, after: index)
            case .rule: marks.mark(block.line, .prose, "a rule")
            }
        }
    }

    /// It goes on to where something else begins.
    private mutating func readHTML(from line: Int, after index: Int) {
        let next = index + 1 < document.blocks.count ? document.blocks[index + 1].line : document.lines.count + 1
        for number in line..<max(line + 1, next) where !document.lines[number - 1].allSatisfy(\.isWhitespace) {
            marks.mark(number, .prose, "HTML")
        }
    }

    private mutating func readHeading(_ section: Int, _ line: Int) {
        let heading = sections.all[section]
        if let level = heading.defines {
            define(level, as: "", within: nil, on: [line])
        } else if let procedure = heading.procedure {
            marks.mark(line, .classification, "heading of a procedure \(procedure.words)", procedure.name)
        } else {
            marks.mark(line, .prose, "heading")
        }
    }

    private func allWarnings() -> [String] {
        var warnings = warnings
        let left = parts.collectors.isEmpty && parts.nextSteps.isEmpty
        if left, !sections.all.contains(where: { $0.procedure != nil }) {
            warnings.append(
                "no heading names a priority (P1 to P4) or an alert, so no command is for any; "
                    + "say with --procedure 'HEADING=P2' which headings are")
        }
        return warnings
    }
}

/// Why a file is no runbook that can be read.
package struct RunbookProblem: Error, Equatable {
    /// From 1; `nil` when the file as a whole is meant.
    package let line: Int?
    package let reason: String
}

extension ShellCommand {
    fileprivate static func commands(of statement: ShellScript.Statement.Kind) -> [ShellCommand] {
        if case .commands(let line) = statement { line.pipelines.flatMap(\.commands) } else { [] }
    }

    /// `NAME=value` where nothing else is on the line, and what `export` sets.
    fileprivate static func variables(of commands: [ShellCommand]) -> [String: String] {
        commands.reduce(into: [:]) { variables, command in
            let isExport = command.words.first?.literal == "export"
            guard command.words.isEmpty || isExport else { return }
            for word in command.assignments + (isExport ? Array(command.words.dropFirst()) : []) {
                guard let halves = word.literal?.split(separator: "=", maxSplits: 1), halves.count == 2 else {
                    continue
                }
                variables[String(halves[0])] = variables[String(halves[0])] ?? String(halves[1])
            }
        }
    }
}
