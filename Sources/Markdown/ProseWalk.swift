internal import CMark

/// Makes the blocks of a text of cmark's tree.
struct ProseWalk {
    private(set) var blocks: [MarkdownProse.Block] = []
    private var spans: [MarkdownProse.Span] = []
    private var styles: [MarkdownProse.Style] = []
    private var addresses: [String?] = []
    /// Of each list around, the number that its next item has; 0 of one without numbers.
    private var lists: [Int] = []
    private var quotes = 0
    /// Of the table that is walked.
    private var rows: [[MarkdownProse.Cell]] = []
    private var cells: [MarkdownProse.Cell] = []
    /// What the next block begins with, if it is the first of an item.
    private var mark: String?

    mutating func walk(_ text: String) {
        var text = text.replacing("\u{0}", with: "\u{FFFD}")
        let document = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { chars in
                // cmark wants a pointer even for no bytes.
                chars.baseAddress.map { markdown_parse_linking($0, chars.count) } ?? markdown_parse_linking("", 0)
            }
        }
        defer { markdown_free(document) }
        var event = markdown_event()
        while markdown_next(document, &event) { event.leaves ? leave(event) : enter(event) }
    }

    private mutating func enter(_ event: markdown_event) {
        switch event.kind {
        case MARKDOWN_LIST: lists.append(Int(event.level))
        case MARKDOWN_ITEM: enterItem()
        case MARKDOWN_QUOTE: quotes += 1
        case MARKDOWN_EMPHASIS: styles.append(.emphasis)
        case MARKDOWN_STRONG: styles.append(.strong)
        case MARKDOWN_STRUCK: styles.append(.struck)
        case MARKDOWN_LINK: addresses.append(event.info.map { String(cString: $0) })
        case MARKDOWN_TEXT: add(event.prose)
        case MARKDOWN_CODE: add(event.prose, .code)
        case MARKDOWN_BREAK: add("\n")
        case MARKDOWN_CODE_BLOCK, MARKDOWN_HTML_BLOCK:
            add(event.prose.trimmingNewlines)
            end(event.kind == MARKDOWN_CODE_BLOCK ? .code : .paragraph)
        case MARKDOWN_RULE: end(.rule)
        default: break
        }
    }

    private mutating func leave(_ event: markdown_event) {
        switch event.kind {
        case MARKDOWN_LIST: _ = lists.popLast()
        case MARKDOWN_QUOTE: quotes -= 1
        case MARKDOWN_EMPHASIS, MARKDOWN_STRONG, MARKDOWN_STRUCK: _ = styles.popLast()
        case MARKDOWN_LINK: _ = addresses.popLast()
        case MARKDOWN_PARAGRAPH: end(.paragraph)
        case MARKDOWN_CELL:
            cells.append(.init(spans: spans))
            spans = []
        case MARKDOWN_ROW:
            rows.append(cells)
            cells = []
        case MARKDOWN_TABLE:
            blocks.append(.init(kind: .table(rows), isQuoted: quotes > 0, spans: []))
            rows = []
        case MARKDOWN_HEADING: end(.heading)
        default: break
        }
    }

    private mutating func enterItem() {
        guard let number = lists.last else { return }
        mark = number > 0 ? "\(number)." : "•"
        if number > 0 { lists[lists.count - 1] += 1 }
    }

    private mutating func add(_ text: String, _ style: MarkdownProse.Style = []) {
        guard !text.isEmpty else { return }
        let all = styles.reduce(into: style) { $0.formUnion($1) }
        let address = addresses.last.flatMap(\.self).flatMap { MarkdownProse.mayBeFollowed($0) ? $0 : nil }
        if let last = spans.last, last.style == all, last.address == address {
            spans[spans.count - 1] = .init(text: last.text + text, style: all, address: address)
        } else {
            spans.append(.init(text: text, style: all, address: address))
        }
    }

    private mutating func end(_ kind: MarkdownProse.Kind) {
        defer { spans = [] }
        guard !spans.isEmpty || kind == .rule else { return }
        var kind = kind
        if kind == .paragraph, let mark, !lists.isEmpty {
            kind = .item(mark: mark, depth: min(lists.count, 4))
            self.mark = nil
        }
        blocks.append(.init(kind: kind, isQuoted: quotes > 0, spans: spans))
    }
}

extension markdown_event {
    fileprivate var prose: String { literal.map { String(cString: $0) } ?? "" }
}

extension String {
    fileprivate var trimmingNewlines: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
