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
        return "\(civil.dayWords)\(year) \(time)"
    }
}
