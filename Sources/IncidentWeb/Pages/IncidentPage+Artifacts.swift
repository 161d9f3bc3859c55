internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

extension IncidentPage {
    struct ArtifactRow: Sendable {
        let collector: String
        /// Which alert it ran for, where it ran for several.
        let alert: String?
        /// When it was, where it has run since.
        let earlier: TimeText?
        let canRunAgain: Bool
        let command: String
        let outcome: String
        let outcomeWords: String
        let originalWords: String?
        let chart: ChartPicture?
        /// Whether it is shown at once: it shows the likely cause, or what was measured is not as it should be.
        var isOpen: Bool
        /// What its output is called; no other has the same name.
        let frameName: String
        let isTable: Bool
        let columns: [String]
        let columnCount: Int
        let lines: [Line]
        /// How much is left out behind them.
        let gapAtEnd: String?
        let allWords: String
        let pageAddress: String
        let fullAddress: String
        let fileName: String
        /// What stands for it and for all behind it, where these are folded away.
        var foldWords: String?

        struct Line: Sendable {
            let number: Int
            let text: String
            let isMarked: Bool
            let cells: [String]
            /// How much is left out in front of it.
            let gap: String?
        }
    }
}

extension IncidentPage.ArtifactRow {
    /// - Parameters:
    ///   - isCause: whether it shows what is most likely the cause.
    ///   - moments: of the incident, for charts.
    init(
        _ shown: ShownArtifact, alert: String?, canRunAgain: Bool, isCause: Bool,
        moments: [(words: String, at: Timestamp)], in context: PageContext
    ) {
        let (artifact, excerpt) = (shown.artifact, shown.excerpt)
        self.alert = alert
        chart = shown.chart.flatMap { ChartPicture($0, moments: moments, in: context) }
        isOpen = isCause || chart?.lines.contains(where: \.isPassed) ?? false
        earlier = shown.isEarlier ? TimeText(artifact.startedAt, in: context) : nil
        self.canRunAgain = canRunAgain && !shown.isEarlier
        collector = artifact.collector
        command = ShellText.text(artifact.arguments)
        outcome = artifact.outcome.rawValue
        originalWords = artifact.originalWords
        outcomeWords = context.said(Self.outcomeWords(of: shown))
        frameName = "Output of \(artifact.collector), run \(artifact.id)"
        (isTable, columns, columnCount) = (!excerpt.columns.isEmpty, excerpt.columns, excerpt.columns.count)
        lines = excerpt.lines.map { line in
            // Of a table the line of its column names stands above all.
            let gap = line.skipped > 1 || line.skipped == 1 && excerpt.columns.isEmpty ? line.skipped : nil
            return Line(
                number: line.number, text: line.text, isMarked: line.isMarked, cells: line.cells,
                gap: line.goesBack ? "… back to line \(line.number) …" : gap.map(Self.gapWords))
        }
        // Behind a table psql counts its rows.
        let hasMore = excerpt.skippedAtEnd > (excerpt.columns.isEmpty ? 0 : 2)
        let last = excerpt.lines.last?.number ?? 0
        let furthest = excerpt.lines.map(\.number).max() ?? 0
        gapAtEnd =
            excerpt.count == nil
            ? "…" : hasMore ? Self.gapWords(excerpt.skippedAtEnd, behind: last < furthest ? furthest : nil) : nil
        allWords = Self.allWords(of: shown)
        (pageAddress, fullAddress) = (Routes.artifactPage(artifact.id), Routes.artifactOutput(artifact.id))
        fileName = ArtifactPage.fileName(of: artifact.collector, artifact.id)
    }

    /// Up to so many stand one below the other.
    private static let shownAtOnce = 6

    /// Of many those that are open stand first, and the others are folded away.
    ///
    /// - Parameters:
    ///   - isShort: whether none is open, because there is much else to read.
    ///   - words: what came of all.
    static func folded(_ rows: [Self], isShort: Bool, words: String) -> [Self] {
        guard rows.count > shownAtOnce else { return rows }
        var rows = rows
        if isShort { for place in rows.indices { rows[place].isOpen = false } }
        rows = rows.filter(\.isOpen) + rows.filter { !$0.isOpen }
        guard let first = rows.firstIndex(where: { !$0.isOpen }) else { return rows }
        let earlier = rows.count { $0.earlier != nil }
        rows[first].foldWords = words + (earlier > 0 ? "; \(earlier) earlier run\(earlier == 1 ? "" : "s")" : "")
        return rows
    }

    /// `succeeded, exit status 0 in 0.4 s, 473 lines, 2 matched, cut`; of what was not run, why.
    private static func outcomeWords(of shown: ShownArtifact) -> String {
        let artifact = shown.artifact
        guard !artifact.isNotRun else {
            let reason = shown.unaskedWords.singleLine(limit: 300)
            return reason.isEmpty ? "not run" : "not run: \(reason)"
        }
        let ended = shown.answerWords ?? artifact.outcome.rawValue.split(separator: "_").joined(separator: " ")
        let status = artifact.exitStatus.map { $0 == 0 ? "" : ", exit status \($0)" } ?? ""
        let lines = shown.excerpt.count.map { ", \($0) line\($0 == 1 ? "" : "s")" } ?? ""
        let matched = shown.excerpt.markedCount > 0 ? ", \(shown.excerpt.markedCount) matched" : ""
        let cut = artifact.truncated ? ", cut" : ""
        return "\(ended)\(status) in \(artifact.duration.spoken), \(artifact.byteWords)\(lines)\(matched)\(cut)"
    }

    private static func gapWords(_ count: Int) -> String { gapWords(count, behind: nil) }

    private static func gapWords(_ count: Int, behind line: Int?) -> String {
        "… \(count) line\(count == 1 ? "" : "s")\(line.map { " behind line \($0)" } ?? "") …"
    }

    private static func allWords(of shown: ShownArtifact) -> String {
        guard let count = shown.excerpt.count else { return "All of it" }
        return count == 1 ? "The line" : "All \(count) lines"
    }
}
