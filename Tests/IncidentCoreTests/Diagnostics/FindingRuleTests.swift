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
            rule.findings(in: pods, of: "pods")
                == [Finding(collector: "pods", level: .critical, text: "pod web-1 is CrashLoopBackOff")])
    }

    @Test func `of many matches five different sentences are kept`() throws {
        let output = (0..<50).map { "error \($0 / 2)\n" }.joined()
        let texts = try rule(#"error (\d+)"#, "error $1").findings(in: output, of: "x").map(\.text)
        #expect(texts == ["error 0", "error 1", "error 2", "error 3", "error 4"])
    }

    @Test func `a sentence is one printable line of at most 200 characters`() throws {
        let output = "a\nb\u{202E}" + String(repeating: "x", count: 500)
        let texts = try rule("(?s)(.*)", "$1").findings(in: output, of: "x").map(\.text)
        #expect(texts.count == 1)
        #expect(texts[0].hasPrefix("a b x") && texts[0].hasSuffix("x…") && texts[0].count == 200)
    }
}
