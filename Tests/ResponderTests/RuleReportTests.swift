import Foundation
import IncidentCore
import Notifiers
import ResponderConfig
import TestSupport
import Testing

@testable import responder

/// `check --rules` with the tables that are shipped.
@Suite("What the tables make of alerting rules", .timeLimit(.minutes(5)))
struct RuleReportTests {
    private static let root = ResponderInstallation.root
    private let tables: RoutingTables

    init() throws {
        tables = try RouteTables.load(
            directory: Self.root.appending(path: "routes").path, notifiers: NotifierProfile.registered, environment: [:]
        ).tables
    }

    private func report(_ rules: String, _ assumed: [String: String] = ["priority": ""]) throws -> RuleReport {
        RuleReport(try AlertingRuleFiles.load(["-"]) { Array(rules.utf8) }, assuming: assumed, tables: tables)
    }

    private func shipped(_ assumed: [String: String] = ["priority": ""]) throws -> RuleReport {
        let file = Self.root.appending(path: "Tests/Fixtures/rules/kube-prometheus.yaml").path
        return RuleReport(try AlertingRuleFiles.load([file]) { [] }, assuming: assumed, tables: tables)
    }

    private func rule(_ alert: String, of report: RuleReport) throws -> RuleReport.ReportedRule {
        try #require(report.rules.first { $0.alert == alert })
    }

    @Test func `each of kube-prometheus' rules has its priority, and nothing is left to the default`() throws {
        let report = try shipped()
        #expect(report.totals.rules == 149)
        #expect(report.totals.groups == 19)
        #expect(report.totals.heartbeats == 1)
        #expect(report.totals.byPriority == ["P1": 32, "P2": 11, "P3": 102, "P4": 3])
        #expect(report.totals.gaps["priority"] == nil && report.totals.gaps["policy"] == nil)
        #expect(report.failures([.priority, .policy]) == [])
        #expect(report.failures([.reach]) == ["parts of the tables are for no alerting rule"])
    }

    @Test(
        arguments: [
            ("KubePodCrashLooping", "P3 by rule \"pod-restarts\"", ["medium"]),
            ("KubeAPIDown", "P1 by rule \"service-down\"", ["security", "database", "critical"]),
            ("KubePersistentVolumeFillingUp", "P2 by rule \"resource-critical\"", ["security", "database", "high"]),
            ("KubeletPodStartUpLatencyHigh", "P2 by rule \"high-latency\"", ["security", "database", "high"]),
            ("KubeletTooManyPods", "P4 by rule \"severity info\"", ["informational"]),
            ("InfoInhibitor", "P4 by rule \"severity none\"", ["informational"]),
            ("etcdNoLeader", "P1 by rule \"severity critical\"", ["security", "database", "critical"]),
        ])
    func `some of them, with the policies that they have or may have`(
        alert: String, priority: String, policies: [String]
    ) throws {
        let rule = try rule(alert, of: shipped())
        #expect(rule.rows.first { $0.name == "priority" }?.text == priority)
        #expect(rule.policies.map(\.name) == policies)
    }

    @Test func `what only the series bring is said to decide, and is not guessed`() throws {
        let rows = try rule("KubeAPIDown", of: shipped()).rows
        let policies = rows.drop { $0.name != "policy" }.map(\.text)
        #expect(policies[0].hasPrefix("depends on label team: security: +0s Security Team, On-Call Engineer; +15m "))
        #expect(policies[1].hasPrefix("depends on labels component, service: database: "))
        #expect(policies[2].hasPrefix("otherwise critical: +0s On-Call Engineer; +5m DevOps Lead; "))
        // With the labels that no alert of theirs has said, it is certain.
        let known = try rule(
            "KubeAPIDown", of: shipped(["priority": "", "team": "", "component": "", "service": ""]))
        #expect(known.policies.map(\.name) == ["critical"])
        #expect(known.policies[0].dependsOn.isEmpty)
    }

    @Test func `a heartbeat is one, and is named where no rule beats it`() throws {
        #expect(
            try rule("Watchdog", of: shipped()).rows.map(\.text) == [
                #""watchdog": opens no incident, its silence does"#
            ])
        #expect(try shipped().unreached.heartbeats.isEmpty)
        let other = try report("groups: [{ name: a, rules: [{ alert: X, expr: up, labels: { severity: info } }] }]")
        #expect(other.unreached.heartbeats == ["watchdog"])
    }

    @Test func `what no rule reaches is named`() throws {
        let report = try report("groups: [{ name: a, rules: [{ alert: X, expr: up, labels: { severity: info } }] }]")
        #expect(report.unreached.classificationRules == tables.classifier.rules.map(\.name))
        #expect(report.unreached.policies.contains("medium"))
        #expect(report.unreached.steps.contains { $0.policy == "medium" && $0.step == 2 })
        // The silence of the heartbeat, which is P1, tells the others.
        #expect(report.unreached.contacts == ["Database Admin", "Security Team"])
        #expect(report.text.contains("for no alerting rule\n  rules       \"service-down\", "))
    }

    @Test func `what only the digest tells says so, and by which way`() throws {
        let report = try report("groups: [{ name: a, rules: [{ alert: X, expr: up, labels: { severity: info } }] }]")
        #expect(
            try rule("X", of: report).rows.first { $0.name == "policy" }?.text
                == "informational: in the digest at 09:00 On-Call Engineer")
        #expect(
            report.text.contains(
                "\n  informational in the digest at 09:00 On-Call Engineer (email oncall@example.com)\n"),
            "\(report.text)")
        #expect(report.text.contains(" 0 heartbeats;"))
        #expect(try shipped().text.contains(" 1 heartbeat;"))
    }

    @Test func `a severity from a template may be anything, and so may the priority`() throws {
        let report = try report(
            "groups: [{ name: a, rules: [{ alert: Odd, expr: up, labels: { severity: '{{ $labels.level }}' } }] }]")
        let row = try rule("Odd", of: report).rows.first { $0.name == "priority" }
        #expect(row?.text.hasPrefix("depends on label severity: P1 by rule \"severity critical\", ") == true)
        #expect(row?.text.hasSuffix("otherwise P3 by rule \"default\"") == true)
        #expect(report.totals.depending == 1)
        #expect(
            report.failures([.priority]) == ["1 of 1 alerting rules: the default priority decides, or may"])
        #expect(
            report.text.contains(
                """
                not covered
                  no rule and no severity word decides, so it has the default priority, depending on label severity: 1 of 1 \
                rules
                    Odd (a, standard input:1)
                """))
    }

    @Test func `a word that nobody knows has the default priority for certain`() throws {
        let report = try report(
            "groups: [{ name: a, rules: [{ alert: Odd, expr: up, labels: { severity: sev-2 } }] }]")
        #expect(try rule("Odd", of: report).priorities.map(\.rule) == ["default"])
        #expect(try rule("Odd", of: report).gaps.filter { $0.what == "priority" }.map(\.dependsOn) == [[]])
    }
}
