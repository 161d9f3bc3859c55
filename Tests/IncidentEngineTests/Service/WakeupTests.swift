import IncidentCore
import TestSupport
import Testing

@testable import IncidentEngine

@Suite("A service is woken", .timeLimit(.minutes(5)))
struct WakeupTests {
    private let clock = TestClock()
    private let wakeup = Wakeup()
    private static let gathered = TestClock.monday + .milliseconds(50)
    private static let deadline = TestClock.monday + .seconds(15)

    @Test(arguments: [[true], [true, false], [false, true]])
    func `at once by what is urgent, also when it came before the wait`(signals: [Bool]) async throws {
        for isUrgent in signals { wakeup.signal(urgently: isUrgent) }
        try await waiting()
        #expect(clock.now == TestClock.monday)
    }

    @Test func `at once by what is urgent and comes while it waits`() async throws {
        try await waiting {
            try await clock.sleeper(until: Self.deadline)
            wakeup.signal()
        }
        #expect(clock.now == TestClock.monday)
    }

    @Test(arguments: [true, false])
    func `50 ms after the first signal that is not urgent, and by all that came until then`(
        before: Bool
    ) async throws {
        if before { wakeup.signal(urgently: false) }
        try await waiting {
            if !before {
                try await clock.sleeper(until: Self.deadline)
                wakeup.signal(urgently: false)
            }
            try await clock.sleeper(until: Self.gathered)
            wakeup.signal(urgently: false)
            clock.advance(by: .milliseconds(49))
            #expect(clock.hasSleeper(until: Self.gathered), "more of them do not end it, and do not stretch it")
            clock.advance(by: .milliseconds(1))
        }
        try await expectNothingLeft()
    }

    @Test func `at once when something urgent comes while signals are gathered`() async throws {
        wakeup.signal(urgently: false)
        try await waiting {
            try await clock.sleeper(until: Self.gathered)
            wakeup.signal()
        }
        #expect(clock.now == TestClock.monday)
        try await expectNothingLeft()
    }

    @Test func `by signals that came before the wait once only`() async throws {
        for _ in 0..<3 { wakeup.signal() }
        try await waiting()
        try await expectNothingLeft()
    }

    @Test func `when its task is cancelled`() async throws {
        let task = Task { await wakeup.wait(until: nil, time: clock.source) }
        task.cancel()
        await task.value
    }

    /// The next wait goes on to its deadline.
    private func expectNothingLeft() async throws {
        let deadline = clock.now + .seconds(15)
        try await waiting(until: deadline) {
            try await clock.sleeper(until: deadline)
            // Nothing is waited for: a signal that was left would end the wait in one of these turns.
            for _ in 0..<100 { await Task.yield() }
            #expect(clock.hasSleeper(until: deadline))
            clock.move(to: deadline)
        }
    }

    /// Waits beside `script`, which brings the wait to its end.
    private func waiting(
        until deadline: Timestamp = Self.deadline, _ script: () async throws -> Void = {}
    ) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { await wakeup.wait(until: deadline, time: clock.source) }
            try await script()
            try await group.waitForAll()
        }
    }
}
