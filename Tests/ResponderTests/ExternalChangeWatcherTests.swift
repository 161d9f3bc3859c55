import IncidentCore
import Synchronization
import TestSupport
import Testing

@testable import responder

@Suite("Changes by the command line", .timeLimit(.minutes(5)))
struct ExternalChangeWatcherTests {
    @Test func `the services are woken when another process has changed the database, and only then`() async throws {
        let clock = TestClock()
        let version = Mutex<Int64>(7)
        let looks = Mutex(0)
        let wakes = Mutex(0)
        let watcher = ExternalChangeWatcher(
            version: {
                looks.withLock { $0 += 1 }
                return version.withLock { $0 }
            }, wake: { wakes.withLock { $0 += 1 } }, time: clock.source)
        let running = Task { try await watcher.run() }
        var expected: [Int] = []
        var seen: [Int] = []
        for (second, changes) in [false, true, false, true, true].enumerated() {
            let next = clock.now + ExternalChangeWatcher.interval
            try await clock.sleeper(until: next)
            if changes { version.withLock { $0 += 1 } }
            expected.append((expected.last ?? 0) + (changes ? 1 : 0))
            clock.move(to: next)
            try await clock.sleeper(until: next + ExternalChangeWatcher.interval)
            seen.append(wakes.withLock { $0 })
            #expect(looks.withLock { $0 } == second + 2)
        }
        #expect(seen == expected)
        running.cancel()
        _ = await running.result
    }
}
