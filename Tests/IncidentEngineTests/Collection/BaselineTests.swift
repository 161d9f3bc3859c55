import IncidentCore
import IncidentStore
import TestSupport
import Testing

@testable import IncidentEngine

@Suite("Baselines", .timeLimit(.minutes(20)))
struct BaselineTests {
    static let before = "NAME    READY   STATUS    RESTARTS   AGE\napi-0   1/1     Running   0          3d\n"
    static let after = "NAME    READY   STATUS    RESTARTS   AGE\napi-0   0/1     Running   0          4d\n"
    static let difference = "api-0: READY 1/1 -> 0/1 since 2026-11-23 08:37 UTC"

    /// "pods" has a baseline, of the namespace that an alert names; "logs" has none.
    private func harness() throws -> EngineHarness {
        var tables = try RoutingTables.diagnosed()
        tables.collectors[0] = Collector(
            name: "pods", procedure: "P1", when: Selector(),
            source: .run(
                CommandTemplate(
                    try ["kubectl", "get", "pods", "-n", "{label:namespace|web}"].map { try ArgumentTemplate($0) })),
            shareFor: .seconds(15), baseline: .seconds(3600))
        let harness = try EngineHarness(tables)
        harness.runner.output("pods", Self.before)
        return harness
    }

    /// Moves the clock to each time at which a baseline is due, and takes it, for that long.
    private func takeBaselines(_ harness: EngineHarness, for duration: Duration) async throws {
        let end = harness.clock.now + duration
        while let due = try await harness.tick(.baselines), due <= end {
            harness.clock.move(to: max(due, harness.clock.now))
        }
        harness.clock.move(to: end)
    }

    private func alert(_ name: String, namespace: String, since start: Timestamp) -> Alert {
        var alert = Alert.firing(name, since: start)
        alert.labels = ["alertname": name, "severity": "critical", "namespace": namespace]
        return alert
    }

    @Test func `one is taken some minutes after the start and then each hour, whatever restarts`() async throws {
        let harness = try harness()
        #expect(try await harness.tick(.baselines) == TestClock.monday + .seconds(450))
        try await harness.restart()
        #expect(try await harness.tick(.baselines) == TestClock.monday + .seconds(450))
        try await takeBaselines(harness, for: .seconds(449))
        #expect(harness.runner.begun == [])
        try await takeBaselines(harness, for: .seconds(1))
        #expect(try await harness.tick(.baselines) == TestClock.monday + .seconds(450 + 3600))
        try await harness.restart()
        try await takeBaselines(harness, for: .seconds(3 * 3600))
        #expect(harness.runner.begun == ["pods", "pods", "pods", "pods"])
        // None of them is an answer that somebody else got before.
        #expect(harness.runner.shares == Array(repeating: .zero, count: 4))
    }

    @Test func `an incident shows what is different from before it, first of all findings and in its page`()
        async throws
    {
        let harness = try harness()
        try await takeBaselines(harness, for: .seconds(900))
        harness.runner.output("pods", Self.after)
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.settle()
        let artifacts = try await harness.artifacts()
        let compared = try await harness.store.read { try $0.artifactComparisons(incidentID: 1) }
        #expect(artifacts.map(\.collector) == ["pods", "logs"] && Array(compared.keys) == [artifacts[0].id])
        #expect(compared[artifacts[0].id]?.baselineAt == TestClock.monday + .seconds(450))
        #expect(harness.deliverer.sent.first?.findings.map(\.text) == [Self.difference])
        #expect(harness.deliverer.sent.first?.changes == harness.deliverer.sent.first?.findings)
    }

    @Test func `a baseline that is no older than the incident is not what it is compared with`() async throws {
        let harness = try harness()
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        try await takeBaselines(harness, for: .seconds(7200))
        harness.runner.output("pods", Self.after)
        try await harness.diagnose()
        try await harness.settle()
        #expect(try await harness.artifacts().count { $0.collector == "pods" } == 2)
        #expect(try await harness.store.read { try $0.artifactComparisons(incidentID: 1) } == [:])
    }

    @Test func `nor is one that is newer than an answer which another incident got`() async throws {
        let harness = try harness()
        try await takeBaselines(harness, for: .seconds(900))
        let asked = harness.clock.now
        harness.runner.output("pods", Self.after)
        try await takeBaselines(harness, for: .seconds(7200))
        // As it was when it was asked, which is before what the newest baseline shows.
        harness.runner.output("pods", Self.before)
        harness.runner.share("pods", since: asked)
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.settle()
        let compared = try await harness.store.read { try $0.artifactComparisons(incidentID: 1) }
        #expect(compared.values.map(\.baselineAt) == [TestClock.monday + .seconds(450)])
        #expect(try await harness.store.read { try $0.findings(incidentID: 1) }.isEmpty)
    }

