internal import IncidentCore

/// How much each collector's output gets of a message that must stay short: what a finding speaks of three times as
/// much as the others.
struct OutputShares {
    /// Of one output; more is not read at night.
    static let lines = 15
    private static let limitBytes = 1500

    private let findings: [Finding]
    private let budget: Int
    private let parts: Int

    /// - Parameter budget: in bytes, for all outputs together.
    init(_ artifacts: [ArtifactExcerpt], findings: [Finding], budget: Int) {
        self.findings = findings
        self.budget = budget
        parts = artifacts.reduce(0) { $0 + $1.parts(findings) }
    }

    /// Empty where there is no room.
    func excerpt(of artifact: ArtifactExcerpt) -> String {
        let share = min(Self.limitBytes, budget * artifact.parts(findings) / max(1, parts))
        guard share > 0 else { return "" }
        var text = artifact.lines(limitBytes: share, atMost: Self.lines, findings: findings)
        while text.last?.isNewline ?? false { text.removeLast() }
        return text
    }
}

extension Message {
    /// The places of at most `limit` artifacts of which a message that must stay short shows something: those of which the
    /// most urgent findings speak; where they speak of none, the first.
    func artifactPlaces(atMost limit: Int) -> Set<Int> {
        var places: Set<Int> = []
        for finding in findings.sorted(by: { $0.level < $1.level }) where places.count < limit {
            let those = artifacts.indices.filter { finding.isOf(artifacts[$0].collector) && !places.contains($0) }
            places.formUnion(those.prefix(limit - places.count))
        }
        return places.isEmpty ? Set(artifacts.indices.prefix(limit)) : places
    }
}

extension ArtifactExcerpt {
    fileprivate func parts(_ findings: [Finding]) -> Int { findings.contains { $0.isOf(collector) } ? 3 : 1 }
}
