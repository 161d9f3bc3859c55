import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("Rounds of collectors", .timeLimit(.minutes(5)))
struct CollectionRoundTests {
    let body = WebhookBody(.firing("a"))

    @Test func `each collector runs once an incident and is stored`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.output("pods", "api-1 1/1 Running 0\n")
        try await harness.post(body)
        try await harness.settle()
        try await harness.post(body)
        try await harness.post(WebhookBody(.firing("a"), .firing("b")))
        try await harness.settle()
        #expect(harness.runner.begun.sorted() == ["logs", "pods"])
        let artifacts = try await harness.artifacts()
        #expect(artifacts.map(\.collector) == ["pods", "logs"])
        let output = try await harness.store.read { try $0.artifactOutput(artifacts[0].id) }
        #expect(output == "api-1 1/1 Running 0\n")
        let kinds = try await harness.kinds()
        #expect(kinds.count { $0 == .collectorFinished } == 2)
        #expect(kinds.count { $0 == .diagnosisFinished } == 1)
    }

    @Test func `an alert that joins with another expression has that asked as well, once`() async throws {
        var tables = try RoutingTables.diagnosed()
        let query = PrometheusQuery(expression: .ofAlert, title: "What fires")
        tables.collectors.append(
            Collector(
                name: "fires", procedure: "", when: Selector(),
                source: .prometheus(query).at(PrometheusServer(url: "http://prometheus:9090"))))
        func alert(_ name: String, _ expression: String) -> Alert {
            var alert = Alert.firing(name)
            alert.generatorURL = "http://prometheus:9090/graph?g0.expr=\(expression)&g0.tab=1"
            return alert
        }
        let harness = try EngineHarness(tables)
        let alerts = [alert("a", "up"), alert("b", "up"), alert("c", "errors"), alert("d", "errors")]
        for count in 1...4 {
            try await harness.post(WebhookBody(Array(alerts.prefix(count))))
            try await harness.settle()
        }
        #expect(harness.runner.begun.sorted() == ["fires", "fires", "logs", "pods"])
        let asked = try await harness.artifacts().filter { $0.collector == "fires" }.map { $0.arguments[1] }
        #expect(asked == ["up", "errors"])
    }

    @Test func `a crash in the middle of a round runs only the rest`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.output("pods", "api-1 0/1 CrashLoopBackOff 7\n")
        let gate = harness.runner.hang("logs")
        try await harness.post(body)
        try await harness.crash(ticking: [.collection]) {
            await gate.arrivals()
            try await harness.until("the other collector is stored") { try await harness.artifacts().count == 1 }
        }
        gate.open()
        try await harness.settle()
        #expect(harness.runner.begun.sorted() == ["logs", "logs", "pods"])
        #expect(try await harness.artifacts().map(\.collector) == ["pods", "logs"])
        #expect(try await harness.kinds().count { $0 == .diagnosisFinished } == 1)
        #expect(harness.deliverer.sent.map(\.findings.count) == [1])
    }

    @Test func `a crash before the round begins loses nothing`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        try await harness.post(body)
        try await harness.restart()
        try await harness.settle()
        #expect(try await harness.artifacts().count == 2)
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
    }

    @Test func `an incident that fires again is diagnosed again, and its page shows the new output only`() async throws
    {
        let harness = try EngineHarness(try .diagnosed())
        harness.runner.output("pods", "api-1 0/1 CrashLoopBackOff 7\n")
        try await harness.post(body)
        try await harness.settle()
        try await harness.post(WebhookBody(.firing("a").resolved()))
        try await harness.settle()
        harness.deliverer.forget()
        harness.runner.output("pods", "api-1 1/1 Running 8\n")
        harness.clock.advance(by: .minutes(5))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.settle()
        #expect(try await harness.artifacts().count == 4)
        let page = try #require(harness.deliverer.sent.first)
        #expect(page.findings.isEmpty)
        #expect(page.artifacts.map(\.output) == ["api-1 1/1 Running 8\n", ""])
    }

    @Test func `without collectors for it nothing is diagnosed and no page waits`() async throws {
        var tables = try RoutingTables.diagnosed()
        tables.collectors = tables.collectors.map {
            Collector(name: $0.name, procedure: $0.procedure, when: Selector(priorities: [.p1]), source: $0.source)
        }
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(.firing("a", severity: "warning")))
        try await harness.settle()
        #expect(harness.runner.begun.isEmpty)
        #expect(harness.deliverer.sent.map(\.now) == [TestClock.monday])
    }

    @Test func `a disk that is full for a moment delays a diagnosis by that moment`() async throws {
        let harness = try EngineHarness(try .diagnosed(), movesClockMeanwhile: true)
        harness.runner.output("pods", String(repeating: "api-1 0/1 CrashLoopBackOff 7\n", count: 20_000))
        let gate = harness.runner.hang("pods")
        try await harness.post(body)
        async let round = harness.tick(.collection)
        await gate.arrivals()
        try await harness.setMaximumPageCount(1)
        gate.open()
        try await harness.clock.sleeper(until: TestClock.monday + .seconds(1))
        try await harness.setMaximumPageCount(1 << 30)
        harness.clock.advance(by: .seconds(1))
        _ = try await round
        #expect(try await harness.artifacts().map(\.collector) == ["pods", "logs"])
        #expect(try await harness.kinds().count { $0 == .diagnosisFinished } == 1)
        #expect(harness.runner.begun.sorted() == ["logs", "pods"])
    }

    @Test func `rounds of less urgent incidents that hang leave room for an urgent one`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        let gate = harness.runner.hang("pods")
        for number in 1...12 {
            try await harness.post(
                WebhookBody(.firing("slow\(number)", severity: "warning"), group: "group-\(number)"))
        }
        async let rounds = harness.tick(.collection)
        // Five of eight places; the other rounds wait.
        await gate.arrivals(5)
        try await harness.post(WebhookBody(.firing("down"), group: "down"))
        await gate.arrivals(6)
        let urgent = try await harness.store.read { try $0.incidents(IncidentFilter(priorities: [.p1], limit: 1)) }
        let id = try #require(urgent.incidents.first).id
        #expect(try await harness.store.read { try $0.isBeingDiagnosed(incidentID: id) })
        #expect(harness.runner.begun.count { $0 == "pods" } == 6)
        gate.open()
        _ = try await rounds
        try await harness.settle()
        #expect(harness.runner.begun.count { $0 == "pods" } == 13)
    }
}
