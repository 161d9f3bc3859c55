/// A time to come as people write it: how long from now (`45m`, `2h`), RFC 3339 (`2026-11-23T08:00:00+01:00`), or as we
/// show times ourselves (`2026-11-23 08:00:00 UTC`, with or without the seconds).
package enum MomentText: Sendable, Equatable {
    case after(Duration)
    case at(Timestamp)

    /// - Returns: `nil` for what is none of these.
    package init?(_ text: String) {
        let text = text.trimmingBlanks()
        if let duration = Duration(prometheus: text) {
            self = .after(duration)
        } else if let time = Timestamp(rfc3339: text) ?? Self.readable(text) {
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

    private static func readable(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 3, parts[2] == "UTC" || parts[2] == "Z" else { return nil }
        let seconds = parts[1].count == 5 ? ":00" : ""
        return Timestamp(rfc3339: "\(parts[0])T\(parts[1])\(seconds)Z")
    }
}
