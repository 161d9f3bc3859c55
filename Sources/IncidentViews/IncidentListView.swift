internal import IncidentCore
internal import IncidentStore

/// A list of incidents as the JSON API and `--output json` show it.
package struct IncidentListView: Encodable, Sendable {
    let incidents: [IncidentView]
    @Explicit var nextCursor: String?
    /// Where no text was searched for, absent.
    @Explicit var search: SearchView?

    enum CodingKeys: String, CodingKey {
        case incidents, search
        case nextCursor = "next_cursor"
    }
}

/// What a search says besides the incidents it has found.
struct SearchView: Encodable, Sendable {
    /// How many incidents the index has, of how many there are.
    let indexed: Int64
    let incidents: Int64
    /// What a person should know of it: that the index is catching up, or that the text was cut.
    let remarks: [String]
    /// All incidents from this one on were looked at, and older ones are with the next cursor; `nil` where nothing was left
    /// out for want of time.
    @Explicit var searchedFrom: Int64?
    /// Where words stand that the titles do not show.
    let found: [Found]

    enum CodingKeys: String, CodingKey {
        case indexed, incidents, remarks, found
        case searchedFrom = "searched_from"
    }

    struct Found: Encodable, Sendable {
        let incident: Int64
        /// The name of a collector, or `a note` and the like.
        let place: String
        let text: String
    }

    /// - Parameter incidents: those that the list shows, in its order.
    init?(_ search: SearchOutcome?, of incidents: [Incident]) {
        guard let search else { return nil }
        (indexed, self.incidents) = (search.standing.indexed, search.standing.incidents)
        remarks = search.remarks
        searchedFrom = search.searched?.from
        found = incidents.compactMap { incident in
            search.places[incident.id].map {
                Found(incident: incident.id, place: $0.name, text: $0.excerpt.text.singleLine(limit: 300))
            }
        }
    }
}
