import IncidentCore
import IncidentStore
import TestSupport
import Testing

@testable import IncidentEngine

@Suite(.timeLimit(.minutes(5))) struct SearchIndexerTests {
    private static func indexer(_ harness: EngineHarness) throws -> any TickingService {
        try #require(harness.engine.services.first { $0.name == "search" })
    }

    private static func found(_ harness: EngineHarness, _ text: String) async throws -> [Int64] {
        try await harness.store.readForPeople { try $0.incidents(IncidentFilter(text: text)).incidents.map(\.id) }
    }

    @Test func `what is stored is found after a tick, and the next is a second later`() async throws {
        let harness = try EngineHarness()
        try await harness.post(fixture: "03-p1-service-down-priority-label")
        _ = try await harness.commands.note(1, by: "alice", text: "migration 0042")
        #expect(try await Self.found(harness, "0042") == [])
        let next = try await Self.indexer(harness).tick()
        #expect(next == harness.clock.now + .seconds(1))
        #expect(try await Self.found(harness, "0042") == [1])
        #expect(try await Self.found(harness, "alice migration") == [1])
    }

    @Test func `who stops between the commit and the index goes on after the start`() async throws {
        let harness = try EngineHarness()
        try await harness.post(fixture: "03-p1-service-down-priority-label")
        _ = try await Self.indexer(harness).tick()
        _ = try await harness.commands.note(1, by: "alice", text: "migration 0042")
        try await harness.post(fixture: "15-p2-latency-firing")
        try await harness.restart()
        _ = try await Self.indexer(harness).tick()
        #expect(try await Self.found(harness, "0042") == [1])
        #expect(try await harness.store.searchBacklog() == 0)
    }

    @Test func `annotations that change without a trace are found within a minute`() async throws {
        let harness = try EngineHarness()
        var body = WebhookBody(.firing("a", since: harness.clock.now))
        body.alerts[0].annotations = ["description": "three pods are down"]
        try await harness.post(body)
        _ = try await Self.indexer(harness).tick()
        #expect(try await Self.found(harness, "three") == [1])
        body.alerts[0].annotations = ["description": "seventeen pods are down"]
        harness.clock.advance(by: .seconds(30))
        try await harness.post(body)
        _ = try await Self.indexer(harness).tick()
        #expect(try await Self.found(harness, "seventeen") == [])
        harness.clock.advance(by: .seconds(30))
        _ = try await Self.indexer(harness).tick()
        #expect(try await Self.found(harness, "seventeen") == [1])
        #expect(try await Self.found(harness, "three") == [])
    }

    @Test func `a storm of new alerts is let pass, but not for ever`() async throws {
        let harness = try EngineHarness()
        let indexer = try Self.indexer(harness)
        func storm(_ second: Int) async throws {
            harness.clock.advance(by: .seconds(1))
            let alerts = (1...150).map { Alert.firing("\(second) \($0)", since: harness.clock.now) }
            try await harness.post(WebhookBody(alerts, group: "second \(second)"))
        }
        _ = try await indexer.tick()
        for second in 1...30 {
            try await storm(second)
            #expect(try await indexer.tick() == harness.clock.now + .seconds(1))
            #expect(try await harness.store.searchBacklog() == Int64(second))
        }
        try await storm(31)
        _ = try await indexer.tick()
        let first = try await harness.store.searchBacklog()
        #expect(first < 31)
        harness.clock.advance(by: .seconds(1))
        _ = try await indexer.tick()
        #expect(try await harness.store.searchBacklog() < max(first, 1))
    }

    @Test func `a simulation makes no index`() throws {
        let harness = try EngineHarness()
        #expect(!harness.engine.deciding.contains { $0.name == "search" })
    }
}
