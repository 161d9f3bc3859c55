import IncidentCore
import IncidentStore
import MetricsTestKit
import TestSupport
import Testing

@testable import IncidentEngine

/// The system's clock is set while the program runs.
@Suite("The clock is set", .timeLimit(.minutes(5)))
struct ClockStepTests {
    @Test(
        arguments: [
            (.seconds(-7200), .seconds(-7200)), (.seconds(4 * 3600), .seconds(4 * 3600)),
            (.milliseconds(2001), .milliseconds(2001)), (.milliseconds(-2001), .milliseconds(-2001)),
            (.seconds(2), nil), (.seconds(-2), nil), (.zero, nil),
        ] as [(Duration, Duration?)])
    func `a clock that is set is told from one that runs`(by step: Duration, seen: Duration?) {
        let first = ClockReading(wall: TestClock.monday, monotonic: .seconds(1000))
        let later = ClockReading(wall: first.wall + .seconds(60) + step, monotonic: first.monotonic + .seconds(60))
        var track = ClockTrack(first)
        #expect(track.step(at: later) == seen)
        // What is a step is not followed, and the time goes on evenly.
        #expect(track.time(at: later) == (seen == nil ? later.wall : first.wall + .seconds(60)))
        track.follow(later)
        #expect(track.step(at: later) == nil)
        #expect(track.time(at: later) == later.wall)
    }

    @Test(
        arguments: [
            (.seconds(-7200), "-2h"), (.seconds(7200), "+2h"), (.milliseconds(-7_199_600), "-2h"),
            (.milliseconds(-7_200_400), "-2h"), (.milliseconds(7_199_499), "+1h59m59s"), (.milliseconds(-2001), "-2s"),
        ] as [(Duration, String)])
    func `a step is said to the nearest second`(step: Duration, text: String) {
        #expect(step.signedText == text)
    }

    @Test(
        arguments: [
            // Set forward by two hours, at 60 s: what came before was two hours less ago than it says, what came since is as it says.
            (Duration.seconds(7200), Duration.seconds(55), Duration?.some(.seconds(7255))),
            (.seconds(7200), .seconds(7265), .seconds(7265)),
            // Set back by an hour: what came in that hour before, or has come since, shows the same.
            (.seconds(-3600), .seconds(-3601), .seconds(-7201)), (.seconds(-3600), .seconds(50), nil),
            (.seconds(-3600), .seconds(61), .seconds(61)),
        ] as [(Duration, Duration, Duration?)])
    func `what was stored before the clock was set is told by the clock as it is now`(
        by step: Duration, stored: Duration, now: Duration?
    ) {
        let first = ClockReading(wall: TestClock.monday, monotonic: .zero)
        var track = ClockTrack(first)
        #expect(track.retold(first.wall + stored) == first.wall + stored)
        track.follow(ClockReading(wall: first.wall + .seconds(60) + step, monotonic: .seconds(60)))
        #expect(track.retold(first.wall + stored) == now.map { first.wall + $0 })
    }

    @Test func `a slow correction is followed however far it goes`() {
        var reading = ClockReading(wall: TestClock.monday, monotonic: .zero)
        var track = ClockTrack(reading)
        for _ in 0..<100 {
            reading = ClockReading(wall: reading.wall + .seconds(6), monotonic: reading.monotonic + .seconds(5))
            #expect(track.time(at: reading) == reading.wall)
        }
    }

    @Test func `times are whole milliseconds, as they are stored`() {
        let clock = SteadyClock {
            ClockReading(wall: TestClock.monday + .nanoseconds(5_999_999), monotonic: .seconds(1))
        }
        #expect(clock.now == TestClock.monday + .milliseconds(5))
    }

