/// A time of day without a day, by somebody's clock: `23:30`.
package struct TimeOfDay: Sendable, Equatable {
    /// After midnight, as the clock shows it.
    let seconds: Int64
    let clock: LocalClock

    /// The first such time after another; an hour that comes twice has it twice.
    package func next(after time: Timestamp) -> Timestamp {
        let day = clock.reading(at: time).day
        let coming = (day...(day + 1)).flatMap(instants).filter { $0 > time }
        return coming.min() ?? instants(day + 2)[0]
    }

    /// The last such time that another is not before.
    package func latest(at time: Timestamp) -> Timestamp {
        let day = clock.reading(at: time).day
        let passed = ((day - 1)...day).flatMap(instants).filter { $0 <= time }
        return passed.max() ?? instants(day - 2)[0]
    }

    /// When the clock shows it on a day; never none.
    private func instants(_ day: Int) -> [Timestamp] {
        let first = clock.instant(day: day, minute: Int(seconds / 60)) + .seconds(seconds % 60)
        // No clock is set back by more than two hours at a time.
        let change = clock.offset(at: first.seconds) - clock.offset(at: first.seconds + 10_800)
        let again = first + .seconds(change)
        return change > 0 && clock.hands(at: again) == clock.hands(at: first) ? [first, again] : [first]
    }
}
