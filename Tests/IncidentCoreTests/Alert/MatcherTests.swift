import IncidentCore
import Testing

@Suite("Matcher", .timeLimit(.minutes(5)))
struct MatcherTests {
    @Test(
        arguments: [
            (#"alertname="A""#, "alertname", .equal, "A"), (#"alertname!="A""#, "alertname", .notEqual, "A"),
            (#"alertname=~"A|B""#, "alertname", .matches, "A|B"),
            (#"alertname!~"A.*""#, "alertname", .doesNotMatch, "A.*"),
            (#"  a  =~  "b"  "#, "a", .matches, "b"), ("severity=critical", "severity", .equal, "critical"),
            ("severity=~page|critical", "severity", .matches, "page|critical"), (#"a="""#, "a", .equal, ""),
            (#"a="say \"hi\"""#, "a", .equal, #"say "hi""#), (#"a="C:\\data""#, "a", .equal, #"C:\data"#),
            (#"a="one\ntwo""#, "a", .equal, "one\ntwo"), (#"a=~"1\.5""#, "a", .matches, #"1\.5"#),
            (#"a="x=~y!=z,{}""#, "a", .equal, "x=~y!=z,{}"), (#"_a:b="c""#, "_a:b", .equal, "c"),
            (#"cloud.region-1="c""#, "cloud.region-1", .equal, "c"), (#"größe="検索""#, "größe", .equal, "検索"),
        ] as [(String, String, Matcher.Operation, String)])
    func `Alertmanager's notation is read`(
        text: String, name: String, operation: Matcher.Operation, value: String
    ) throws {
        let matcher = try Matcher(text)
        #expect(matcher.name == name)
        #expect(matcher.operation == operation)
        #expect(matcher.value == value)
    }

    static let labels: Labels = ["severity": "critical", "pod": "analytics-api-7d9c6b5f4-2xkqv", "empty": ""]

    @Test(arguments: [
        (#"severity="critical""#, true), (#"severity="Critical""#, false), (#"severity!="critical""#, false),
        (#"severity!="warning""#, true), (#"severity=~"critical|page""#, true), (#"severity=~"crit""#, false),
        (#"severity=~".*itic.*""#, true), (#"severity!~"crit""#, true), (#"severity!~"critical|page""#, false),
        (#"severity=~"warning|crit""#, false), (#"severity=~"(?i)CRITICAL""#, true),
        (#"pod=~"analytics-api-.*""#, true), (#"severity=~"""#, false),
    ])
    func `expressions are anchored on both sides`(text: String, expected: Bool) throws {
        #expect(try Matcher(text).matches(Self.labels) == expected)
    }

    @Test(arguments: ["missing", "empty"])
    func `a missing label is empty text`(name: String) throws {
        let cases = [
            (#"="""#, true), (#"="a""#, false), (#"!="""#, false), (#"!="a""#, true), (#"=~"""#, true),
            (#"=~".*""#, true),
            (#"=~".+""#, false), (#"!~".+""#, true), (#"!~".*""#, false), (#"!~"a""#, true),
        ]
        for (condition, expected) in cases {
            #expect(try Matcher(name + condition).matches(Self.labels) == expected, "\(name)\(condition)")
        }
    }

    @Test func `all matchers of a list must hold, and an empty list holds for everything`() {
        let both: [Matcher] = [#"severity="critical""#, #"pod=~"analytics.*""#]
        #expect(both.allMatch(Self.labels))
        #expect(!(both + [#"zone="a""#]).allMatch(Self.labels))
        #expect([Matcher]().allMatch([:]))
    }

    @Test(arguments: [
        #"a="b""#, #"größe!="検索""#, #""host.name"=~"a\\.b|\"c\"""#, #"a!~"x\ny""#, #"a=~"1\.5""#, #"a="""#,
    ])
    func `its own words read back as the same matcher`(text: String) throws {
        let matcher = try Matcher(text)
        #expect(try Matcher(matcher.description) == matcher)
    }

    @Test(arguments: [
        ("severity=critical", #" severity = "critical" "#, true), ("severity=critical", "severity=~critical", false),
        ("severity=critical", "severity=page", false), ("severity=critical", "team=critical", false),
    ])
    func `matchers that say the same are equal`(left: String, right: String, expected: Bool) throws {
        #expect(try (Matcher(left) == Matcher(right)) == expected)
        #expect(try (Set([Matcher(left), Matcher(right)]).count == 1) == expected)
    }
}
