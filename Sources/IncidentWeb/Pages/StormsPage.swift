internal import IncidentCore

/// What `storms.mustache` shows, as strings ready to be escaped.
struct StormsPage: Sendable {
    let title = "Storms"
    /// What of it has a clock of its own.
    let ownTimes = "Each storm is by the clock that it names"
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let storms: [Row]
    let isEmpty: Bool

    struct Row: Sendable {
        let id: Int64
        let words: String
        let standing: String
        let end: String
        let path: String
    }

    init(_ summaries: [StormSummary], warnings: [PageWarning]) {
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        storms = summaries.map {
            Row(
                id: $0.storm.id, words: $0.headline, standing: $0.standing, end: $0.endWords,
                path: Routes.storm($0.storm.id))
        }
        isEmpty = summaries.isEmpty
    }
}
