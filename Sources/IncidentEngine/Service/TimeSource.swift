internal import Foundation
package import IncidentCore

/// The clock: `now` and `sleep` together, so that a test cannot move one without the other.
package struct TimeSource: Sendable {
    package let now: @Sendable () -> Timestamp
    /// Returns when `now` has reached the time; throws `CancellationError` when the task is cancelled before.
    package let sleepUntil: @Sendable (Timestamp) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Timestamp, sleepUntil: @escaping @Sendable (Timestamp) async throws -> Void
    ) {
        self.now = now
        self.sleepUntil = sleepUntil
    }

    package static let live = TimeSource(
        now: systemNow,
        sleepUntil: { deadline in
            // In slices, because the wall clock may be set while we sleep.
            while case let left = deadline - systemNow(), left > .zero {
                try await Task.sleep(for: min(left, .seconds(5)))
            }
        })

    @Sendable private static func systemNow() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
