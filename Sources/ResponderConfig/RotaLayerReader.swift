internal import IncidentCore

/// Reads one entry of a rota's `layers`.
struct RotaLayerReader {
    private static let keys = ["name", "people", "turn", "hand_off", "starts", "ends", "hours"]

    /// Those that the file has, also those with a problem.
    let people: [String]

    func layer(_ entry: TableNode, number: Int) -> RotaLayer? {
        guard let fields = entry.mapping(keys: Self.keys) else { return nil }
        let name = fields["name"].map { $0.name() } ?? "layer \(number)"
        let turns = fields.required("people").flatMap(self.turns)
        let days = fields.required("turn").flatMap(turnDays)
        let handOff = fields.required("hand_off").flatMap { self.handOff($0, turnDays: days) }
        let starts = fields.required("starts")?.day()
        let ends = fields["ends"].map { $0.day() } ?? .some(nil)
        let hours = fields["hours"].map { $0.list(of: "hours", self.hours) } ?? []
        if let hours, hours.isEmpty { fields["hours"]?.problem("hours is empty; leave it out, or write when") }
        if let starts, let weekday = handOff?.weekday, LocalClock.weekday(ofDay: starts) != weekday {
            fields["starts"]?.problem(
                "starts is a \(Self.weekdays[LocalClock.weekday(ofDay: starts)]), and the hand-off on "
                    + "\(Self.weekdays[weekday]); write the date of the first hand-off")
            return nil
        }
        if let starts, case let ends?? = ends, ends <= starts {
            fields["ends"]?.problem("ends must be later than starts")
            return nil
        }
        guard let name, let turns, let days, let handOff, let starts, let ends, let hours else { return nil }
        return RotaLayer(
            name: name, people: turns, turnDays: days, firstDay: starts, handOffMinute: handOff.minute, lastDay: ends,
            hours: hours)
    }

    private static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

    private func turns(_ node: TableNode) -> [String]? {
        guard let names = node.list(of: "names", name) else { return nil }
        if names.isEmpty { node.problem("people is empty; nobody would ever be on call") }
        return names.isEmpty ? nil : names
    }

    private func name(_ node: TableNode) -> String? {
        guard let name = node.text(), !people.contains(name) else { return node.text() }
        node.problem("\"\(name)\" is not under people\(nearest(to: name, in: people) ?? "; add them there")")
        return nil
    }

    /// `daily`, `weekly`, or days and weeks as `3d` and `2w`.
    private func turnDays(_ node: TableNode) -> Int? {
        let day = Duration.seconds(86_400)
        guard let text = node.text("daily, weekly, or days or weeks such as 3d or 2w") else { return nil }
        let turn = text == "daily" ? day : text == "weekly" ? day * 7 : Duration(prometheus: text)
        guard let turn, (day...day * 366).contains(turn), turn.wholeMilliseconds % day.wholeMilliseconds == 0 else {
            node.problem("turn is \"\(text)\"; daily, weekly, or whole days or weeks such as 3d or 2w are expected")
            return nil
        }
        return Int(turn.wholeMilliseconds / day.wholeMilliseconds)
    }

    private func handOff(_ node: TableNode, turnDays: Int?) -> (weekday: Int?, minute: Int)? {
        guard let fields = node.mapping(keys: ["day", "at"]) else { return nil }
        let minute = fields.required("at")?.minuteOfDay()
        let weekday = fields["day"].map { $0.weekday() } ?? .some(nil)
        if let turnDays, turnDays % 7 != 0 {
            fields["day"]?.problem("day has no effect with turns that are not whole weeks; leave it out")
        }
        guard let minute, let weekday else { return nil }
        guard minute < 24 * 60 else {
            fields["at"]?.problem("at is 24:00; write \"00:00\" of the next day")
            return nil
        }
        return (weekday, minute)
    }

    private func hours(_ node: TableNode) -> WeeklyHours? {
        guard let fields = node.mapping(keys: ["days", "from", "to"]) else { return nil }
        let days = fields["days"].map { $0.list(of: "days") { $0.weekday() } } ?? Array(0...6)
        if let days, days.isEmpty { fields["days"]?.problem("days is empty; nobody would ever be on call") }
        guard fields["from"] != nil || fields["to"] != nil else {
            return days.map { WeeklyHours(weekdays: Set($0), from: 0, to: 24 * 60) }
        }
        let from = fields.required("from")?.minuteOfDay()
        let to = fields.required("to")?.minuteOfDay()
        guard let days, let from, let to else { return nil }
        guard from != to, from < 24 * 60 else {
            fields["from"]?.problem("from and to are no hours; leave both out for whole days")
            return nil
        }
        return WeeklyHours(weekdays: Set(days), from: from, to: to)
    }
}

extension TableNode {
    /// A date, as days since 1970-01-01.
    fileprivate func day() -> Int? { date().flatMap(LocalClock.day) }
}
