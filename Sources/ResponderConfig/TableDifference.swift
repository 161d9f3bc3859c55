internal import Yams

/// How a table would differ from what it is, row by row.
package struct TableDifference: Sendable, Equatable {
    package enum Kind: String, Sendable, Encodable { case added, changed, removed }

    package struct Change: Sendable, Equatable {
        package let kind: Kind
        /// `collector "pods"`
        package let row: String
        /// The keys that have another value; empty unless the row is changed.
        package let keys: [String]
    }

    /// In the order of the new text, and then what would be removed.
    package let changes: [Change]

    /// - Parameters:
    ///   - old: what there is; `nil` where there is nothing, or nothing that is YAML.
    ///   - new: what would be there.
    package init(from old: String?, to new: String) {
        let (before, after) = (old.map(TableRow.all) ?? [], TableRow.all(in: new))
        let known = Dictionary(before.map { ($0.name, $0.values) }) { first, _ in first }
        var changes = after.compactMap { row -> Change? in
            guard let values = known[row.name] else { return Change(kind: .added, row: row.name, keys: []) }
            let keys = Set(values.keys).union(row.values.keys).filter { values[$0] != row.values[$0] }
            return keys.isEmpty ? nil : Change(kind: .changed, row: row.name, keys: keys.sorted())
        }
        let left = Set(after.map(\.name))
        changes += before.filter { !left.contains($0.name) }.map { Change(kind: .removed, row: $0.name, keys: []) }
        self.changes = changes
    }

    /// The rows of a table as `Change` names them.
    package static func rows(in text: String) -> [String] { TableRow.all(in: text).map(\.name) }
}

/// A row of a table, whatever the table is.
private struct TableRow {
    let name: String
    let values: [String: Node]

    private static let nouns = [
        "collectors": "collector", "next_steps": "next step", "contacts": "contact", "rules": "rule",
        "severities": "severity",
    ]

    /// None of a text that is no YAML.
    static func all(in text: String) -> [TableRow] {
        guard let root = try? Yams.compose(yaml: text), case .mapping(let table) = root else { return [] }
        var rows: [TableRow] = []
        var counts: [String: Int] = [:]
        for (key, value) in table {
            let noun = key.scalar.map { nouns[$0.string] ?? $0.string } ?? ""
            for (name, values) in entries(value) {
                let full = "\(noun) \"\(name)\""
                counts[full, default: 0] += 1
                rows.append(
                    TableRow(name: counts[full] == 1 ? full : "\(full), number \(counts[full]!)", values: values))
            }
        }
        return rows
    }

    private static func entries(_ value: Node) -> [(String, [String: Node])] {
        switch value {
        case .mapping(let mapping):
            mapping.map { key, value in (key.scalar?.string ?? "", ["value": value]) }
        case .sequence(let list):
            list.compactMap { row in
                guard case .mapping(let mapping) = row else { return nil }
                let values = Dictionary(mapping.map { ($0.key.scalar?.string ?? "", $0.value) }) { first, _ in first }
                func text(_ key: String) -> String? { values[key]?.scalar?.string }
                let step = [text("procedure"), text("title")].compactMap(\.self).joined(separator: ": ")
                return (text("name") ?? text("role") ?? step, values)
            }
        case .scalar, .alias: []
        }
    }
}
