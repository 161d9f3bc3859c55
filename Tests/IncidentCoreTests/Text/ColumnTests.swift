import IncidentCore
import Testing

@Suite("Text on a terminal", .timeLimit(.minutes(5)))
struct ColumnTests {
    private static let family = "👩\u{200D}👩\u{200D}👧\u{200D}👦"

    @Test(
        arguments: [
            ("", 0), ("abc", 3), ("Grüße", 5), ("e\u{301}", 1), ("数据库", 6), ("데이터", 6), ("ｆｕｌｌ", 8), ("🚨", 2),
            (family, 2), ("👍🏽", 2), ("🇩🇪", 2), ("❤\u{FE0F}", 2), ("1\u{FE0F}\u{20E3}", 2),
            ("\u{1112}\u{1161}\u{11AB}", 2), ("नमस्ते", 4),
            // Of ambiguous width.
            ("a · b → c…", 10), ("①Ωж─", 4),
        ] as [(String, Int)])
    func `takes as many columns as are seen`(text: String, columns: Int) {
        #expect(text.columnCount == columns)
    }

    @Test(
        arguments: [
            ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("数据库", 6, "数据库"), ("数据库", 5, "数据…"),
            ("数据库", 4, "数…"), ("\(family)\(family)", 3, "\(family)…"), ("e\u{301}e\u{301}", 1, "…"), ("abc", 0, ""),
        ] as [(String, Int, String)])
    func `is cut between characters, so that it fits`(text: String, width: Int, cut: String) {
        #expect(text.cut(toColumns: width) == cut)
        #expect(cut.columnCount <= width)
    }

    @Test(arguments: [("ab", "ab  |"), ("数", "数  |"), ("abcde", "abcde|")])
    func `is padded to a width`(text: String, padded: String) {
        #expect(text.padded(toColumns: 4) + "|" == padded)
    }

    @Test(
        arguments: [
            ("one two three", 13, ["one two three"]), ("one two three", 8, ["one two", "  three"]),
            ("one two three", 3, ["one", "  two", "  three"]),
            (
                "see https://desk.example.com/incidents/1 now", 10,
                ["see", "  https://desk.example.com/incidents/1", "  now"]
            ),
            ("    one  two three", 12, ["    one  two", "  three"]), ("数据库数据库数", 7, ["数据库", "  数据", "  库数"]),
            ("数据 库 x", 6, ["数据", "  库 x"]),
        ] as [(String, Int, [String])])
    func `is broken between words, and an address is not`(text: String, width: Int, lines: [String]) {
        #expect(text.wrapped(toColumns: width, indent: "  ") == lines)
    }
}
