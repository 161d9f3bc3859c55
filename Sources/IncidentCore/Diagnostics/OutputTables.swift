/// What a command printed, as the rows of its tables and as single lines, without what only says how long ago something was.
///
/// A table begins with a line of column names in capitals, as kubectl, helm and Kafka's tools print it, and ends with an empty
/// line. Rows are told apart by the columns NAMESPACE and NAME where there is a NAME, else by the first column.
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
    }

    struct Cell: Equatable {
        let column: String
        let value: String
    }

    private(set) var tables: [Identity: [Row]] = [:]
    /// What stands in no table.
    private(set) var lines: Set<String> = []

    init(_ output: String) {
        var header: Header?
        var title = ""
        for line in output.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = Substring(line)
            if line.allSatisfy(\.isBlank) {
                (header, title) = (nil, "")
            } else if let known = header, let row = known.row(of: line) {
                // The pod of a job that has ended comes and goes, and says nothing of how things stand.
                if !row.cells.contains(Cell(column: "STATUS", value: "Completed")) {
                    tables[known.identity, default: []].append(row)
                }
            } else if header == nil, let found = Header(line, title: title) {
                header = found
                tables[found.identity, default: []] += []
            } else {
                title = AgelessText.of(line)
                if !title.isEmpty { lines.insert(title) }
            }
        }
    }
}

/// The line of column names of a table, and where they begin.
private struct Header {
    let identity: OutputTables.Identity
    private let columns: [String]
    private let places: [Int]
    private let keys: [Int]

    /// - Returns: `nil` for a line that is none.
    init?(_ line: Substring, title: String) {
        let fields = Fields.all(of: line)
        let columns = fields.map { String($0.text) }
        guard columns.count > 1 || columns == ["NAME"], columns.allSatisfy(Self.isColumnName),
            Set(columns).count == columns.count
        else { return nil }
        let name = columns.firstIndex(of: "NAME")
        keys = name.map { [columns.firstIndex(of: "NAMESPACE"), $0].compactMap(\.self) } ?? [0]
        self.columns = columns
        places = fields.map(\.place)
        identity = OutputTables.Identity(
            title: columns[0] == "REVISION" ? title : "", keys: keys.map { columns[$0] })
    }

    /// `CPU(cores)`, `LAST SEEN`, `%MEM`.
    private static func isColumnName(_ text: String) -> Bool {
        let word = text.prefix { $0 != "(" }
        return word.utf8.contains { (65...90).contains($0) }
            && word.utf8.allSatisfy { !(97...122).contains($0) && $0 < 128 && $0 != UInt8(ascii: ":") }
            && !(word.utf8.first.map { (48...57).contains($0) } ?? true)
    }

    /// - Returns: `nil` for a line that does not fit the columns.
    func row(of line: Substring) -> OutputTables.Row? {
        guard let values = values(of: line) else { return nil }
        let cells = zip(columns, values).map { OutputTables.Cell(column: $0, value: AgelessText.of($1)) }
        return OutputTables.Row(
            name: keys.map { cells[$0].value }.joined(separator: "/"),
            // Of a young thing on another clock kubectl cannot tell the age.
            cells: cells.enumerated().filter { !keys.contains($0.offset) && $0.element.column != "AGE" }.map(\.element))
    }

    private func values(of line: Substring) -> [Substring]? {
        let fields = Fields.all(of: line)
        if fields.count == columns.count { return fields.map(\.text) }
        // An empty value leaves a gap: what begins below a column name belongs to it.
        guard fields.count < columns.count, fields.allSatisfy({ places.contains($0.place) }) else { return nil }
        return places.map { place in fields.first { $0.place == place }?.text ?? "" }
    }
}

/// What is divided by a tab or by two blanks or more.
private enum Fields {
    static func all(of line: Substring) -> [(text: Substring, place: Int)] {
        var fields: [(text: Substring, place: Int)] = []
        let bytes = line.utf8
        var (start, end, blanks, place) = (line.startIndex, line.startIndex, 2, 0)
        var startPlace = 0
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "\t"): blanks = 2
            case UInt8(ascii: " "): blanks += 1
            default:
                if blanks > 1 {
                    if start < end { fields.append((line[start..<end], startPlace)) }
                    (start, startPlace) = (index, place)
                }
                blanks = 0
                end = bytes.index(after: index)
            }
            place += 1
        }
        if start < end { fields.append((line[start..<end], startPlace)) }
        return fields
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

extension Character {
    fileprivate var isBlank: Bool { self == " " || self == "\t" }
}
