package import IncidentCore
package import IncidentStore

/// Which of several open incidents have the same finding as their likely cause: as far as anybody can see it is one.
package struct SharedFindings: Sendable, Equatable {
    /// So many open incidents of each status and priority are looked at for those of a list, and so many are compared.
    private static let lookedAt = 50
    private static let compared = 100

    package struct Group: Sendable, Equatable {
        package let text: String
        /// In the order in which they are shown.
        package let ids: [Int64]
    }

    /// By the incident's number; those that say it alone are not in it.
    private let groups: [Int64: Group]

    /// - Parameter incidents: open ones in the order in which they are shown, each with its findings, the likely cause of which counts.
    package init(_ incidents: [(id: Int64, findings: [Finding])]) {
        var bySentence: [String: [Int64]] = [:]
        for (id, findings) in incidents {
            guard let cause = Self.cause(findings) else { continue }
            bySentence[cause, default: []].append(id)
        }
        groups = Dictionary(
            bySentence.map { Group(text: $0.key, ids: $0.value) }.filter { $0.ids.count > 1 }
                .flatMap { group in group.ids.map { ($0, group) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Of some incidents and the other open ones, the newest first.
    ///
    /// - Parameters:
    ///   - incidents: those that are shown; what is over carries nothing.
    ///   - findings: theirs.
    package init(of incidents: [Incident], _ findings: [Int64: [Finding]], _ reader: StoreReader) throws {
        let shown = incidents.filter { $0.status != .resolved }.map(\.id)
        let causes = Set(shown.compactMap { Self.cause(findings[$0] ?? []) }).sorted()
        let others = Set(
            try reader.openIncidents(saying: causes, lookingAt: Self.lookedAt, limit: Self.compared)
        ).subtracting(shown)
        let theirs = try reader.findings(incidentIDs: others.sorted())
        self.init((shown + others).sorted(by: >).map { ($0, findings[$0] ?? theirs[$0] ?? []) })
    }

    private static func cause(_ findings: [Finding]) -> String? { findings.likelyCause?.text }

    /// The other incidents that carry the same, in the order in which they are shown.
    package func others(than id: Int64) -> [Int64] { (groups[id]?.ids ?? []).filter { $0 != id } }

    /// Whether an incident is the one of its like at which the finding is written out.
    package func isFirst(_ id: Int64) -> Bool { groups[id].map { $0.ids.first == id } ?? true }

    /// What some incidents carry together with others, each once, in their order.
    package func groups(of ids: [Int64]) -> [Group] {
        var found: [Group] = []
        for id in ids {
            guard let group = groups[id], !found.contains(group) else { continue }
            found.append(group)
        }
        return found
    }
}
