import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("An endpoint that refuses what it would take from nobody", .timeLimit(.minutes(5)))
struct RefusingEndpointTests {
    private static let gone = DeliveryOutcome(.permanent, evidence: "404 \"no_service\"", .endpoint)

    @Test func `gives way at once to the contact's next method, and is tried on`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.always(.pagerduty, Self.gone)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        #expect(harness.sentLines() == ["page by email to First"])
        let said = try await harness.timeline().filter { $0.kind == .deliveryRetried }.map(\.summary)
        #expect(said.count == 1, "\(said)")
        #expect(said.allSatisfy { $0.contains(": attempt 1 was refused, as any other message would be, again in ") })
        #expect(said.allSatisfy { $0.hasSuffix(": 404 \"no_service\"") })
        #expect(try await harness.notifications().map(\.notification.state) == [.pending, .sent])
        harness.deliverer.always(.pagerduty, nil)
        try await harness.advance(by: .minutes(1))
        #expect(harness.sentLines() == ["page by pagerduty to First"])
        #expect(try await !harness.kinds().contains(.notTold))
    }

    @Test func `lets the next step come at once where nobody was reached, as where a page is refused for good`()
        async throws
    {
        let harness = try EngineHarness()
        harness.deliverer.answer(.pagerduty, Self.gone)
        harness.deliverer.answer(.email, Self.gone)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        #expect(
            harness.deliverer.begun.prefix(3).map(\.line) == [
                "page by pagerduty to First", "page by email to First", "page by email to Second",
            ])
        #expect(try await harness.kinds().count { $0 == .escalationHastened } == 1)
        // Those that were refused are tried on, and are told once.
        try await harness.advance(by: .minutes(2))
        #expect(
            harness.sentLines() == [
                "page by email to First", "page by email to Second", "page by pagerduty to First",
            ])
    }

    @Test func `is tried on as long as others are, and what comes after it comes once`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.always(.pagerduty, Self.gone)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.advance(by: .hours(2), without: [.escalation])
        let page = try #require(try await harness.notifications().first)
        #expect(page.notification.state == .failed)
        #expect(page.attempts.count > 60 && page.attempts.allSatisfy { $0.outcome == .permanent })
        #expect(harness.sentLines() == ["page by email to First"])
        #expect(try await !harness.kinds().contains(.notTold))
    }

    @Test func `keeps nothing that is not urgent`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.always(.pagerduty, Self.gone)
        try await harness.post(WebhookBody(.firing("a", severity: "warning")))
        try await harness.settle()
        #expect(try await harness.notifications().map(\.notification.state) == [.failed, .sent])
    }

    @Test func `that takes a page at last hears too that somebody took the incident meanwhile`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.always(.pagerduty, Self.gone)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        harness.deliverer.always(.pagerduty, nil)
        harness.deliverer.forget()
        let gate = harness.deliverer.hang(.pagerduty)
        harness.clock.advance(by: .seconds(61))
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.acknowledge()
        gate.open()
        _ = try await sending
        try await harness.settle()
        let told = harness.deliverer.sent.filter { $0.notification.method.notifier == .pagerduty }
        #expect(told.map(\.notification.event) == [.page, .acknowledged])
    }

    @Test func `is asked no more once somebody has taken the incident`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.always(.pagerduty, Self.gone)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.advance(by: .minutes(5))
        let page = try #require(try await harness.notifications().first)
        #expect(page.notification.state == .cancelled && page.attempts.count == 1)
    }
}
