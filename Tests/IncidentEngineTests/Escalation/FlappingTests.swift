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

    /// Fires for two minutes and is quiet for two, so many times.
    private static func flap(_ harness: EngineHarness, times: Int) async throws {
        for _ in 0..<times {
            let alert = Alert.firing("a", since: harness.clock.now)
            try await harness.post(WebhookBody(alert))
            try await harness.advance(by: .minutes(2))
            try await harness.post(WebhookBody(alert.resolved(after: .minutes(2))))
            try await harness.advance(by: .minutes(2))
        }
    }

    @Test func `after three re-openings it is told once more, and then no flip is`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", steps: [Self.steps[0]])))
        try await Self.flap(harness, times: 4)
        #expect(try await harness.incident().flapping.isOn)
        #expect(Self.pages(harness) == ["First 0s", "First 4m", "First 8m", "First 12m"])
        harness.deliverer.forget()
        try await Self.flap(harness, times: 10)
        #expect(harness.deliverer.begun.isEmpty)
        #expect(try await harness.incidents().map(\.status) == [.triggered])
        // The last end was fifteen minutes ago then.
        try await harness.advance(by: .minutes(13) - .milliseconds(1))
        #expect(try await harness.incident().status == .triggered)
        try await harness.advance(by: .milliseconds(1))
        #expect(try await harness.incident().status == .resolved)
        #expect(harness.deliverer.sent.map(\.line) == ["resolved by pagerduty to First"])
    }

    @Test func `its quiet end comes although the program was not running`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", steps: [Self.steps[0]])))
        try await Self.flap(harness, times: 4)
        harness.clock.advance(by: .minutes(40))
        try await harness.restart()
        try await harness.settle()
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `its steps rest while nothing fires, and go on when it does`() async throws {
        let harness = try EngineHarness(
            .sample(
                .sample("p", steps: [Self.steps[0], EscalationStep(after: .minutes(13), notify: ["Second"])])))
        try await Self.flap(harness, times: 3)
        let alert = Alert.firing("a", since: harness.clock.now)
        try await harness.post(WebhookBody(alert))
        try await harness.advance(by: .seconds(30))
        try await harness.post(WebhookBody(alert.resolved(after: .seconds(30))))
        harness.deliverer.forget()
        // Its second step was due within these.
        try await harness.advance(by: .minutes(14))
        #expect(harness.deliverer.begun.isEmpty)
        #expect(try await harness.kinds().contains(.escalationRested))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Second"])
    }

    @Test func `an alert that flaps beside one that fires on is told once, and no more`() async throws {
        let harness = try EngineHarness(
            .sample(.sample("p", steps: [Self.steps[0], EscalationStep(after: .hours(2), notify: ["Second"])])))
        let steady = Alert.firing("steady")
        try await harness.post(WebhookBody(steady))
        for _ in 0..<12 {
            let alert = Alert.firing("a", since: harness.clock.now)
            try await harness.post(WebhookBody(steady, alert))
            try await harness.advance(by: .minutes(2))
            try await harness.post(WebhookBody(steady, alert.resolved(after: .minutes(2))))
            try await harness.advance(by: .minutes(2))
        }
        let updates = harness.deliverer.sent.filter { $0.notification.event == .update }
        #expect(updates.map { ($0.now - TestClock.monday).prometheusRounded } == ["4m", "8m", "12m"])
        #expect(updates.last?.notification.reason.hasPrefix("flapping: ") == true)
    }

    @Test(arguments: [("critical", 30), ("error", 240), ("warning", 1440)])
    func `what a person resolved opens again when it fires on`(severity: String, minutes: Int) async throws {
        let harness = try EngineHarness(.sample(.sample("p", steps: [Self.steps[0]])))
        try await harness.post(WebhookBody(.firing("a", severity: severity)))
        try await harness.settle()
        try await harness.resolve()
        try await harness.advance(by: .minutes(minutes) - .milliseconds(1))
        #expect(try await harness.incident().status == .resolved)
        harness.deliverer.forget()
        try await harness.restart()
        try await harness.advance(by: .milliseconds(1))
        #expect(try await harness.incident().status == .triggered)
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
        #expect(
            try await harness.timeline().contains { $0.summary.hasPrefix("re-opened: alice resolved it") })
    }

    @Test func `what fires on goes to the open incident of its group, where there is one`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", steps: [Self.steps[0]])))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        try await harness.resolve()
        // Too late to open it again.
        try await harness.advance(by: .minutes(16))
        try await harness.post(WebhookBody(.firing("a"), .firing("b", since: harness.clock.now)))
        #expect(try await harness.incidents().map(\.status) == [.resolved, .triggered])
        try await harness.advance(by: .minutes(14))
        let incidents = try await harness.incidents()
        #expect(incidents.map(\.firingCount) == [0, 2])
        #expect(incidents.map(\.remindAt) == [nil, nil])
        #expect(
            try await harness.timeline().last { $0.kind == .alertsMoved }?.summary
                == "a fires on, and goes to incident 2 of the same group")
    }
}
