import Patterns
import Testing

@Suite("Pattern", .timeLimit(.minutes(5)))
struct PatternTests {
    @Test(arguments: [
        ("ab", "ab", true), ("ab", "cab", false), ("ab", "abc", false), ("a|b", "b", true), ("a|b", "ab", false),
        ("", "", true), ("", "a", false), (".*", "one\ntwo", false), ("(?s).*", "one\ntwo", true),
        ("(?i)P1", "p1", true), ("検索", "検索", true), (".", "é", true), ("a.c", "a\u{0}c", true),
    ])
    func `the whole text must match`(source: String, text: String, expected: Bool) throws {
        #expect(try Pattern(source).matchesWhole(text) == expected)
    }

    @Test(arguments: [("b", "abc", true), ("^b", "abc", false), ("", "", true), ("x", "", false)])
    func `a part of the text is enough for a search`(source: String, text: String, expected: Bool) throws {
        #expect(try Pattern(source).matches(text) == expected)
    }

    @Test func `matches come in order, with their byte ranges and groups`() throws {
        let found = try Pattern(#"(\w+)=(\d+)?"#).matches(in: "é a=1 b=")
        #expect(found.map(\.byteRange) == [3..<6, 7..<9])
        #expect(found.map(\.groups) == [["a=1", "a", "1"], ["b=", "b", nil]])
    }

    @Test func `no more matches are taken than the limit says`() throws {
        #expect(try Pattern("a").matches(in: "aaaa", limit: 2).map(\.byteRange) == [0..<1, 1..<2])
    }

    @Test func `an expression that matches nothing at all comes to an end`() throws {
        #expect(try Pattern("x*").matches(in: "é€").map(\.byteRange) == [0..<0, 2..<2, 5..<5])
    }

    @Test(arguments: [
        ("token=abc token=def", "token=<redacted> token=<redacted>"), ("nothing here", "nothing here"), ("", ""),
        ("é token=ü end", "é token=<redacted> end"),
    ])
    func `each match is replaced and the rest is kept`(text: String, expected: String) throws {
        let replaced = try Pattern(#"(token=)\S+"#).replacing(in: text) { $0.expand("$1<redacted>") }
        #expect(replaced == expected)
    }

    @Test(arguments: [
        ("pod $1 is $2", "pod api is Error"), ("$0", "api: Error"), ("$3|$9", "|"), ("costs 5 $$", "costs 5 $"),
        ("$", "$"), ("$x", "$x"), ("$$1", "$1"), ("", ""),
    ])
    func `a template is filled from the groups`(template: String, expected: String) throws {
        let match = try #require(try Pattern(#"(\w+): (\w+)( again)?"#).matches(in: "api: Error").first)
        #expect(match.expand(template) == expected)
    }

    @Test(arguments: ["(", "a**", "[z-a]", #"\1"#, "(?=a)", "(?<name", "x{1001}"])
    func `an expression that is not RE2 syntax is refused with its reason`(source: String) {
        #expect {
            _ = try Pattern(source)
        } throws: { error in
            guard let error = error as? PatternError else { return false }
            return error.source == source && !error.reason.isEmpty && error.description.contains(source)
        }
    }

    @Test func `an expression made to backtrack is answered without backtracking`() throws {
        // A backtracking engine needs 2^100000 steps here, so the test would never end.
        #expect(try !Pattern("(a+)+b").matches(String(repeating: "a", count: 100_000)))
    }

    @Test func `one pattern serves many tasks at once`() async throws {
        let pattern = try Pattern(#"node-(\d+)"#)
        let found = await withTaskGroup(of: String?.self) { group in
            for number in 0..<200 {
                group.addTask { pattern.matches(in: "on node-\(number) now").first?.groups[1] }
            }
            return await group.reduce(into: Set<String>()) { if let text = $1 { $0.insert(text) } }
        }
        #expect(found == Set((0..<200).map(String.init)))
    }
}
