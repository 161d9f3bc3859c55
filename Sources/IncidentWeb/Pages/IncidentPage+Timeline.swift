internal import IncidentCore
internal import IncidentViews

extension IncidentPage {
    struct TimelineRow: Sendable {
        let at: TimeText
        /// How long after the one before it.
        let after: String?
        let lane: String
        let kind: String
        /// Who did it, where it was somebody.
        let person: String?
        let summary: String
        /// What stands for several that are one row; and these.
        let folded: String?
        let foldedLines: [String]
        let isNote: Bool
        let isPlain: Bool
        let blocks: [NoteBlock]
        /// By which a link leads to it.
        let anchor: String?
        /// Whether all before it is folded away.
        var isFirstShown = false
    }
}

extension IncidentPage.TimelineRow {
    /// The anchor of the note that was written last.
    static let latestNote = "latest-note"

    static func all(_ entries: [TimelineEntry], in context: PageContext) -> [Self] {
        let rows = TimelineStory(entries).rows
        let latest = rows.lastIndex(where: \.isNote)
        var shown = rows.enumerated().map { Self($1, anchor: $0 == latest ? latestNote : nil, in: context) }
        // Two are no longer than the line that would stand for them.
        if shown.count > shownAtOnce + 2 { shown[shown.count - shownAtOnce].isFirstShown = true }
        return shown
    }

    /// So many of the newest stand open where there is little room.
    private static let shownAtOnce = 8

    /// What stands for those that are folded away; `nil` where none is.
    static func earlierWords(of rows: [Self]) -> String? {
        guard let first = rows.firstIndex(where: \.isFirstShown) else { return nil }
        return "\(rows[..<first].reduce(0) { $0 + max(1, $1.foldedLines.count) }) earlier"
    }

    private init(_ row: TimelineStory.Row, anchor: String?, in context: PageContext) {
        let entry = row.entry
        at = TimeText(entry.at, in: context)
        after = row.after.map { "+\($0.spoken)" }
        lane = row.lane.rawValue
        kind = entry.kind.rawValue.split(separator: "_").joined(separator: " ")
        person = row.person
        summary = context.said(entry.summary)
        folded = row.folded.map(context.said)
        foldedLines = row.folded == nil ? [] : row.entries.map { context.said($0.summary) }
        (isNote, isPlain) = (row.isNote, !row.isNote && row.folded == nil)
        blocks = row.isNote ? NoteBlock.all(of: entry.summary) : []
        self.anchor = anchor
    }
}
