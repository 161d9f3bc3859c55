import IncidentCore
import IncidentStore
import Logging
import Synchronization
import TestSupport
import Testing

@testable import IncidentEngine

/// What `/healthz` is told of a service that cannot do its work.
@Suite(.timeLimit(.minutes(5))) struct ServicePulseTests {
    @Test func `a full disk is named, and is no reason for a restart`() async throws {
        let clock = TestClock()
        let service = FailingService(StoreError.cannotWrite("disk is full"), clock: clock)
        await service.runUntilTicked(3)
        #expect(service.pulse.late(at: clock.now) == [])
        #expect(service.pulse.remarks(at: clock.now) == ["the store cannot write: disk is full"])
        #expect(service.lines.withLock { $0 } == 1, "the same failure is logged once a minute")
        service.pulse.beat("failing", at: clock.now)
        #expect(service.pulse.remarks(at: clock.now) == [])
    }

    @Test(arguments: [StoreError.lost("it is gone") as any Error, Unforeseen()])
    func `what a restart may mend lets the service be late`(_ error: any Error) async throws {
        let clock = TestClock()
        let service = FailingService(error, clock: clock)
        await service.runUntilTicked(200)
        #expect(service.pulse.late(at: clock.now) == ["failing"])
    }

    struct Unforeseen: Error {}
}

/// A service of which every tick fails.
private struct FailingService: TickingService {
    let name = "failing"
    let time: TimeSource
    let wakeup = Wakeup()
    let logger: Logger
    let pulse = ServicePulse()
    let lines: SharedCount
    private let clock: TestClock
    private let error: any Error
    private let ticks = SharedCount()

    final class SharedCount: Sendable {
        private let count = Mutex(0)
        func withLock<Result>(_ body: (inout sending Int) -> sending Result) -> Result { count.withLock(body) }
    }

    init(_ error: any Error, clock: TestClock) {
        (self.error, self.clock, time) = (error, clock, clock.source)
        let lines = SharedCount()
        self.lines = lines
        logger = Logger(label: "failing") { _ in CountingHandler(lines: lines) }
        pulse.expect(name, from: clock.now)
    }

    func tick() async throws -> Timestamp? {
        ticks.withLock { $0 += 1 }
        throw error
    }

    /// Lets it run, a second of the clock a tick.
    func runUntilTicked(_ count: Int) async {
        await withTaskGroup { group in
            group.addTask { try? await self.run() }
            while ticks.withLock({ $0 }) < count {
                if clock.hasSleeper(until: clock.now + .seconds(1)) { clock.advance(by: .seconds(1)) }
                await Task.yield()
            }
            group.cancelAll()
        }
    }
}

private struct CountingHandler: LogHandler {
    let lines: FailingService.SharedCount
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.withLock { $0 += 1 } }
}
