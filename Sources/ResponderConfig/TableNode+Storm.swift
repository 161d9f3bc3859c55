internal import IncidentCore

extension TableNode {
    /// `storm`: how much one address is sent.
    func storm() -> StormSettings? {
        guard let table = mapping(keys: ["notifications_per_minute"]) else { return nil }
        let limit = table.required("notifications_per_minute")?.integer(in: StormSettings.range)
        return limit.map { StormSettings(notificationsPerMinute: $0) }
    }
}
