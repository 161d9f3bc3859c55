internal import ResponderConfig
internal import Runbooks

/// What an import read, and what it would change or has written.
struct ImportReport: Encodable {
    let runbooks: [ReadRunbook]
    let files: [ChangedFile]
    /// Whether nothing was written, and only the difference is asked for.
    private let isDifference: Bool
    private let written: [String]
    private let proofs: [String]

    enum CodingKeys: String, CodingKey { case runbooks, files }

    init(
        _ readings: [RunbookReading], changes: [ImportFolder.Change], written: [String], showsProof: Bool,
        isDifference: Bool
    ) {
        runbooks = readings.map { ReadRunbook($0) }
        files = changes.map { ChangedFile($0) }
        self.isDifference = isDifference
        self.written = written
        proofs = readings.map {
            showsProof ? RunbookProof($0).text : isDifference ? "" : RunbookProof($0).counts + "\n"
        }
    }

    var text: String {
        var lines = proofs.joined()
        if isDifference {
            let changed = files.filter { $0.state != .same }
            lines += changed.isEmpty ? "no difference\n" : changed.map(\.text).joined()
        } else if files.isEmpty {
            lines += "nothing was written; --into DIR writes tables for review\n"
        }
        lines += written.map { $0 + "\n" }.joined()
        for row in isDifference ? [] : files.flatMap(\.orphaned) {
            lines += "\(row) is gone from the runbook, and your own table still has a row for it\n"
        }
        return String(lines.dropLast())
    }
}

struct ReadRunbook: Encodable {
    let file: String
    let lines: [ReadLine]
    let collectors: Int
    let nextSteps: Int
    let contacts: Int
    let severities: Int
    let thresholds: Int
    let warnings: [String]

    enum CodingKeys: String, CodingKey {
        case file, lines, collectors, contacts, severities, thresholds, warnings
        case nextSteps = "next_steps"
    }

    init(_ reading: RunbookReading) {
        file = reading.file
        lines = reading.lines.map { ReadLine($0) }
        (collectors, nextSteps) = (reading.parts.collectors.count, reading.parts.nextSteps.count)
        (contacts, severities) = (reading.parts.contacts.count, reading.parts.severities.count)
        (thresholds, warnings) = (reading.parts.thresholds.count, reading.warnings)
    }
}

/// A line of a runbook with what became of it.
struct ReadLine: Encodable {
    let line: Int
    let text: String
    let kind: String
    let rule: String
    let becomes: String?

    enum CodingKeys: String, CodingKey {
        case line, text, rule, becomes
        case kind = "class"
    }

    init(_ line: RunbookLine) {
        (self.line, text, kind, rule) = (line.number, line.text, line.kind.rawValue, line.rule)
        becomes = line.becomes.isEmpty ? nil : line.becomes
    }
}

/// A table that an import writes, as it would change.
struct ChangedFile: Encodable {
    struct Row: Encodable {
        let change: TableDifference.Kind
        let row: String
        let keys: [String]
    }

    let path: String
    let state: ImportFolder.State
    let rows: [Row]
    /// Removed ones that a person's own table has a row for.
    let orphaned: [String]

    init(_ change: ImportFolder.Change) {
        (path, state, orphaned) = (change.path, change.state, change.orphaned)
        rows = change.difference.changes.map { Row(change: $0.kind, row: $0.row, keys: $0.keys) }
    }

    var text: String {
        let signs: [TableDifference.Kind: String] = [.added: "+", .changed: "~", .removed: "-"]
        let states: [ImportFolder.State: String] = [
            .new: " (new)", .edited: " (changed by hand; --into asks for --overwrite)",
        ]
        var lines = ["\(path)\(states[state] ?? "")"]
        lines += rows.map { row in
            let keys = row.keys.isEmpty ? "" : ": \(row.keys.joined(separator: ", "))"
            let own =
                row.change == .removed && orphaned.contains(row.row) ? ", and your own table has a row for it" : ""
            return "  \(signs[row.change]!) \(row.row)\(keys)\(own)"
        }
        if rows.isEmpty { lines.append("  ~ remarks only") }
        return lines.map { $0 + "\n" }.joined()
    }
}
