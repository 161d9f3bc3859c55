import IncidentCore
import IncidentEngine
import Synchronization
import TestSupport
import Testing

@testable import responder

@Suite("What is watched", .timeLimit(.minutes(5)))
struct WatchTests {
    /// What is watched, how often it was read, and what was drawn.
    private final class Scene: Sendable {
        let clock = TestClock()
        let version = Mutex<Int64>(1)
        let lines = Mutex(["1 triggered"])
        let reads = Mutex(0)
        let drawn = Mutex<[String]>([])

        func run() async throws {
            let watch = Watch(
                version: { self.version.withLock { $0 } }, time: clock.source,
                draw: { lines, before in self.drawn.withLock { $0.append(Watch.changes(from: before, to: lines)) } })
            try await watch.run { _ in
                self.reads.withLock { $0 += 1 }
                return self.lines.withLock { $0 }
            }
        }

        /// Lets it look once more.
        func second() async throws {
            let next = clock.now + Watch.interval
            try await clock.sleeper(until: next)
            clock.move(to: next)
            try await clock.sleeper(until: next + Watch.interval)
        }
    }

    @Test func `is read when somebody has written, and drawn when that has changed it`() async throws {
        let scene = Scene()
        let running = Task { try await scene.run() }
        try await scene.second()
        #expect(scene.reads.withLock { $0 } == 1)
        // Written, and it is as it was.
        scene.version.withLock { $0 += 1 }
        try await scene.second()
        #expect(scene.reads.withLock { $0 } == 2)
        scene.version.withLock { $0 += 1 }
        scene.lines.withLock { $0 = ["2 triggered", "1 acknowledged"] }
        try await scene.second()
        #expect(
            scene.drawn.withLock { $0 } == ["1 triggered\n", "- 1 triggered\n+ 2 triggered\n+ 1 acknowledged\n"])
        running.cancel()
        try await running.value
    }

    @Test func `is read from time to time although nobody writes, because a deadline passes by itself`() async throws {
        let scene = Scene()
        let running = Task { try await scene.run() }
        try await scene.second()
        scene.lines.withLock { $0 = ["1 triggered, overdue"] }
        for _ in 0..<14 { try await scene.second() }
        #expect(scene.drawn.withLock { $0.last } == "- 1 triggered\n+ 1 triggered, overdue\n")
        #expect(scene.reads.withLock { $0 } == 2)
        running.cancel()
        try await running.value
    }

    @Test func `ends with what cannot be read`() async throws {
        let watch = Watch(version: { 1 }, time: TestClock().source, draw: { _, _ in })
        await #expect(throws: CommandFailure.self) {
            try await watch.run { _ in throw CommandFailure("no incident 7") }
        }
    }

    @Test(
        arguments: [
            (5, nil, false, ["a", "b", "c", "d"]),
            (4, nil, false, ["a", "b", "… 2 more lines; without --watch all are shown"]),
            (4, nil, true, ["a", "… 2 more lines; without --watch all are shown", "d"]),
            (1, nil, false, ["a", "… 3 more lines; without --watch all are shown"]),
        ] as [(Int, Int?, Bool, [String])])
    func `is drawn as far as the terminal has rows`(rows: Int, columns: Int?, keepsEnd: Bool, fitted: [String]) {
        let screen = WatchScreen(keepsEnd: keepsEnd)
        #expect(screen.fitted(["a", "b", "c", "d"], rows: rows, columns: columns) == fitted)
    }

    @Test func `a line that is longer than the terminal takes several of its rows`() {
        let screen = WatchScreen(keepsEnd: false)
        let lines = [String(repeating: "数", count: 10), "b", "c"]
        #expect(screen.fitted(lines, rows: 4, columns: 20) == lines)
        #expect(
            screen.fitted(lines, rows: 4, columns: 10) == [lines[0], "… 2 more lines; without --watch all are shown"])
    }

    @Test func `a drawing stands in the place of the one before it`() {
        let screen = WatchScreen(keepsEnd: false)
        let first = screen.drawing(["a"], rows: 5, columns: 10, isFirst: true)
        #expect(first == "\u{1B}[2J\u{1B}[Ha\u{1B}[K\n\u{1B}[J")
        #expect(screen.drawing(["a"], rows: 5, columns: 10, isFirst: false) == "\u{1B}[Ha\u{1B}[K\n\u{1B}[J")
    }
}
