/// A time to come as people write it: how long from now (`45m`, `2h`), or when, as `TypedTime` reads it.
package enum MomentText: Sendable, Equatable {
    case after(Duration)
    case at(Timestamp)

    /// - Parameter clock: whose time it is without a zone.
    /// - Returns: `nil` for what is none of these.
    package init?(_ text: String, by clock: LocalClock = .utc) {
        let text = text.trimmingBlanks()
        if let duration = Duration(prometheus: text) {
            self = .after(duration)
        } else if let time = TypedTime.instant(text, by: clock) {
            self = .at(time)
        } else {
            return nil
        }
    }

    package func time(at now: Timestamp) -> Timestamp {
        switch self {
        case .after(let duration): now + duration
        case .at(let time): time
        }
    }
}
