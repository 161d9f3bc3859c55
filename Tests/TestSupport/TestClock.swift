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

    private struct State {
        var now: Timestamp
        var sleepers: [Int: Sleeper] = [:]
        var count = 0
    }

    private let state: Mutex<State>

    package init(_ now: Timestamp = TestClock.monday) { state = Mutex(State(now: now)) }

    package var now: Timestamp { state.withLock(\.now) }

    /// What services are given as their clock.
    package var source: TimeSource {
        TimeSource(now: { self.now }, sleepUntil: { try await self.sleep(until: $0) })
    }

    /// Whether somebody sleeps until just then.
    package func hasSleeper(until deadline: Timestamp) -> Bool {
        state.withLock { $0.sleepers.values.contains { $0.deadline == deadline } }
    }

    package func advance(by duration: Duration) { move(to: now + duration) }

    /// Moves the clock, also back, and wakes everybody whose time has come.
    package func move(to time: Timestamp) {
        let woken = state.withLock { state in
            state.now = time
            let due = state.sleepers.filter { $0.value.deadline <= time }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    private func sleep(until deadline: Timestamp) async throws {
        let id = state.withLock { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.now >= deadline { return .success(()) }
                    state.sleepers[id] = Sleeper(deadline: deadline, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
