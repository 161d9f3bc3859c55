import IncidentCore
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite("What changed, on the page and in the API", .timeLimit(.minutes(20)))
struct ComparisonTests {
    static let before = "NAME      READY   STATUS    RESTARTS   AGE\n<b>api    1/1     Running   0          3d\n"
    static let after = "NAME      READY   STATUS    RESTARTS   AGE\n<b>api    0/1     Error     4          3d\n"

    /// What is asked without an alert brought `output` a minute before an incident of P1 opened, which is diagnosed.
    private static func diagnosed(
        _ output: String, now collectorOutput: String, _ test: (WebHarness) async throws -> Void
    ) async throws {
        var settings = WebHarness.Settings()
        settings.collectorOutput = collectorOutput
        try await WebHarness.run(settings) { web in
            try await web.tick()
            try await web.store.write { [now = web.clock.now] transaction in
                for stored in try transaction.reader.baselineQuestions() {
                    try transaction.addBaseline(output, takenAt: now, of: stored.id)
                }
            }
            web.clock.advance(by: .seconds(60))
            var alert = Alert.firing("AnalyticsApiDown", since: web.clock.now)
            alert.labels = ["alertname": "AnalyticsApiDown", "namespace": "llm-analytics-hub", "severity": "critical"]
            try await web.open(try WebhookBody(alert).bytes())
            try await web.tick()
            try await test(web)
        }
    }

    private static func artifact(_ web: WebHarness, of collector: String) async throws -> StoredArtifact {
        try #require(try await web.store.read { try $0.artifacts(incidentID: 1) }.first { $0.collector == collector })
    }

    @Test func `it stands before all other evidence, row by row`() async throws {
        try await Self.diagnosed(Self.before, now: Self.after) { web in
            let page = try await web.api.send(.get, "/incidents/1").text
            let places = try ["<h2>What changed</h2>", "<h2>Findings</h2>", "<h2>Diagnostics</h2>"].map {
                try #require(page.firstRange(of: $0)).lowerBound
            }
            #expect(places == places.sorted())
            #expect(page.contains(#"<p class="change-head">pods since <time datetime="2026-11-23T08:30:00"#))
            let row = "&lt;b&gt;api: READY 1/1 -&gt; 0/1, STATUS Running -&gt; Error, RESTARTS 0 -&gt; 4"
            #expect(page.contains("<li class=\"change change-changed\">\(row)</li>"))
            #expect(!page.contains("the same as at"))
        }
    }

    @Test func `the API has it in a line with the artifact, and row by row`() async throws {
        try await Self.diagnosed(Self.before, now: Self.after) { web in
            let detail = try json(try await web.api.send(.get, "/api/incidents/1"))
            let artifacts = try #require(detail["artifacts"] as? [[String: Any]])
            let pods = try #require(artifacts.first { $0["collector"] as? String == "pods" })
            let baseline = try #require(pods["baseline"] as? [String: Any])
            let line = "<b>api: READY 1/1 -> 0/1, STATUS Running -> Error, RESTARTS 0 -> 4"
            #expect(baseline["at"] as? String == "2026-11-23T08:30:00.000Z" && baseline["changed"] as? Int == 1)
            #expect(baseline["summary"] as? String == line)
            let id = try await Self.artifact(web, of: "pods").id
            let changes = try json(try await web.api.send(.get, "/api/artifacts/\(id)/changes"))
            let row = try #require((changes["changes"] as? [[String: Any]])?.first)
            #expect(row["kind"] as? String == "changed" && row["row"] as? String == "<b>api")
            #expect(row["text"] as? String == line && (row["cells"] as? [[String: Any]])?.count == 3)
            #expect(changes["hidden_changes"] as? Int == 0)
            let logs = try await Self.artifact(web, of: "logs").id
            let answer = try await web.api.send(.get, "/api/artifacts/\(logs)/changes")
            #expect(answer.status == 404)
            #expect(try problem(answer).hasPrefix("artifact \(logs) was compared with nothing"))
        }
    }

    @Test func `where nothing has changed it says so, and since when`() async throws {
        try await Self.diagnosed(Self.before, now: Self.before.replacing("3d", with: "4d")) { web in
            let page = try await web.api.send(.get, "/incidents/1").text
            let words = page.firstMatch(of: /the same as at[^<]*/).map { String($0.output) }
            #expect(
                words
                    == "the same as at 2026-11-23 08:30:00 UTC, or later: pods, rollout-history, deployments and 2 more"
            )
            #expect(!page.contains("change-list"))
        }
    }

    @Test func `of very much the first rows are shown, and where all are`() async throws {
        let rows = (100..<350).map { "pod-\($0)   1/1   Running   0   1s\n" }.joined()
        try await Self.diagnosed(Self.before, now: Self.before + rows) { web in
            let page = try await web.api.send(.get, "/incidents/1").text
            let id = try await Self.artifact(web, of: "pods").id
            #expect(page.contains("pod-129 (READY") && !page.contains("pod-130 (READY"))
            #expect(page.contains(#"and 220 more; <a href="/api/artifacts/\#(id)/changes">"#))
            let changes = try json(try await web.api.send(.get, "/api/artifacts/\(id)/changes"))
            #expect((changes["changes"] as? [Any])?.count == 100 && changes["hidden_changes"] as? Int == 150)
        }
    }
}
