/// A time that has passed as people write it: how long ago (`12h`, `7d`), a day (`2026-11-23`), or a time as
/// `MomentText` has it; of a time of day alone the last one is meant.
package enum PastMoment: Sendable, Equatable {
    case ago(Duration)
    case at(Timestamp)
    case latest(TimeOfDay)
    /// To where the next one begins.
    case day(Timestamp, next: Timestamp)

    /// - Parameter clock: by which a day is one, and whose time it is without a zone.
    /// - Returns: `nil` for what is none of these.
    package init?(_ text: String, by clock: LocalClock = .utc) {
        let text = text.trimmingBlanks()
        if let day = text.utf8.count == 10 ? LocalClock.day(ofDate: text) : nil {
            self = .day(clock.instant(day: day, minute: 0), next: clock.instant(day: day + 1, minute: 0))
        } else {
            switch MomentText(text, by: clock) {
            case .after(let duration) where duration >= .zero: self = .ago(duration)
            case .at(let time): self = .at(time)
            case .next(let time): self = .latest(time)
            default: return nil
            }
        }
    }

    /// What is since then is not before this.
    package func beginning(at now: Timestamp) -> Timestamp {
        switch self {
        case .ago(let duration): now - duration
        case .at(let time), .day(let time, _): time
        case .latest(let time): time.latest(at: now)
        }
    }

    /// What is until then is before this: of a day all of it.
    package func end(at now: Timestamp) -> Timestamp {
        switch self {
        case .ago(let duration): now - duration
        case .at(let time): time
        case .latest(let time): time.latest(at: now)
        case .day(_, let next): next
        }
    }
}
