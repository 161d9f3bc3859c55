import Foundation
import IncidentCore
import IncidentEngine
import Patterns
import TestSupport
import Testing

/// Of what alerts say their secrets are not kept; who they are and what they mean is decided by what came.
@Suite("Secrets in alerts", .timeLimit(.minutes(5)))
struct KeptIntakeTests {
    private static func alert(_ name: String, _ labels: [(String, String)] = []) -> Alert {
        var alert = Alert.firing(name)
        alert.labels = Labels(alert.labels.pairs + labels.map(Labels.Pair.init(name:value:)))
        alert.annotations = ["summary": "\(name): password=cnryAnnotation7 was tried", "runbook": "https://wiki/x"]
        alert.fingerprint = alert.labels.fingerprint
        return alert
    }

    @Test func `are in no file of the store, whatever the alert does, and its incident shows where they stood`()
        async throws
    {
        let harness = try EngineHarness()
        let alert = Self.alert("Down", [("target", "postgres://app:cnryLabel7@db/x"), ("api_token", "cnryToken7")])
        let group = #"{}:{target="postgres://app:cnryLabel7@db/x"}"#
        try await harness.post(WebhookBody(alert, group: group))
        try await harness.settle()
        try await harness.post(WebhookBody(alert.resolved(), group: group))
        harness.clock.advance(by: .seconds(5))
        // A late copy, which waits as doubtful.
        try await harness.post(WebhookBody(alert, group: group))
        harness.clock.advance(by: .minutes(2))
        try await harness.settle()
        let files = try FileManager.default.contentsOfDirectory(at: harness.folder.url, includingPropertiesForKeys: nil)
        #expect(files.contains { $0.lastPathComponent.hasSuffix("-wal") })
        for file in files {
            guard let bytes = try? Data(contentsOf: file) else { continue }
            for secret in ["cnryLabel7", "cnryToken7", "cnryAnnotation7"] {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) in \(file.lastPathComponent)")
            }
        }
        let incident = try await harness.incident()
        #expect(incident.title.contains("password=[redacted]"))
        #expect(incident.labels["target"] == "postgres://app:[redacted]@db/x")
        #expect(incident.labels["api_token"] == "[redacted]")
        let kept = try await harness.occurrences()
        #expect(Set(kept.map(\.alert.fingerprint)) == [alert.fingerprint])
        #expect(kept.allSatisfy { $0.alert.annotations["runbook"] == "https://wiki/x" })
        #expect(try await harness.bodies().texts.allSatisfy { $0.contains("[redacted]") })
    }

    @Test func `are looked at by the rules that classify`() async throws {
        var tables = RoutingTables.sample
        tables.classifier = Classifier(
            rules: [
                ClassificationRule(
                    name: "by its secret",
                    matchers: AlertSelector(all: [try Matcher(#"target=~".*cnryLabel7.*""#)]), priority: .p2)
            ], severities: ["critical": .p1], defaultPriority: .p3)
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(Self.alert("Down", [("target", "http://a:cnryLabel7@b")])))
        #expect(try await harness.incident().rule == "by its secret")
        // Still after it was doubtful, and when it has come again.
        let repeated = try await harness.post(WebhookBody(Self.alert("Down", [("target", "http://a:cnryLabel7@b")])))
        #expect(repeated.tally[.repeated] == 1)
        #expect(try await harness.bodies().kept == 1)
    }

    @Test func `tell alerts and groups from each other that differ in nothing else`() async throws {
        let harness = try EngineHarness()
        let alerts = ["one", "two"].map { Self.alert("Down", [("target", "http://a:\($0)Secret7@b")]) }
        try await harness.post(WebhookBody(alerts, group: "together"))
        #expect(try await harness.occurrences().count == 2)
        for name in ["one", "two"] {
            let alert = Self.alert("Slow", [("target", "http://a:\(name)Secret7@b")])
            try await harness.post(WebhookBody(alert, group: #"{}:{target="http://a:\#(name)Secret7@b"}"#))
        }
        #expect(try await harness.incidents().count == 3)
        let receipt = try await harness.post(WebhookBody(alerts.map { $0.resolved() }, group: "together"))
        #expect(receipt.tally[.ended] == 2)
    }

    /// As it is after an upgrade, or when a table has a new pattern: what is stored is not as it would be stored now.
    @Test func `that are known since later make no other alert of the same`() async throws {
        let harness = try EngineHarness()
        let alert = Self.alert("Down", [("ticket", "ACME-42")])
        try await harness.post(WebhookBody(alert))
        var tables = RoutingTables.sample
        tables.redactions = Redactions(adding: [try Pattern("ACME-[0-9]+")])
        harness.tables.replace(with: tables)
        let repeated = try await harness.post(WebhookBody(alert))
        #expect(repeated.tally[.repeated] == 1 && repeated.renamed == 0)
        #expect(try await harness.post(WebhookBody(alert.resolved())).tally[.ended] == 1)
        #expect(try await harness.incident().status == .resolved)
        // And the other way round.
        harness.clock.advance(by: .hours(1))
        var again = alert
        again.startsAt = harness.clock.now
        try await harness.post(WebhookBody(again))
        #expect(try await harness.occurrences(2).first?.alert.labels["ticket"] == "[redacted]")
        harness.tables.replace(with: .sample)
        #expect(try await harness.post(WebhookBody(again)).tally[.repeated] == 1)
    }

    @Test func `do not keep Alertmanager from ending what it no longer knows`() async throws {
        let desk = try ReconciliationTests.desk()
        var alert = Alert.listed("PodDown")
        alert.labels = Labels(alert.labels.pairs + [Labels.Pair(name: "target", value: "http://a:cnryLabel7@b")])
        alert.fingerprint = alert.labels.fingerprint
        desk.alertmanagers[ReconciliationTests.url] = ScriptedAlertmanager(.init(alert))
        try await desk.post(WebhookBody(alert))
        try await desk.tick(.reconciliation)
        desk.alertmanagers[ReconciliationTests.url] = ScriptedAlertmanager()
        for _ in 0..<3 {
            desk.clock.advance(by: .seconds(330))
            try await desk.tick(.reconciliation)
        }
        #expect(try await desk.incident().status == .resolved)
    }

    @Test func `are not kept either of what Alertmanager tells first`() async throws {
        let desk = try ReconciliationTests.desk()
        let known = Alert.listed("PodDown", pod: "a")
        try await desk.post(WebhookBody(known, group: "{}:{alertname=\"PodDown\"}"))
        var missed = Alert.listed("DiskFull", since: TestClock.monday - .hours(2))
        missed.annotations = ["summary": "password=cnryAnnotation7"]
        desk.clock.advance(by: .seconds(600))
        desk.alertmanagers[ReconciliationTests.url] = ScriptedAlertmanager(.init(known), .init(missed))
        try await desk.tick(.reconciliation)
        #expect(try await desk.occurrences(2).first?.alert.annotations["summary"] == "password=[redacted]")
    }
}
