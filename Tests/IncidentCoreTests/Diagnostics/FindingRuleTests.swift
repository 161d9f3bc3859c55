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

    @Test func `of many matches five different sentences are kept, and the last says how many more there are`() throws {
        let output = (0..<50).map { "error \($0 / 2)\n" }.joined()
        let found = try rule(#"error (\d+)"#, "error $1").findings(in: output, of: "x", at: Timestamp(seconds: 0))
        #expect(found.map(\.text) == ["error 0", "error 1", "error 2", "error 3", "error 4 (and 20 more)"])
        #expect(found.map(\.line) == [1, 3, 5, 7, 9] && found.map(\.count) == [2, 2, 2, 2, 42])
    }

    @Test func `of a pattern that matches everywhere it is not counted how often`() throws {
        let output = (0..<5000).map { "error \($0)\n" }.joined()
        let found = try rule(#"error (\d+)"#, "error $1").findings(in: output, of: "x", at: Timestamp(seconds: 0))
        #expect(found.last?.text == "error 4 (and over 995 more)")
    }

    @Test(arguments: [
        ("x", "a\nb x\nc", 2), (#"(?s)b.*c"#, "a\nb\nc", 2), (#"\s+c"#, "a\n\n\n c", 4), ("(?m)^", "a", 1),
        ("é$", "ü\né", 2),
    ])
    func `the line is that of its first letter`(pattern: String, output: String, line: Int) throws {
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
