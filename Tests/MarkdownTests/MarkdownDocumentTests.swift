import Markdown
import Testing

@Suite("Markdown", .timeLimit(.minutes(5)))
struct MarkdownDocumentTests {
    private static func document(_ text: String) throws -> MarkdownDocument { try MarkdownDocument(Array(text.utf8)) }

    /// The kind and the first line of each block.
    private static func blocks(_ text: String) throws -> [String] {
        try document(text).blocks.map { block in
            let kind =
                switch block.kind {
                case .heading(let level, let text): "h\(level) \(text.plain)"
                case .paragraph(let text): "text \(text.plain)"
                case .code(let code):
                    "code(\(code.language)) \(code.firstLine)+\(code.lines.count)\(code.isClosed ? "" : " open")"
                case .table(let table): "table \(table.rows.map(\.line))"
                case .html: "html"
                case .rule: "rule"
                }
            return "\(block.line): \(kind)"
        }
    }

    @Test(
        arguments: [
            ("# One\n\nTwo\n---\n", ["1: h1 One", "3: h2 Two"]),
            ("text\n```bash title=x\na\nb\n```\n", ["1: text text", "2: code(bash) 3+2"]),
            ("```\na\n", ["1: code() 2+1 open"]),
            ("~~~ Shell\n```\n~~~\n", ["1: code(shell) 2+1"]),
            ("a\n\n    b\n    c\n", ["1: text a", "3: code() 3+2 open"]),
            ("- a\n  ```sh\n  b\n  ```\n- c\n", ["1: text a", "2: code(sh) 3+1", "5: text c"]),
            ("> a\n> ```\n> b\n> ```\n", ["1: text a", "2: code() 3+1"]),
            ("| a | b |\n|---|---|\n| c |\n| d | e | f |\n", ["1: table [3, 4]"]),
            // cmark says of both that they begin in line 1.
            ("words\nmore\n| a | b |\n|---|---|\n| c | d |\n", ["1: text words more", "3: table [5]"]),
            ("<details>\n\n***\n", ["1: html", "3: rule"]),
            ("---\ntitle: x\n---\n# A\n", ["4: h1 A"]),
            ("\u{FEFF}# A\r\n\r\nb\rc", ["1: h1 A", "3: text b c"]),
            ("", []), ("\n\n", []),
        ] as [(String, [String])])
    func `a text falls into blocks, each with its line`(text: String, blocks: [String]) throws {
        #expect(try Self.blocks(text) == blocks)
    }

    @Test func `what stands between backticks has the line on which it begins`() throws {
        let text = """
            Begin with `a one` and
            go on with `two
            words` and then
            *this*: `b` or `c`
            """
        guard case .paragraph(let paragraph)? = try Self.document(text).blocks.first?.kind else {
            Issue.record("no paragraph")
            return
        }
        #expect(
            paragraph.spans.filter(\.isCode).map { "\($0.line) \($0.text)" } == [
                "1 a one", "2 two words", "4 b", "4 c",
            ])
        #expect(paragraph.lines.map(\.number).last == 4)
        #expect(paragraph.plain == "Begin with a one and go on with two words and then this: b or c")
    }

    @Test func `a row has as many cells as its header`() throws {
        guard case .table(let table)? = try Self.document("|a|b|\n|-|-|\n|`x \\| y`|\n|1|2|3|\n").blocks.first?.kind
        else {
            Issue.record("no table")
            return
        }
        #expect(table.rows.map { $0.cells.map(\.plain) } == [["x | y", ""], ["1", "2"]])
    }

    @Test func `places in angle brackets are text`() throws {
        #expect(try Self.blocks("Restart <pod-name> in <b>bold</b>") == ["1: text Restart <pod-name> in <b>bold</b>"])
    }

    @Test(
        arguments: [
            (Array("a\nb\u{0}\n".utf8), 2), ([0x61, 0x0A, 0xFF, 0xFE], 2), ([0x89, 0x50, 0x4E, 0x47], 1),
        ] as [([UInt8], Int)])
    func `what is no text is refused with its line`(bytes: [UInt8], line: Int) {
        let problem = #expect(throws: MarkdownProblem.self) { try MarkdownDocument(bytes) }
        #expect(problem?.line == line)
        #expect(problem?.description == "this line is not UTF-8 text; save the runbook as UTF-8")
    }

    @Test(arguments: [
        (String(repeating: "x", count: 10 << 20), "the file is larger than 1 MiB"),
        (String(repeating: "a\n", count: 20_001), "a runbook may have 20000 lines; split it"),
        (String(repeating: "![[]()", count: 100_000), "the file has more than 10000 opening brackets; split it"),
    ])
    func `a file that no runbook is as large as is refused`(text: String, reason: String) {
        let problem = #expect(throws: MarkdownProblem.self) { try Self.document(text) }
        #expect(problem?.description == reason)
    }

    @Test func `a line that is too long costs the others nothing`() throws {
        let document = try Self.document("# A\n\n\(String(repeating: "x", count: 500_000))\n\nb\n")
        #expect(document.unread == [3: "a line of 500000 bytes; those up to 8192 are read"])
        #expect(document.blocks.map(\.line) == [1, 5])
    }

    @Test func `a table of many columns is not read, since each of its rows would have as many cells`() throws {
        let wide = String(repeating: "a|", count: 400) + "\n" + String(repeating: "-|", count: 400) + "\n"
        let document = try Self.document(wide + String(repeating: "x\n", count: 10_000))
        #expect(document.unread[2] == "a table of 399 columns; those of up to 30 are read")
        #expect(!document.blocks.contains { if case .table = $0.kind { true } else { false } })
    }

    @Test(arguments: [
        String(repeating: "> ", count: 4000), String(repeating: "- ", count: 4000),
        String(repeating: "*a_", count: 2700),
        String(repeating: "[", count: 8000), String(repeating: "`", count: 8000) + "a",
        String(repeating: "<", count: 8000),
    ])
    func `deep nesting and open signs end`(line: String) throws {
        #expect(try Self.document(line + "\n").lines.count == 1)
    }
}
