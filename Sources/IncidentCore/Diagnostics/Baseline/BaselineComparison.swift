/// What is different in an artifact from the newest baseline that is older than its incident.
package struct BaselineComparison: Sendable, Equatable {
    /// When the baseline was taken.
    package let baselineAt: Timestamp
    package let difference: OutputDifference

    package init(baselineAt: Timestamp, difference: OutputDifference) {
        self.baselineAt = baselineAt
        self.difference = difference
    }

    package func redacted(by redactions: Redactions) -> BaselineComparison {
        BaselineComparison(
            baselineAt: baselineAt,
            difference: OutputDifference(
                changes: difference.changes.map { $0.mapped(redactions.apply(to:)) }, omitted: difference.omitted))
    }
}

extension DiagnosticArtifact {
    /// Whether its output says how things stand, and all of it is there.
    package var isComparable: Bool { outcome == .succeeded && !truncated }

    /// The same with what is different from a baseline, also as its first finding.
    ///
    /// - Parameter output: of the baseline; redacted here once more, by what is known now.
    package func compared(with output: String, takenAt: Timestamp, redactions: Redactions) -> DiagnosticArtifact {
        guard isComparable else { return self }
        var artifact = self
        let (difference, lines) = OutputDifference.withLines(from: redactions.apply(to: output), to: self.output)
        artifact.findings = findings.marked(changed: lines)
        artifact.comparison = BaselineComparison(baselineAt: takenAt, difference: difference)
        let level: FindingLevel = isTold(difference, on: lines) ? .info : .warning
        if let finding = difference.finding(of: collector, since: takenAt, level: level) {
            artifact.findings.insert(finding, at: 0)
        }
        return artifact
    }

    /// Whether a difference only repeats what more urgent findings say.
    ///
    /// - Parameter lines: on which there is what is new or changed.
    private func isTold(_ difference: OutputDifference, on lines: Set<Int>) -> Bool {
        let told = Set(findings.filter { $0.level < .warning }.flatMap(\.lines))
        return !lines.isEmpty && lines.isSubset(of: told) && difference.omitted == 0
            && difference.changes.allSatisfy { change in
                change.kind != .removed && !change.cells.contains { $0.column == "REVISION" }
            }
    }
}
