import IncidentCore
import Patterns
import Testing

@Suite(.timeLimit(.minutes(5))) struct FindingRuleTests {
    private func rule(_ pattern: String, _ sentence: String) throws -> FindingRule {
        FindingRule(pattern: try Pattern(pattern), sentence: sentence, level: .critical)
    }

    @Test func `a line of output becomes a sentence`() throws {
        let pods = "NAME READY STATUS\nweb-1 0/1 CrashLoopBackOff\nweb-2 1/1 Running\n"
        let rule = try rule(#"(?m)^(\S+)\s+\S+\s+(CrashLoopBackOff|OOMKilled|Error)\b"#, "pod $1 is $2")
        #expect(
            rule.findings(in: pods, of: "pods", at: Timestamp(seconds: 0))
                == [Finding(collector: "pods", level: .critical, text: "pod web-1 is CrashLoopBackOff", lines: [2])])
    }

    @Test func `of many different sentences five are kept, and one more says how many others there are`() throws {
        let output = (0..<50).map { "error w\($0 / 2)\n" }.joined()
        let found = try rule(#"error (\S+)"#, "error $1").findings(in: output, of: "x", at: Timestamp(seconds: 0))
        #expect(
            found.map(\.text) == [
                "error w0 (2 times)", "error w1 (2 times)", "error w2 (2 times)", "error w3 (2 times)",
                "error w4 (2 times)", "(and 20 others in x)",
            ])
        #expect(found.map(\.line) == [1, 3, 5, 7, 9, 11] && found.map(\.count) == [2, 2, 2, 2, 2, 40])
    }

    @Test func `the most frequent stands first, however late it came`() throws {
        let output =
            (0..<8).map { "ERROR request failed: request_id=0000000\($0)\n" }.joined()
            + String(repeating: "ERROR cannot open /data: read-only file system\n", count: 300) + "ERROR once\n"
        let found = try rule(#"ERROR (.*)"#, "log: $1").findings(in: output, of: "x", at: Timestamp(seconds: 0))
        #expect(
            found.map(\.text) == [
                "log: cannot open /data: read-only file system (300 times)",
                "log: request failed: request_id=00000000 (8 alike)", "log: once",
            ])
        #expect(found.map(\.line) == [9, 1, 309] && found.map(\.count) == [300, 8, 1])
    }

    /// Of each there are two sentences, which are one.
    @Test(arguments: [
        ("took 35ms, attempt 1", "took 1.5s, attempt 1"),
        ("at 2026-11-23T14:00:00.123Z: lost", "at 2026-11-24T02:00:00.5Z: lost"),
        ("job 7c9e6679-7425-40de-944b-e07fc1f90ae7 died", "job a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 died"),
        ("commit deadbeef12 is bad", "commit 0123abcd is bad"), ("10.0.0.3:5432 refused", "10.0.0.11:5432 refused"),
        ("fe80::1 refused", "fe80::a2:1 refused"), ("größe (5%) zu klein: 0x7ffe12", "größe (5%) zu klein: 0x7ffe98"),
    ])
    func `what differs in numbers, ids, times and addresses alone is told by the first`(
        first: String, second: String
    ) throws {
        let found = try rule("(?m)^(.+)$", "$1").findings(
            in: "\(first)\n\(second)\n\(first)\n", of: "x", at: Timestamp(seconds: 0))
        #expect(found.map(\.text) == ["\(first) (3 alike)"])
    }

    @Test(arguments: [
        ("node-3 is silent", "node-4 is silent"),
        ("pod api-7d9c6b5f4-2xkqv fails", "pod api-7d9c6b5f4-8hzrp fails"), ("facade is bad", "decade is bad"),
        ("postgres15 is old", "postgres16 is old"),
    ])
    func `names stay, also with numbers in them`(first: String, second: String) throws {
        let found = try rule("(?m)^(.+)$", "$1").findings(
            in: "\(first)\n\(second)\n", of: "x", at: Timestamp(seconds: 0))
        #expect(found.map(\.text) == [first, second])
    }

    @Test func `of a pattern that matches everywhere it is not counted how often`() throws {
        func last(_ letter: String) throws -> String? {
            let output = (0..<15_000).map { "error \(letter)\($0)\n" }.joined()
            return try rule(#"error (\S+)"#, "error $1").findings(in: output, of: "x", at: Timestamp(seconds: 0)).last?
                .text
        }
        #expect(try last("w") == "(and over 9995 others in x)")
        #expect(try last("") == "error 0 (over 10000 alike)")
    }

    @Test(arguments: [
        ("x", "a\nb x\nc", 2), (#"(?s)b.*c"#, "a\nb\nc", 2), (#"\s+c"#, "a\n\n\n c", 4), ("(?m)^", "a", 1),
        ("é$", "ü\né", 2), (#"\A[^\n]*\n(\S+)"#, "NAME\nb", 2), ("(z)?b", "a\nb", 2), ("a(z)?\nb", "a\nb", 1),
        ("a(\n+c)", "a\n\nc", 3),
    ])
    func `the line is that of the first letter of its first group, else of the match`(
        pattern: String, output: String, line: Int
    ) throws {
        let found = try rule(pattern, "s").findings(in: output, of: "x", at: Timestamp(seconds: 0))
        #expect(found.map(\.line) == [line])
    }

    @Test func `a sentence is one printable line of at most 200 characters`() throws {
        let output = "a\nb\u{202E}" + String(repeating: "x", count: 500)
        let texts = try rule("(?s)(.*)", "$1").findings(in: output, of: "x", at: Timestamp(seconds: 0)).map(\.text)
        #expect(texts.count == 1)
        #expect(texts[0].hasPrefix("a b x") && texts[0].hasSuffix("x…") && texts[0].count == 200)
    }
}
