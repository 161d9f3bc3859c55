import IncidentCore
import IncidentEngine
import IncidentStore
import MetricsTestKit
import TestSupport
import Testing

/// Nobody takes an incident by the time that its priority has.
@Suite("Nobody responds in time", .timeLimit(.minutes(5)))
struct ResponseTests {
    private let within = RespondWithin(p1: .minutes(10), p2: .minutes(10), p3: .hours(24))

    private func opened(
        _ policies: PolicyRule..., severity: String = "critical", hours: BusinessHours? = nil,
        metrics: TestMetrics = TestMetrics()
    ) async throws -> EngineHarness {
        var tables = RoutingTables.sample
        tables.policies =
            policies.isEmpty ? [.sample("p", otherwise: "Last Resort", acknowledgementExpires: .hours(1))] : policies
        (tables.respondWithin, tables.businessHours) = (within, hours)
        let harness = try EngineHarness(tables, metrics: metrics)
        try await harness.post(WebhookBody(.firing("ApiDown", severity: severity)))
        try await harness.settle()
        harness.deliverer.forget()
        return harness
    }

    private func missed(_ harness: EngineHarness) async throws -> [String] {
        try await harness.timeline().filter { $0.kind == .responseMissed }.map(\.summary)
    }

    @Test func `the next step comes at once, over a restart, and the later ones keep their distance`() async throws {
        let metrics = TestMetrics()
        let harness = try await opened(metrics: metrics)
        try await harness.advance(by: .minutes(9))
        #expect(harness.sentLines() == [])
        try await harness.restart()
        try await harness.advance(by: .minutes(1))
        let page = try #require(harness.deliverer.sent.first)
        #expect(harness.sentLines() == ["page by email to Second"])
        #expect(page.because == "step 2 of policy \"p\", at once because nobody had taken it in time, as Second")
        let end = (harness.clock.now).readable
        #expect(try await missed(harness) == ["nobody has taken it by \(end), the time to respond to a P1"])
        let said = try await harness.timeline().last { $0.kind == .escalationStep }?.summary
        #expect(said == "step 2 of policy \"p\", at once because nobody had taken it in time: Second")
        #expect(try await harness.incident().isOverdue)
        let counted = try metrics.expectCounter("responder_responses_missed_total", [("priority", "P1")])
        #expect(counted.totalValue == 1)
        try await harness.advance(by: .minutes(14))
        #expect(harness.sentLines() == [])
        try await harness.advance(by: .minutes(1))
        #expect(harness.sentLines() == ["page by slack to Third"])
        #expect(try await missed(harness).count == 1)
    }

    @Test(arguments: ["taken", "silenced", "resolved"])
    func `what is taken, silenced or over has no deadline`(how: String) async throws {
        let harness = try await opened()
        switch how {
        case "taken": try await harness.acknowledge()
        case "silenced": try await harness.silence("ApiDown", for: .hours(3))
        default: try await harness.resolve()
        }
        try await harness.advance(by: .minutes(25))
        #expect(try await missed(harness) == [])
        #expect(try await harness.incident().response == .none)
    }

    @Test func `it comes back when the acknowledgement expires`() async throws {
        let harness = try await opened()
        try await harness.advance(by: .minutes(5))
        try await harness.acknowledge()
        try await harness.advance(by: .minutes(69))
        #expect(try await missed(harness) == [])
        #expect(try await harness.incident().response.by == harness.clock.now + .minutes(1))
        try await harness.advance(by: .minutes(1))
        #expect(try await missed(harness).count == 1)
    }

    @Test func `it begins anew when a silence ends`() async throws {
        let harness = try await opened()
        try await harness.silence("ApiDown", for: .hours(3))
        try await harness.advance(by: .hours(3))
        #expect(try await harness.incident().response.by == harness.clock.now + .minutes(10))
    }

    @Test func `a rising priority has the earlier deadline`() async throws {
        let harness = try await opened(severity: "warning")
        try await harness.advance(by: .hours(2))
        try await harness.post(
            WebhookBody(.firing("ApiDown", severity: "warning"), .firing("DbDown", severity: "critical")))
        try await harness.settle()
        #expect(try await harness.incident().response.by == harness.clock.now + .minutes(10))
    }

