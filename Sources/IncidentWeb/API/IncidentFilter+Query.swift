internal import IncidentStore
internal import IncidentViews

extension IncidentFilter {
    /// The query parameters that `init(query:)` reads.
    static let parameters = ["status", "priority", "q", "limit", "cursor"]

    /// From `?status=&priority=&q=&limit=&cursor=`.
    init(query fields: FormFields) throws {
        try self.init(
            status: fields["status"], priority: fields["priority"], text: fields["q"], limit: fields["limit"],
            cursor: fields["cursor"])
    }
}
