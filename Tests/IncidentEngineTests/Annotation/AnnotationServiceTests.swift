import IncidentCore
import IncidentEngine
import IncidentStore
import Synchronization
import TestSupport
import Testing

/// Grafana's graphs show when incidents open and end, and nobody waits for that.
@Suite(.timeLimit(.minutes(5))) struct AnnotationServiceTests {
    private static let grafana = GrafanaServer(
        url: "https://grafana.example.com", access: HTTPAccess(credentials: .bearer(Secret("glsa_t0ken"))))

    /// A service over an engine, and the answers that it gets in turn; after the last all are taken.
    private final class Scene: Sendable {
        let harness: EngineHarness
        private let asked: Asked
        private let current: Mutex<AnnotationService>

        private final class Asked: Sendable {
            let state = Mutex((answers: [AnnotationOutcome](), written: [GrafanaAnnotation](), lookedFor: [Bool]()))

            var client: GrafanaClient {
                GrafanaClient { annotation, _, mayStand in
                    self.state.withLock { state in
                        state.lookedFor.append(mayStand)
                        let outcome = state.answers.isEmpty ? .written : state.answers.removeFirst()
                        if outcome == .written { state.written.append(annotation) }
                        return outcome
                    }
                }
            }
        }

        init(_ grafana: GrafanaServer? = AnnotationServiceTests.grafana, answers: [AnnotationOutcome] = []) throws {
            var tables = RoutingTables.sample
            tables.grafana = grafana
            harness = try EngineHarness(tables)
            asked = Asked()
            asked.state.withLock { $0.answers = answers }
            current = Mutex(Self.service(harness, asked))
        }

        private static func service(_ harness: EngineHarness, _ asked: Asked) -> AnnotationService {
            let links = Links(
                incident: { "https://desk.example.com/incidents/\($0)" }, list: { "" }, storm: { _ in "" },
                output: { _ in "" }, acknowledge: { _, _, _ in "" })
            return AnnotationService(harness.context, links: links, client: asked.client, wakeup: Wakeup())
        }

        var service: AnnotationService { current.withLock(\.self) }
        var written: [GrafanaAnnotation] { asked.state.withLock(\.written) }
        /// What was taken: its word and its incident.
        var told: [String] { written.map { "\($0.tags[1]) \($0.tags[3])" } }
        var asks: Int { lookedFor.count }
        /// Of each try whether it was looked for first.
        var lookedFor: [Bool] { asked.state.withLock(\.lookedFor) }

        /// Ticks until nothing is due, as the service's loop does.
        @discardableResult
        func settle() async throws -> Timestamp? {
            while true {
                let next = try await service.tick()
                guard let next, next <= harness.clock.now else { return next }
            }
        }

        func restart() async throws {
            try await harness.restart()
            current.withLock { $0 = Self.service(harness, asked) }
        }
    }

    @Test func `an incident is a mark when it opens and a span when it is over`() async throws {
        let scene = try Scene()
        try await scene.settle()
        let (alert, opened) = (Alert.firing("ServiceDown"), scene.harness.clock.now)
        try await scene.harness.post(WebhookBody(alert))
        scene.harness.clock.advance(by: .seconds(300))
        let next = try await scene.settle()
        #expect(next == scene.harness.clock.now + .seconds(5))
        #expect(scene.written.map(\.at) == [opened] && scene.written[0].until == nil)
        #expect(scene.written[0].text.hasSuffix(" opened\nhttps://desk.example.com/incidents/1"))
        try await scene.harness.post(WebhookBody(alert.resolved()))
        scene.harness.clock.advance(by: .seconds(5))
        try await scene.settle()
        #expect(scene.told == ["opened incident:1", "resolved incident:1"])
        #expect(scene.written[1].at == opened && scene.written[1].until == opened + .seconds(300))
    }

    @Test func `what happened before Grafana was named is not told`() async throws {
        let scene = try Scene()
        try await scene.harness.post(WebhookBody(.firing("Old")))
        try await scene.settle()
        scene.harness.clock.advance(by: .seconds(5))
        try await scene.harness.post(WebhookBody(.firing("New"), group: "group-b"))
        try await scene.settle()
        #expect(scene.told == ["opened incident:2"])
    }

    @Test func `what is not taken is tried again in its turn, also after a restart, and no page waits for it`()
        async throws
    {
        let scene = try Scene(answers: [.failed("503"), .failed("503")])
        try await scene.settle()
        try await scene.harness.post(WebhookBody(.firing("A")))
        try await scene.harness.post(WebhookBody(.firing("B"), group: "group-b"))
        let now = scene.harness.clock.now
        scene.harness.clock.advance(by: .seconds(5))
        #expect(try await scene.settle() == now + .seconds(10))
        #expect(
            scene.service.warnings == [
                "Grafana takes no annotations: 503; since \((now + .seconds(5)).readable) its graphs show no incidents"
            ])
        // Nothing of it is owed to anybody, and what is has gone out.
        try await scene.harness.settle()
        #expect(try await scene.harness.notifications().allSatisfy { $0.notification.event == .page })
        try await scene.restart()
        try await scene.settle()
        #expect(scene.told.isEmpty && scene.asks == 2)
        scene.harness.clock.advance(by: .seconds(5))
        try await scene.settle()
        #expect(scene.told == ["opened incident:1", "opened incident:2"] && scene.service.warnings.isEmpty)
    }

    @Test func `what may stand there already is looked for first: after a failure, and after a restart`() async throws {
        let scene = try Scene(answers: [.written, .written, .failed("timed out"), .failed("timed out")])
        try await scene.settle()
        for (place, name) in ["A", "B", "C", "D"].enumerated() {
            try await scene.harness.post(WebhookBody(.firing(name), group: "group-\(name)"))
            scene.harness.clock.advance(by: .seconds(5))
            try await scene.settle()
            if place == 0 { #expect(scene.lookedFor == [true]) }
        }
        #expect(scene.lookedFor == [true, false, false, true])
        scene.harness.clock.advance(by: .seconds(60))
        try await scene.settle()
        #expect(scene.lookedFor == [true, false, false, true, true, false])
        try await scene.restart()
        try await scene.harness.post(WebhookBody(.firing("E"), group: "group-E"))
        scene.harness.clock.advance(by: .seconds(5))
        try await scene.settle()
        #expect(scene.lookedFor.suffix(1) == [true] && scene.told.count == 5)
    }

    @Test func `what is refused for good is left out, and what is a day old`() async throws {
        let scene = try Scene(answers: [.refused("400 \"bad request data\""), .failed("503")])
        try await scene.settle()
        try await scene.harness.post(WebhookBody(.firing("A")))
        try await scene.harness.post(WebhookBody(.firing("B"), group: "group-b"))
        scene.harness.clock.advance(by: .seconds(5))
        try await scene.settle()
        scene.harness.clock.advance(by: .seconds(86_401))
        try await scene.harness.post(WebhookBody(.firing("C"), group: "group-c"))
        try await scene.settle()
        #expect(scene.told == ["opened incident:3"])
    }

    @Test func `without credentials nothing is written`() async throws {
        let scene = try Scene(GrafanaServer(url: "https://grafana.example.com"))
        try await scene.harness.post(WebhookBody(.firing("A")))
        #expect(try await scene.settle() == nil)
        #expect(scene.asks == 0)
    }
}