    @Test func `what has no time of its own has that of a lower priority, over a restart`() async throws {
        var tables = RoutingTables.sample
        tables.policies = [.sample("p")]
        tables.respondWithin = RespondWithin(p2: .minutes(10))
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        try await harness.restart()
        try await harness.advance(by: .minutes(10))
        let end = harness.clock.now.readable
        #expect(try await missed(harness) == ["nobody has taken it by \(end), the time to respond to a P2"])
    }

    @Test func `what remains of an urgent moment has its own time, from the opening`() async throws {
        let harness = try await opened()
        let opening = harness.clock.now
        let (api, disk) = (Alert.firing("ApiDown"), Alert.firing("DiskFull", severity: "warning"))
        try await harness.post(WebhookBody(api, disk))
        try await harness.settle()
        try await harness.advance(by: .minutes(1))
        try await harness.post(WebhookBody(api.resolved(after: .seconds(1)), disk))
        try await harness.settle()
        #expect(try await harness.incident().response.by == opening + .hours(24))
        try await harness.restart()
        try await harness.advance(by: .minutes(30))
        #expect(try await missed(harness) == [])
        // It is P1 again later than ten minutes after it was.
        try await harness.post(WebhookBody(.firing("ApiDown", since: harness.clock.now), disk))
        try await harness.settle()
        #expect(try await harness.incident().response.by == harness.clock.now + .minutes(10))
    }

