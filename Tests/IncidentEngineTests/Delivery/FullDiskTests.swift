import IncidentCore
import IncidentStore
import TestSupport
import Testing

/// Nothing can be stored while a message is on its way.
@Suite("A full disk around a delivery", .timeLimit(.minutes(5)))
struct FullDiskTests {
    private let body = WebhookBody(.firing("a"))

    @Test func `what was sent is stored when there is room again, and not sent a second time`() async throws {
        let harness = try EngineHarness(.paging("First"), movesClockMeanwhile: true)
        // More than fits into the pages that are there.
        let evidence = String(repeating: "202 dedup_key=4ZkW2P ", count: 20_000)
        let gate = harness.deliverer.hang(.pagerduty, then: DeliveryOutcome(.sent, evidence: evidence))
        try await harness.post(body)
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.setMaximumPageCount(1)
        gate.open()
        for _ in 0..<3 {
            let next = harness.clock.now + .seconds(1)
            try await harness.clock.sleeper(until: next)
            #expect(try await harness.notifications().map(\.notification.state) == [.sending])
            harness.clock.move(to: next)
        }
        let next = harness.clock.now + .seconds(1)
        try await harness.clock.sleeper(until: next)
        try await harness.setMaximumPageCount(1 << 30)
        harness.clock.move(to: next)
        _ = try await sending
        let page = try #require(try await harness.notifications().first)
        #expect(page.notification.state == .sent)
        #expect(page.attempts.map(\.outcome) == [.sent])
        // Its claim would have run out by then.
        try await harness.advance(by: .minutes(5), without: [.escalation])
        #expect(harness.deliverer.begun.map(\.line) == ["page by pagerduty to First"])
    }

    @Test func `a claim that could not be given back is given back when there is room again`() async throws {
        let harness = try EngineHarness(.paging("First"), movesClockMeanwhile: true)
        try await harness.post(body)
        // The message cannot be built, and what follows from that cannot be stored.
        try await harness.alter("UPDATE incident SET labels = 'nonsense'")
        try await harness.alter(
            """
            CREATE TRIGGER no_space BEFORE UPDATE ON notification WHEN old.state = 'sending'
            BEGIN SELECT RAISE (ABORT, 'no space left on device'); END
            """)
        async let sending = harness.tick(.delivery(.pagerduty))
        let next = TestClock.monday + .seconds(1)
        try await harness.clock.sleeper(until: next)
        try await harness.alter("DROP TRIGGER no_space")
        try await harness.alter(#"UPDATE incident SET labels = '{"alertname":"a"}'"#)
        harness.clock.move(to: next)
        _ = try await sending
        // What cannot be understood is looked at again a good while later.
        try await harness.advance(by: .minutes(16), without: [.escalation, .nextMethods])
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
    }
}
