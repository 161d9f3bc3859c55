internal import Foundation
package import IncidentCore
internal import Synchronization

/// The system's two clocks at one moment.
package struct ClockReading: Sendable, Equatable {
    /// What time it is; somebody may set it.
    package let wall: Timestamp
    /// How long the machine has been running, asleep or awake; nobody can set it.
    package let monotonic: Duration

    package init(wall: Timestamp, monotonic: Duration) {
        self.wall = wall
        self.monotonic = monotonic
    }

    /// The wall's time when the machine was started; a clock that is set moves it.
    fileprivate var origin: Timestamp { wall - monotonic }
}

/// Tells a clock that is set from one that runs, from readings alone.
package struct ClockTrack: Sendable, Equatable {
    /// A step up to this is followed at once: what time servers do all the time.
    package static let tolerance: Duration = .seconds(2)

    private static let rememberedSteps = 20

    /// That the system's clock was set, and followed.
    private struct Step: Sendable, Equatable {
        /// What time it would have been then.
        let before: Timestamp
        let length: Duration
    }

    private var origin: Timestamp
    private var steps: [Step] = []

    package init(_ first: ClockReading) { origin = first.origin }

    /// By how much the system's clock has been set since it was followed last; `nil` for nothing to speak of.
    package func step(at reading: ClockReading) -> Duration? {
        let step = reading.origin - origin
        return step > Self.tolerance || step < Duration.zero - Self.tolerance ? step : nil
    }

    /// The time that goes on evenly: the system's, or where that was set what it would be without.
    package mutating func time(at reading: ClockReading) -> Timestamp {
        guard step(at: reading) == nil else { return origin + reading.monotonic }
        origin = reading.origin
        return reading.wall
    }

    /// Takes the system's time as it is now.
    package mutating func follow(_ reading: ClockReading) {
        if let length = step(at: reading) {
            steps =
                Array(steps.suffix(Self.rememberedSteps - 1)) + [
                    Step(before: origin + reading.monotonic, length: length)
                ]
        }
        origin = reading.origin
    }

    /// When by the clock as it is now something was that was stored at a time.
    ///
    /// - Returns: `nil` where nobody can say: before and after the clock was set back it showed the same.
    package func retold(_ stored: Timestamp) -> Timestamp? {
        var time = stored
        for step in steps {
            let after = step.before + step.length
            if time < min(step.before, after) || time == step.before {
                time = time + step.length
            } else if time < step.before {
                return nil
            }
        }
        return time
    }
}

/// A clock that goes on evenly when the system's is set, until it is told to follow.
///
/// In between, the deadlines that are stored in the old time are moved (`ClockService`). So nothing that is owed comes
/// hours late because the clock was set back, nor all at once because it was set forward.
package final class SteadyClock: Sendable {
    private let read: @Sendable () -> ClockReading
    private let track: Mutex<ClockTrack>

    package init(read: @escaping @Sendable () -> ClockReading) {
        self.read = read
        track = Mutex(ClockTrack(read()))
    }

    /// To the millisecond, as times are stored: what is read back compares with what is still in memory, and so does not
    /// lie before what happened at the same moment.
    package var now: Timestamp {
        let reading = read()
        return Timestamp(milliseconds: track.withLock { $0.time(at: reading) }.milliseconds)
    }

    /// By how much the system's clock has been set, while that is not followed.
    package var step: Duration? {
        let reading = read()
        return track.withLock { $0.step(at: reading) }
    }

    /// As of `ClockTrack`.
    package func retold(_ stored: Timestamp) -> Timestamp? { track.withLock { $0.retold(stored) } }

    /// Takes the system's time as it is now.
    /// - Returns: what gives back the time before, when the deadlines could not be moved after all.
    @discardableResult
    package func follow() -> @Sendable () -> Void {
        let reading = read()
        let before = track.withLock { track in
            let before = track
            track.follow(reading)
            return before
        }
        return { [self] in track.withLock { $0 = before } }
    }

    package static let live = SteadyClock {
        var (wall, boot) = (timespec(), timespec())
        clock_gettime(CLOCK_REALTIME, &wall)
        clock_gettime(CLOCK_BOOTTIME, &boot)
        return ClockReading(
            wall: Timestamp(nanoseconds: wall.wholeNanoseconds), monotonic: .nanoseconds(boot.wholeNanoseconds))
    }
}

extension timespec {
    fileprivate var wholeNanoseconds: Int64 { Int64(tv_sec) * 1_000_000_000 + Int64(tv_nsec) }
}
