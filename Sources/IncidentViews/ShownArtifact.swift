package import IncidentCore
package import IncidentStore

/// A collector run with the beginning of what it wrote.
package struct ShownArtifact: Sendable {
    package let artifact: StoredArtifact
    package let output: String
    /// Whether there is more of it.
    package let isCut: Bool
    /// What of it matters.
    package let excerpt: OutputExcerpt
    /// What was measured, of a run that none has followed.
    package var chart: Chart?
    /// What is different from before the incident, of a run that none has followed.
    package var comparison: BaselineComparison?
    /// Whether the same collector has run for the same alert since.
    package var isEarlier = false

    /// All of them; the newest have their output first, until there is no more room.
    ///
    /// - Parameter findings: of the incident; the lines on which they rest are shown, wherever these are.
    static func of(
        _ artifacts: [StoredArtifact], ofIncident id: Int64, _ findings: [Finding], _ reader: StoreReader,
        redactions: Redactions
    ) throws -> [ShownArtifact] {
        let marked = findings.reduce(into: [Int64: Set<Int>]()) { marked, finding in
            if let artifact = finding.artifactID, let line = finding.line { marked[artifact, default: []].insert(line) }
        }
        // They are in their order, the most urgent first.
        let first = findings.reduce(into: [Int64: Int]()) { first, finding in
            if let artifact = finding.artifactID, let line = finding.line, first[artifact] == nil {
                first[artifact] = line
            }
        }
        let charts = try artifacts.isEmpty ? [:] : reader.artifactCharts(incidentID: id)
        let comparisons = try artifacts.isEmpty ? [:] : reader.artifactComparisons(incidentID: id)
        var room = Shown.outputsCharacters
        var excerptRoom = Shown.excerptsCharacters
        let excerpts = try artifacts.reversed().map { artifact in
            let (text, isCut) = try reader.artifactOutput(
                artifact.id, characters: min(room, Shown.outputCharacters))
            room -= min(room, text.unicodeScalars.count)
            // Once more: an older release knew less.
            let output = redactions.apply(to: text)
            let lines = marked[artifact.id] ?? []
            // Their lines may stand behind the beginning.
            let readsAll = isCut && !lines.isEmpty
            let whole = readsAll ? redactions.apply(to: try reader.artifactOutput(artifact.id) ?? "") : output
            let excerpt = OutputExcerpt(
                whole, marked: lines, first: first[artifact.id], isWhole: !isCut || readsAll,
                room: min(Shown.excerptCharacters, excerptRoom))
            excerptRoom -= excerpt.lines.reduce(0) { $0 + $1.text.utf8.count + $1.cells.joined().utf8.count }
            return ShownArtifact(
                artifact: artifact, output: output, isCut: isCut, excerpt: excerpt,
                chart: charts[artifact.id]?.redacted(by: redactions),
                comparison: comparisons[artifact.id]?.redacted(by: redactions))
        }
        return excerpts.reversed().latestFirst
    }
}

extension [ShownArtifact] {
    /// What a collector brought about one alert stands together, where the first of it stood: the latest first, and those
    /// before it marked.
    fileprivate var latestFirst: [ShownArtifact] {
        var runs: [[String?]: [ShownArtifact]] = [:]
        var order: [[String?]] = []
        for run in self {
            let key = [run.artifact.collector, run.artifact.fingerprint]
            if runs[key] == nil { order.append(key) }
            runs[key, default: []].append(run)
        }
        return order.flatMap { key in
            (runs[key] ?? []).reversed().enumerated().map { place, run in
                var run = run
                run.isEarlier = place > 0
                if run.isEarlier { (run.chart, run.comparison) = (nil, nil) }
                return run
            }
        }
    }
}

extension ShownArtifact {
    /// Why nothing was run.
    package var unaskedWords: String { String(output.prefix { $0 != "\n" }) }

    /// What came of a question by HTTP; `nil` of other ones.
    package var answerWords: String? {
        HTTPQuestion.answerWords(
            artifact.outcome, after: artifact.duration, command: artifact.command, output: output)
    }
}

extension StoredArtifact {
    /// Whether nothing was run; why, stands where the output would.
    package var isUnasked: Bool { outcome.isUnasked(after: duration, exitStatus: exitStatus) }

    /// The same, and where nothing could be.
    package var isNotRun: Bool { outcome.isNotRun(after: duration, exitStatus: exitStatus) }

    package var byteWords: String { HTTPQuestion.byteWords(bytes, command: command) }

    fileprivate var command: String { arguments.joined(separator: " ") }

    /// What was taken out of its output, and of what: `2 secrets redacted; the original has 1234 bytes, SHA-256 …`; `nil` where
    /// that is not known.
    package var originalWords: String? {
        guard let original else { return nil }
        let digest = HTTPQuestion.hasMore(than: bytes, command: command) ? "; SHA-256 of what was read" : ", SHA-256"
        return "\(original.redactedWords); the original has \(byteWords)\(digest) \(original.sha256)"
    }
}
