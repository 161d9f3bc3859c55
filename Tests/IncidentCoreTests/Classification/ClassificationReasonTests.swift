import IncidentCore
import Testing

/// What held on which label when a priority was given.
@Suite("Why a priority", .timeLimit(.minutes(5)))
struct ClassificationReasonTests {
    private static let tables: RoutingTables = {
        var tables = RoutingTables.empty
        tables.classifier = ClassifierTests.classifier
        return tables
    }()

    @Test(
        arguments: [
            (
                ["alertname": "ApiDown", "severity": "page"], .rule,
                [
                    #"alertname=~".*(Down|Unavailable)" on ApiDown"#,
                    #"severity=~"critical|page" on page"#,
                ]
            ),
            (["alertname": "ApiLatencyHigh"], .rule, [#"alertname=~".*(Latency|Slow).*" on ApiLatencyHigh"#]),
            (["alertname": "Odd", "priority": " p2 "], .priorityLabel, [#"priority="P2" on  p2 "#]),
            (["alertname": "Odd", "severity": "Warning"], .severity, [#"severity="warning" on Warning"#]),
            (["alertname": "Odd", "severity": "sev2"], .defaultPriority, []),
        ] as [(Labels, ClassificationReason.Basis, [String])])
    func `is what decides, and each of its conditions with the label on which it held`(
        labels: Labels, basis: ClassificationReason.Basis, held: [String]
    ) {
        let reason = ClassifierTests.classifier.reason(for: labels)
        #expect(reason.basis == basis)
        #expect(reason.classification == ClassifierTests.classifier.classify(labels))
        #expect(reason.held.map { "\($0.condition) on \($0.value ?? "nothing")" } == held)
    }

    @Test func `of conditions of which one must hold it is the first that does, after those that all must`() {
        let rule = ClassificationRule(
            name: "many",
            matchers: AlertSelector(
                all: [#"team!="web""#], any: [[#"job="a""#], [#"job="b""#, #"zone="1""#], [#"job=~".*""#]]),
            priority: .p2)
        let classifier = Classifier(rules: [rule], severities: [:], defaultPriority: .p3)
        let held = classifier.reason(for: ["job": "b", "zone": "1"]).held
        #expect(held.map(\.condition) == [#"team!="web""#, #"job="b""#, #"zone="1""#])
        // A label that is missing is an empty one to a condition, and is none all the same.
        #expect(held.map(\.value) == [nil, "b", "1"])
        #expect(classifier.reason(for: ["job": "b", "zone": "1", "team": "web"]).basis == .defaultPriority)
    }

    /// The tables have changed since, or not.
    @Test(
        arguments: [
            // As it was.
            (["alertname": "ApiDown", "severity": "page"], .p1, "service-down", .decides, 2),
            (["alertname": "Odd"], .p3, "default", .decides, 0),
            // Another priority by the same rule, and the same severity.
            (["alertname": "DiskSlow"], .p3, "high-latency", .givesAnother, 1),
            (["alertname": "Odd", "severity": "high"], .p1, "severity high", .givesAnother, 1),
            // A rule that comes before it now.
            (["alertname": "DiskSlow"], .p4, "slow-disk", .isPreceded, 1),
            (["alertname": "DiskSlow"], .p3, "default", .isPreceded, 0),
            (["alertname": "DiskSlow", "severity": "high"], .p2, "severity high", .isPreceded, 0),
            // One that is narrower now, and a label that says nothing any more.
            (["alertname": "ApiDown", "severity": "warning"], .p1, "service-down", .doesNotHold, 0),
            (["alertname": "Odd"], .p1, "priority label", .doesNotHold, 0),
            // One that was taken out, and a severity that was.
            (["alertname": "DiskSlow"], .p4, "disk-rule-of-old", .isGone, 0),
            (["alertname": "Odd", "severity": "sev1"], .p1, "severity sev1", .isGone, 0),
        ] as [(Labels, Priority, String, RecordedClassification.Standing, Int)])
    func `that was recorded is held against the tables in force`(
        labels: Labels, priority: Priority, rule: String, standing: RecordedClassification.Standing, held: Int
    ) {
        let recorded = Classification(priority: priority, rule: rule)
        let account = Self.tables.account(of: recorded, labels, fingerprint: "00112233445566aa")
        #expect((account.recorded, account.standing) == (recorded, standing))
        #expect(account.held.count == held)
        #expect(account.today?.classification == ClassifierTests.classifier.classify(labels))
    }

    @Test(
        arguments: [
            ("watchdog", .p1, .decides, .p1), ("watchdog", .p2, .givesAnother, .p1), ("backup", .p1, .isGone, nil),
        ] as [(String, Priority, RecordedClassification.Standing, Priority?)])
    func `of a heartbeat's silence is what the tables give that heartbeat`(
        name: String, priority: Priority, standing: RecordedClassification.Standing, today: Priority?
    ) {
        var tables = Self.tables
        tables.heartbeats = [
            Heartbeat(
                name: "watchdog", matchers: [#"alertname="Watchdog""#], silentAfter: .seconds(300), priority: .p1)
        ]
        let labels: Labels = ["alertname": "HeartbeatSilent", "heartbeat": "watchdog"]
        let account = tables.account(
            of: Classification(priority: priority, rule: "heartbeat \(name)"), labels, fingerprint: "heartbeat:\(name)")
        #expect(account.standing == standing)
        #expect(account.today?.classification.priority == today)
        #expect(account.held.isEmpty)
    }

    @Test func `of a policy are its priorities and the conditions that hold, and it is the one that is taken`() {
        var tables = Self.tables
        func rule(_ name: String, _ priorities: [Priority], _ matchers: AlertSelector) -> PolicyRule {
            PolicyRule(
                priorities: priorities, matchers: matchers,
                policy: EscalationPolicy(name: name, steps: [EscalationStep(after: .zero, notify: ["First"])]))
        }
        tables.policies = [
            rule("database", [.p1, .p2], [#"team="db""#]), rule("urgent", [.p1], []), rule("rest", [.p2], []),
        ]
        let labels: Labels = ["alertname": "Odd", "team": "db"]
        let database = tables.policyReason(for: .p2, labels: labels)
        #expect(database?.policy == "database" && database?.priorities == [.p1, .p2])
        #expect(database?.held == [HeldCondition(condition: #"team="db""#, name: "team", value: "db")])
        #expect(tables.policyReason(for: .p1, labels: ["alertname": "Odd"])?.held == [])
        #expect(tables.policyReason(for: .p4, labels: labels) == nil)
        for priority in Priority.allCases {
            for labels in [labels, ["alertname": "Odd"]] as [Labels] {
                #expect(
                    tables.policyReason(for: priority, labels: labels)?.policy
                        == tables.policy(for: priority, labels: labels)?.name)
            }
        }
    }
}
