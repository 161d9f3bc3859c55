package import IncidentCore

/// An incident's timeline as the JSON API shows it.
package struct TimelineView: Encodable, Sendable {
    let entries: [Entry]
    @Explicit var nextCursor: String?

    enum CodingKeys: String, CodingKey {
        case entries
        case nextCursor = "next_cursor"
    }

    struct Entry: Encodable, Sendable {
        let id: Int64
        let at: String
        let kind: String
        let actor: String
        let summary: String
        let details: Labels
    }

    /// - Parameter nextCursor: what to ask for what comes after them.
    package init(_ entries: [TimelineEntry], nextCursor: String?) {
        self.nextCursor = nextCursor
        self.entries = entries.map {
            Entry(
                id: $0.id, at: $0.at.rfc3339, kind: $0.kind.rawValue, actor: $0.actor, summary: $0.summary,
                details: $0.details.shown)
        }
    }
}
