internal import IncidentCore
internal import IncidentStore
internal import IncidentViews

/// The runs of collectors for an incident, and which of them is meant.
struct CollectorRuns {
    /// Oldest first.
    let runs: [StoredArtifact]
    private let incidentID: Int64

    init(_ runs: [StoredArtifact], of incidentID: Int64) { (self.runs, self.incidentID) = (runs, incidentID) }

    /// - Parameters:
    ///   - collector: `nil` is whichever the run with the number is of.
    ///   - number: `nil` is the newest.
    /// - Throws: `CommandFailure` that names what there is.
    func choose(_ collector: String?, number: Int64?) throws -> StoredArtifact {
        guard !runs.isEmpty else { throw CommandFailure("no collector has run for incident \(incidentID)") }
        let named = runs.filter { collector == nil || $0.collector == collector }
        if let collector, named.isEmpty {
            let shown = collector.singleLine(limit: 100)
            let near = nearest(to: shown, in: names).map { "\($0) Those" } ?? "; those"
            throw CommandFailure(
                "no collector \"\(shown)\" ran for incident \(incidentID)\(near) that ran are "
                    + names.joined(separator: ", "))
        }
        guard let number else { return named[named.count - 1] }
        if let chosen = named.first(where: { $0.id == number }) { return chosen }
        let whose = collector.map { " of \"\($0)\"" } ?? ""
        let known = named.suffix(20).map { String($0.id) }.joined(separator: ", ")
        throw CommandFailure("incident \(incidentID) has no run \(number)\(whose); there are \(known)")
    }

    /// What it is whose output follows, and which other runs the collector has.
    func words(of run: StoredArtifact) -> String {
        let others = runs.filter { $0.collector == run.collector && $0.id != run.id }.suffix(10)
        let rest = others.isEmpty ? "" : "; others: \(others.map { "--run \($0.id)" }.joined(separator: ", "))"
        let cut = run.truncated ? ", cut short" : ""
        return
            "run \(run.id) of \(run.collector), \(run.startedAt.readable): \(Self.outcome(run)), \(run.byteWords)\(cut)\(rest)"
    }

    /// Newest first.
    var table: String {
        guard !runs.isEmpty else { return "no collector has run for incident \(incidentID)" }
        let rows =
            [["RUN", "COLLECTOR", "STARTED", "OUTCOME", "TOOK", "WROTE"]]
            + runs.reversed().map {
                [
                    String($0.id), $0.collector.singleLine(limit: 80), $0.startedAt.readable, Self.outcome($0),
                    "\($0.duration.wholeMilliseconds) ms", $0.byteWords,
                ]
            }
        let widths = (0..<5).map { column in rows.map { $0[column].columnCount }.max() ?? 0 }
        return rows.map { row in (zip(row, widths).map { $0.padded(to: $1) } + [row[5]]).joined(separator: "  ") }
            .joined(separator: "\n")
    }

    private var names: [String] {
        runs.map(\.collector).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }.sorted()
    }

    private static func outcome(_ run: StoredArtifact) -> String {
        let status = run.outcome == .failed ? run.exitStatus.map { " with exit status \($0)" } ?? "" : ""
        return run.outcome.rawValue.replacing("_", with: " ") + status
    }
}
