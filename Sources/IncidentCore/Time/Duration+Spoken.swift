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

    /// How long something is still to last, for people: from two minutes on to the nearest minute. What was asked for four
    /// hours is told so a moment later, and not as 3h59m.
    package var nearestMinute: Duration {
        self < .seconds(120) ? self : .seconds((wholeMilliseconds + 30_000) / 60_000 * 60)
    }
}
