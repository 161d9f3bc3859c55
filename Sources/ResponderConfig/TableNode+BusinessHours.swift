internal import IncidentCore

extension TableNode {
    func businessHours() -> BusinessHours? {
        guard let fields = mapping(keys: ["time_zone", "days", "from", "to", "holidays"]) else { return nil }
        let zone = fields.required("time_zone")?.text()
        let days = fields.required("days")?.list(of: "days") { $0.weekday() }
        if let days, days.isEmpty { fields["days"]?.problem("days is empty; nobody would ever be at work") }
        let opens = fields.required("from")?.minuteOfDay()
        let closes = fields.required("to")?.minuteOfDay()
        let holidays = fields["holidays"].map { $0.list(of: "dates") { $0.date() } } ?? []
        if let opens, let closes, opens >= closes {
            fields["to"]?.problem("to must be later than from; hours past midnight cannot be written")
            return nil
        }
        guard let zone, let days, !days.isEmpty, let opens, let closes, let holidays else { return nil }
        let hours = BusinessHours(
            timeZone: zone, weekdays: Set(days), opensAt: opens, closesAt: closes, holidays: Set(holidays))
        if hours == nil {
            fields["time_zone"]?.unknownTimeZone(zone)
        }
        return hours
    }

    func unknownTimeZone(_ zone: String) {
        let meant = LocalClock.suggestion(for: zone)
        problem(
            "time zone \"\(zone)\" is not known here\(meant.isEmpty ? "; write one such as Europe/Berlin or UTC" : meant)"
        )
    }

    /// `mon` or `Monday`; 0 is Sunday.
    func weekday() -> Int? {
        let names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
        guard let text = text("a day") else { return nil }
        let word = text.lowercased()
        if let day = names.firstIndex(where: { $0 == word || $0.prefix(3) == word }) { return day }
        problem("\(label): \"\(text)\" is no day; write sun, mon, tue, wed, thu, fri or sat")
        return nil
    }

    /// `09:00`; `24:00` is the end of the day.
    func minuteOfDay() -> Int? {
        guard let text = text("a time such as \"09:00\"") else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0...24).contains(hour), (0...59).contains(minute), hour * 60 + minute <= 24 * 60
        {
            return hour * 60 + minute
        }
        problem("\(label) is \"\(text)\"; a time such as \"09:00\" is expected")
        return nil
    }

    func date() -> String? {
        guard let text = text("a date such as 2026-12-25") else { return nil }
        // The reader takes 31 days for every month: a date that is one comes back as it went in.
        if Timestamp(rfc3339: "\(text)T00:00:00Z")?.rfc3339.hasPrefix(text) == true { return text }
        problem("\(label): \"\(text)\" is no date; one such as 2026-12-25 is expected")
        return nil
    }
}
