/// Occurrences of one alert group that begin together; at least one, so that there is an incident for them.
package struct Beginnings: Sendable, Equatable {
    package let all: [Beginning]

    package init(_ first: Beginning, _ others: [Beginning] = []) { all = [first] + others }

    /// - Returns: `nil` when there is none.
    package init?(_ all: [Beginning]) {
        guard !all.isEmpty else { return nil }
        self.all = all
    }

    package var joined: [JoinedAlert] { all.map(\.joined) }

    /// The fingerprints of those whose last firing belonged to an incident.
    package func returned(to incidentID: Int64) -> Set<String> {
        var returned: Set<String> = []
        for beginning in all where beginning.origin.incidentID == incidentID {
            returned.insert(beginning.alert.fingerprint)
        }
        return returned
    }

    /// The most urgent one; of equal ones the first.
    ///
    /// Of alerts that are stored the store asks for the same in SQL (`StoreReader.alertOrder`).
    package var lead: Lead {
        var lead = 0
        for place in all.indices where all[place].classification.priority < all[lead].classification.priority {
            lead = place
        }
        return all[lead].joined.lead
    }
}
