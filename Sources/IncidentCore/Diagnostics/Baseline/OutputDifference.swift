/// What is different in the output of a command from what it was before, by the names of rows: their order, and what only
/// says how long ago something was, is no difference.
package struct OutputDifference: Sendable, Equatable {
    /// No more of them are kept.
    package static let limit = 100

    /// Changed ones first, then new ones, then those that are gone; by name.
    package let changes: [OutputChange]
    /// How many there are beyond these.
    package let omitted: Int

    package init(changes: [OutputChange], omitted: Int) {
        self.changes = changes
        self.omitted = omitted
    }

    package init(from before: String, to after: String) { self = Self.withLines(from: before, to: after).difference }

    /// Also on which lines of `after`, from 1, there is what is new or changed.
    static func withLines(from before: String, to after: String) -> (difference: OutputDifference, lines: Set<Int>) {
        let (old, new) = (OutputTables(before), OutputTables(after))
        var changes = Set(old.lines.keys).difference(to: Set(new.lines.keys))
        var lines = Set(changes.filter { $0.kind == .added }.flatMap { new.lines[$0.row] ?? [] })
        for table in Set(old.tables.keys).union(new.tables.keys) {
            let rows = new.tables[table] ?? []
            let those = OutputChange.all(from: old.tables[table] ?? [], to: rows, of: table)
            lines.formUnion(rows.lines(of: those, in: table))
            changes += those
        }
        changes.sort()
        let kept = Array(changes.prefix(limit))
        return (OutputDifference(changes: kept, omitted: changes.count - kept.count), lines)
    }

    package var count: Int { changes.count + omitted }
}

/// One row of a table, or one line, that is not as it was.
package struct OutputChange: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case changed, added, removed
    }

    /// A column with what stood and stands in it.
    package struct Cell: Sendable, Equatable, Codable {
        package let column: String
        /// `nil` where there was no row.
        package let before: String?
        /// `nil` where there is no row.
        package let after: String?
    }

    package let kind: Kind
    /// What names the row; of a history, what it is the history of; else the line itself.
    package let row: String
    /// Of a changed row those that differ, of others all that are not empty.
    package let cells: [Cell]

    init(_ kind: Kind, _ row: String, _ cells: [Cell] = []) {
        self.kind = kind
        self.row = row
        self.cells = cells
    }

    /// `api-1: READY 1/1 -> 0/1`, `new: api-2 (READY 1/1)`, `gone: api-3 (READY 1/1)`.
    package var text: String {
        switch kind {
        case .changed: "\(row): \(cells.map(\.text).joined(separator: ", "))"
        case .added: "new: \(row)\(values)"
        case .removed: "gone: \(row)\(values)"
        }
    }

    /// The same with its texts changed.
    func mapped(_ text: (String) -> String) -> OutputChange {
        OutputChange(
            kind, text(row),
            cells.map { Cell(column: text($0.column), before: $0.before.map(text), after: $0.after.map(text)) })
    }

    private var values: String {
        cells.isEmpty ? "" : " (\(cells.map { "\($0.column) \($0.after ?? $0.before ?? "")" }.joined(separator: ", ")))"
    }
}

extension OutputChange.Cell {
    /// `READY 1/1 -> 0/1`
    package var text: String { "\(column) \(Self.shown(before)) -> \(Self.shown(after))" }

    private static func shown(_ value: String?) -> String { value.flatMap { $0.isEmpty ? nil : $0 } ?? "nothing" }
}

extension OutputChange: Comparable {
    package static func < (left: OutputChange, right: OutputChange) -> Bool {
        (left.rank, left.row, left.text) < (right.rank, right.row, right.text)
    }

    private var rank: Int { Kind.allCases.firstIndex(of: kind)! }
}

extension OutputChange {
    /// What differs between two tables.
    static func all(
        from before: [OutputTables.Row], to after: [OutputTables.Row], of table: OutputTables.Identity
    ) -> [OutputChange] {
        guard let old = before.byName, let new = after.byName else {
            // Nothing tells their rows apart but the whole row.
            return Set(before.map(\.text)).difference(to: Set(after.map(\.text)))
        }
        if table.keys == ["REVISION"], let change = revision(from: before, to: after, of: table.title) {
            return change
        }
        let kept = new.compactMap { name, row in old[name].flatMap { changed(from: $0, to: row, as: name) } }
        return kept + new.values.filter { old[$0.name] == nil }.map { OutputChange(.added, $0.name, $0.cells(\.after)) }
            + old.values.filter { new[$0.name] == nil }.map { OutputChange(.removed, $0.name, $0.cells(\.before)) }
    }

    /// Of a history its newest revision alone: that old ones fall out of it is no change.
    /// - Returns: `nil` where it is no history, or of one that has just begun or is gone.
    private static func revision(
        from before: [OutputTables.Row], to after: [OutputTables.Row], of title: String
    ) -> [OutputChange]? {
        guard let old = before.newestRevision, let new = after.newestRevision else { return nil }
        let number = Cell(column: "REVISION", before: old.name, after: new.name)
        let change = changed(
            from: old, to: new, as: title.isEmpty ? "newest" : title, leading: old.name == new.name ? [] : [number])
        return change.map { [$0] } ?? []
    }

    /// By the columns that both have.
    private static func changed(
        from old: OutputTables.Row, to new: OutputTables.Row, as name: String, leading: [Cell] = []
    ) -> OutputChange? {
        let cells = new.cells.compactMap { cell -> Cell? in
            guard let known = old.cells.first(where: { $0.column == cell.column }), known.value != cell.value else {
                return nil
            }
            return Cell(column: cell.column, before: known.value, after: cell.value)
        }
        let all = leading + cells
        return all.isEmpty ? nil : OutputChange(.changed, name, all)
    }
}

extension Set<String> {
    fileprivate func difference(to new: Set<String>) -> [OutputChange] {
        new.subtracting(self).map { OutputChange(.added, $0) } + subtracting(new).map { OutputChange(.removed, $0) }
    }
}

extension [OutputTables.Row] {
    /// `nil` where a row has no name, or another's.
    fileprivate var byName: [String: OutputTables.Row]? {
        let rows = Dictionary(map { ($0.name, $0) }) { first, _ in first }
        return rows.count == count && rows[""] == nil ? rows : nil
    }

    /// Of those that have come or changed.
    fileprivate func lines(of changes: [OutputChange], in table: OutputTables.Identity) -> [Int] {
        let names = Set(changes.filter { $0.kind != .removed }.map(\.row))
        // Of a history the change is named after its title.
        let newest = table.keys == ["REVISION"] && !names.isEmpty ? newestRevision?.line : nil
        return filter { names.contains($0.name) || names.contains($0.text) || $0.line == newest }.map(\.line)
    }

    fileprivate var newestRevision: OutputTables.Row? {
        let numbers = map { Int($0.name) }
        guard !numbers.contains(nil) else { return nil }
        return self.max { Int($0.name) ?? 0 < Int($1.name) ?? 0 }
    }
}

extension OutputTables.Row {
    fileprivate var text: String { ([name] + cells.map(\.value)).filter { !$0.isEmpty }.joined(separator: " ") }

    fileprivate func cells(_ side: KeyPath<OutputChange.Cell, String?>) -> [OutputChange.Cell] {
        cells.filter { !$0.value.isEmpty }.map {
            OutputChange.Cell(
                column: $0.column, before: side == \.before ? $0.value : nil, after: side == \.after ? $0.value : nil)
        }
    }
}
