/// What a command printed, as the rows of its tables and as single lines, without what only says how long ago something was.
///
/// Rows are told apart by the columns NAMESPACE and NAME where there is a NAME, else by the first column. How many rows psql
/// says there are is no line.
struct OutputTables {
    /// Tables are one where the same columns name their rows.
    struct Identity: Hashable {
        /// Of a history the line above the column names, as `kubectl rollout history` has it; else empty.
        let title: String
        let keys: [String]
    }

    struct Row: Equatable {
        /// By the columns that are its key.
        let name: String
        /// Without its key, in order; of a value without words nothing is left.
        let cells: [Cell]
        /// In the output, from 1.
        let line: Int
    }

    struct Cell: Equatable {
        let column: String
        let value: String
    }

    private(set) var tables: [Identity: [Row]] = [:]
    /// What stands in no table, with the numbers of its lines.
    private(set) var lines: [String: [Int]] = [:]

    init(_ output: String) {
        var title = ""
        var identity = Identity(title: "", keys: [])
        for (index, line) in PrintedLine.all(of: output).enumerated() {
            switch line.kind {
            case .empty: title = ""
            case .columns(let columns):
                identity = Identity(title: columns[0] == "REVISION" ? title : "", keys: Self.keys(of: columns))
                tables[identity, default: []] += []
            case .row(let values, let columns):
                let cells = zip(columns, values).map { Cell(column: $0, value: AgelessText.of($1)) }
                let keys = identity.keys
                // The pod of a job that has ended comes and goes, and says nothing of how things stand.
                guard keys.contains("STATUS") || !cells.contains(Cell(column: "STATUS", value: "Completed")) else {
                    break
                }
                tables[identity, default: []].append(
                    Row(
                        name: keys.compactMap { key in cells.first { $0.column == key }?.value }.joined(separator: "/"),
                        // Of a young thing on another clock kubectl cannot tell the age.
                        cells: cells.filter { !keys.contains($0.column) && $0.column != "AGE" }, line: index + 1))
            case .text(let text):
                title = AgelessText.of(text)
                if !title.isEmpty { lines[title, default: []].append(index + 1) }
            }
        }
    }

    private static func keys(of columns: [String]) -> [String] {
        columns.contains("NAME") ? ["NAMESPACE", "NAME"].filter(columns.contains) : [columns[0]]
    }
}

/// Text without what only says how long ago something was, or when it was looked at.
enum AgelessText {
    /// The words of `text` that are no age (`5m`, `2d3h`), no date and no time of day, without `(5m ago)`; one blank between.
    static func of(_ text: Substring) -> String {
        var kept: [Substring] = []
        for word in text.split(whereSeparator: \.isBlank) {
            if word == "ago)" || word == "ago" || isAge(word.drop { $0 == "(" }) || isTime(word) { continue }
            kept.append(word)
        }
        return kept.joined(separator: " ")
    }

    private static func isAge(_ word: Substring) -> Bool {
        var (digits, units) = (0, 0)
        for byte in word.utf8 {
            switch byte {
            case 48...57: digits += 1
            case UInt8(ascii: "y"), UInt8(ascii: "d"), UInt8(ascii: "h"), UInt8(ascii: "m"), UInt8(ascii: "s"):
                guard digits > 0 else { return false }
                (digits, units) = (0, units + 1)
            default: return false
            }
        }
        return units > 0 && digits == 0
    }

    /// `2026-11-23`, `2026-11-23T14:02:00Z`, `14:02:00.123`.
    private static func isTime(_ word: Substring) -> Bool {
        let shape = word.utf8.prefix(11).map { (48...57).contains($0) ? UInt8(ascii: "0") : $0 }
        return shape.starts(with: Array("00:00:00".utf8))
            || shape == Array("0000-00-00".utf8) || shape == Array("0000-00-00T".utf8)
    }
}
