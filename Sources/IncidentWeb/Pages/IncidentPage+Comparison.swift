internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

extension IncidentPage {
    /// What is different in one collector's output from before the incident.
    struct ComparisonRow: Sendable {
        let collector: String
        /// Which alert it ran for, where it ran for several.
        let alert: String?
        let since: TimeText
        let changes: [Change]
        let hidden: Int?
        let address: String

        struct Change: Sendable {
            let kind: String
            let text: String
        }

        /// `7 differences in pods, rollout-history, row by row`
        static func words(of artifacts: [ShownArtifact]) -> String {
            let different = artifacts.filter { ($0.comparison?.difference.count ?? 0) > 0 }
            let count = different.reduce(0) { $0 + ($1.comparison?.difference.count ?? 0) }
            let names = different.map(\.artifact.collector).shortNames
            return "\(count) difference\(count == 1 ? "" : "s") in \(names), row by row"
        }

        /// - Returns: `nil` where nothing is different, or nothing was compared.
        init?(_ shown: ShownArtifact, alert: String?, in context: PageContext) {
            guard let comparison = shown.comparison, comparison.difference.count > 0 else { return nil }
            collector = shown.artifact.collector
            self.alert = alert
            since = TimeText(comparison.baselineAt, in: context)
            changes = comparison.difference.changes.prefix(Shown.changes).map {
                Change(kind: $0.kind.rawValue, text: $0.text.onePrintableLine(limit: 1000))
            }
            let left = comparison.difference.count - changes.count
            hidden = left > 0 ? left : nil
            address = Routes.artifactChanges(shown.artifact.id)
        }
    }
}
