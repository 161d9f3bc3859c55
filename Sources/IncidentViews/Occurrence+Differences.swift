package import IncidentCore

extension Collection<Occurrence> {
    /// Of each alert the labels by which it is told from others of its name: those that not all of them have alike, three
    /// at most.
    package func differences() -> [[Labels.Pair]] {
        let names = Dictionary(grouping: self, by: \.alert.name).mapValues { Self.differingNames(of: $0) }
        return map { occurrence in
            let differing = names[occurrence.alert.name] ?? []
            return Array(occurrence.alert.labels.pairs.lazy.filter { differing.contains($0.name) }.prefix(3))
        }
    }

    private static func differingNames(of alike: [Occurrence]) -> Set<String> {
        guard let first = alike.first else { return [] }
        let common = alike.dropFirst().reduce(into: Set(first.alert.labels.pairs)) {
            $0.formIntersection($1.alert.labels.pairs)
        }
        return Set(alike.lazy.flatMap(\.alert.labels.pairs).filter { !common.contains($0) }.map(\.name))
    }
}
