/// A row of named values, and where it stands in the output that is kept.
package struct OutputRow: Sendable, Equatable {
    package let fields: [String: String]
    /// From 1; of a row of many lines that of each field.
    private let line: Int
    private let lines: [String: Int]

    init(fields: [String: String], line: Int, lines: [String: Int] = [:]) {
        (self.fields, self.line, self.lines) = (fields, line, lines)
    }

    /// Whether it is one of many lines `name:value`, of which some may be missing.
    var isOfPairs: Bool { !lines.isEmpty }

    /// The line that shows a field.
    func line(of field: String) -> Int { lines[field] ?? line }
}

extension OutputRow {
    /// What is left of an answer's rows after filters.
    ///
    /// - Parameters:
    ///   - records: what the answer was read as.
    ///   - text: what the filters have left of its text. A row whose line is not in it is left out.
    package static func all(of records: OutputRecords, in text: String) -> [OutputRow] {
        rows(of: records.records, in: text)
    }

    /// The rows of tables that were printed, and after them one of all lines `name:value`.
    ///
    /// - Parameters:
    ///   - output: before the filters, which may take out a table's column names.
    ///   - text: what they have left of it.
    package static func all(printed output: String, in text: String) -> [OutputRow] {
        let records = PrintedLine.all(of: output).compactMap { line -> OutputRecords.Record? in
            guard case .row(let values, let columns) = line.kind else { return nil }
            var fields = Dictionary(uniqueKeysWithValues: zip(columns, values.map(String.init)))
            if let name = fields["NAME"] { fields["workload"] = PodName.workload(of: name) ?? name }
            return OutputRecords.Record(fields: fields, line: String(line.text))
        }
        return rows(of: records, in: text) + pairs(in: text)
    }

    private static func rows(of records: [OutputRecords.Record], in text: String) -> [OutputRow] {
        guard !records.isEmpty else { return [] }
        var places: [Substring: [Int]] = [:]
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // The last number is taken first.
        for (index, line) in lines.enumerated().reversed() { places[Substring(line), default: []].append(index + 1) }
        var place: Int?
        return records.compactMap { record in
            if !record.sharesLine { place = places[record.line[...]]?.popLast() }
            return place.map { OutputRow(fields: record.fields, line: $0) }
        }
    }

    /// What Redis prints (`used_memory:1048576`); of names that come again the first.
    private static func pairs(in text: String) -> [OutputRow] {
        var fields: [String: String] = [:]
        var lines: [String: Int] = [:]
        let all = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in all.enumerated() {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy(isOfName)
            else { continue }
            let name = String(Substring(line[..<colon]))
            guard fields[name] == nil else { continue }
            fields[name] = Substring(line[line.index(after: colon)...]).trimmingBlanks()
            lines[name] = index + 1
        }
        return lines.values.min().map { [OutputRow(fields: fields, line: $0, lines: lines)] } ?? []
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "_-.".utf8.contains(byte)
    }
}
