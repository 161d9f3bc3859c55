import IncidentCore
import IncidentStore
import TestSupport
import Testing

/// An alert that ends and begins every few minutes reaches the later steps all the same.
@Suite("Flapping", .timeLimit(.minutes(5)))
struct FlappingTests {
    private static let steps = [
        EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .minutes(15), notify: ["Second"]),
    ]

    private static func pages(_ harness: EngineHarness) -> [String] {
        harness.deliverer.sent.filter { $0.notification.event == .page && $0.notification.contact != "Third" }
            .map { "\($0.notification.contact) \(($0.now - TestClock.monday).prometheusRounded)" }
    }

    @Test func `a priority that rises again and again rings each time, and moves no later step`() async throws {
        let harness = try EngineHarness(
            .sample(
                .sample("urgent", priorities: [.p1], steps: Self.steps),
                .sample("calm", priorities: [.p3], steps: [EscalationStep(after: .zero, notify: ["Third"])])))
        let calm = Alert.firing("calm", severity: "warning")
        try await harness.post(WebhookBody(calm))
        for _ in 0..<2 {
            let urgent = Alert.firing("urgent", since: harness.clock.now)
            try await harness.post(WebhookBody(calm, urgent))
            try await harness.advance(by: .minutes(5))
            try await harness.post(WebhookBody(calm, urgent.resolved(after: .minutes(5))))
            try await harness.advance(by: .minutes(5))
        }
        #expect(Self.pages(harness) == ["First 0s", "First 10m", "Second 15m"])
    }

    @Test func `an incident that opens again before anybody has taken it goes on with its steps`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", steps: Self.steps)))
        for _ in 0..<4 {
            let alert = Alert.firing("a", since: harness.clock.now)
            try await harness.post(WebhookBody(alert))
            try await harness.advance(by: .minutes(5))
            try await harness.post(WebhookBody(alert.resolved(after: .minutes(5))))
            try await harness.advance(by: .minutes(5))
        }
        #expect(try await harness.incidents().count == 1)
        // The time in which it was resolved does not count: fifteen minutes of firing are over at the end of the third.
        #expect(Self.pages(harness) == ["First 0s", "First 10m", "First 20m", "Second 25m", "First 30m"])
        let goesOn = try await harness.timeline().filter { $0.summary.contains("goes on, because nobody had taken it") }
        #expect(goesOn.count == 2)
    }

    @Test(arguments: [false, true])
    func `one that somebody had taken or resolved begins anew`(resolves: Bool) async throws {
        let harness = try EngineHarness(.sample(.sample("p", steps: Self.steps)))
        let alert = Alert.firing("a", since: harness.clock.now)
        try await harness.post(WebhookBody(alert))
        try await harness.advance(by: .minutes(5))
        if resolves { try await harness.resolve() } else { try await harness.acknowledge() }
        try await harness.post(WebhookBody(alert.resolved(after: .minutes(5))))
        try await harness.advance(by: .minutes(5))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.advance(by: .minutes(15))
        #expect(Self.pages(harness) == ["First 0s", "First 10m", "Second 25m"])
    }
}
