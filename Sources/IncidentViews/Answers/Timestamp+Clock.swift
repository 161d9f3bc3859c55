package import IncidentCore

extension Timestamp {
    /// `16:23 UTC`; of another day than `now` with that, of another year with both: `23 Nov 16:23 UTC`, `23 Nov 2025 16:23 UTC`.
    ///
    /// - Parameter clock: by which it is told; programs and the terminal have it in UTC.
    package func clockWords(at now: Timestamp, by clock: LocalClock = .utc) -> String {
        "\(words(at: now, by: clock, digits: 5)) \(clock.zoneWords(at: self))"
    }

    /// The same with its seconds, and without its zone; in an hour that comes twice with how far the clock is ahead of UTC:
    /// `02:30:12 (UTC+1)`.
    package func exactWords(at now: Timestamp, by clock: LocalClock = .utc) -> String {
        "\(words(at: now, by: clock, digits: 8))\(clock.zoneWords(at: self).dropFirst(clock.timeZone.count))"
    }

    /// `16:38 UTC`, not later than it is; with its day where that is not today.
    package func shortWords(at now: Timestamp, by clock: LocalClock = .utc) -> String {
        let told = clock.readable(self)
        return told.prefix(10) == clock.readable(now).prefix(10) ? clock.hour(self) : told
    }

    private func words(at now: Timestamp, by clock: LocalClock, digits: Int) -> String {
        let hands = clock.hands(at: self)
        let (civil, today) = (CivilTime(hands), CivilTime(clock.hands(at: now)))
        let time = "\(hands.rfc3339.dropFirst(11).prefix(digits))"
        let isThisYear = civil.year == today.year
        guard !isThisYear || civil.month != today.month || civil.day != today.day else { return time }
        let year = isThisYear ? "" : " \(civil.year)"
        return "\(civil.dayWords)\(year) \(time)"
    }
}
