import IncidentCore
import Testing

@testable import ResponderConfig

@Suite("match and match_any in the tables", .timeLimit(.minutes(5)))
struct SelectorReadingTests {
    @Test func `every table that has match has match_any beside it`() throws {
        let keys = #"match: ['x="1"'], match_any: ['a="b"', ['c=~"d"', 'e!="f"']]"#
        let tables = try TestTables.load([
            "classification": """
            rules: [ { name: r, \(keys), priority: P1 } ]
            heartbeats: [ { name: h, \(keys), silent_after: 10m } ]
            """,
            "collectors": """
            collectors: [ { name: c, when: { \(keys) }, run: [kubectl, get, pods] } ]
            next_steps: [ { title: n, when: { \(keys) } } ]
            """,
            "escalation": """
            policies:
              - { name: p, \(keys), steps: &s [ { after: 0s, notify: [On-Call Engineer] } ] }
              - { name: rest, steps: *s }
            """,
        ]).tables
        let expected = AlertSelector(
            all: [try Matcher(#"x="1""#)],
            any: [[try Matcher(#"a="b""#)], [try Matcher(#"c=~"d""#), try Matcher(#"e!="f""#)]])
        #expect(tables.classifier.rules.map(\.matchers) == [expected])
        #expect(tables.heartbeats.map(\.matchers) == [expected])
        #expect(tables.collectors.map(\.when) == [Selector(matchers: expected)])
        #expect(tables.nextSteps.map(\.when) == [Selector(matchers: expected)])
        #expect(tables.policies.map(\.matchers) == [expected, []])
    }

    @Test func `of a list of cases one must be for the incident`() throws {
        let tables = try TestTables.load([
            "collectors": """
            collectors:
              - name: c
                when: [ { priority: [P1, P2], match: [app=x] }, { priority: [P3], match_any: [alertname=y, app=z] } ]
                run: [kubectl, get, pods]
            """
        ]).tables
        let cases: [(Priority, Labels, Bool)] = [
            (.p1, ["app": "x"], true), (.p2, ["app": "x"], true), (.p3, ["app": "x"], false),
            (.p3, ["app": "z"], true), (.p1, ["app": "z"], false), (.p3, ["alertname": "y"], true), (.p4, [:], false),
        ]
        for (priority, labels, isMeant) in cases {
            #expect(
                tables.collectors(for: priority, labels: labels).count == (isMeant ? 1 : 0), "\(priority) \(labels)")
        }
        let foreseen = ForeseenLabels(["app": "x"])
        let when = try #require(tables.collectors.first).when
        #expect(when.verdict(.p1, foreseen) == .holds)
        #expect(when.verdict(.p3, foreseen) == .depends(on: ["alertname"]))
        #expect(when.verdict(.p4, foreseen) == .fails)
    }

    @Test func `a list without a case, or with a wrong one, is a problem`() {
        func problems(_ when: String) -> [String] {
            TestTables.problems([
                "collectors": "collectors:\n  - { name: c, run: [kubectl, get, pods], when: \(when) }\n"
            ])
        }
        #expect(
            problems("[]") == [
                "routes/collectors.yaml:2:49: when is an empty list, which is for no incident; leave it out for every incident"
            ])
        #expect(problems("[{ priority: [P9] }]").first?.contains("P9") == true)
        #expect(problems("[{ prio: [P1] }]").first?.contains("unknown key \"prio\"") == true)
    }

    @Test func `match_any is enough for a rule and a heartbeat`() throws {
        let tables = try TestTables.load([
            "classification": """
            rules: [ { name: r, match_any: [a=b, c=d], priority: P1 } ]
            heartbeats: [ { name: h, match_any: [a=b], silent_after: 10m } ]
            """
        ]).tables
        #expect(tables.classifier.rules.first?.matchers.any.count == 2)
        #expect(tables.heartbeats.first?.matchers.any.count == 1)
    }

    /// Of each way to write them Alertmanager 0.27 has one here.
    @Test(arguments: [
        (#"match: ['"host.name"="server-01"']"#, [#"host.name="server-01""#]),
        (#"match: ['{"host.name"="server-01"}']"#, [#"host.name="server-01""#]),
        (#"match: ['"team name"="payments"']"#, [#"team name="payments""#]),
        (#"match: ['{team="a",env=~"b|c"}']"#, [#"team="a""#, #"env=~"b|c""#]),
        (#"match: ['team="a", env="b"']"#, [#"team="a""#, #"env="b""#]),
        (#"match: ['team="a", env="b"', "größe=ü", 'x!=""']"#, [#"team="a""#, #"env="b""#, #"größe="ü""#, #"x!="""#]),
    ])
    func `an entry may hold several conditions, and names of any characters`(keys: String, expected: [String]) throws {
        let routes = try TestTables.load([
            "escalation": """
            policies:
              - { name: a, priority: [P1], \(keys), steps: &s [ { after: 0s, notify: [On-Call Engineer] } ] }
              - { name: rest, steps: *s }
            """
        ])
        let matchers = try #require(routes.tables.policies.first?.matchers.all)
        #expect(matchers.map { "\($0.name)\($0.operation.rawValue)\"\($0.value)\"" } == expected)
        #expect(routes.warnings.isEmpty)
    }

    @Test func `an entry of match_any that holds several holds when all of them do`() throws {
        let rules = try TestTables.load([
            "classification": #"rules: [ { name: r, match_any: ['{a="b",c="d"}', 'e="f"'], priority: P1 } ]"#
        ]).tables.classifier.rules
        #expect(rules.first?.matchers.any.map(\.count) == [2, 1])
    }

    @Test func `a value in single quotes is taken as Alertmanager takes it, with a warning`() throws {
        let routes = try TestTables.load([
            "classification": #"rules: [ { name: r, match: ["severity='critical'"], priority: P1 } ]"#
        ])
        #expect(routes.tables.classifier.rules.first?.matchers.all.first?.value == "'critical'")
        #expect(
            routes.warnings == [
                #"routes/classification.yaml:1:29: matcher severity='critical' is taken for severity="'critical'", as Alertmanager does; put each value in double quotes"#
            ])
    }

    @Test(arguments: [
        ("[a=b]", true), ("[[a=b, c=d]]", true), ("[c=d, [a=b, g=h]]", true), ("[a=b, e=f]", false),
        ("[[a=b, g=h], [e=f, i=j]]", false),
    ])
    func `a policy is in the shadow when earlier ones take each of its alternatives`(
        any: String, isShadowed: Bool
    ) throws {
        let warnings = try TestTables.load([
            "escalation": """
            policies:
              - { name: a, match_any: [a=b, c=d], steps: &s [ { after: 0s, notify: [On-Call Engineer] } ] }
              - { name: b, match_any: \(any), steps: *s }
              - { name: rest, steps: *s }
            """
        ]).warnings
        let shadow =
            #"routes/escalation.yaml:3:5: policy "b" never applies: policy "a" before it takes all of its incidents"#
        #expect(warnings == (isShadowed ? [shadow] : []))
    }

    @Test(arguments: [("pagerduty", true), ("pagerduty, email", false)])
    func `a digest for a contact with a pager alone is warned of`(path: String, isWarned: Bool) throws {
        let warnings = try TestTables.load([
            "contacts": """
            contacts:
              - { role: On-Call Engineer, contact: oncall@example.com, escalation_path: [\(path)] }
            """,
            "escalation": """
            business_hours: { time_zone: Europe/Berlin, days: [mon], from: "09:00", to: "17:00" }
            digest: { at: "09:00", notify: [On-Call Engineer] }
            policies: [ { name: all, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]
            """,
        ]).warnings
        let words =
            "routes/escalation.yaml: the digest of On-Call Engineer can be told to nobody: its contact has no method for it; "
            + "add mail, Slack or a webhook to the escalation path"
        #expect(warnings == (isWarned ? [words] : []))
    }

    @Test func `two earlier rules may shadow a third together`() throws {
        let warnings = try TestTables.load([
            "classification": """
            rules:
              - { name: a, match: [a=b], priority: P1 }
              - { name: c, match: [c=d], priority: P2 }
              - { name: both, match: [e=f], match_any: [a=b, c=d], priority: P3 }
              - { name: more, match_any: [a=b, g=h], priority: P3 }
            """
        ]).warnings
        #expect(
            warnings == [
                #"routes/classification.yaml:4:5: rule "both" never decides: rule "a" before it takes all that it matches"#
            ])
    }

    @Test(arguments: [
        ("[]", "25: match_any is empty or has an empty entry; write the conditions of which one must hold"),
        ("[a=b, []]", "25: match_any is empty or has an empty entry; write the conditions of which one must hold"),
        ("[{ a: b }]", "26: match_any: expected text, found a mapping; text that begins with { must stand in quotes"),
        ("a=b", "25: match_any: expected a list of text, found text"),
    ])
    func `what is no list of conditions is reported`(value: String, problem: String) {
        let text = "rules:\n- { name: a, match_any: \(value), priority: P1 }"
        #expect(TestTables.problems(["classification": text]) == ["routes/classification.yaml:2:\(problem)"])
    }

    @Test func `a rule without either is told of both`() {
        #expect(
            TestTables.problems(["classification": "rules:\n- { name: a, priority: P1 }"]) == [
                #"routes/classification.yaml:2:3: this entry of rules has no "match" and no "match_any"; add one"#
            ])
    }
}
