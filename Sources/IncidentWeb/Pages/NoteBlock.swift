internal import Markdown

/// A paragraph of a note, as strings ready to be escaped: what somebody wrote in Markdown never becomes markup of its own.
struct NoteBlock: Sendable {
    let isCodeBlock: Bool
    let isHeading: Bool
    let isQuoted: Bool
    let isItem: Bool
    /// Of an item.
    let itemMark: String
    let depth: Int
    let noteSpans: [Span]
    let isTable: Bool
    /// The names of its columns.
    let head: [Cell]
    let tableRows: [Row]

    struct Cell: Sendable {
        let noteSpans: [Span]
    }

    struct Row: Sendable {
        let cells: [Cell]
    }

    struct Span: Sendable {
        let text: String
        let className: String
        let noteAddress: String?
    }
}

extension NoteBlock {
    static func all(of note: String) -> [NoteBlock] { MarkdownProse(note).blocks.map(NoteBlock.init) }

    private init(_ block: MarkdownProse.Block) {
        (isCodeBlock, isHeading, isQuoted) = (block.kind == .code, block.kind == .heading, block.isQuoted)
        if case .item(let mark, let depth) = block.kind {
            (isItem, itemMark, self.depth) = (true, mark, depth)
        } else {
            (isItem, itemMark, depth) = (false, "", 0)
        }
        var rows: [Row] = []
        if case .table(let all) = block.kind {
            rows = all.map { Row(cells: $0.map { Cell(noteSpans: $0.spans.map(Span.init)) }) }
        }
        isTable = !rows.isEmpty
        head = rows.first?.cells ?? []
        tableRows = Array(rows.dropFirst())
        noteSpans =
            block.kind == .rule
            ? [Span(text: "* * *", className: "note-plain", noteAddress: nil)] : block.spans.map(Span.init)
    }
}

extension NoteBlock.Span {
    fileprivate init(_ span: MarkdownProse.Span) {
        text = span.text
        let styles: [(MarkdownProse.Style, String)] = [
            (.strong, "note-strong"), (.emphasis, "note-emphasis"), (.code, "note-inline-code"),
            (.struck, "note-struck"),
        ]
        let names = styles.filter { span.style.contains($0.0) }.map(\.1)
        className = names.isEmpty ? "note-plain" : names.joined(separator: " ")
        noteAddress = span.address
    }
}
