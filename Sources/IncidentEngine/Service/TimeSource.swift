package import IncidentCore

/// The clock: `now` and `sleep` together, so that a test cannot move one without the other.
package struct TimeSource: Sendable {
    package let now: @Sendable () -> Timestamp
    /// Returns when `now` has reached the time; throws `CancellationError` when the task is cancelled before.
    package let sleepUntil: @Sendable (Timestamp) async throws -> Void
    /// What `now` comes from, where the system's clock may be set while we run.
    package let clock: SteadyClock?

    package init(
        now: @escaping @Sendable () -> Timestamp, sleepUntil: @escaping @Sendable (Timestamp) async throws -> Void,
        clock: SteadyClock? = nil
    ) {
        self.now = now
        self.sleepUntil = sleepUntil
        self.clock = clock
    }

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
