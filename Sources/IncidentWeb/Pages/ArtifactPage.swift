internal import IncidentCore

/// What `artifact.mustache` shows: what a collector wrote, with its lines numbered and one of them marked.
struct ArtifactPage: Sendable {
    let title: String
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let heading: String
    let incidentName: String
    let incidentAddress: String
    /// Where all of it is, as text.
    let fullAddress: String
    let fileName: String
    /// Which of the lines are shown, where it is not all of them.
    let part: String?
    let lines: [Line]

    struct Line: Sendable {
        let number: Int
        let text: String
        let isMarked: Bool
    }

    /// So many are shown before the marked line and behind it.
    private static let reach = 500

    /// What a browser names what it downloads.
    static func fileName(of collector: String, _ id: Int64) -> String { "\(collector)-\(id).txt" }

    /// - Parameters:
    ///   - marked: from 1; `nil` marks none.
    ///   - incident: which it belongs to.
    init(
        _ id: Int64, of collector: String, incident: Int64, output: String, marked: Int?, warnings: [PageWarning]
    ) {
        title = "Output of \(collector)"
        heading = title
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        (incidentName, incidentAddress) = ("Incident \(incident)", Routes.incident(incident))
        fullAddress = Routes.artifactOutput(id)
        fileName = Self.fileName(of: collector, id)
        var all = output.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if all.last?.isEmpty == true { all.removeLast() }
        let center = min(marked ?? 1, all.count)
        let shown = max(0, center - Self.reach)..<min(all.count, center + Self.reach)
        let missing = marked.flatMap { line in
            line > all.count ? "there is no line \(line), the last is \(all.count)" : nil
        }
        let range =
            shown.count == all.count
            ? nil : "lines \(shown.lowerBound + 1) to \(shown.upperBound) of \(all.count)"
        part = missing.map { words in range.map { "\(words) · \($0)" } ?? words } ?? range
        lines = shown.map { Line(number: $0 + 1, text: String(Substring(all[$0])), isMarked: $0 + 1 == marked) }
    }
}
