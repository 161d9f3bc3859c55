package import IncidentCore

/// The clock: `now` and `sleep` together, so that a test cannot move one without the other.
package struct TimeSource: Sendable {
    package let now: @Sendable () -> Timestamp
    /// Returns when `now` has reached the time; throws `CancellationError` when the task is cancelled before.
    package let sleepUntil: @Sendable (Timestamp) async throws -> Void
    /// What `now` comes from, where the system's clock may be set while we run.
    package let clock: SteadyClock?
    /// Takes what failed in place of a pause, where the clock stands still while anybody waits; `nil` where it goes on.
    let giveUp: (@Sendable (any Error) -> Void)?

    /// - Parameter giveUp: of a clock that stands still while anybody waits.
    package init(
        now: @escaping @Sendable () -> Timestamp, sleepUntil: @escaping @Sendable (Timestamp) async throws -> Void,
        clock: SteadyClock? = nil, giveUp: (@Sendable (any Error) -> Void)? = nil
    ) {
        (self.now, self.sleepUntil, self.clock, self.giveUp) = (now, sleepUntil, clock, giveUp)
    }

    /// When by the clock as it is now something was that was stored at a time: the system's may have been set since, while we
    /// run.
    ///
    /// - Returns: `nil` where nobody can say.
    package func retold(_ stored: Timestamp) -> Timestamp? {
        guard let clock else { return stored }
        return clock.retold(stored)
    }

    /// Waits a second before what failed is tried again.
    ///
    /// - Throws: `failure` where that would be for ever; `CancellationError`.
    func pause(after failure: any Error) async throws {
        // A read that a cancellation interrupts is none.
        try Task.checkCancellation()
        guard let giveUp else { return try await sleepUntil(now() + .seconds(1)) }
        giveUp(failure)
        throw failure
    }

    /// Tells whose clock stands still of what will be tried again and again.
    func note(_ failure: any Error) { giveUp?(failure) }

    package static let live = TimeSource(
        now: { SteadyClock.live.now },
        sleepUntil: { deadline in
            // In slices, because the clock may be set while we sleep.
            while case let left = deadline - SteadyClock.live.now, left > .zero {
                try await Task.sleep(for: min(left, .seconds(5)))
            }
        },
        clock: .live)
}
