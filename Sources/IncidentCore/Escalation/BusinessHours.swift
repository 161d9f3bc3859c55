// Time zones with their daylight saving rules are the one thing FoundationEssentials lacks on Linux.
internal import Foundation

/// When the team works: days and hours in a time zone, without holidays.
package struct BusinessHours: Sendable, Equatable {
    package let timeZone: String
    /// 0 is Sunday.
    package let weekdays: Set<Int>
    /// Minutes after midnight.
    package let opensAt: Int
    package let closesAt: Int
    /// `2026-12-25` and so on.
    package let holidays: Set<String>

    private let zone: TimeZone

    /// - Returns: `nil` when the system does not know the time zone, or the day has no open minute.
    package init?(timeZone: String, weekdays: Set<Int>, opensAt: Int, closesAt: Int, holidays: Set<String>) {
        guard let zone = TimeZone(identifier: timeZone), opensAt < closesAt, !weekdays.isEmpty else { return nil }
        self.timeZone = timeZone
        self.weekdays = weekdays
        self.opensAt = opensAt
        self.closesAt = closesAt
        self.holidays = holidays
        self.zone = zone
    }

    package func contains(_ time: Timestamp) -> Bool {
        let local = localTime(time)
        return isWorkday(local) && (opensAt..<closesAt).contains(local.minuteOfDay)
    }

    /// `time` itself within business hours, else the next opening; `nil` when no day of the next year is a workday.
    package func next(from time: Timestamp) -> Timestamp? {
        if contains(time) { return time }
        var day = localTime(time)
        if day.minuteOfDay >= opensAt { day = day.following }
        for _ in 0..<366 {
            if isWorkday(day) { return instant(of: day, minute: opensAt) }
            day = day.following
        }
        return nil
    }

    /// - Parameter day: since 1970-01-01, by whatever clock.
    package func isWorkday(_ day: Int) -> Bool { isWorkday(LocalTime(daysSince1970: day, minuteOfDay: 0)) }

    private func isWorkday(_ day: LocalTime) -> Bool {
        weekdays.contains(day.weekday) && !holidays.contains(day.dateText)
    }

    private func localTime(_ time: Timestamp) -> LocalTime {
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.seconds)))
        let civil = CivilTime(time + .seconds(offset))
        return LocalTime(
            daysSince1970: CivilTime.days(year: civil.year, month: civil.month, day: civil.day),
            minuteOfDay: civil.hour * 60 + civil.minute)
    }

    private func instant(of day: LocalTime, minute: Int) -> Timestamp {
        let local = Int64(day.daysSince1970) * 86_400 + Int64(minute) * 60
        // The offset at the guess may differ from that at the answer on the day the clocks change: look twice.
        var guess = local - Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(local))))
        guess = local - Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(guess))))
        return Timestamp(seconds: guess)
    }
}

private struct LocalTime {
    let daysSince1970: Int
    let minuteOfDay: Int

    var weekday: Int { CivilTime(Timestamp(seconds: Int64(daysSince1970) * 86_400)).weekday }
    var dateText: String { String(Timestamp(seconds: Int64(daysSince1970) * 86_400).rfc3339.prefix(10)) }
    var following: LocalTime { LocalTime(daysSince1970: daysSince1970 + 1, minuteOfDay: 0) }
}
