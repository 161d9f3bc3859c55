internal import IncidentCore

/// What `storm.mustache` shows, as strings ready to be escaped.
struct StormPage: Sendable {
    let title = "Storm"
    /// What of it has a clock of its own.
    let ownTimes: String
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let heading: String
    let standing: String
    let end: String
    let groups: [Group]

    struct Group: Sendable {
        let name: String
        let incidents: [Row]
    }

    struct Row: Sendable {
        let words: String
        let owner: String
        let path: String
    }

    init(_ summary: StormSummary, warnings: [PageWarning]) {
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        ownTimes = "The storm is by the clock of \(summary.clock.timeZone)"
        heading = summary.headline
        standing = summary.standing
        end = summary.endWords
        let more = Group(name: "And \(summary.omitted) more, on the list", incidents: [])
        groups =
            summary.groups.map { group in
                Group(
                    name: group.title,
                    incidents: group.entries.map(\.incident).map {
                        Row(words: $0.nameLine, owner: $0.ownerWords, path: Routes.incident($0.id))
                    })
            } + (summary.omitted > 0 ? [more] : [])
    }
}
