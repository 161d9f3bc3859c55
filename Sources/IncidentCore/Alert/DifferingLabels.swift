/// By which labels several alerts differ: those with the most values first, since they tell the most.
package struct DifferingLabels: Sendable, Equatable {
    package let labels: [Label]
    /// What all have alike, in the order of the first.
    package let shared: [Labels.Pair]

    package struct Label: Sendable, Equatable {
        package let name: String
        /// Of all its values.
        package let beginning: CommonBeginning
    }

    package init(_ all: [Labels]) {
        var values: [String: Set<String>] = [:]
        var counts: [String: Int] = [:]
        for pair in all.flatMap(\.pairs) {
            values[pair.name, default: []].insert(pair.value)
            counts[pair.name, default: 0] += 1
        }
        // What only some have tells them apart as well.
        let differing = values.filter { $0.value.count > 1 || counts[$0.key] != all.count }
        labels =
            differing.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            .map { Label(name: $0.key, beginning: CommonBeginning($0.value)) }
        shared = all.first?.pairs.filter { differing[$0.name] == nil } ?? []
    }

    /// What tells these from the others: `pod=…-x2k4j`, `node=node-3`.
    ///
    /// - Parameter shortens: whether what all values of a label begin with is left out.
    package func words(of own: Labels, shortens: Bool = true) -> [String] {
        labels.compactMap { label in
            own[label.name].map { "\(label.name)=\(shortens ? label.beginning.shortened($0) : $0)" }
        }
    }
}