    @Test(arguments: [Duration.seconds(-7200), .seconds(4 * 3600)])
    func `what is owed comes when it would have come`(step: Duration) async throws {
        let metrics = TestMetrics()
        let harness = try EngineHarness(.paging("First"), metrics: metrics)
        harness.deliverer.answer(.pagerduty, .refusedForNow)
        try await harness.post(WebhookBody(.firing("a")))
        let next = try #require(try await harness.settle()) - harness.clock.now
        let escalation = try #require(try await harness.escalation()?.nextDueAt) - harness.clock.now
        let created = try await harness.notifications().map { harness.clock.now - $0.notification.createdAt }

        let before = harness.clock.now
        harness.clock.setSystemClock(by: step)
        #expect(harness.clock.now == before, "until it is noticed the time goes on evenly")
        try await harness.tickClock()
        #expect(harness.clock.now == before + step)
        #expect(harness.context.pulse.late(at: harness.clock.now) == [])
        #expect(harness.context.pulse.remarks(at: harness.clock.now).contains { $0.contains("clock was set by") })

        harness.deliverer.forget()
        #expect(try await harness.settle().map { $0 - harness.clock.now } == next)
        #expect(harness.deliverer.begun.isEmpty, "nothing comes early")
        #expect(try await harness.escalation()?.nextDueAt.map { $0 - harness.clock.now } == escalation)
        #expect(try await harness.notifications().map { harness.clock.now - $0.notification.createdAt } == created)
        try await harness.advance(by: next)
        #expect(harness.deliverer.sent.count == 1)
        #expect(try await harness.kinds().contains(.clockStepped))
        #expect(try metrics.expectCounter("responder_clock_steps_total").totalValue == 1)
        try await harness.tickClock()
        #expect(try await harness.kinds().count { $0 == .clockStepped } == 1)
    }

    @Test(arguments: [Duration.seconds(-7200), .seconds(4 * 3600)])
    func `an attempt that stands meanwhile took no longer by that`(step: Duration) async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty, then: .refusedForNow)
        try await harness.post(WebhookBody(.firing("a")))
        let created = try #require(try await harness.notifications().first).notification.createdAt
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        harness.clock.setSystemClock(by: step)
        try await harness.tickClock()
        gate.open()
        _ = try await sending
        let page = try #require(try await harness.notifications().first)
        #expect(page.notification.state == .pending && page.notification.createdAt == created + step)
        #expect(page.attempts.map(\.duration) == [.zero])
        let wait = try #require(page.dueAt) - harness.clock.now
        #expect(wait > .zero && wait < .seconds(60))
    }

    @Test(arguments: [Duration.seconds(-7200), .seconds(4 * 3600)])
    func `a page that cannot be begun starts the next method when it would have`(step: Duration) async throws {
        let harness = try EngineHarness(.paging("First"))
        let busy: Set<EnginePart> = [.delivery(.pagerduty)]
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.advance(by: .seconds(4), without: busy)
        harness.clock.setSystemClock(by: step)
        try await harness.tickClock()
        try await harness.advance(by: .seconds(6) - .milliseconds(1), without: busy)
        #expect(harness.deliverer.sent.isEmpty)
        try await harness.advance(by: .milliseconds(1), without: busy)
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First"])
    }

    @Test func `a page of before the clock was set back does not stand in for one of what is new since`() async throws {
        let steps = [EscalationStep(after: .zero, notify: ["First"])]
        let harness = try EngineHarness(
            .sample(
                .sample("high", priorities: [.p1], steps: steps), .sample("low", priorities: [.p3], steps: steps)))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        harness.clock.setSystemClock(by: .seconds(-7200))
        try await harness.tickClock()
        try await harness.advance(by: .minutes(1))
        harness.deliverer.forget()
        try await harness.post(WebhookBody(.firing("a"), .firing("b", severity: "warning")))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.notification.event) == [.page])
    }

    @Test func `while the deadlines cannot be moved the time goes on evenly`() async throws {
        let harness = try EngineHarness()
        let before = harness.clock.now
        for step in [Duration.seconds(-7200), .seconds(14_400)] {
            harness.clock.setSystemClock(by: step)
            try harness.store.close()
            await #expect(throws: StoreError.closed) { try await harness.tickClock() }
            #expect(harness.clock.now == before)
        }
    }
}

extension EngineHarness {
    /// Lets a clock that was set be noticed.
    func tickClock() async throws {
        for service in engine.services where service.name == "clock" { _ = try await service.tick() }
    }
}
