internal import IncidentCore
internal import IncidentViews

extension IncidentPage {
    struct FindingRow: Sendable {
        let level: String
        let text: String
        let collector: String
        /// Of how many things it is said, where it is of several.
        let alike: Int?
        /// The line of its output that shows it; of several each has its own.
        let place: Link?
        let isChanged: Bool
        let members: [Member]
        let hasMembers: Bool

        struct Member: Sendable {
            let difference: String
            let memberPlace: Link?
        }
    }
}

extension IncidentPage.FindingRow {
    init(_ folded: FoldedFinding, in context: PageContext) {
        let findings = folded.members.map(\.finding)
        (level, text, isChanged) = (folded.level.rawValue, Self.words(of: folded, context), folded.isChanged)
        collector = findings.first?.collector ?? ""
        alike = findings.count > 1 ? findings.count : nil
        place = findings.count > 1 ? nil : findings.first.flatMap(Self.place)
        members =
            findings.count > 1
            ? folded.members.map { Member(difference: $0.difference, memberPlace: Self.place(of: $0.finding)) } : []
        hasMembers = !members.isEmpty
    }

    /// `4 more findings, the most urgent of them warning`; `nil` where there is none.
    static func words(of rows: [Self]) -> String? {
        guard let first = rows.first else { return nil }
        let count = rows.reduce(0) { $0 + ($1.alike ?? 1) }
        return "\(count) more finding\(count == 1 ? "" : "s"), at most \(first.level)"
    }

    private static func words(of folded: FoldedFinding, _ context: PageContext) -> String {
        folded.members.first.map { context.clock.retold($0.finding, folded.text) } ?? folded.text
    }

    private static func place(of finding: Finding) -> IncidentPage.Link? {
        guard let line = finding.line, let artifact = finding.artifactID else { return nil }
        return IncidentPage.Link(words: "line \(line)", address: Routes.artifactPage(artifact, line: line))
    }
}
