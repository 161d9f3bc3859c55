internal import Markdown

/// What has been decided of a runbook's lines so far.
struct LineMarks {
    private var marks: [Int: RunbookLine] = [:]
    private let document: MarkdownDocument

    init(_ document: MarkdownDocument) { self.document = document }

    func has(_ line: Int) -> Bool { marks[line] != nil }
    func kind(of line: Int) -> RunbookLine.Kind { marks[line]?.kind ?? .prose }

    /// Decides a line; what has been decided stays, and what else the line becomes is added.
    mutating func mark(_ line: Int, _ kind: RunbookLine.Kind, _ rule: String, _ becomes: String = "") {
        guard line >= 1, line <= document.lines.count else { return }
        guard let earlier = marks[line] else {
            marks[line] = RunbookLine(
                number: line, text: document.lines[line - 1], kind: kind, rule: rule, becomes: becomes)
            return
        }
        guard !becomes.isEmpty else { return }
        marks[line] = RunbookLine(
            number: line, text: earlier.text, kind: earlier.kind, rule: earlier.rule,
            becomes: earlier.becomes.isEmpty ? becomes : "\(earlier.becomes); \(becomes)")
    }

    /// Each line once, in order; what nobody has decided is prose.
    var all: [RunbookLine] {
        zip(1..., document.lines).map { number, text in
            if let mark = marks[number] { return mark }
            let isBlank = text.allSatisfy(\.isWhitespace)
            let rule = document.unread[number] ?? (isBlank ? "blank" : "text")
            return RunbookLine(number: number, text: text, kind: .prose, rule: rule, becomes: "")
        }
    }
}
