import IncidentCore
import IncidentStore
import Logging
import Synchronization
import TestSupport
import Testing

@testable import IncidentEngine

/// What `/healthz` is told of a service that does its work, or cannot.
@Suite(.timeLimit(.minutes(1))) struct ServicePulseTests {
    @Test func `a service that has nothing to do comes round`() async throws {
        let clock = TestClock()
        let service = ScriptedService(nil, clock: clock)
        await service.runUntilTicked(20)
        #expect(clock.now - TestClock.monday > ServicePulse.limit)
        #expect(service.pulse.late(at: clock.now) == [])
    }

    @Test func `a full disk is named, and is no reason for a restart`() async throws {
        let clock = TestClock()
        let service = ScriptedService(StoreError.cannotWrite("disk is full"), clock: clock)
        await service.runUntilTicked(3)
        #expect(service.pulse.late(at: clock.now) == [])
        #expect(service.pulse.remarks(at: clock.now) == ["the store cannot write: disk is full"])
        #expect(service.log.all.count == 1, "the same failure is logged once a minute")
        service.error.withLock { $0 = nil }
        await service.runUntilTicked(2)
        #expect(service.pulse.remarks(at: clock.now) == [])
        service.error.withLock { $0 = StoreError.cannotWrite("disk is full") }
        await service.runUntilTicked(1)
        #expect(service.log.all.count == 2, "once it was over, it is new")
    }

    @Test(arguments: [StoreError.lost("it is gone") as any Error, Unforeseen()])
    func `what a restart may mend lets the service be late`(_ error: any Error) async throws {
        let clock = TestClock()
        let service = ScriptedService(error, clock: clock)
        await service.runUntilTicked(200)
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
            try await harness.until("it looks again") { harness.clock.hasSleeper(until: next) }
            harness.clock.move(to: next)
        }
        #expect(!harness.context.pulse.late(at: harness.clock.now).contains(service.name))
        gate.open()
        _ = try await sending
    }

    struct Unforeseen: Error {}
}

/// A service of which every tick ends as the test says.
private struct ScriptedService: TickingService {
    let name = "scripted"
    let time: TimeSource
    let wakeup = Wakeup()
    let log = LogLines()
    let pulse = ServicePulse()
    let error: SharedError
    private let clock: TestClock
    private let ticks = SharedCount()

    var logger: Logger { log.logger }

    final class SharedError: Sendable {
        private let error: Mutex<(any Error)?>
        init(_ error: (any Error)?) { self.error = Mutex(error) }
        func withLock<Result>(_ body: (inout sending (any Error)?) -> sending Result) -> Result {
            error.withLock(body)
        }
    }

    final class SharedCount: Sendable {
        private let count = Mutex(0)
        func withLock<Result>(_ body: (inout sending Int) -> sending Result) -> Result { count.withLock(body) }
    }

    /// - Parameter error: `nil` for ticks that succeed and find nothing to do.
    init(_ error: (any Error)?, clock: TestClock) {
        (self.error, self.clock, time) = (SharedError(error), clock, clock.source)
        pulse.expect(name, from: clock.now)
    }

    func tick() async throws -> Timestamp? {
        ticks.withLock { $0 += 1 }
        if let error = error.withLock({ $0 }) { throw error }
        return nil
    }

    /// Lets it run for so many ticks more, and moves the clock to each.
    func runUntilTicked(_ count: Int) async {
        let last = ticks.withLock { $0 } + count
        await withTaskGroup { group in
            group.addTask { try? await self.run() }
            while ticks.withLock({ $0 }) < last {
                for wait in [Duration.seconds(1), ServicePulse.interval]
                where clock.hasSleeper(until: clock.now + wait) { clock.advance(by: wait) }
                await Task.yield()
            }
            group.cancelAll()
        }
    }
}
