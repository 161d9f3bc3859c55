package import IncidentCore

/// What is different in an artifact from before its incident, in a line.
struct BaselineView: Encodable, Sendable {
    /// When the baseline was taken.
    let at: String
    /// How many rows have changed, come or gone.
    let changed: Int
    @Explicit var summary: String?

    init(_ comparison: BaselineComparison) {
        at = comparison.baselineAt.rfc3339
        changed = comparison.difference.count
        summary = comparison.difference.summary?.onePrintableLine(limit: Shown.nameCharacters)
    }
}

/// The same row by row, as `GET /api/artifacts/{id}/changes` answers it.
package struct ComparisonView: Encodable, Sendable {
    let baselineAt: String
    @Explicit var summary: String?
    let changes: [Change]
    let hiddenChanges: Int

    struct Change: Encodable, Sendable {
        let kind: String
        let row: String
        let cells: [Cell]
        let text: String
    }

    struct Cell: Encodable, Sendable {
        let column: String
        @Explicit var before: String?
        @Explicit var after: String?
    }

    enum CodingKeys: String, CodingKey {
        case summary, changes
        case baselineAt = "baseline_at"
        case hiddenChanges = "hidden_changes"
    }

    package init(_ comparison: BaselineComparison) {
        baselineAt = comparison.baselineAt.rfc3339
        summary = comparison.difference.summary
        changes = comparison.difference.changes.map { change in
            Change(
                kind: change.kind.rawValue, row: change.row,
                cells: change.cells.map { Cell(column: $0.column, before: $0.before, after: $0.after) },
                text: change.text)
        }
        hiddenChanges = comparison.difference.omitted
    }
}
