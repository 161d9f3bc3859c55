/// Hours of some days of each week, by the clock of a rota.
package struct WeeklyHours: Sendable, Equatable {
    /// On which they begin; 0 is Sunday.
    package let weekdays: Set<Int>
    /// Minutes after midnight.
    package let from: Int
    /// Where it is not later than `from`, it is on the day after.
    package let to: Int

    package init(weekdays: Set<Int>, from: Int, to: Int) {
        self.weekdays = weekdays
        self.from = from
        self.to = to
    }

    /// From the beginning on, and without the end.
    func contains(_ time: Timestamp, _ clock: LocalClock) -> Bool {
        let today = clock.reading(at: time).day
        return (today - 1...today).contains { day in
            span(beginningOn: day, clock).map { $0.from <= time && time < $0.until } ?? false
        }
    }

    /// When they begin and end on that day, in days since 1970-01-01; `nil` on other days.
    func span(beginningOn day: Int, _ clock: LocalClock) -> (from: Timestamp, until: Timestamp)? {
        guard weekdays.contains(LocalClock.weekday(ofDay: day)) else { return nil }
        return (clock.instant(day: day, minute: from), clock.instant(day: to > from ? day : day + 1, minute: to))
    }
}
