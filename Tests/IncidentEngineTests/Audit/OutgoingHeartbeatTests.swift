import IncidentCore
import IncidentEngine
import IncidentStore
import MetricsTestKit
import Synchronization
import TestSupport
import Testing

/// Somebody outside hears that all is well while it is, and nothing else.
@Suite("The outgoing heartbeat", .timeLimit(.minutes(5)))
struct OutgoingHeartbeatTests {
    private static let settings = OutgoingHeartbeat(url: Secret("https://watch.example.com/ping/abc"))

    /// A service over an engine, and the answers that it gets in turn; `nil` is "taken", as after the last.
    private final class Scene: Sendable {
        let harness: EngineHarness
        let metrics = TestMetrics()
        let service: OutgoingHeartbeatService
        private let asked: Asked

        private final class Asked: Sendable {
            let answers: Mutex<[String?]>
            let settings = Mutex<[OutgoingHeartbeat]>([])
            init(_ answers: [String?]) { self.answers = Mutex(answers) }
        }

        init(_ settings: OutgoingHeartbeat?, answers: [String?] = []) throws {
            var tables = RoutingTables.sample
            tables.outgoing = settings
            harness = try EngineHarness(tables, metrics: metrics)
            let asked = Asked(answers)
            self.asked = asked
            let client = OutgoingHeartbeatClient { settings in
                asked.settings.withLock { $0.append(settings) }
                return asked.answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            }
            service = OutgoingHeartbeatService(
                harness.context, auditor: harness.engine.auditor, client: client, wakeup: Wakeup())
        }

        var asks: [OutgoingHeartbeat] { asked.settings.withLock { $0 } }

        func count(_ outcome: OutgoingOutcome) throws -> Int64 {
            try metrics.expectCounter("responder_outgoing_heartbeats_total", [("outcome", outcome.rawValue)]).totalValue
        }
    }

    @Test func `it goes out as often as the tables say`() async throws {
        let scene = try Scene(Self.settings)
        try await scene.harness.engine.auditor.audit()
        let now = scene.harness.clock.now
        #expect(try await scene.service.tick() == now + .seconds(60))
        scene.harness.clock.advance(by: .seconds(59))
        #expect(try await scene.service.tick() == now + .seconds(60))
        #expect(scene.asks == [Self.settings])
        scene.harness.clock.advance(by: .seconds(1))
        _ = try await scene.service.tick()
        #expect(scene.asks.count == 2 && scene.service.warnings.isEmpty)
        #expect(try scene.count(.sent) == 2)
    }

    @Test func `without a URL nobody is asked`() async throws {
        let scene = try Scene(nil)
        #expect(try await scene.service.tick() == nil)
        #expect(scene.asks.isEmpty && scene.service.warnings.isEmpty)
    }

    @Test func `what nobody takes is counted and shown until somebody does`() async throws {
        let scene = try Scene(Self.settings, answers: ["503 \"busy\"", "503 \"busy\"", nil])
        try await scene.harness.engine.auditor.audit()
        let since = scene.harness.clock.now.readable
        for _ in 0..<2 {
            _ = try await scene.service.tick()
            #expect(
                scene.service.warnings == [
                    "the outgoing heartbeat is not taken: 503 \"busy\"; since \(since) who watches us hears nothing"
                ])
            scene.harness.clock.advance(by: .seconds(45))
            _ = try await scene.service.tick()
            scene.harness.clock.advance(by: .seconds(15))
        }
        _ = try await scene.service.tick()
        #expect(scene.service.warnings.isEmpty)
        #expect(try (scene.count(.failed), scene.count(.sent)) == (2, 1))
    }

    @Test func `it is withheld until the auditor has come round`() async throws {
        let scene = try Scene(Self.settings)
        _ = try await scene.service.tick()
        #expect(scene.asks.isEmpty)
        #expect(scene.service.warnings.first?.contains("withheld, because the auditor has not come round") == true)
        #expect(try scene.count(.withheld) == 1)
    }

    @Test func `it is withheld while a service does not come round`() async throws {
        let scene = try Scene(Self.settings)
        scene.harness.clock.advance(by: ServicePulse.limit + .seconds(1))
        try await scene.harness.engine.auditor.audit()
        _ = try await scene.service.tick()
        #expect(scene.asks.isEmpty)
        #expect(scene.service.warnings.first?.contains("these services do not come round: ") == true)
    }

    @Test func `it is withheld while nothing can be written`() async throws {
        let scene = try Scene(Self.settings)
        try await scene.harness.engine.auditor.audit()
        try scene.harness.store.close()
        _ = try await scene.service.tick()
        #expect(scene.asks.isEmpty)
        #expect(scene.service.warnings.first?.contains("withheld, because the store does not answer") == true)
    }
}
