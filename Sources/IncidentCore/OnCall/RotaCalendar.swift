/// The events of a calendar file that a rota takes its shifts from.
package struct RotaCalendar: Sendable, Equatable {
    /// As the table writes it.
    package let file: String
    /// By their beginnings, and of those that begin together by their order in the file.
    package let shifts: [CalendarShift]

    package init(file: String, shifts: [CalendarShift]) {
        self.file = file
        self.shifts = shifts
    }

    /// Who is on call: of events that overlap the one that begins last has it, of two that begin together the last of the
    /// file. Who swaps a night puts an event on top of another's week.
    func person(at time: Timestamp) -> String? {
        shifts.last { $0.from <= time && time < $0.until }?.person
    }
}

/// One event, or one instance of an event that repeats.
package struct CalendarShift: Sendable, Equatable {
    /// A name of `people`; or the event's title, where that means nobody.
    package let person: String
    package let from: Timestamp
    package let until: Timestamp

    package init(person: String, from: Timestamp, until: Timestamp) {
        self.person = person
        self.from = from
        self.until = until
    }
}
