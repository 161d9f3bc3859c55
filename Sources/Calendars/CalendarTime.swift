internal import CIcal
internal import IncidentCore

/// A time as an event has it: what a wall clock shows, and where that clock hangs.
struct CalendarTime {
    /// As libical takes and gives it.
    var value: cical_time
    /// TZID; `nil` without one.
    let zone: String?

    /// Seconds since 1970 that the wall clock shows; `nil` for what is no date or no time.
    var wall: Int64? {
        let date = "\(value.year)-\(value.month.twoDigits)-\(value.day.twoDigits)"
        guard (1700...2250).contains(value.year), let day = LocalClock.day(ofDate: date),
            (0...24).contains(value.hour), (0...59).contains(value.minute), (0...60).contains(value.second)
        else { return nil }
        guard !value.is_date else { return Int64(day) * 86_400 }
        return Int64(day) * 86_400 + Int64(value.hour * 3600 + value.minute * 60 + value.second)
    }

    /// The same on another wall clock time.
    func moved(toWall wall: Int64) -> CalendarTime {
        let civil = CivilTime(Timestamp(seconds: wall))
        var moved = value
        (moved.year, moved.month, moved.day) = (Int32(civil.year), Int32(civil.month), Int32(civil.day))
        (moved.hour, moved.minute, moved.second) = (Int32(civil.hour), Int32(civil.minute), Int32(civil.second))
        return CalendarTime(value: moved, zone: zone)
    }
}

extension Int32 {
    fileprivate var twoDigits: String { self < 10 ? "0\(self)" : "\(self)" }
}

/// The clocks by which the times of one file are read.
final class CalendarClocks {
    private let calendar: OpaquePointer
    /// Of dates, and of times that name none.
    private let own: LocalClock
    private var clocks: [String: LocalClock?] = [:]

    init(_ calendar: OpaquePointer, own: LocalClock) {
        self.calendar = calendar
        self.own = own
    }

    /// - Returns: `nil` where neither the system nor the file knows the time zone, or the time is none.
    func instant(_ time: CalendarTime) -> Timestamp? {
        guard let wall = time.wall else { return nil }
        if time.value.is_utc { return Timestamp(seconds: wall) }
        guard !time.value.is_date, let zone = time.zone else { return Self.instant(wall, own) }
        if let clock = clock(zone) { return Self.instant(wall, clock) }
        guard cical_has_zone(calendar, zone) else { return nil }
        return Timestamp(seconds: wall - Int64(cical_zone_offset(calendar, zone, time.value)))
    }

    /// The system's rules are newer than those that a file brings along under the same name.
    private func clock(_ zone: String) -> LocalClock? {
        if let known = clocks[zone] { return known }
        // Some programs write where they have it from before the name: /freeassociation.sourceforge.net/Europe/Berlin.
        let parts = zone.split(separator: "/")
        let names =
            [zone]
            + [2, 3].filter { zone.hasPrefix("/") && parts.count > $0 }.map { parts.suffix($0).joined(separator: "/") }
        let found = names.lazy.compactMap(LocalClock.init(timeZone:)).first
        clocks[zone] = found
        return found
    }

    private static func instant(_ wall: Int64, _ clock: LocalClock) -> Timestamp {
        let days = Int((Double(wall) / 86_400).rounded(.down))
        let rest = wall - Int64(days) * 86_400
        return clock.instant(day: days, minute: Int(rest / 60)) + .seconds(rest % 60)
    }
}