    @Test func `a step that is due at that moment is what escalates it`() async throws {
        let steps = [
            EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .minutes(10), notify: ["Second"]),
            EscalationStep(after: .minutes(40), notify: ["Third"]),
        ]
        let harness = try await opened(.sample("p", steps: steps))
        try await harness.advance(by: .minutes(12))
        #expect(harness.sentLines() == ["page by email to Second"])
        #expect(try await missed(harness).count == 1)
    }

    @Test func `after a step that came a moment ago the next one comes when its minute is over`() async throws {
        let steps = [
            EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .seconds(570), notify: ["Second"]),
            EscalationStep(after: .minutes(40), notify: ["Third"]),
            EscalationStep(after: .minutes(60), notify: ["First"]),
        ]
        let harness = try await opened(.sample("p", steps: steps))
        let end = harness.clock.now + .minutes(10)
        try await harness.advance(by: .seconds(629))
        #expect(harness.sentLines() == ["page by email to Second"])
        #expect(try await missed(harness).count == 1)
        let words = try await harness.timeline().last { $0.kind == .escalationHastened }?.summary
        #expect(
            words == "step 3 of policy \"p\" comes at \((end + .seconds(30)).readable), because nobody had taken it in "
                + "time: the step before it came just now")
        try await harness.restart()
        try await harness.advance(by: .seconds(1))
        #expect(harness.sentLines() == ["page by slack to Third"])
        // The later ones keep their distance.
        try await harness.advance(by: .seconds(20 * 60 - 1))
        #expect(harness.sentLines() == [])
        try await harness.advance(by: .seconds(1))
        #expect(harness.sentLines() == ["page by pagerduty to First"])
    }

    @Test func `after a step that came a moment ago, one that comes by itself within its minute will do`() async throws
    {
        let steps = [
            EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .seconds(570), notify: ["Second"]),
            EscalationStep(after: .seconds(620), notify: ["Third"]),
        ]
        let harness = try await opened(.sample("p", steps: steps))
        try await harness.advance(by: .seconds(619))
        #expect(harness.sentLines() == ["page by email to Second"])
        try await harness.advance(by: .minutes(5))
        #expect(harness.sentLines() == ["page by slack to Third"])
        #expect(try await !harness.kinds().contains(.escalationHastened))
    }

    @Test func `a contact's next method that goes out a moment before is no step`() async throws {
        var tables = RoutingTables.sample
        tables.policies = [
            .sample(
                "p",
                steps: [
                    EscalationStep(after: .zero, notify: ["First"]),
                    EscalationStep(after: .hours(1), notify: ["Second"]),
                ])
        ]
        tables.respondWithin = RespondWithin(p1: .minutes(1), p2: nil, p3: nil)
        let harness = try EngineHarness(tables)
        harness.deliverer.always(.pagerduty, .refusedForNow)
        try await harness.post(WebhookBody(.firing("ApiDown", severity: "critical")))
        try await harness.advance(by: .seconds(59))
        #expect(harness.sentLines() == ["page by email to First"])
        try await harness.advance(by: .seconds(1))
        #expect(harness.sentLines() == ["page by email to Second"])
        #expect(try await missed(harness).count == 1)
    }

    @Test func `after the last step the last resort is told, and once only`() async throws {
        let steps = [
            EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .minutes(8), notify: ["Second"]),
        ]
        let harness = try await opened(
            .sample("p", steps: steps, repetition: .init(every: .hours(1), times: 1), otherwise: "Last Resort"))
        try await harness.advance(by: .minutes(9))
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(2))
        #expect(harness.sentLines() == ["page by email to Last Resort"])
    }

    @Test func `where nobody is left to tell the timeline says so`() async throws {
        let harness = try await opened(
            .sample("p", steps: [EscalationStep(after: .zero, notify: ["First"])], until: .notified))
        try await harness.advance(by: .minutes(10))
        #expect(harness.sentLines() == [])
        let said = try await harness.timeline().last?.summary
        #expect(said == "nobody more is told of that: policy \"p\" has ended; escalate to somebody, or take it")
    }

    @Test func `a step for business hours is not woken by it`() async throws {
        let steps = [
            EscalationStep(after: .zero, notify: ["First"]),
            EscalationStep(after: .minutes(30), notify: ["Second"], onlyBusinessHours: true),
        ]
        // It is Monday, 08:30 UTC.
        let hours = BusinessHours(timeZone: "UTC", weekdays: [1], opensAt: 9 * 60, closesAt: 17 * 60, holidays: [])
        let harness = try await opened(.sample("p", steps: steps), hours: hours)
        try await harness.advance(by: .minutes(10))
        #expect(harness.sentLines() == [])
        #expect(
            try await harness.timeline().last?.summary
                == "step 2 of policy \"p\" does not come sooner by that: it is for business hours")
        #expect(try await missed(harness).count == 1)
    }

    @Test func `at night it brings what follows a step for business hours, which is passed over`() async throws {
        let steps = [
            EscalationStep(after: .zero, notify: ["First"]),
            EscalationStep(after: .minutes(20), notify: ["Second"], onlyBusinessHours: true),
            EscalationStep(after: .minutes(40), notify: ["Third"]),
        ]
        let harness = try await opened(.sample("p", steps: steps), hours: Self.later)
        try await harness.advance(by: .minutes(10))
        #expect(harness.sentLines() == ["page by slack to Third"])
        #expect(
            try await harness.timeline().contains {
                $0.summary
                    == "Second: not told by step 2 of policy \"p\", which is for business hours, and a later step does "
                    + "not wait for them"
            })
    }

    @Test func `where one policy waits for business hours another one has its next step`() async throws {
        let closed = [
            EscalationStep(after: .zero, notify: ["First"]),
            EscalationStep(after: .minutes(15), notify: ["Second"], onlyBusinessHours: true),
        ]
        let open = [
            EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .minutes(30), notify: ["Third"]),
        ]
        var tables = RoutingTables.sample
        tables.policies = [
            PolicyRule(
                priorities: [], matchers: [try Matcher("alertname=\"Other\"")],
                policy: EscalationPolicy(name: "open", steps: open)), .sample("closed", steps: closed),
        ]
        (tables.respondWithin, tables.businessHours) = (within, Self.later)
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(.firing("ApiDown"), .firing("Other")))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(10))
        #expect(harness.sentLines() == ["page by slack to Third"])
    }

    /// From half past nine on; it is Monday, 08:30 UTC.
    private static let later = BusinessHours(
        timeZone: "UTC", weekdays: [1], opensAt: 9 * 60 + 30, closesAt: 17 * 60, holidays: [])

    @Test func `a clock that is set moves it`() async throws {
        let harness = try await opened()
        try await harness.store.write { _ = try $0.moveDeadlines(by: .hours(2)) }
        #expect(try await harness.incident().response.by == harness.clock.now + .minutes(10) + .hours(2))
    }
}
