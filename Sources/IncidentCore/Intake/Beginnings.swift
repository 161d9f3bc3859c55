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

    /// What the most urgent one was classified as; of equal ones the first.
    package var mostUrgent: Classification {
        others.reduce(first.classification) { $1.classification.priority < $0.priority ? $1.classification : $0 }
    }
}
