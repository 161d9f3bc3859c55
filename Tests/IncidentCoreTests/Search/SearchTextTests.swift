import Patterns
import Testing

@testable import IncidentCore

@Suite struct SearchTextTests {
    typealias Word = SearchText.Word

    @Test(
        arguments: [
            ("", []), (" \t\u{A0}\n", []), ("crash", [Word("crash", isPrefix: true)]),
            ("pod crash", [Word("pod"), Word("crash", isPrefix: true)]),
            ("crash* pod", [Word("crash", isPrefix: true), Word("pod", isPrefix: true)]),
            ("\"availability probe\"", [Word("availability probe")]),
            ("\"availability pro\"* x", [Word("availability pro", isPrefix: true), Word("x", isPrefix: true)]),
            ("api \"not closed", [Word("api"), Word("not closed")]),
            ("\"\"", [Word("")]), ("\"a\"\"b\"", [Word("a"), Word("b")]),
            ("pod=\"api 1\"", [Word("pod=\"api"), Word("1\"", isPrefix: true)]),
            ("a\u{0}b", [Word("a"), Word("b", isPrefix: true)]),
            ("NEAR(a b, 3) OR -c^", ["NEAR(a", "b,", "3)", "OR"].map { Word($0) } + [Word("-c^", isPrefix: true)]),
            ("***", [Word("", isPrefix: true)]), ("10.42.3.17:9100", [Word("10.42.3.17:9100", isPrefix: true)]),
        ] as [(String, [Word])])
    func `a text is words and phrases`(text: String, expected: [Word]) {
        #expect(SearchText(text).words == expected)
        #expect(!SearchText(text).isCut)
    }

    @Test(
        arguments: [
            ("", true, false), (" \t\u{A0}\n", true, false), ("crash", false, false), ("🔥 crash", false, false),
            ("½", false, false), ("日", false, false), ("🏳️‍🌈", false, true), ("\u{0}", false, true),
            ("\u{FFFD}\u{FFFD}", false, true), ("*", false, true), ("\"\"", false, true), ("% _", false, true),
        ])
    func `a text without letter and digit searches for nothing, which is not the same as no text`(
        text: String, isBlank: Bool, isWordless: Bool
    ) {
        #expect((SearchText(text).isBlank, SearchText(text).isWordless) == (isBlank, isWordless))
    }

    @Test func `of a long text the beginning is searched for`() {
        let words = SearchText(Array(repeating: "a", count: 41).joined(separator: " "))
        #expect(words.words.count == 40 && words.isCut)
        let letters = SearchText(String(repeating: "x", count: 10_000))
        #expect(letters.words.map(\.text.count) == [2000] && letters.isCut)
        #expect(!SearchText(String(repeating: "x", count: 2000)).isCut)
    }

    @Test(
        arguments: [
            (Word("oomkilled"), "pod api-1 was OOMKilled (3)", "pod api-1 was |OOMKilled| (3)"),
            (Word("crash", isPrefix: true), "in CrashLoopBackOff", "in |CrashLoopBackOff|"),
            (Word("crash"), "in CrashLoopBackOff", nil), (Word("loop", isPrefix: true), "in CrashLoopBackOff", nil),
            (Word("10.42.3.17:9100"), "instance=10.42.3.17:9100", "instance=|10.42.3.17:9100|"),
            (Word("tenant id"), "column tenant_id is missing", "column |tenant_id| is missing"),
            (Word("a"), "first\na line\nlast", "|a| line"), (Word("--"), "a -- b", nil), (Word("x"), "", nil),
            (Word("über"), "die über alles", "die |über| alles"),
        ] as [(Word, String, String?)])
    func `an excerpt shows the line with the word`(word: Word, text: String, expected: String?) {
        let excerpt = SearchExcerpt(of: word, in: text, redactions: .builtIn)
        #expect(excerpt.map { "\($0.before)|\($0.found)|\($0.after)" } == expected)
    }

    @Test func `an excerpt of a long line is short`() {
        let text = String(repeating: "left ", count: 1000) + "needle" + String(repeating: " right", count: 1000)
        let excerpt = SearchExcerpt(of: Word("needle"), in: text, redactions: .builtIn)
        #expect(excerpt?.before.count == 61 && excerpt?.before.first == "…")
        #expect(excerpt?.after.count == 61 && excerpt?.after.last == "…")
    }

    @Test func `an excerpt shows no secret that stands beside the word`() throws {
        let text = "needle password=hunter2hunter2 and more"
        let excerpt = try #require(SearchExcerpt(of: Word("needle"), in: text, redactions: .builtIn))
        #expect(!excerpt.text.contains("hunter2"))
    }
}
