import Foundation
import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@testable import IncidentViews

/// Which rule gave the priority and on which label, and which policy covers it, as far as an explanation says so.
@Suite("Why an incident has its priority and policy", .timeLimit(.minutes(5)))
struct ReasonExplainedTests {
    private static func explanation(
        _ harness: EngineHarness, areTablesKnown: Bool = true
    ) async throws -> IncidentExplanation {
        let (tables, now) = (areTablesKnown ? harness.tables.value : .empty, harness.clock.now)
        return try await harness.store.read {
            try IncidentExplanation(1, reader: $0, tables: tables, areTablesKnown: areTablesKnown, at: now)
        }
    }

    /// One rule, one policy that is for some alerts and one that is for all.
    private static func tables() throws -> RoutingTables {
        var tables = RoutingTables.sample(
            PolicyRule(
                priorities: [.p1, .p2], matchers: AlertSelector(all: [try Matcher(#"alertname=~"Db.*""#)]),
                policy: EscalationPolicy(name: "database", steps: EscalationStep.quarterHours)),
            .sample("rest"))
        tables.classifier = Classifier(
            rules: [
                ClassificationRule(
                    name: "service-down",
                    matchers: AlertSelector(
                        all: [try Matcher(#"alertname=~".*Down""#), try Matcher(#"severity=~"critical|page""#)]),
                    priority: .p1)
            ], severities: ["critical": .p2], defaultPriority: .p3)
        return tables
    }

    @Test func `is the rule and policy, and what of them held on which label`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        let explanation = try await Self.explanation(harness)
        let held = [
            #"alertname=~".*Down" held on alertname=DbDown"#, #"severity=~"critical|page" held on severity=critical"#,
        ]
        #expect((explanation.classification.priority, explanation.classification.rule) == ("P1", "service-down"))
        #expect(explanation.classification.held.map(\.words) == held)
        #expect(explanation.classification.today == nil)
        #expect(explanation.alerts.first?.classification.held.map(\.words) == held)
        let policy = try #require(explanation.policies.first)
        #expect(explanation.policies.count == 1)
        #expect(policy.name == "database")
        #expect(policy.because == "it is the first in the tables for P1, P2 whose conditions all hold on DbDown")
        #expect(policy.held.map(\.words) == [#"alertname=~"Db.*" held on alertname=DbDown"#])
        let lines = explanation.text.split(separator: "\n")
        #expect(
            lines.contains("  rule \"service-down\": of the rules it is the first whose conditions all hold"))
        for line in held { #expect(lines.contains("    \(line)")) }
        #expect(lines.contains { $0.hasPrefix("    policy \"database\", ") })
    }

    @Test func `says what the tables in force would say where they have changed since`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        var tables = try Self.tables()
        tables.classifier = Classifier(rules: [], severities: ["critical": .p2], defaultPriority: .p3)
        tables.policies.removeFirst()
        harness.tables.replace(with: tables)
        let explanation = try await Self.explanation(harness)
        #expect(explanation.classification.standing == .isGone)
        #expect(explanation.classification.held.isEmpty)
        let today = try #require(explanation.classification.today)
        #expect((today.priority, today.rule) == ("P2", "severity critical"))
        #expect(today.held.map(\.words) == [#"severity="critical" held on severity=critical"#])
        #expect(
            explanation.text.contains(
                "\n  by the tables in force it would be P2 by rule \"severity critical\": no rule holds, and this is what"
            ))
        // What has begun goes on, and what would cover it now has not begun.
        #expect(explanation.policies.map(\.name) == ["database", "rest"])
        #expect(explanation.policies.first?.because.contains("by the tables in force none has") == true)
        #expect(explanation.policies.last?.standing == "policy \"rest\" has not begun for this incident")
    }

    @Test func `is the default where nothing held`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(.firing("Odd", severity: "sev2", since: harness.clock.now)))
        try await harness.settle()
        let explanation = try await Self.explanation(harness)
        #expect((explanation.classification.priority, explanation.classification.rule) == ("P3", "default"))
        #expect(explanation.classification.because.hasSuffix("the default counts"))
        #expect(explanation.classification.held.isEmpty)
        #expect(
            explanation.policies.map(\.because) == [
                "it is the first in the tables for every priority that takes Odd, as it does every alert"
            ])
    }

    @Test func `is not known where the tables cannot be read, and nothing else is said in its place`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        let explanation = try await Self.explanation(harness, areTablesKnown: false)
        #expect(explanation.classification.because == "the tables cannot be read, so why is not known")
        #expect(explanation.classification.standing == nil && explanation.classification.today == nil)
        #expect(explanation.alerts.allSatisfy { $0.classification.today == nil })
        #expect(explanation.policies.map(\.because) == ["the tables cannot be read, so why is not known"])
        #expect(!explanation.text.contains("by the tables in force"))
    }

    @Test func `is that no policy covers it only where the tables can be read`() async throws {
        var tables = try Self.tables()
        tables.policies.removeLast()
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(.firing("Odd", severity: "sev2", since: harness.clock.now)))
        try await harness.settle()
        let words = "no policy covers this incident: nobody is told"
        #expect(try await Self.explanation(harness).text.contains("\n  \(words)\n"))
        let unknown = try await Self.explanation(harness, areTablesKnown: false).text
        #expect(!unknown.contains(words))
        #expect(unknown.contains("\n  none has begun; which would cover it is not known"))
    }

    @Test func `is data for programs, in which what does not hold is null`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        let data = try JSONEncoder().encode(try await Self.explanation(harness))
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let classification = try #require(document["classification"] as? [String: Any])
        #expect(classification["standing"] as? String == "decides")
        #expect(classification["today"] is NSNull)
        #expect(
            (classification["held"] as? [[String: String]])?.last
                == ["condition": #"severity=~"critical|page""#, "label": "severity", "value": "critical"])
        #expect((document["policies"] as? [[String: Any]])?.first?["name"] as? String == "database")
    }
}
