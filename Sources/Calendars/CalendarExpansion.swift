internal import CIcal
internal import IncidentCore

/// The instances of a file's events within a span.
struct CalendarExpansion {
    private let calendar: OpaquePointer
    private let clocks: CalendarClocks
    /// Instances that have an event of their own, by the event that repeats.
    private let moved: [String: Set<Timestamp>]
    private let from: Timestamp
    private let until: Timestamp
    private var left = CalendarFile.repetitionLimit
    /// A rule that never comes costs libical up to a second, and a file may have many.
    private let deadline = ContinuousClock.now + CalendarFile.timeLimit

    init(
        calendar: OpaquePointer, clocks: CalendarClocks, events: [CalendarEvent], from: Timestamp, until: Timestamp
    ) {
        self.calendar = calendar
        self.clocks = clocks
        self.from = from
        self.until = until
        moved = Dictionary(grouping: events.filter { $0.instead != nil }, by: \.uid)
            .mapValues { Set($0.compactMap(\.instead)) }
    }

    mutating func spans(of event: CalendarEvent) throws(CalendarProblem) -> [(from: Timestamp, until: Timestamp)] {
        let isInstance = event.instead != nil
        var seen: Set<Timestamp> = []
        return try (starts(of: event) + event.additions).compactMap { start in
            guard let begins = clocks.instant(start), let ends = end(of: event, from: start, begins) else { return nil }
            guard begins < ends, from < ends, begins < until, seen.insert(begins).inserted else { return nil }
            let isLeftOut =
                !isInstance
                && (event.exceptions.contains(begins) || moved[event.uid]?.contains(begins) == true
                    || start.wall.map { event.exceptionDays.contains($0 - $0 % 86_400) } == true)
            return isLeftOut ? nil : (begins, ends)
        }
    }

    private func end(of event: CalendarEvent, from start: CalendarTime, _ begins: Timestamp) -> Timestamp? {
        switch event.length {
        case .exact(let seconds): begins + .seconds(seconds)
        case .wall(let seconds): start.wall.flatMap { clocks.instant(start.moved(toWall: $0 + seconds)) }
        }
    }

    /// What libical would go through hour by hour for centuries, when it never comes.
    private static func check(_ property: CalendarText.Property) throws(CalendarProblem) {
        let rule = property.rest.uppercased()
        if rule.contains("FREQ=SECONDLY") || rule.contains("FREQ=MINUTELY") {
            throw CalendarProblem(
                line: property.line, "an event that repeats every minute or second says nothing of who is on call")
        }
        let parts = ["RSCALE"] + (rule.contains("FREQ=HOURLY") ? ["BYMONTH", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"] : [])
        if let part = parts.first(where: rule.contains) {
            throw CalendarProblem(line: property.line, "\(part) is not understood here: \(property.rest.shown)")
        }
    }

    private mutating func starts(of event: CalendarEvent) throws(CalendarProblem) -> [CalendarTime] {
        guard let property = event.place["RRULE"], event.instead == nil else { return [event.start] }
        try Self.check(property)
        guard ContinuousClock.now < deadline else {
            throw CalendarProblem(
                line: property.line,
                "the rules up to here take more than \(CalendarFile.timeLimit.prometheusText) to work out")
        }
        guard let rule = cical_rule_new(calendar, Int32(event.number), 0, event.start.value) else {
            throw CalendarProblem(line: property.line, "RRULE cannot be understood: \(property.rest.shown)")
        }
        defer { cical_rule_free(rule) }
        guard (0...6).contains(cical_rule_frequency(rule)) else {
            throw CalendarProblem(line: property.line, "RRULE cannot be understood: \(property.rest.shown)")
        }
        var last = cical_time()
        let ends = cical_rule_until(rule, &last) ? CalendarTime(value: last, zone: event.start.zone) : nil
        let (end, endWall) = (ends.flatMap(clocks.instant), ends.flatMap { $0.value.is_date ? $0.wall : nil })
        var (starts, value): ([CalendarTime], cical_time) = ([], cical_time())
        while cical_rule_next(rule, &value) {
            guard left > 0 else {
                throw CalendarProblem(
                    line: property.line,
                    "events repeat more than \(CalendarFile.repetitionLimit) times up to here; let them begin later")
            }
            left -= 1
            (value.is_date, value.is_utc) = (event.start.value.is_date, event.start.value.is_utc)
            let start = CalendarTime(value: value, zone: event.start.zone)
            guard let begins = clocks.instant(start), begins < until else { break }
            if let endWall {
                if let wall = start.wall, wall >= endWall + 86_400 { break }
            } else if let end, begins > end {
                break
            }
            starts.append(start)
        }
        return starts
    }
}
