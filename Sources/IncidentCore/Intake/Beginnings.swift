/// Occurrences of one alert group that begin together; at least one, so that there is an incident for them.
package struct Beginnings: Sendable, Equatable {
    package let first: Beginning
    package let others: [Beginning]

    package init(_ first: Beginning, _ others: [Beginning] = []) {
        self.first = first
        self.others = others
    }

    /// - Returns: `nil` when there is none.
    package init?(_ all: [Beginning]) {
        guard let first = all.first else { return nil }
        self.init(first, Array(all.dropFirst()))
    }

    package var all: [Beginning] { [first] + others }

    package var joined: [JoinedAlert] { all.map { JoinedAlert($0.alert, $0.classification) } }

    /// The most urgent one; of equal ones the first.
    ///
    /// Of alerts that are stored the store asks for the same in SQL (`StoreTransaction.alertState`).
    package var lead: Lead {
        let lead = others.reduce(first) { $1.classification.priority < $0.classification.priority ? $1 : $0 }
        return Lead(lead.alert, lead.classification)
    }
}
