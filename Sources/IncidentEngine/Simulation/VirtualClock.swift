internal import IncidentCore
internal import Synchronization

/// A clock that stands still until a simulation moves it.
final class VirtualClock: Sendable {
    private let time: Mutex<Timestamp>
    private let given = Mutex<(any Error)?>(nil)

    init(_ start: Timestamp) { time = Mutex(start) }

    var now: Timestamp { time.withLock { $0 } }

    /// The first that somebody would have waited after to try again.
    var failure: (any Error)? { given.withLock { $0 } }

    /// Never back.
    func move(to later: Timestamp) { time.withLock { $0 = max($0, later) } }

    /// Who sleeps on it sleeps until nobody waits for that any more: it stands while anybody does, and moves only once nobody
    /// is waited for. No timer of the system is set for each of thousands of short waits.
    var source: TimeSource {
        TimeSource(
            now: { self.now },
            sleepUntil: { deadline in
                guard deadline > self.now else { return }
                for await _ in AsyncStream<Never>(Never.self, { _ in }) {}
            },
            giveUp: { failure in self.given.withLock { $0 = $0 ?? failure } })
    }
}