    @Test func `when it is over the next one is taken at once, and what comes then is compared with it`() async throws {
        let harness = try harness()
        try await takeBaselines(harness, for: .seconds(900))
        harness.runner.output("pods", Self.after)
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.settle()
        try await harness.post(WebhookBody(Alert.firing("a", since: harness.clock.now).resolved()))
        try await harness.settle()
        let before = harness.runner.begun.count
        try await takeBaselines(harness, for: .seconds(1))
        #expect(harness.runner.begun.dropFirst(before) == ["pods"])
        harness.deliverer.forget()
        try await harness.post(WebhookBody(.firing("b", since: harness.clock.now), group: "b"))
        try await harness.settle()
        let compared = try await harness.store.read { try $0.artifactComparisons(incidentID: 2) }
        #expect(compared.values.map(\.difference.count) == [0])
        #expect(harness.deliverer.sent.first?.findings == [])
    }

    @Test func `what an incident asked is asked for a week after it, with its labels`() async throws {
        let harness = try harness()
        try await harness.post(WebhookBody(alert("a", namespace: "shop", since: harness.clock.now)))
        try await harness.settle()
        try await harness.post(WebhookBody(alert("a", namespace: "shop", since: harness.clock.now).resolved()))
        try await harness.settle()
        try await takeBaselines(harness, for: .seconds(1))
        func questions() async throws -> [[String]] {
            try await harness.store.read { try $0.baselineQuestions() }.map { Array($0.question.arguments.prefix(5)) }
        }
        #expect(
            try await questions() == [
                ["kubectl", "get", "pods", "-n", "shop"], ["kubectl", "get", "pods", "-n", "web"],
            ])
        harness.runner.output("pods", Self.after)
        try await harness.post(WebhookBody(alert("b", namespace: "shop", since: harness.clock.now), group: "b"))
        try await harness.settle()
        #expect(try await harness.store.read { try $0.artifactComparisons(incidentID: 2) }.count == 1)
        try await takeBaselines(harness, for: BaselinePlan.keptFor)
        try await harness.tick(.baselines)
        #expect(try await questions() == [["kubectl", "get", "pods", "-n", "web"]])
    }

    @Test func `none is taken while an incident is diagnosed, and in a storm of messages they are`() async throws {
        let harness = try harness()
        try await harness.tick(.baselines)
        let gate = harness.runner.hang("logs")
        try await harness.post(WebhookBody(.firing("a")))
        async let round = harness.tick(.collection)
        await gate.arrivals()
        let before = harness.runner.begun
        harness.clock.advance(by: .seconds(450))
        #expect(try await harness.tick(.baselines) == harness.clock.now + BaselineService.pause)
        #expect(harness.runner.begun == before)
        gate.open()
        _ = try await round
        try await harness.store.write { [clock = harness.clock] in
            _ = try $0.openStorm(for: .email("dba@example.com"), lastMessageAt: clock.now, at: clock.now)
        }
        try await harness.tick(.baselines)
        #expect(harness.runner.begun == before + ["pods"])
    }

    @Test func `they are taken one after the other`() async throws {
        let harness = try harness()
        var tables = harness.tables.value
        let pods = tables.collectors[0]
        tables.collectors = ["one", "two"].map {
            Collector(
                name: $0, procedure: "", when: Selector(), source: pods.source, baseline: .seconds(3600))
        }
        harness.tables.replace(with: tables)
        try await harness.tick(.baselines)
        harness.clock.advance(by: .seconds(450))
        let (first, second) = (harness.runner.hang("one"), harness.runner.hang("two"))
        second.open()
        async let both = harness.tick(.baselines)
        await first.arrivals()
        #expect(harness.runner.begun == ["one"])
        first.open()
        _ = try await both
        #expect(harness.runner.begun == ["one", "two"])
    }

    @Test func `what fails is no baseline, and is asked again a little later`() async throws {
        let harness = try harness()
        try await harness.tick(.baselines)
        harness.runner.fail(.failed)
        harness.clock.advance(by: .seconds(450))
        #expect(try await harness.tick(.baselines) == harness.clock.now + .seconds(600))
        harness.runner.fail(.missing)
        harness.clock.advance(by: .seconds(600))
        #expect(try await harness.tick(.baselines) == harness.clock.now + .seconds(3600))
        harness.clock.advance(by: .seconds(3000))
        harness.runner.breakCircuit(isSilent: true)
        harness.clock.advance(by: .seconds(600))
        #expect(try await harness.tick(.baselines) == harness.clock.now + .seconds(600))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.settle()
        #expect(try await harness.store.read { try $0.artifactComparisons(incidentID: 1) } == [:])
    }

    @Test func `a simulation takes none`() throws {
        let harness = try harness()
        #expect(harness.engine.services.contains { $0 is BaselineService })
        #expect(!harness.engine.deciding.contains { $0 is BaselineService })
    }
}
