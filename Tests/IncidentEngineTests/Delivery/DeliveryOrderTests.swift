import IncidentCore
import IncidentStore
import TestSupport
import Testing

@testable import IncidentEngine

@Suite("What is told, in which order", .timeLimit(.minutes(5)))
struct DeliveryOrderTests {
    let firing = WebhookBody(.firing("a"))
    let resolved = WebhookBody(.firing("a").resolved())

    @Test func `everybody who was told hears of the acknowledgement and of the resolution`() async throws {
        let harness = try EngineHarness()
        try await harness.post(firing)
        try await harness.advance(by: .minutes(15))
        try await harness.acknowledge()
        try await harness.settle()
        try await harness.post(resolved)
        try await harness.settle()
        let lines = harness.deliverer.sent.map(\.line)
        #expect(lines.prefix(2) == ["page by pagerduty to First", "page by email to Second"])
        #expect(Set(lines[2..<4]) == ["acknowledged by pagerduty to First", "acknowledged by email to Second"])
        #expect(Set(lines[4...]) == ["resolved by pagerduty to First", "resolved by email to Second"])
        #expect(lines.count == 6)
    }

    @Test func `who was told of nothing is not told of its end`() async throws {
        let harness = try EngineHarness()
        try await harness.post(firing)
        try await harness.post(resolved)
        try await harness.settle()
        #expect(harness.deliverer.begun.isEmpty)
        #expect(try await harness.notifications().map(\.notification.state) == [.cancelled])
    }

    @Test func `an acknowledgement cancels the pages that wait for another attempt`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.answer(.email, .refusedForNow)
        try await harness.post(firing)
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.advance(by: .hours(5))
        #expect(harness.deliverer.begun.count == 1)
        #expect(try await harness.notifications().map(\.notification.state) == [.cancelled])
        let entry = try #require(try await harness.timeline().first { $0.kind == .notificationCancelled })
        #expect(entry.summary.contains("acknowledged by alice"))
    }

    @Test func `what may have arrived is followed by its resolve, although it is not sent again`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(.pagerduty, .answerLost)
        try await harness.post(firing)
        try await harness.settle()
        try await harness.post(resolved)
        try await harness.settle()
        #expect(
            harness.deliverer.begun.map(\.line) == ["page by pagerduty to First", "resolved by pagerduty to First"])
    }

    @Test func `a resolve waits for its trigger that is still being sent`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(firing)
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.post(resolved)
        // When the page of another incident has gone out, the service has looked for work since the resolve.
        try await harness.post(WebhookBody(.firing("b"), group: "group-b"))
        try await harness.until("the other page is sent") { !harness.deliverer.sent.isEmpty }
        #expect(harness.deliverer.begun.map(\.line) == ["page by pagerduty to First", "page by pagerduty to First"])
        gate.open()
        _ = try await sending
        try await harness.settle()
        let ofFirst = harness.deliverer.sent.filter { $0.incident.id == 1 }
        #expect(ofFirst.map(\.line) == ["page by pagerduty to First", "resolved by pagerduty to First"])
    }

    @Test func `a resolve waits for the acknowledgement that is being sent before it`() async throws {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(firing)
        try await harness.settle()
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.acknowledge()
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.post(resolved)
        gate.open()
        _ = try await sending
        try await harness.settle()
        #expect(
            harness.deliverer.sent.map(\.line) == [
                "page by pagerduty to First", "acknowledged by pagerduty to First", "resolved by pagerduty to First",
            ])
    }

    @Test func `a page that was claimed before somebody took its incident, and is built after, rings nobody`()
        async throws
    {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(firing)
        try await harness.tick(.escalation)
        _ = try await harness.engine.deliveries.tick()
        let service = try #require(harness.engine.deliveries.services.first { $0.endpoint.kind == .pagerduty })
        let claimed = try #require(try await service.claim(1).first)
        try await harness.acknowledge()
        #expect(await service.message(for: claimed, at: harness.clock.now) == nil)
        let cancelled = try #require(try await harness.timeline().last { $0.kind == .notificationCancelled })
        #expect(
            cancelled.summary.hasPrefix("pagerduty for First")
                && cancelled.summary.hasSuffix("cancelled, the incident is no longer waiting for somebody"))
        // It was on its way when the incident was taken, so its address hears of that.
        try await harness.settle()
        #expect(harness.deliverer.begun.map(\.line) == ["acknowledged by pagerduty to First"])
    }
}
