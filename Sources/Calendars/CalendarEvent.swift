internal import CIcal
internal import IncidentCore

/// One event as the file has it, before it is repeated.
struct CalendarEvent {
    let number: Int
    let place: CalendarText.Event
    let uid: String
    let start: CalendarTime
    let length: Length
    /// Which instance of another event it takes the place of; `nil` for none.
    let instead: Timestamp?
    let exceptions: Set<Timestamp>
    /// Dates on which no instance begins.
    let exceptionDays: Set<Int64>
    let additions: [CalendarTime]
    let isCancelled: Bool
    let title: CalendarTitle

    enum Length {
        /// What the wall clock shows later by then: a week ends at the hour at which it began, also over a clock change.
        case wall(Int64)
        case exact(Int64)
    }
}

/// What tells who an event is about.
package struct CalendarTitle: Sendable, Equatable {
    package let summary: String
    /// Addresses, without `mailto:`, and names.
    package let attendees: [String]
    /// The same of those who have declined: it is not about them, whatever the title says.
    package let declined: [String]
}

/// Reads the events of one file.
struct CalendarEventReader {
    let calendar: OpaquePointer
    let clocks: CalendarClocks

    func event(_ number: Int, _ place: CalendarText.Event) throws(CalendarProblem) -> CalendarEvent {
        if let rule = place["EXRULE"] {
            throw CalendarProblem(line: rule.line, "EXRULE is not understood; write EXDATE")
        }
        guard let start = try time(CICAL_START, "DTSTART", number, place) else {
            throw CalendarProblem(line: place.line, "this event has no DTSTART")
        }
        if place["RRULE"] != nil, let second = place.properties.filter({ $0.name == "RRULE" }).dropFirst().first {
            throw CalendarProblem(line: second.line, "this event has a second RRULE; write two events")
        }
        if cical_is_range(calendar, Int32(number)) {
            throw CalendarProblem(
                line: place["RECURRENCE-ID"]?.line ?? place.line, "RANGE is not understood; export one event for each")
        }
        let exceptions = try times(CICAL_EXCEPTION, "EXDATE", number, place)
        return CalendarEvent(
            number: number, place: place, uid: cical_uid(calendar, Int32(number)).map { String(cString: $0) } ?? "",
            start: start, length: try length(number, place, from: start),
            instead: try time(CICAL_RECURRENCE_ID, "RECURRENCE-ID", number, place).flatMap(clocks.instant),
            exceptions: Set(exceptions.compactMap(clocks.instant)),
            exceptionDays: Set(exceptions.filter(\.value.is_date).compactMap(\.wall)),
            additions: try times(CICAL_ADDITION, "RDATE", number, place),
            isCancelled: cical_is_cancelled(calendar, Int32(number)), title: title(number))
    }

    private func length(
        _ number: Int, _ place: CalendarText.Event, from start: CalendarTime
    ) throws(CalendarProblem) -> CalendarEvent.Length {
        var (days, seconds): (Int32, Int) = (0, 0)
        if let duration = place["DURATION"] {
            guard cical_duration(calendar, Int32(number), &days, &seconds), days >= 0, seconds >= 0, days < 3660,
                seconds < 3660 * 86_400
            else { throw CalendarProblem(line: duration.line, "DURATION cannot be understood") }
            return seconds == 0 ? .wall(Int64(days) * 86_400) : .exact(Int64(days) * 86_400 + Int64(seconds))
        }
        guard let end = try time(CICAL_END, "DTEND", number, place) else {
            return .wall(start.value.is_date ? 86_400 : 0)
        }
        // Of equal ones it lasts no time, as reminders do.
        if let from = clocks.instant(start), let to = clocks.instant(end), to < from,
            !cical_is_cancelled(calendar, Int32(number)), let property = place["DTEND"]
        {
            throw CalendarProblem(
                line: property.line,
                "DTEND is before DTSTART: \(property.rest.shown) and \((place["DTSTART"]?.rest ?? "").shown)")
        }
        let isOneClock = start.zone == end.zone && start.value.is_utc == end.value.is_utc
        if isOneClock, let from = start.wall, let to = end.wall { return .wall(to - from) }
        guard let from = clocks.instant(start), let to = clocks.instant(end) else { return .wall(0) }
        return .exact(to.seconds - from.seconds)
    }

    /// - Throws: what is there and cannot be understood; `nil` where it is not there.
    private func time(
        _ kind: cical_time_kind, _ name: String, _ number: Int, _ place: CalendarText.Event
    ) throws(CalendarProblem) -> CalendarTime? {
        guard let property = place[name] else { return nil }
        guard let found = time(kind, 0, number) else {
            throw CalendarProblem(line: property.line, "\(name) cannot be understood: \(property.rest.shown)")
        }
        return try checked(found, name, property)
    }

    private func times(
        _ kind: cical_time_kind, _ name: String, _ number: Int, _ place: CalendarText.Event
    ) throws(CalendarProblem) -> [CalendarTime] {
        let properties = place.properties.filter { $0.name == name }
        var found: [CalendarTime] = []
        while let next = time(kind, found.count, number) { found.append(next) }
        guard let first = properties.first else { return found }
        guard found.count == properties.reduce(0, { $0 + $1.valueCount }) else {
            throw CalendarProblem(line: first.line, "\(name) cannot be understood: \(first.rest.shown)")
        }
        var checked: [CalendarTime] = []
        for time in found { checked.append(try self.checked(time, name, first)) }
        return checked
    }

    private func time(_ kind: cical_time_kind, _ index: Int, _ number: Int) -> CalendarTime? {
        var (value, zone) = (cical_time(), UnsafePointer<CChar>?.none)
        guard cical_event_time(calendar, Int32(number), kind, Int32(index), &value, &zone) else { return nil }
        return CalendarTime(value: value, zone: zone.map { String(cString: $0) })
    }

    private func checked(
        _ time: CalendarTime, _ name: String, _ property: CalendarText.Property
    ) throws(CalendarProblem) -> CalendarTime {
        guard time.wall != nil else {
            throw CalendarProblem(line: property.line, "\(name) is no date or time: \(property.rest.shown)")
        }
        guard clocks.instant(time) != nil else {
            throw CalendarProblem(
                line: property.line,
                "\(name): time zone \"\((time.zone ?? "").shown)\" is known neither here nor as a VTIMEZONE of the file"
            )
        }
        return time
    }

    private func title(_ number: Int) -> CalendarTitle {
        let summary = cical_summary(calendar, Int32(number)).map { String(cString: $0) } ?? ""
        var (attendees, declined): ([String], [String]) = ([], [])
        for index in 0..<Int32(100) {
            var (address, name) = (UnsafePointer<CChar>?.none, UnsafePointer<CChar>?.none)
            guard cical_attendee(calendar, Int32(number), index, &address, &name) else { break }
            let texts = [address, name].compactMap(\.self).map { String(cString: $0) }
                .map { $0.lowercased().hasPrefix("mailto:") ? String($0.dropFirst(7)) : $0 }
            if cical_has_declined(calendar, Int32(number), index) { declined += texts } else { attendees += texts }
        }
        return CalendarTitle(summary: summary, attendees: attendees, declined: declined)
    }
}
