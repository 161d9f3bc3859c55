/// People who take turns, all of the time or in some hours of the week.
///
/// Days are those of the rota's clock, counted since 1970-01-01.
package struct RotaLayer: Sendable, Equatable {
    package let name: String
    /// By the order of their turns; never empty.
    package let people: [String]
    /// At least 1.
    package let turnDays: Int
    /// The day on which the first turn begins.
    package let firstDay: Int
    /// When turns begin, in minutes after midnight.
    package let handOffMinute: Int
    /// The day on which the layer ends, at the time of hand-off; `nil` is never.
    package let lastDay: Int?
    /// Empty is always.
    package let hours: [WeeklyHours]

    package init(
        name: String, people: [String], turnDays: Int, firstDay: Int, handOffMinute: Int, lastDay: Int? = nil,
        hours: [WeeklyHours] = []
    ) {
        self.name = name
        self.people = people
        self.turnDays = turnDays
        self.firstDay = firstDay
        self.handOffMinute = handOffMinute
        self.lastDay = lastDay
        self.hours = hours
    }

    /// Who is on call; a hand-off at that very instant has happened. `nil` where the layer does not cover it.
    func person(at time: Timestamp, _ clock: LocalClock) -> String? {
        guard let turn = turn(at: time, clock) else { return nil }
        guard hours.isEmpty || hours.contains(where: { $0.contains(time, clock) }) else { return nil }
        return people[turn % people.count]
    }

    /// The number of the turn, from 0; `nil` before the first and after the last.
    private func turn(at time: Timestamp, _ clock: LocalClock) -> Int? {
        if let lastDay, clock.instant(day: lastDay, minute: handOffMinute) <= time { return nil }
        let today = clock.reading(at: time).day
        let turn = Int(Int64(today - firstDay).floorDivided(by: Int64(turnDays)))
        let hasBegun = clock.instant(day: firstDay + turn * turnDays, minute: handOffMinute) <= time
        let number = hasBegun ? turn : turn - 1
        return number >= 0 ? number : nil
    }

    /// The instants of some days at which somebody else may begin.
    func boundaries(onDays days: ClosedRange<Int>, _ clock: LocalClock) -> [Timestamp] {
        days.flatMap { day in
            let isHandOff = day >= firstDay && (day - firstDay) % turnDays == 0 || day == lastDay
            let handOff = isHandOff ? [clock.instant(day: day, minute: handOffMinute)] : []
            return handOff + hours.compactMap { $0.span(beginningOn: day, clock) }.flatMap { [$0.from, $0.until] }
        }
    }
}
