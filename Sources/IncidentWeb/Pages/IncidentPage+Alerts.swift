internal import IncidentCore
internal import IncidentViews

extension IncidentPage {
    struct AlertRow: Sendable {
        let name: String
        /// By what it is told from others of its name.
        let differences: [Labels.Pair]
        let status: String
        let priority: String
        let rule: String
        let started: TimeText
        let ended: TimeText?
        /// By what it is silenced here, or muted in Alertmanager.
        let muted: String?
        let seen: Int
        /// That it fires for all we know, and nobody has said so for long.
        let stale: String?
        /// Without what all have alike.
        let labels: [Labels.Pair]
        let annotations: [Labels.Pair]
    }

    /// Alerts that share the value of a label.
    struct AlertGroupRow: Sendable {
        let groupName: String
        let groupWords: String
        let groupNames: [String]
        let groupMore: Int?
        /// What stands for it and for all behind it, where these are folded away.
        var groupFold: String?
    }
}

extension IncidentPage.AlertRow {
    /// - Parameter digest: what it says of all of them is not said again.
    init(
        _ occurrence: Occurrence, _ differences: [Labels.Pair], beside digest: AlertDigest, stale: String?,
        in context: PageContext
    ) {
        name = occurrence.alert.name
        self.differences = differences.map { Labels.Pair(name: $0.name, value: $0.value.shown(80)) }
        status = occurrence.alert.status.rawValue
        priority = occurrence.priority.rawValue
        rule = occurrence.rule
        started = TimeText(occurrence.alert.startsAt, in: context)
        ended = occurrence.alert.endsAt.map { TimeText($0, in: context) }
        muted = occurrence.quietWords.map(context.said)
        seen = occurrence.seenCount
        self.stale = stale
        let (common, commonAnnotations) = (Set(digest.common), Set(digest.commonAnnotations))
        labels = occurrence.alert.labels.pairs.filter { !common.contains($0) }
        annotations = occurrence.alert.annotations.pairs.filter { !commonAnnotations.contains($0) }
    }
}

extension IncidentPage.AlertGroupRow {
    /// So many stand open, and the others are folded away.
    private static let shownAtOnce = 4

    static func all(_ digest: AlertDigest) -> [Self] {
        var rows = digest.groups.map { Self($0, of: digest) }
        let more = rows.count - shownAtOnce
        // Two are no longer than the line that would stand for them.
        guard more > 2 else { return rows }
        rows[shownAtOnce].groupFold = "\(more) more\(digest.label.map { " by \($0.shown(80))" } ?? "")"
        return rows
    }

    init(_ group: AlertDigest.Group, of digest: AlertDigest) {
        groupName = digest.label.map { "\($0)=\(group.value.isEmpty ? "(none)" : group.value)" } ?? "All"
        groupWords = group.words(naming: digest.naming, beginning: digest.beginning)
        groupNames = group.names.map { $0.shown(120) }
        groupMore = group.more > 0 ? group.more : nil
    }
}
