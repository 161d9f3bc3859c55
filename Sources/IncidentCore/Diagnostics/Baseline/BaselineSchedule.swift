/// When a baseline is taken.
package enum BaselineSchedule {
    /// - Parameter jitter: from 0 to 1.
    package static func first(after now: Timestamp, jitter: Double) -> Timestamp { now + .seconds(300) * (1 + jitter) }

    /// A twentieth of the interval early or late, so that not all are taken together.
    package static func next(every interval: Duration, after now: Timestamp, jitter: Double) -> Timestamp {
        now + interval * (0.95 + 0.1 * jitter)
    }

    /// Where nothing came of it.
    package static func retry(every interval: Duration, after now: Timestamp) -> Timestamp {
        now + max(interval / 10, min(interval, .seconds(600)))
    }
}
