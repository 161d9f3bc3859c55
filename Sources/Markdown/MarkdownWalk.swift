internal import CMark

/// Makes blocks of cmark's tree.
struct MarkdownWalk {
    let lines: [String]
    private(set) var blocks: [MarkdownBlock] = []
    private var text: MarkdownText?
    /// How often what is read is struck out; nobody is to read it.
    private var struck = 0
    private var rows: [MarkdownTable.Row] = []
    private var cells: [MarkdownText] = []

    init(lines: [String]) { self.lines = lines }

    mutating func walk(_ source: String) {
        var source = source
        let document = source.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { chars in
                // cmark wants a pointer even for no bytes.
                chars.baseAddress.map { markdown_parse($0, chars.count) } ?? markdown_parse("", 0)
            }
        }
        defer { markdown_free(document) }
        var event = markdown_event()
        while markdown_next(document, &event) { event.leaves ? leave(event) : enter(event) }
    }

    private mutating func enter(_ event: markdown_event) {
        switch event.kind {
        case MARKDOWN_HEADING, MARKDOWN_PARAGRAPH, MARKDOWN_CELL: text = MarkdownText()
        case MARKDOWN_TABLE: rows = []
        case MARKDOWN_ROW: cells = []
        case MARKDOWN_CODE_BLOCK: append(.code(code(event)), at: event)
        case MARKDOWN_HTML_BLOCK: append(.html, at: event)
        case MARKDOWN_RULE: append(.rule, at: event)
        case MARKDOWN_STRUCK: struck += 1
        case MARKDOWN_TEXT where struck > 0, MARKDOWN_CODE where struck > 0: break
        case MARKDOWN_TEXT, MARKDOWN_CODE:
            text?.spans.append(.init(text: event.text, isCode: event.kind == MARKDOWN_CODE, line: 0))
        case MARKDOWN_BREAK: text?.spans.append(.init(text: "\n", isCode: false, line: 0))
        default: break
        }
    }

    private mutating func leave(_ event: markdown_event) {
        switch event.kind {
        case MARKDOWN_HEADING:
            append(.heading(level: Int(event.level), takeText(from: Int(event.line))), at: event)
        case MARKDOWN_PARAGRAPH:
            let paragraph = takeText(from: Int(event.line))
            append(.paragraph(paragraph), at: event)
        case MARKDOWN_STRUCK: struck -= 1
        case MARKDOWN_CELL: cells.append(takeText(from: 0))
        case MARKDOWN_ROW: rows.append(MarkdownTable.Row(line: Int(event.line), cells: cells))
        case MARKDOWN_TABLE: appendTable(from: Int(event.line), event)
        default: break
        }
    }

    private mutating func append(_ kind: MarkdownBlock.Kind, at event: markdown_event) {
        blocks.append(MarkdownBlock(line: Int(event.line), kind: kind))
    }

    private mutating func takeText(from line: Int) -> MarkdownText {
        defer { text = nil }
        return (text ?? MarkdownText()).located(from: line, in: lines)
    }

    /// Of a table that follows a paragraph without a blank line, cmark says that it begins where the paragraph does, and
    /// nothing of the paragraph.
    private mutating func appendTable(from line: Int, _ event: markdown_event) {
        guard line > 0, let header = rows.first,
            let delimiter = (line...max(line, lines.count)).first(where: { isDelimiter(lines[$0 - 1]) }), delimiter > 1
        else { return }
        if let last = blocks.last, last.line == 0, case .paragraph(let text) = last.kind {
            blocks[blocks.count - 1] = MarkdownBlock(
                line: line, kind: .paragraph(text.located(from: line, in: lines)))
        }
        let table = MarkdownTable(
            header: MarkdownTable.Row(line: delimiter - 1, cells: header.cells.map { $0.moved(to: delimiter - 1) }),
            rows: rows.dropFirst().map { row in
                MarkdownTable.Row(line: row.line, cells: row.cells.map { $0.moved(to: row.line) })
            })
        blocks.append(MarkdownBlock(line: delimiter - 1, kind: .table(table)))
    }

    private func isDelimiter(_ line: String) -> Bool {
        line.utf8.contains(UInt8(ascii: "-")) && line.utf8.allSatisfy { " \t>|:-".utf8.contains($0) }
    }

    private func code(_ event: markdown_event) -> MarkdownCode {
        let isFenced = event.fence_length > 0
        let first = Int(event.line) + (isFenced ? 1 : 0)
        var contents = event.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if contents.last?.isEmpty == true { contents.removeLast() }
        let end = first + contents.count
        let info = event.info.map { String(cString: $0) } ?? ""
        return MarkdownCode(
            language: info.split { $0.isWhitespace || "{},:".contains($0) }.first.map { $0.lowercased() } ?? "",
            isFenced: isFenced, isClosed: isFenced && end <= lines.count && closes(lines[end - 1], event),
            firstLine: first, lines: contents)
    }

    private func closes(_ line: String, _ event: markdown_event) -> Bool {
        let fence = line.utf8.filter { !" \t>".utf8.contains($0) }
        return fence.count >= Int(event.fence_length)
            && fence.allSatisfy { $0 == UInt8(bitPattern: event.fence_character) }
    }
}

extension markdown_event {
    fileprivate var text: String { literal.map { String(cString: $0) } ?? "" }
}

extension MarkdownText {
    /// With the line of each span, for a text that begins on line `start`; line ends are no spans any more.
    ///
    /// cmark counts no lines within a text, and what stands between backticks may go over several.
    func located(from start: Int, in lines: [String]) -> MarkdownText {
        guard start > 0 else { return self }
        var line = start
        var searches = 0
        var located = MarkdownText()
        for span in spans {
            if span.text == "\n", !span.isCode {
                line += 1
                continue
            }
            // Nobody writes more into one paragraph, and to look for each takes as long as its line.
            if span.isCode, searches < 500 {
                searches += 1
                let word = span.text.split(maxSplits: 1, whereSeparator: \.isWhitespace).first ?? ""
                line = (line...(line + 4)).first { $0 <= lines.count && lines[$0 - 1].contains(word) } ?? line
            }
            located.spans.append(.init(text: span.text, isCode: span.isCode, line: line))
        }
        return located
    }

    func moved(to line: Int) -> MarkdownText {
        var moved = self
        for index in moved.spans.indices { moved.spans[index].line = line }
        return moved
    }
}
