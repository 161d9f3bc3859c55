package import IncidentCore

extension Timestamp {
    /// `16:23 UTC`; of another day than `now` with that, of another year with both: `23 Nov 16:23 UTC`, `23 Nov 2025 16:23 UTC`.
    package func clockWords(at now: Timestamp) -> String { "\(words(at: now, digits: 5)) UTC" }

    /// The same with its seconds, and without its zone, which is UTC.
    package func exactWords(at now: Timestamp) -> String { words(at: now, digits: 8) }

    private func words(at now: Timestamp, digits: Int) -> String {
        let (civil, today) = (CivilTime(self), CivilTime(now))
        let time = "\(rfc3339.dropFirst(11).prefix(digits))"
        let isThisYear = civil.year == today.year
        guard !isThisYear || civil.month != today.month || civil.day != today.day else { return time }
        let year = isThisYear ? "" : " \(civil.year)"
        return "\(civil.day) \(Self.months[civil.month - 1])\(year) \(time)"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension Duration {
    /// As people say it, in one unit or two: `45 s`, `4 min`, `1 h 5 min`, `3 d 2 h`.
    package var spoken: String {
        let seconds = max(0, wholeMilliseconds / 1000)
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
        switch seconds {
        case ..<1: return wholeMilliseconds < 100 ? "0 s" : "0.\(wholeMilliseconds / 100) s"
        case ..<60: return "\(seconds) s"
        case ..<3600: return "\(minutes) min"
        case ..<86_400: return "\(hours) h" + (minutes % 60 == 0 ? "" : " \(minutes % 60) min")
        default: return "\(days) d" + (hours % 24 == 0 ? "" : " \(hours % 24) h")
        }
    }
}
