package import IncidentCore

/// Which of several open incidents carry the same top finding: they have, as far as anybody can see, one cause.
package struct SharedFindings: Sendable, Equatable {
    /// By the incident's number; those that say it alone are not in it.
    private let groups: [Int64: [Int64]]

    /// - Parameter incidents: open ones in the order in which they are shown, each with its findings, the first of which counts.
    ///   What is only good to know (`info`) is no cause.
    package init(_ incidents: [(id: Int64, findings: [Finding])]) {
        var bySentence: [String: [Int64]] = [:]
        for (id, findings) in incidents {
            guard let first = findings.first, first.level != .info else { continue }
            bySentence[first.text, default: []].append(id)
        }
        groups = Dictionary(
            bySentence.values.filter { $0.count > 1 }.flatMap { group in group.map { ($0, group) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The other incidents that carry the same, in the order in which they are shown.
    package func others(than id: Int64) -> [Int64] { (groups[id] ?? []).filter { $0 != id } }

    /// Whether an incident is the one of its like at which the finding is written out.
    package func isFirst(_ id: Int64) -> Bool { groups[id].map { $0.first == id } ?? true }
}
