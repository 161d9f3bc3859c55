import Testing

@testable import Markdown

/// What somebody has written in Markdown, as it is shown.
@Suite("Prose in Markdown", .timeLimit(.minutes(5)))
struct MarkdownProseTests {
    private static func shown(_ text: String) -> [String] {
        MarkdownProse(text).blocks.map { block in
            let own = Self.words(block.spans)
            let kind =
                switch block.kind {
                case .paragraph: "p"
                case .heading: "h"
                case .item(let mark, let depth): "\(mark)\(depth)"
                case .code: "code"
                case .rule: "rule"
                case .table(let rows):
                    "table "
                        + rows.map { $0.map { "[\(Self.words($0.spans))]" }.joined() }.joined(separator: "/")
                }
            return "\(block.isQuoted ? ">" : "")\(kind) \(own)"
        }
    }

    private static func words(_ spans: [MarkdownProse.Span]) -> String {
        spans.map { span in
            let marks = [(MarkdownProse.Style.strong, "*"), (.emphasis, "_"), (.code, "`"), (.struck, "~")]
                .filter { span.style.contains($0.0) }.map(\.1).joined()
            return marks + span.text + marks + (span.address.map { "<\($0)>" } ?? "")
        }.joined()
    }

    @Test(
        arguments: [
            ("two\nlines", ["p two\nlines"]), ("one\n\ntwo", ["p one", "p two"]), ("# Head", ["h Head"]),
            ("a **b** _c_ `d` ~~e~~ ***f***", ["p a *b* _c_ `d` ~e~ *_f*_"]),
            ("- a\n- b\n  - c\n", ["•1 a", "•1 b", "•2 c"]), ("3. a\n4. b\n", ["3.1 a", "4.1 b"]),
            ("> said\n", [">p said"]), ("```sh\nkubectl get pods\n```\n", ["code kubectl get pods"]),
            ("a\n\n---\n\nb", ["p a", "rule ", "p b"]), ("", []), ("\n \n", []),
            ("| a | b |\n|---|---|\n| 1 | 2 |\n", ["table [a][b]/[1][2] "]),
            // As many cells as columns, whatever a row has; what stands out in them, and what stands around.
            (
                "a\n\n| x | **y** |\n|:--|--:|\n| `1` |\n| 2 | 3 | 4 |\n\nb",
                ["p a", "table [x][*y*]/[`1`][]/[2][3] ", "p b"]
            ),
            ("> | a |\n> |---|\n> | [b](https://a.example) |", [">table [a]/[b<https://a.example>] "]),
            ("| <b>a</b> |\n|---|\n| [x](javascript:alert(1)) |", ["table [<b>a</b>]/[x] "]),
            ("| a |\n|---|", ["table [a] "]), ("a | b", ["p a | b"]),
            ("- a\n\n  | b |\n  |---|\n- c", ["•1 a", "table [b] ", "•1 c"]),
        ] as [(String, [String])])
    func `has blocks and what stands out in them`(text: String, expected: [String]) {
        #expect(Self.shown(text) == expected)
    }

    @Test(
        arguments: [
            ("see https://a.example/x?b=1", "https://a.example/x?b=1"),
            ("[here](http://a.example)", "http://a.example"),
            ("<https://a.example>", "https://a.example"), ("dba@example.com", "mailto:dba@example.com"),
            ("[x](javascript:alert(1))", nil), ("[x](JAVASCRIPT:alert(1))", nil), ("[x](data:text/html,x)", nil),
            ("[x](//evil.example)", nil), ("[x](/incidents/1)", nil), ("[x](vbscript:x)", nil), ("[x](https://)", nil),
            ("[x](file:///etc/passwd)", nil), ("[x](<https://a b>)", nil), ("[x](#main)", nil),
            ("![pixel](https://track.example/p.gif)", nil),
        ] as [(String, String?)])
    func `has links only to web pages and addresses of mail`(text: String, address: String?) {
        #expect(MarkdownProse(text).blocks.flatMap(\.spans).compactMap(\.address).first == address)
    }

    @Test(
        arguments: [
            "<script>alert(1)</script>", "a <b onclick=x>b</b>", "<!-- c -->", "<img src=x onerror=alert(1)>",
            "<details>\n\nx",
        ])
    func `has HTML as text`(text: String) {
        let words = MarkdownProse(text).blocks.flatMap(\.spans).map(\.text).joined()
        #expect(words.contains("<") && words.contains(">"))
        #expect(MarkdownProse(text).blocks.flatMap(\.spans).allSatisfy { $0.address == nil })
    }

    @Test(
        arguments: [
            String(repeating: "[", count: 10_000),
            String(repeating: "|", count: 3000) + "\n" + String(repeating: "-|", count: 3000),
            String(repeating: "> ", count: 5000) + "x", String(repeating: "*a **b ", count: 1400), "a\u{0}b",
            String(repeating: "- ", count: 4000) + "x",
        ])
    func `is there for whatever is written`(text: String) {
        #expect(!MarkdownProse(text).blocks.isEmpty)
    }
}
