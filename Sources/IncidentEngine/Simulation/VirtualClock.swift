internal import IncidentCore
internal import Synchronization

/// A clock that stands still until a simulation moves it.
final class VirtualClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ start: Timestamp) { time = Mutex(start) }

    var now: Timestamp { time.withLock { $0 } }

    /// Never back.
    func move(to later: Timestamp) { time.withLock { $0 = max($0, later) } }

    /// Who sleeps on it is woken to look anew now and then, by the real clock: the virtual one stands while anybody sleeps, and
    /// moves only once nobody is waited for.
    var source: TimeSource {
        TimeSource(
            now: { self.now },
            sleepUntil: { deadline in if deadline > self.now { try await Task.sleep(for: .seconds(1)) } })
    }
}
