// Time zones with their daylight saving rules are the one thing FoundationEssentials lacks on Linux.
internal import Foundation

/// The wall clock of one time zone.
package struct LocalClock: Sendable, Equatable {
    package let timeZone: String
    private let zone: TimeZone

    package static let utc = LocalClock(zone: .gmt, named: "UTC")

    private init(zone: TimeZone, named name: String) {
        timeZone = name
        self.zone = zone
    }

    /// - Returns: `nil` when the system does not know the time zone.
    package init?(timeZone: String) {
        guard let zone = TimeZone(identifier: timeZone) else { return nil }
        self.timeZone = timeZone
        self.zone = zone
    }

    /// What `zone` may have been meant to be, among those that the system knows: `; did you mean "Europe/Berlin"?`, else empty.
    package static func suggestion(for zone: String) -> String {
        let known = TimeZone.knownTimeZoneIdentifiers
        // Many write the city alone.
        let city = known.first { $0.split(separator: "/").last?.lowercased() == zone.lowercased() }
        return city.map { "; did you mean \"\($0)\"?" } ?? nearest(to: zone, in: known) ?? ""
    }

    /// What it shows: days since 1970-01-01, and minutes after midnight.
    package func reading(at time: Timestamp) -> (day: Int, minute: Int) {
        let local = time.seconds + offset(at: time.seconds)
        let day = local.floorDivided(by: 86_400)
        return (Int(day), Int(local - day * 86_400) / 60)
    }

    /// When it shows that: where a clock change makes it come twice the first time, and where a clock change leaves it out
    /// as long after the change as it would have been before it (as RFC 5545, 3.3.5 has it).
    ///
    /// - Parameter minute: after midnight; 1440 is the end of the day.
    package func instant(day: Int, minute: Int) -> Timestamp {
        let local = Int64(day) * 86_400 + Int64(minute) * 60
        // No place is more than 14 hours from UTC, and no two clock changes are within two days of each other.
        let (before, after) = (offset(at: local - 86_400), offset(at: local + 86_400))
        if offset(at: local - before) == before { return Timestamp(seconds: local - before) }
        let isLater = offset(at: local - after) == after
        return Timestamp(seconds: local - (isLater ? after : before))
    }

    /// For people: `2026-11-30 09:00`, without the zone's name.
    package func text(of time: Timestamp) -> String {
        let text = hands(at: time).rfc3339
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
    }

    /// The time at which a clock in UTC shows what it shows at `time`, to the second.
    package func hands(at time: Timestamp) -> Timestamp {
        Timestamp(seconds: time.seconds + offset(at: time.seconds))
    }

    /// By how many seconds it is ahead of UTC.
    func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
}

extension LocalClock {
    /// When it shows what people write, `2026-12-24 18:00`, `2026-12-24T18:00` or a date alone, which is its beginning; an
    /// RFC 3339 time whatever it shows. `nil` for anything else.
    package func instant(of text: String) -> Timestamp? {
        if let time = Timestamp(rfc3339: text) { return time }
        let parts = text.split(separator: text.contains("T") ? "T" : " ", omittingEmptySubsequences: false)
        guard let date = parts.first, let day = Self.day(ofDate: String(date)), parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return instant(day: day, minute: 0) }
        // Its own seconds would be lost.
        guard parts[1].utf8.count == 5, let time = Timestamp(rfc3339: "1970-01-01T\(parts[1]):00Z") else { return nil }
        return instant(day: day, minute: Int(time.seconds / 60))
    }

    /// 0 is Sunday.
    package static func weekday(ofDay day: Int) -> Int { ((day + 4) % 7 + 7) % 7 }

    /// Days since 1970-01-01 of a date such as `2026-12-25`; `nil` when it is none.
    package static func day(ofDate text: String) -> Int? {
        // The reader takes 31 days for some months: a date that is one comes back as it went in.
        guard let midnight = Timestamp(rfc3339: "\(text)T00:00:00Z"), midnight.rfc3339.hasPrefix(text) else {
            return nil
        }
        return Int(midnight.seconds / 86_400)
    }
}
