import IncidentCore
import Testing

@Suite("A text that is too long", .timeLimit(.minutes(5)))
struct CutTests {
    private static let family = "👩\u{200D}👩\u{200D}👧\u{200D}👦"

    @Test(
        arguments: [
            ("abcdef", 6, .bytes, "abcdef"), ("abcdef", 5, .bytes, "ab…"), ("abcdef", 5, .scalars, "abcd…"),
            ("öööö", 8, .bytes, "öööö"), ("öööö", 7, .bytes, "öö…"), ("öööö", 4, .scalars, "öööö"),
            // An emoji is four bytes, one scalar, two units of UTF-16.
            ("🚨🚨🚨", 11, .bytes, "🚨🚨…"), ("🚨🚨🚨", 2, .scalars, "🚨…"), ("🚨🚨🚨", 5, .utf16, "🚨🚨…"),
            ("🚨🚨🚨", 4, .utf16, "🚨…"), ("🚨🚨🚨", 6, .utf16, "🚨🚨🚨"),
            // What people see as one character goes as a whole.
            ("\(family)\(family)", 30, .bytes, "\(family)…"), ("\(family)\(family)", 27, .bytes, "…"),
            ("e\u{301}e\u{301}e\u{301}", 5, .scalars, "e\u{301}e\u{301}…"),
            ("🇩🇪🇫🇷", 3, .scalars, "🇩🇪…"), ("a\r\nb\tc", 5, .bytes, "a b c"), ("", 5, .bytes, ""),
            ("abc", 1, .scalars, "…"),
        ] as [(String, Int, TextUnit, String)])
    func `is cut in the unit of its limit, between characters, and ends in a mark`(
        text: String, limit: Int, unit: TextUnit, cut: String
    ) {
        #expect(text.line(within: limit, in: unit) == cut)
        #expect(cut.length(in: unit) <= limit)
    }

    @Test func `says how much of it is left out where it is read and not only recognised`() {
        let text = String(repeating: "ab", count: 1024)
        let cut = text.line(within: 600, counted: true)
        #expect(cut.utf8.count <= 600 && cut.hasPrefix("abab"))
        let kept = cut.prefix { $0 != "…" }
        #expect(cut == "\(kept)… [\(2048 - kept.count) of 2048 bytes left out]")
        #expect(text.line(within: 2048, counted: true) == text)
        // Where the words would take more of it than the text.
        #expect(text.line(within: 60, counted: true) == "\(text.prefix(57))…")
    }

    @Test(arguments: ["a", "ö", "🚨", "日", "e\u{301}", family, "x\n", "&"], TextUnit.allCases)
    func `never has more than its limit`(unit: String, counting: TextUnit) {
        let text = String(repeating: unit, count: 700)
        let whole = text.singleLine(limit: .max)
        for limit in [1, 2, 3, 4, 7, 24, 25, 26, 100, 101, 102, 200, 255, 600] where limit >= "…".length(in: counting) {
            for isCounted in [false, true] {
                let cut = text.line(within: limit, in: counting, counted: isCounted)
                #expect(cut.length(in: counting) <= limit, "\(limit): \(cut)")
                // Nothing of a character is left: what was kept begins the whole.
                #expect(whole.hasPrefix(String(cut.prefix { $0 != "…" })))
            }
        }
    }

    @Test func `of which one character alone is too long is cut between scalars`() {
        let text = "e" + String(repeating: "\u{301}", count: 5000)
        #expect(text.prefix(100, in: .bytes).utf8.count == 99)
        #expect(text.suffix(bytes: 100).utf8.count == 100)
    }

    @Test(arguments: [("äöü", 3, "ü"), ("äöü", 4, "öü"), ("äöü", 9, "äöü"), ("🚨🚨", 7, "🚨"), ("ab", 0, "")])
    func `keeps its end likewise`(text: String, limit: Int, end: String) {
        #expect(text.suffix(bytes: limit) == end)
    }

    @Test(
        arguments: [
            (3, nil, .max, ["one", "two", "three"]), (2, nil, .max, ["one", "two", "and 1 more, there"]),
            (3, 9, .max, ["one", "two", "three", "and 6 more, there"]), (0, nil, .max, ["and 3 more, there"]),
            (3, nil, 14, ["one", "two", "three"]), (3, nil, 13, ["and 3 more, there"]),
            // Eight bytes for two lines, eighteen for the last.
            (3, 9, 26, ["one", "two", "and 7 more, there"]), (3, 9, 25, ["one", "and 8 more, there"]),
        ] as [(Int, Int?, Int, [String])])
    func `of a list as many whole lines are shown as have room, and the others are counted`(
        count: Int, total: Int?, limit: Int, lines: [String]
    ) {
        #expect(["one", "two", "three"].listed(count, of: total, within: limit, rest: ", there") == lines)
    }

    @Test func `a list that has room needs no last line`() {
        #expect(["one", "two"].listed(5, within: 8, rest: ", there") == ["one", "two"])
        #expect([String]().listed(5, rest: ", there") == [])
        #expect([String]().listed(0, of: -3) == [])
    }
}
