import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("An endpoint that hangs")
struct DeadEndpointTests {
    @Test func `it delays no other kind of notifier`() async throws {
        let harness = try EngineHarness(.paging("First", methods: .all))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        async let dead = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.settle(without: [.delivery(.pagerduty)])
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First"])
        gate.open()
        _ = try await dead
        #expect(harness.deliverer.sent.count == 2)
    }

    @Test func `it delays no other page of its own kind`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        async let delivery = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        for group in 2...9 { try await harness.post(WebhookBody(.firing("alert-\(group)"), group: "group-\(group)")) }
        try await harness.until("the others are sent") { harness.deliverer.sent.count == 8 }
        #expect(harness.deliverer.sent.allSatisfy { $0.incident.id != 1 })
        gate.open()
        _ = try await delivery
        #expect(harness.deliverer.sent.count == 9)
        #expect(Set(harness.deliverer.begun.map(\.notification.id)).count == harness.deliverer.begun.count)
    }

    @Test func `it delays no escalation`() async throws {
        let harness = try EngineHarness()
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        async let dead = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        // Beyond the lease of the claim as well.
        try await harness.advance(by: .minutes(15), without: [.delivery(.pagerduty)])
        #expect(harness.deliverer.sent.map(\.line).contains("page by email to Second"))
        gate.open()
        _ = try await dead
    }

    @Test func `a page that hangs beyond its lease is sent again, and its late answer counts no more`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        async let delivery = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        harness.clock.advance(by: .minutes(4))
        try await harness.until("it is sent again") { harness.deliverer.sent.count == 1 }
        try await harness.until("that is stored") {
            try await harness.notifications().first?.notification.state == .sent
        }
        gate.open()
        _ = try await delivery
        let page = try #require(try await harness.notifications().first)
        #expect(page.attempts.map(\.outcome) == [.unknown, .sent])
        #expect(Set(harness.deliverer.begun.map(\.notification.id)) == [page.notification.id])
    }
}
