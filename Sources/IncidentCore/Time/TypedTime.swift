/// A date with a time of day as people type it, as our pages show it or as RFC 3339 has it; or a time of day alone.
package enum TypedTime {
    /// Reads `2026-11-28 08:00`, with or without seconds, with a blank or a `T`, and with a zone behind it: `Z`, `UTC`, an offset
    /// such as `+01:00`, or a name such as `Europe/Berlin`; in an hour that comes twice with how far that is ahead of UTC then:
    /// `Europe/Berlin (UTC+1)`.
    ///
    /// - Parameter clock: whose time it is without a zone.
    /// - Returns: `nil` for anything else.
    package static func instant(_ text: String, by clock: LocalClock) -> Timestamp? {
        if let time = Timestamp(rfc3339: text) { return time }
        guard let (date, rest) = parts(text), let day = LocalClock.day(ofDate: date) else { return nil }
        let length = rest.prefix { $0.isASCII && $0.isNumber || $0 == ":" }.count
        guard let time = clockTime(rest.prefix(length)) else { return nil }
        let zone = String(rest.dropFirst(length)).trimmingBlanks()
        switch zone {
        case "": return instant(day, time, by: clock)
        case "Z", "z", "UTC": return instant(day, time, by: .utc)
        case _ where zone.first == "+" || zone.first == "-": return Timestamp(rfc3339: "\(date)T\(time)\(zone)")
        case _ where zone.hasSuffix(")"): return instant(day, time, inTwice: zone)
        // An abbreviation is of several zones.
        case _ where zone.contains("/"): return LocalClock(timeZone: zone).flatMap { instant(day, time, by: $0) }
        default: return nil
        }
    }

    /// Reads `23:30`, with or without seconds, and with a zone behind it: `Z`, `UTC`, or a name such as `Europe/Berlin`.
    ///
    /// - Parameter clock: whose time it is without a zone.
    /// - Returns: `nil` for anything else.
    package static func timeOfDay(_ text: String, by clock: LocalClock) -> TimeOfDay? {
        let length = text.prefix { $0.isASCII && $0.isNumber || $0 == ":" }.count
        guard let time = clockTime(text.prefix(length)),
            let seconds = Timestamp(rfc3339: "1970-01-01T\(time)Z")?.seconds
        else { return nil }
        let zone = String(text.dropFirst(length)).trimmingBlanks()
        switch zone {
        case "": return TimeOfDay(seconds: seconds, clock: clock)
        case "Z", "z", "UTC": return TimeOfDay(seconds: seconds, clock: .utc)
        case _ where zone.contains("/"):
            return LocalClock(timeZone: zone).map { TimeOfDay(seconds: seconds, clock: $0) }
        default: return nil
        }
    }

    /// The date, and what stands behind it.
    private static func parts(_ text: String) -> (date: String, rest: Substring)? {
        let date = text.prefix(10)
        let rest = text.dropFirst(10)
        guard let mark = rest.first, mark == "T" || mark == "t" || mark == " " else { return nil }
        return (String(date), rest.drop { $0 == mark })
    }

    /// `08:00:00`; `nil` for what is no time of day.
    private static func clockTime(_ text: Substring) -> String? {
        let whole = text.utf8.count == 5 ? "\(text):00" : String(text)
        return whole.utf8.count == 8 && Timestamp(rfc3339: "1970-01-01T\(whole)Z") != nil ? whole : nil
    }

    private static func instant(_ day: Int, _ time: String, by clock: LocalClock) -> Timestamp? {
        guard let seconds = Timestamp(rfc3339: "1970-01-01T\(time)Z")?.seconds else { return nil }
        return clock.instant(day: day, minute: Int(seconds / 60)) + .seconds(seconds % 60)
    }

    /// - Parameter zone: as `LocalClock.zoneWords` has it in an hour that comes twice.
    private static func instant(_ day: Int, _ time: String, inTwice zone: String) -> Timestamp? {
        guard let mark = zone.firstRange(of: " ("), let clock = LocalClock(timeZone: String(zone[..<mark.lowerBound])),
            let first = instant(day, time, by: clock)
        else { return nil }
        // No clock is set back by more than two hours at a time.
        let change = clock.offset(at: first.seconds) - clock.offset(at: first.seconds + 10_800)
        return [first, first + .seconds(change)].first { clock.zoneWords(at: $0) == zone }
    }
}
