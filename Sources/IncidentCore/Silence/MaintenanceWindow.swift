/// One row of `maintenance` in `routes/escalation.yaml`: a time of some days of the week in which nobody is told of some
/// alerts, as of a silence that comes again and again.
///
/// Each turn begins on one of its days, when the clock of its time zone shows `from`, and ends when it shows `to`; on the
/// next day where that is not later. On the nights on which the clocks change `LocalClock.instant` says when that is: one that
/// lies around an hour lived twice is longer by it, and one that begins in an hour leapt over and ends within one after it does
/// not come.
package struct MaintenanceWindow: Sendable, Equatable {
    package let name: String
    package let selector: AlertSelector
    /// 0 is Sunday.
    package let weekdays: Set<Int>
    /// Minutes after midnight.
    package let from: Int
    package let to: Int
    package let clock: LocalClock
    package let why: String

    /// - Returns: `nil` where it would last no time, or never come.
    package init?(
        name: String, selector: AlertSelector, weekdays: Set<Int>, from: Int, to: Int, clock: LocalClock, why: String
    ) {
        guard from != to, from < 1440, !weekdays.isEmpty else { return nil }
        self.name = name
        self.selector = selector
        self.weekdays = weekdays
        self.from = from
        self.to = to
        self.clock = clock
        self.why = why
    }

    /// The turn that is in force, else the next one; `nil` when none comes within two weeks.
    package func turn(at now: Timestamp) -> Silence? {
        let today = clock.reading(at: now).day
        for day in (today - 1)...(today + 14) where weekdays.contains(LocalClock.weekday(ofDay: day)) {
            let from = clock.instant(day: day, minute: self.from)
            let until = clock.instant(day: to > self.from ? day : day + 1, minute: to)
            guard now < until, from < until else { continue }
            return Silence(.maintenance(name), selector: selector, from: from, until: until, why: why)
        }
        return nil
    }
}
