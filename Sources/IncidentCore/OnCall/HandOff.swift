/// A moment at which somebody else begins to be on call by a rota, or nobody any more.
package struct HandOff: Sendable, Equatable {
    package let rota: String
    package let at: Timestamp
    /// Who was on call until then; `nil` is nobody.
    package let from: String?
    /// Who is from then on; `nil` is nobody.
    package let to: String?

    package init(rota: String, at: Timestamp, from: String?, to: String?) {
        self.rota = rota
        self.at = at
        self.from = from
        self.to = to
    }
}

/// Who was on call by a rota at the last hand-off that was told, or when it was looked at first.
package struct RotaWatch: Sendable, Equatable {
    /// `nil` is nobody.
    package let person: String?
    package let since: Timestamp

    package init(person: String?, since: Timestamp) {
        self.person = person
        self.since = since
    }
}

// By the overrides that the contacts have with them; somebody who cannot be told is nobody.
extension ContactTable {
    /// So far is looked ahead and back for a hand-off.
    package static let handOffSpan = Duration.seconds(28 * 86_400)

    package func personOnCall(by rota: Rota, at time: Timestamp) -> String? {
        known(rota.duty(at: time, overrides: heededOverrides))
    }

    /// The hand-off that has come since a rota was looked at: of several that were missed the last.
    ///
    /// A clock that was set back finds none until it shows the time of the last one again.
    /// - Returns: `nil` while the same person is on call, or nobody still.
    package func handOff(of rota: Rota, since last: RotaWatch, at now: Timestamp) -> HandOff? {
        guard now >= last.since else { return nil }
        let person = personOnCall(by: rota, at: now)
        guard person != last.person else { return nil }
        let start = max(last.since, now - Self.handOffSpan)
        var (at, from, current) = (now, last.person, last.person)
        // The second after now is only there for a shift that begins at this very moment.
        for shift in rota.shifts(from: start, until: now + .seconds(1), overrides: heededOverrides)
        where shift.from <= now {
            let next = known(shift.duty)
            guard next != current else { continue }
            // At the very beginning somebody else stood in the table.
            (at, from, current) = (shift.from > start ? shift.from : now, current, next)
        }
        return HandOff(rota: rota.name, at: min(at, now), from: from, to: person)
    }

    /// The next hand-off after a time; `nil` when none comes within four weeks.
    package func nextHandOff(
        of rota: Rota, after time: Timestamp, within span: Duration = handOffSpan
    ) -> HandOff? {
        let person = personOnCall(by: rota, at: time)
        let shifts = rota.shifts(from: time, until: time + span, overrides: heededOverrides)
        return shifts.first { $0.from > time && known($0.duty) != person }.map {
            HandOff(rota: rota.name, at: $0.from, from: person, to: known($0.duty))
        }
    }

    private func known(_ duty: Duty?) -> String? { duty.flatMap { self[$0.person] == nil ? nil : $0.person } }
}
