// What a clock shows, for people.
extension LocalClock {
    /// With the zone: `2026-11-30 09:00:12 Europe/Berlin`.
    package func readable(_ time: Timestamp) -> String {
        let shown = shown(time)
        return "\(shown.date) \(shown.time) \(zoneWords(at: time))"
    }

    /// `09:00 Europe/Berlin` on the day that it shows now, on other days with the date; not later than it is.
    package func brief(_ time: Timestamp, at now: Timestamp) -> String {
        let date = shown(time).date
        return (date == shown(now).date ? "" : "\(date) ") + hour(time)
    }

    /// `09:00 Europe/Berlin`, not later than it is.
    package func hour(_ time: Timestamp) -> String { "\(shown(time).time.prefix(5)) \(zoneWords(at: time))" }

    /// A sentence of ours as people read it by this clock: what we write as `2026-11-23 06:14:17 UTC`, with or without the
    /// seconds, is the same instant in it.
    ///
    /// - Parameter now: for the short form of `brief`; `nil` keeps date and seconds.
    package func retold(_ sentence: String, at now: Timestamp? = nil) -> String {
        guard now != nil || self != .utc, Self.mayHoldMoment(sentence) else { return sentence }
        var (told, rest) = ("", sentence[...])
        while let mark = rest.firstRange(of: Self.mark) {
            let before = rest[..<mark.lowerBound]
            let after = rest[mark.upperBound...]
            if after.first?.continuesZone != true, let (time, length) = Self.moment(endingIn: before) {
                told += before.dropLast(length)
                told += now.map { brief(time, at: $0) } ?? (length == Self.minutes ? minute(time) : readable(time))
            } else {
                told += rest[..<mark.upperBound]
            }
            rest = after
        }
        return told + rest
    }

    /// By bytes, because most sentences hold none, and some are long.
    private static func mayHoldMoment(_ sentence: String) -> Bool {
        var sentence = sentence
        return sentence.withUTF8 { bytes in
            var place = 3
            while place < bytes.count {
                if bytes[place] == 0x43, bytes[place - 1] == 0x54, bytes[place - 2] == 0x55 { return true }
                place += 1
            }
            return false
        }
    }

    private static let mark = " UTC"
    // Characters of a moment with seconds, and of one without.
    private static let seconds = 19
    private static let minutes = 16

    private static func moment(endingIn text: Substring) -> (Timestamp, length: Int)? {
        for (length, rest) in [(seconds, "Z"), (minutes, ":00Z")] {
            let written = text.suffix(length)
            guard written.count == length, let time = Timestamp(rfc3339: "\(written)\(rest)") else { continue }
            return (time, length)
        }
        return nil
    }

    private func minute(_ time: Timestamp) -> String {
        let shown = shown(time)
        return "\(shown.date) \(shown.time.prefix(5)) \(zoneWords(at: time))"
    }

    private func shown(_ time: Timestamp) -> (date: Substring, time: Substring) {
        let text = hands(at: time).rfc3339
        return (text.prefix(10), text.dropFirst(11).prefix(8))
    }

    /// Its name; in the hour that comes twice when clocks are set back, also how far it is ahead of UTC then.
    package func zoneWords(at time: Timestamp) -> String {
        let here = offset(at: time.seconds)
        // No clock is set back by more than two hours at a time.
        let isTwice = ([-10_800, 10_800] as [Int64]).contains { step in
            let other = offset(at: time.seconds + step)
            return other != here && offset(at: time.seconds + here - other) == other
        }
        return isTwice ? "\(timeZone) (UTC\(Self.ahead(here)))" : timeZone
    }

    private static func ahead(_ seconds: Int64) -> String {
        let minutes = abs(seconds) / 60
        let rest = minutes % 60
        return "\(seconds < 0 ? "-" : "+")\(minutes / 60)" + (rest == 0 ? "" : ":\(rest < 10 ? "0" : "")\(rest)")
    }
}

extension Character {
    /// Whether after `UTC` it makes another zone or another word of it.
    fileprivate var continuesZone: Bool { isLetter || isNumber || self == "+" || self == "-" }
}
