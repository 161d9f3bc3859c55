internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

extension IncidentFilter {
    /// The query parameters that `init(query:)` reads.
    static let parameters = ["status", "priority", "q", "since", "until", "limit", "cursor"]

    /// From `?status=&priority=&q=&since=&until=&limit=&cursor=`.
    init(query fields: FormFields, now: Timestamp, clock: LocalClock = .utc) throws {
        try self.init(
            status: fields["status"], priority: fields["priority"], text: fields["q"], since: fields["since"],
            until: fields["until"], limit: fields["limit"], cursor: fields["cursor"], now: now,
            clock: clock)
    }
}
