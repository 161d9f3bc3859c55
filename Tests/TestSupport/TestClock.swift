package import IncidentCore
package import IncidentEngine
import Synchronization

/// A clock that stands still until a test moves it. Who sleeps on it wakes when it is moved past their time.
package final class TestClock: Sendable {
    /// A Monday, 09:30 in Berlin: within business hours, and later than the captured bodies.
    package static let monday = Timestamp(seconds: 1_795_422_600)

    private struct Sleeper {
        let deadline: Timestamp
        let continuation: CheckedContinuation<Void, any Error>
    }

    /// Somebody who waits for others to sleep.
    private struct Watcher {
        let isMeant: @Sendable (Timestamp) -> Bool
        let continuation: CheckedContinuation<Timestamp, any Error>
    }

    private struct State {
        var sleepers: [Int: Sleeper] = [:]
        var watchers: [Int: Watcher] = [:]
        var count = 0

        mutating func nextID() -> Int {
            count += 1
            return count
        }

        mutating func takeWatchers(of deadline: Timestamp) -> [Watcher] {
            let taken = watchers.filter { $0.value.isMeant(deadline) }
            for id in taken.keys { watchers[id] = nil }
            return Array(taken.values)
        }
    }

    /// The system's clocks.
    private final class System: Sendable {
        let reading: Mutex<ClockReading>
        init(_ now: Timestamp) { reading = Mutex(ClockReading(wall: now, monotonic: .zero)) }
    }

    private let state = Mutex(State())
    private let system: System
    private let steady: SteadyClock
    private let given = Mutex<[Int: any Error]>([:])

    /// The system's clock has a part of a millisecond, as everywhere; the program's times have none.
    package init(_ now: Timestamp = TestClock.monday) {
        let system = System(now + .nanoseconds(123_456))
        self.system = system
        steady = SteadyClock { system.reading.withLock { $0 } }
    }

    package var now: Timestamp { steady.now }

    /// What services are given as their clock.
    package var source: TimeSource {
        TimeSource(now: { self.now }, sleepUntil: { try await self.sleep(until: $0) }, clock: steady)
    }

    /// What services are given whose test moves the clock only while they rest: who would wait in their work, to try again
    /// what failed, gives up, as nobody would end that wait. What failed first in each life of the program is kept: what an
    /// ended one has left open fails because it is over.
    func sourceOfRestingServices(life: Int) -> TimeSource {
        TimeSource(
            now: { self.now }, sleepUntil: { try await self.sleep(until: $0) }, clock: steady,
            giveUp: { failure in self.given.withLock { $0[life] = $0[life] ?? failure } })
    }

    /// The first failure after which somebody gave up.
    func failure(life: Int) -> (any Error)? { given.withLock { $0[life] } }

    /// Whether somebody sleeps until just then.
    package func hasSleeper(until deadline: Timestamp) -> Bool {
        state.withLock { $0.sleepers.values.contains { $0.deadline == deadline } }
    }

    /// Waits until somebody sleeps until just then.
    package func sleeper(until deadline: Timestamp) async throws {
        _ = try await sleeper { $0 == deadline }
    }

    /// Waits until somebody sleeps until a time that is meant, and returns it.
    ///
    /// Takes no turns from those whom it waits for, however busy the machine is; a test that would wait for ever is ended
    /// by its time limit, which cancels it.
    package func sleeper(until isMeant: @escaping @Sendable (Timestamp) -> Bool) async throws -> Timestamp {
        let id = state.withLock { $0.nextID() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Timestamp, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if let found = state.sleepers.values.map(\.deadline).filter(isMeant).min() {
                        return .success(found)
                    }
                    state.watchers[id] = Watcher(isMeant: isMeant, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let watcher = state.withLock { $0.watchers.removeValue(forKey: id) }
            watcher?.continuation.resume(throwing: CancellationError())
        }
    }

    package func advance(by duration: Duration) {
        system.reading.withLock {
            $0 = ClockReading(wall: $0.wall + duration, monotonic: $0.monotonic + duration)
        }
        wake()
    }

    /// Lets time pass until then, and wakes everybody whose time has come.
    package func move(to time: Timestamp) { advance(by: time - now) }

    /// Sets the system's clock, as an administrator or a time server does; no time passes.
    package func setSystemClock(by step: Duration) {
        system.reading.withLock { $0 = ClockReading(wall: $0.wall + step, monotonic: $0.monotonic) }
    }

    private func wake() {
        let now = now
        let woken = state.withLock { state in
            let due = state.sleepers.filter { $0.value.deadline <= now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    private func sleep(until deadline: Timestamp) async throws {
        let id = state.withLock { $0.nextID() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (answer, watchers): (Result<Void, any Error>?, [Watcher]) = state.withLock { state in
                    if Task.isCancelled { return (.failure(CancellationError()), []) }
                    if now >= deadline { return (.success(()), []) }
                    state.sleepers[id] = Sleeper(deadline: deadline, continuation: continuation)
                    return (nil, state.takeWatchers(of: deadline))
                }
                if let answer { continuation.resume(with: answer) }
                for watcher in watchers { watcher.continuation.resume(returning: deadline) }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
