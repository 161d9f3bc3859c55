/// Who is on call when: `rotas:` of `routes/contacts.yaml`.
package struct Rota: Sendable, Equatable {
    package let name: String
    package let clock: LocalClock
    /// Has what it covers; the layers have the rest.
    package let calendar: RotaCalendar?
    /// The upper ones first: the first that covers an instant has it.
    package let layers: [RotaLayer]
    /// The role that is told while nobody is on call.
    package let fallBack: String?
    /// Whether who leaves and who comes hear of each hand-off.
    package let tellsHandOffs: Bool

    package init(
        name: String, clock: LocalClock, calendar: RotaCalendar? = nil, layers: [RotaLayer], fallBack: String? = nil,
        tellsHandOffs: Bool = false
    ) {
        self.name = name
        self.clock = clock
        self.calendar = calendar
        self.layers = layers
        self.fallBack = fallBack
        self.tellsHandOffs = tellsHandOffs
    }
}

/// Who is on call at an instant, and by what.
package struct Duty: Sendable, Equatable {
    package let person: String
    package let source: Source

    package enum Source: Sendable, Equatable {
        case layer(String)
        case calendar(file: String)
        case override(RotaOverride)
    }

    package init(person: String, source: Source) {
        self.person = person
        self.source = source
    }

    /// For people: `layer "nights"`.
    package var sourceWords: String {
        switch source {
        case .calendar(let file): "calendar \"\(file)\""
        case .layer(let name): "layer \"\(name)\""
        case .override(let override): "override \(override.id) by \(override.by): \(override.reason)"
        }
    }
}

/// A time during which one person is on call by the same layer or override, or nobody is.
package struct Shift: Sendable, Equatable {
    /// `nil` is nobody.
    package let duty: Duty?
    package let from: Timestamp
    package let until: Timestamp

    package init(duty: Duty?, from: Timestamp, until: Timestamp) {
        self.duty = duty
        self.from = from
        self.until = until
    }
}

extension Rota {
    /// Who is on call; a hand-off at that very instant has happened.
    ///
    /// - Parameter overrides: also of other rotas; of several that cover it the one made last has it.
    package func duty(at time: Timestamp, overrides: [RotaOverride] = []) -> Duty? {
        let standing = overrides.filter { $0.rota == name && $0.covers(time) }.max { $0.id < $1.id }
        if let standing { return Duty(person: standing.person, source: .override(standing)) }
        if let calendar, let person = calendar.person(at: time) {
            return Duty(person: person, source: .calendar(file: calendar.file))
        }
        for layer in layers {
            if let person = layer.person(at: time, clock) { return Duty(person: person, source: .layer(layer.name)) }
        }
        return nil
    }

    /// Everybody's shifts without a gap between them, cut off at both ends; empty where the span is.
    package func shifts(
        from start: Timestamp, until end: Timestamp, overrides: [RotaOverride] = []
    ) -> [Shift] {
        let days = clock.reading(at: start).day - 1...max(start, end).day(clock) + 1
        let mine = overrides.filter { $0.rota == name }
        let events = (calendar?.shifts ?? []).flatMap { [$0.from, $0.until] }
        let turns = layers.flatMap { $0.boundaries(onDays: days, clock) }
        let inner = (events + turns + mine.flatMap { [$0.from, $0.until] }).filter { start < $0 && $0 < end }
        let begins = [start] + Set(inner).sorted()
        var shifts: [Shift] = []
        for (from, until) in zip(begins, begins.dropFirst() + [end]) where from < until {
            let duty = duty(at: from, overrides: mine)
            if let last = shifts.last, last.duty == duty {
                shifts[shifts.count - 1] = Shift(duty: duty, from: last.from, until: until)
            } else {
                shifts.append(Shift(duty: duty, from: from, until: until))
            }
        }
        return shifts
    }
}

extension Timestamp {
    fileprivate func day(_ clock: LocalClock) -> Int { clock.reading(at: self).day }
}
