internal import IncidentCore

extension TableNode {
    /// The rows of `maintenance`; those without a problem.
    func maintenanceWindows() -> [MaintenanceWindow] {
        var names = UniqueNames("maintenance window")
        return (elements(of: "maintenance windows") ?? []).compactMap { entry in
            guard let fields = entry.mapping(keys: Self.maintenanceKeys) else { return nil }
            let name = fields.required("name")?.name()
            if let name { names.insert(name, at: entry) }
            let selector = fields.requiredSelector(otherwise: "nobody would ever be told of anything then")
            let days = fields.required("days")?.list(of: "days") { $0.weekday() }
            if let days, days.isEmpty { fields["days"]?.problem("days is empty; the window would never come") }
            let from = fields.required("from")?.minuteOfDay()
            let to = fields.required("to")?.minuteOfDay()
            let zone = fields.required("time_zone")?.text()
            let clock = zone.flatMap { LocalClock(timeZone: $0) }
            if let zone, clock == nil { fields["time_zone"]?.unknownTimeZone(zone) }
            let why = fields["why"].map { $0.name() } ?? ""
            guard let name, let selector, let days, !days.isEmpty, let from, let to, let clock, let why else {
                return nil
            }
            if from == 1440 {
                fields["from"]?.problem("from is 24:00, the end of the day; write 00:00 and the day after")
            } else if from == to {
                fields["to"]?.problem("to is the same as from; for a whole day write 00:00 and 24:00")
            }
            return MaintenanceWindow(
                name: name, selector: selector, weekdays: Set(days), from: from, to: to, clock: clock, why: why)
        }
    }

    private static let maintenanceKeys = TableMapping.selectorKeys + ["name", "days", "from", "to", "time_zone", "why"]
}
