/// One line of what a command printed: a row of a table, or what stands in none.
///
/// A table begins with a line of column names in capitals, as kubectl, helm and Kafka's tools print it, or with names above a
/// line of dashes, as psql does, and ends with an empty line, or with psql's number of rows.
package enum PrintedLine {
    case empty
    case columns([String])
    /// A value for each column, empty where there is none.
    case row([Substring], columns: [String])
    case text(Substring)

    /// With the lines themselves, in order; the line end at the end begins none.
    package static func all(of output: String) -> [(text: Substring, kind: PrintedLine)] {
        var header: Header?
        var lines = output.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(
            Substring.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.indices.map { index -> (text: Substring, kind: PrintedLine) in
            let line = lines[index]
            if line.allSatisfy(\.isBlank) || isRowCount(line) {
                header = nil
                return (line, .empty)
            }
            if let header {
                if header.isOfPsql, Header.isRule(line) { return (line, .empty) }
                let row = header.values(of: line).map { PrintedLine.row($0, columns: header.columns) }
                return (line, row ?? .text(line))
            }
            let below = index + 1 < lines.count ? lines[index + 1] : ""
            header = Header(line, above: below) ?? Header(line)
            return (line, header.map { PrintedLine.columns($0.columns) } ?? .text(line))
        }
    }

    /// `(3 rows)`
    private static func isRowCount(_ line: Substring) -> Bool {
        guard line.hasPrefix("("), line.hasSuffix(line == "(1 row)" ? " row)" : " rows)") else { return false }
        return line.dropFirst().prefix { $0 != " " }.utf8.allSatisfy { (48...57).contains($0) }
    }
}

/// The line of column names of a table, and where they begin.
private struct Header {
    let columns: [String]
    private let places: [Int]
    let isOfPsql: Bool

    /// One of psql: ` pid | state ` above `-----+-------`.
    /// - Returns: `nil` for a line that is none.
    init?(_ line: Substring, above rule: Substring) {
        guard line.first == " ", Self.isRule(rule) else { return nil }
        columns = Self.cells(of: line).map(String.init)
        guard columns.count == rule.split(separator: "+").count, columns.count <= Self.limit,
            Set(columns).count == columns.count
        else { return nil }
        (places, isOfPsql) = ([], true)
    }

    static func isRule(_ line: Substring) -> Bool {
        line.first == "-" && line.last == "-" && line.utf8.allSatisfy { "-+".utf8.contains($0) }
    }

    private static func cells(of line: Substring) -> [Substring] {
        line.split(separator: "|", omittingEmptySubsequences: false).map { Substring($0.trimmingBlanks()) }
    }

    /// - Returns: `nil` for a line that is none.
    init?(_ line: Substring) {
        let fields = Fields.all(of: line)
        columns = fields.map { String($0.text) }
        guard (2...Self.limit).contains(columns.count) || columns == ["NAME"], columns.allSatisfy(Self.isColumnName),
            Set(columns).count == columns.count
        else { return nil }
        (places, isOfPsql) = (fields.map(\.place), false)
    }

    /// No table of these tools has as many columns, and a line of words in capitals may have any number.
    private static let limit = 100

    /// `CPU(cores)`, `LAST SEEN`, `%MEM`.
    private static func isColumnName(_ text: String) -> Bool {
        let word = text.prefix { $0 != "(" }
        return word.utf8.contains { (65...90).contains($0) }
            && word.utf8.allSatisfy { !(97...122).contains($0) && $0 < 128 && $0 != UInt8(ascii: ":") }
            && !(word.utf8.first.map { (48...57).contains($0) } ?? true)
    }

    /// - Returns: `nil` for a line that does not fit the columns.
    func values(of line: Substring) -> [Substring]? {
        if isOfPsql {
            // A value may hold a bar.
            let cells = Self.cells(of: line)
            return cells.count == columns.count ? cells : nil
        }
        let fields = Fields.all(of: line)
        if fields.count == columns.count { return fields.map(\.text) }
        // Of Kafka's tools the longest value of a column has one blank behind it. An empty value leaves a gap: what begins
        // below a column name belongs to it.
        let cut = Fields.all(of: line, places: Set(places))
        guard cut.count <= columns.count, cut.allSatisfy({ places.contains($0.place) }) else { return nil }
        return places.map { place in cut.first { $0.place == place }?.text ?? "" }
    }
}

/// What is divided by a tab or by two blanks or more.
private enum Fields {
    /// - Parameter places: where one begins after a single blank, too.
    static func all(of line: Substring, places: Set<Int> = []) -> [(text: Substring, place: Int)] {
        var fields: [(text: Substring, place: Int)] = []
        let bytes = line.utf8
        var (start, end, blanks, place) = (line.startIndex, line.startIndex, 2, 0)
        var startPlace = 0
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "\t"): blanks = 2
            case UInt8(ascii: " "): blanks += 1
            default:
                if blanks > 1 || blanks == 1 && places.contains(place) {
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

extension Character {
    var isBlank: Bool { self == " " || self == "\t" }
}
