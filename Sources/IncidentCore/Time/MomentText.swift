/// A time to come as people write it: how long from now (`45m`, `2h`), or when, as `TypedTime` reads it; of a time of day alone
/// the next one is meant.
package enum MomentText: Sendable, Equatable {
    case after(Duration)
    case at(Timestamp)
    case next(TimeOfDay)

    /// - Parameter clock: whose time it is without a zone.
    /// - Returns: `nil` for what is none of these.
    package init?(_ text: String, by clock: LocalClock = .utc) {
        let text = text.trimmingBlanks()
        if let duration = Duration(prometheus: text) {
            self = .after(duration)
        } else if let time = TypedTime.instant(text, by: clock) {
            self = .at(time)
        } else if let time = TypedTime.timeOfDay(text, by: clock) {
            self = .next(time)
        } else {
            return nil
        }
    }

    package func time(at now: Timestamp) -> Timestamp {
        switch self {
        case .after(let duration): now + duration
        case .at(let time): time
        case .next(let time): time.next(after: now)
        }
    }
}
