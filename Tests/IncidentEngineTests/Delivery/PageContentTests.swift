import IncidentCore
import IncidentStore
import Patterns
import TestSupport
import Testing

@Suite("What a page says", .timeLimit(.minutes(5)))
struct PageContentTests {
    @Test func `it carries the alerts, the diagnostics with their findings, and the next steps`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.output("pods", "api-1 0/1 CrashLoopBackOff 7\n")
        try await harness.post(WebhookBody(.firing("a"), .firing("b", severity: "error")))
        try await harness.settle()
        let page = try #require(harness.deliverer.sent.first)
        #expect(page.findings.map(\.text) == ["pod api-1 is in state CrashLoopBackOff"])
        let found = try #require(page.foundAt)
        #expect(found.lowerBound == found.upperBound && found.upperBound <= page.now)
        #expect(page.artifacts.map(\.collector) == ["pods", "logs"])
        #expect(page.artifacts.first?.command == "kubectl get pods")
        #expect(page.artifacts.first?.output == "api-1 0/1 CrashLoopBackOff 7\n")
        #expect(page.alerts.map(\.alert.name) == ["a", "b"])
        #expect(page.nextSteps.map(\.title) == ["Roll back"])
        #expect(page.incidentURL == "https://desk.example.com/incidents/1")
        #expect(page.notification.reason == "step 1 of policy \"everything\"")
    }

    @Test func `only what can still be acknowledged has a link for it`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.settle()
        try await harness.resolve()
        try await harness.settle()
        #expect(
            harness.deliverer.sent.map(\.line) == [
                "page by email to Second", "acknowledged by email to Second", "resolved by email to Second",
            ])
        #expect(harness.deliverer.sent.map { $0.acknowledgeURL != nil } == [true, false, false])
    }

    @Test func `of a long output it has the beginning and the end, and knows how much is missing`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        let line = "äpi-1 0/1 CrashLoopBackOff 7\n"
        let output = "first\n" + String(repeating: line, count: 40_000) + "last\n"
        harness.runner.output("pods", output)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        let artifact = try #require(harness.deliverer.sent.first?.artifacts.first)
        #expect(artifact.output.hasPrefix("first\n") && artifact.output.hasSuffix("last\n"))
        #expect(artifact.output.unicodeScalars.count == ArtifactExcerpt.outputLimit)
        #expect(artifact.omittedBytes == output.utf8.count - artifact.output.utf8.count)
    }

    @Test func `a message that shows no diagnostics carries none`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.output("pods", "api-1 0/1 CrashLoopBackOff 7\n")
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        try await harness.resolve()
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.notification.event.rawValue).contains("resolved"))
        #expect(harness.deliverer.sent.allSatisfy { $0.artifacts.isEmpty != $0.notification.event.showsDiagnostics })
    }

    @Test func `what an alert brings is stored and goes out without its secrets`() async throws {
        var tables = try RoutingTables.diagnosed()
        tables.redactions = Redactions(knowing: [Secret("ourOwnToken7")])
        let harness = try EngineHarness(tables)
        let labels: Labels = ["alertname": "a", "url": "postgres://app:hunter22@db/x", "hint": "ourOwnToken7"]
        var firing = Alert.firing("a")
        firing.labels = labels
        try await harness.post(WebhookBody(firing))
        try await harness.settle()
        let alert = try #require(harness.deliverer.sent.first?.alerts.first?.alert)
        #expect(alert.labels["url"] == "postgres://app:[redacted]@db/x" && alert.labels["hint"] == "[redacted]")
        let stored = try await harness.store.read { try $0.occurrences(incidentID: 1, limit: 1).first?.alert }
        #expect(stored?.labels == alert.labels)
    }
}
