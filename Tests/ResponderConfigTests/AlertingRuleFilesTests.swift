import IncidentCore
import ResponderConfig
import Testing

/// Alerting rules as Prometheus and Kubernetes write them.
@Suite(.timeLimit(.minutes(5)))
struct AlertingRuleFilesTests {
    private static func load(_ text: String) throws(RouteTableProblems) -> AlertingRuleFiles {
        try AlertingRuleFiles.load(["-"]) { Array(text.utf8) }
    }

    @Test func `a rule file gives each alert with its group, line, time and labels, and counts what records`() throws {
        let files = try Self.load(
            """
            groups:
              - name: disks
                interval: 30s
                labels: { team: storage, tier: "1" }
                rules:
                  - record: disk:full
                    expr: sum(disk)
                  - alert: DiskFull
                    expr: disk:full > 0.9
                    for: 1h30m
                    keep_firing_for: 5m
                    labels: { severity: "{{ $labels.level }}", tier: 2, zone: "" }
                    annotations: { summary: "{{ $value }}" }
              - name: empty
                rules: []
            """)
        #expect(
            files.rules == [
                AlertingRule(
                    name: "DiskFull", group: "disks", file: "standard input", line: 8, holdsFor: .seconds(5400),
                    labels: ["team": "storage", "severity": "{{ $labels.level }}", "tier": "2", "zone": ""])
            ])
        #expect(files.groupCount == 2)
        #expect(files.recordingRuleCount == 1)
        #expect(files.warnings.isEmpty)
    }

    @Test func `manifests of Kubernetes are read, several in one file and in lists, and others passed over`() throws {
        let files = try Self.load(
            """
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata: { name: one }
            spec: { groups: [ { name: a, rules: [ { alert: First, expr: up == 0 } ] } ] }
            ---
            kind: ConfigMap
            data: {}
            ---
            kind: PrometheusRule
            metadata: { name: without-a-spec }
            ---
            kind: List
            items:
              - kind: PrometheusRule
                spec: { groups: [ { name: a, rules: [ { alert: Second, expr: up == 0 } ] } ] }
            """)
        #expect(files.rules.map(\.name) == ["First", "Second"])
        #expect(
            files.warnings == [
                "standard input:7:1: a manifest of kind ConfigMap is passed over; rules stand in kind PrometheusRule"
            ])
    }

    @Test func `everything that is wrong is said with its place, all at once`() throws {
        let problems = #expect(throws: RouteTableProblems.self) {
            try Self.load(
                """
                groups:
                  - name: a
                    rules:
                      - alert: NoExpression
                      - alert: Both
                        record: both
                        expr: up
                      - { expr: up == 0 }
                      - { alert: Late, expr: up == 0, for: soon }
                      - { alert: Odd, expr: up == 0, labels: [severity] }
                  - rules: []
                """)
        }
        #expect(
            problems?.problems.map(\.description) == [
                #"standard input:4:9: this entry of rules has no "expr"; add it"#,
                #"standard input:5:9: this rule has both "alert" and "record"; leave one out"#,
                #"standard input:8:9: this entry of rules has no "alert"; add it"#,
                #"standard input:9:44: for is "soon"; a duration such as 30s, 5m or 1h30m is expected"#,
                "standard input:10:46: labels: expected a mapping, found a list",
                #"standard input:11:5: this entry of groups has no "name"; add it"#,
            ])
    }

    @Test(
        arguments: [
            ("", "standard input: the file has no alerting rule"),
            ("groups: []", "standard input: the file has no alerting rule"),
            (
                "rules: []",
                #"standard input:1:1: the file has neither "groups" nor "kind: PrometheusRule"; give a rule file of Prometheus"#
            ),
            ("- a", "standard input:1:1: the file: expected a mapping, found a list"),
        ])
    func `what is no rule file is refused`(text: String, problem: String) {
        let problems = #expect(throws: RouteTableProblems.self) { try Self.load(text) }
        #expect(problems?.description == problem)
    }

    @Test func `what is no YAML is refused with its place, also in a later document`() {
        let problems = #expect(throws: RouteTableProblems.self) {
            try Self.load("groups: []\n---\ngroups: [ { name: {{ .Values.name }} }\n")
        }
        #expect(
            problems?.description.hasPrefix(
                "standard input:4:1: not YAML: while parsing a flow sequence that begins at line 3: ") == true)
    }

    @Test func `a slip in a key is warned of`() throws {
        let files = try Self.load(
            "groups: [ { name: a, rules: [ { alert: First, expr: up == 0, label: { severity: critical } } ] } ]")
        #expect(
            files.warnings == [
                #"standard input:1:31: key "label" of a rule is passed over; did you mean "labels"?"#
            ])
    }

    @Test func `a file that is not there is named`() {
        let problems = #expect(throws: RouteTableProblems.self) {
            try AlertingRuleFiles.load(["/nowhere/rules.yaml"]) { [] }
        }
        #expect(problems?.description == "/nowhere/rules.yaml: the file cannot be read: no such file or directory")
    }
}
