import IncidentCore
import IncidentStore
import Logging
import Synchronization
import TestSupport
import Testing

@testable import IncidentEngine

/// What `/healthz` is told of a service that does its work, or cannot.
@Suite(.timeLimit(.minutes(5))) struct ServicePulseTests {
    @Test func `a service that has nothing to do comes round`() async throws {
        let clock = TestClock()
        let service = ScriptedService(clock: clock) { _ in nil }
        try await service.runUntilTicked(20)
        #expect(clock.now - TestClock.monday > ServicePulse.limit)
        #expect(service.pulse.late(at: clock.now) == [])
    }

    @Test func `a full disk is named, and is no reason for a restart`() async throws {
        let clock = TestClock()
        let service = ScriptedService(clock: clock) { _ in StoreError.cannotWrite("disk is full") }
        try await service.runUntilTicked(3)
        #expect(service.pulse.late(at: clock.now) == [])
        #expect(service.pulse.remarks(at: clock.now) == ["the store cannot write: disk is full"])
        #expect(service.log.all.count == 1, "the same failure is logged once a minute")
    }

    @Test func `when it is over it is named no more, and comes again as something new`() async throws {
        let clock = TestClock()
        let full = StoreError.cannotWrite("disk is full")
        let service = ScriptedService(clock: clock) { tick in tick == 2 || tick == 3 ? nil : full }
        try await service.runUntilTicked(3)
        #expect(service.pulse.remarks(at: clock.now) == [])
        let again = ScriptedService(clock: clock) { tick in tick == 2 ? nil : full }
        try await again.runUntilTicked(4)
        #expect(again.log.all.count == 2)
    }

    @Test(arguments: [StoreError.lost("it is gone") as any Error, Unforeseen()])
    func `what a restart may mend lets the service be late`(_ error: any Error) async throws {
        let clock = TestClock()
        let service = ScriptedService(clock: clock) { _ in error }
        try await service.runUntilTicked(200)
        #expect(service.pulse.late(at: clock.now) == ["scripted"])
    }

    @Test func `a service whose work hangs is not late itself`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        let service = try #require(harness.engine.deliveries.services.first { $0.endpoint == .pagerduty })
        while harness.clock.now - TestClock.monday <= ServicePulse.limit {
            let next = harness.clock.now + ServicePulse.interval
            try await harness.clock.sleeper(until: next)
            harness.clock.move(to: next)
        }
        #expect(!harness.context.pulse.late(at: harness.clock.now).contains(service.name))
        gate.open()
        _ = try await sending
    }

    struct Unforeseen: Error {}
}

/// A service of which every tick ends as the test says.
private final class ScriptedService: TickingService {
    let name = "scripted"
    let time: TimeSource
    let wakeup = Wakeup()
    let log = LogLines()
    let pulse = ServicePulse()
    private let clock: TestClock
    private let error: @Sendable (_ tick: Int) -> (any Error)?
    private let ticks = Mutex(0)

    var logger: Logger { log.logger }

    /// - Parameter error: that with which a tick fails, counted from 1; `nil` for one that finds nothing to do.
    init(clock: TestClock, error: @escaping @Sendable (_ tick: Int) -> (any Error)?) {
        (self.error, self.clock, time) = (error, clock, clock.source)
        pulse.expect(name, from: clock.now)
    }

    func tick() async throws -> Timestamp? {
        let tick = ticks.withLock { ticks in
            ticks += 1
            return ticks
        }
        if let error = error(tick) { throw error }
        return nil
    }

    /// Lets it run for so many ticks, and moves the clock to each.
    func runUntilTicked(_ count: Int) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await self.run() }
            for tick in 1...count {
                let now = clock.now
                let next = try await clock.sleeper { $0 > now }
                #expect(ticks.withLock { $0 } == tick)
                if tick < count { clock.move(to: next) }
            }
            group.cancelAll()
        }
    }
}
