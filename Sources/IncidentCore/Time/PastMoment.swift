/// A time that has passed as people write it: how long ago (`12h`, `7d`), a day (`2026-11-23`, in UTC), or a time as
/// `MomentText` has it.
package enum PastMoment: Sendable, Equatable {
    case ago(Duration)
    case at(Timestamp)
    /// From its beginning, which is given, to its end.
    case day(Timestamp)

    /// - Returns: `nil` for what is none of these.
    package init?(_ text: String) {
        let text = text.trimmingBlanks()
        if let day = text.utf8.count == 10 ? Timestamp(rfc3339: "\(text)T00:00:00Z") : nil {
            self = .day(day)
        } else {
            switch MomentText(text) {
            case .after(let duration) where duration >= .zero: self = .ago(duration)
            case .at(let time): self = .at(time)
            default: return nil
            }
        }
    }

    /// What is since then is not before this.
    package func beginning(at now: Timestamp) -> Timestamp {
        switch self {
        case .ago(let duration): now - duration
        case .at(let time), .day(let time): time
        }
    }

    /// What is until then is before this: of a day all of it.
    package func end(at now: Timestamp) -> Timestamp {
        switch self {
        case .ago(let duration): now - duration
        case .at(let time): time
        case .day(let time): time + .seconds(86_400)
        }
    }
}
