/// A tool's answer as the table that people know, and beside each row what rules can ask for.
package struct StructuredTable: Sendable, Equatable {
    let layout: TableLayout
    /// As they stand above the rows.
    let columns: [String]
    var rows: [Row]
    var hasHeader = true
    /// What the tool says when there is no row; `nil` where it prints the header all the same.
    var emptyText: String?
    /// What of the answer is not in it.
    package var remark: String?

    package var isEmpty: Bool { rows.isEmpty }

    struct Row: Sendable, Equatable {
        /// In the order of the columns.
        var cells: [String]
        /// Fields that no column shows, for each record of the row; at least one.
        var fields: [[String: String]] = [[:]]
    }

    /// More than any table that people read; what holds more is no question.
    static let cellLimit = 200_000
}

extension StructuredTable {
    /// What people read and rules ask for, and how many secrets were taken out of it.
    ///
    /// Each value is redacted by itself before the table is made of it, then the table as a whole.
    package func read(redactions: Redactions) -> (records: OutputRecords, redactionCount: Int) {
        var count = 0
        func shown(_ value: String, _ name: String) -> String {
            let redacted = redactions.redact(value.printable, named: name)
            count += redacted.count
            return redacted.text
        }
        let columns = columns.map(\.printable.inOneLine)
        let rows = rows.map { row in
            Row(
                cells: zip(row.cells, columns).map(shown),
                fields: row.fields.map { Dictionary(uniqueKeysWithValues: $0.map { ($0, shown($1, $0)) }) })
        }
        let (header, body, footer) = lines(of: rows, under: columns)
        let text = (header + body + footer).map { $0 + "\n" }.joined()
        let redacted = redactions.redact(text)
        count += redacted.count
        let lines = redacted.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        // Where a secret went over several lines, none of them can be told any more.
        let standing =
            lines.count == header.count + body.count + footer.count
            ? lines[header.count..<(header.count + body.count)] : []
        let records = zip(rows, zip(body, standing)).flatMap { row, lines in
            row.fields.enumerated().map { index, fields in
                let cells = zip(columns, row.cells).map { ($0, $1) }
                let all = fields.merging(cells) { first, _ in first }.mapValues(\.inOneLine)
                // What the line as a whole gave away, its fields would too.
                let isKept = lines.0 == lines.1
                return OutputRecords.Record(
                    fields: isKept
                        ? all
                        : all.mapValues {
                            lines.0.contains($0) && !lines.1.contains($0) ? Redactions.mark : $0
                        }, line: lines.1, sharesLine: index > 0)
            }
        }
        return (OutputRecords(text: redacted.text, records: records), count)
    }

    private func lines(of rows: [Row], under columns: [String]) -> (header: [String], rows: [String], footer: [String])
    {
        if rows.isEmpty, let emptyText { return (emptyText.isEmpty ? [] : [emptyText], [], []) }
        return layout.lines(columns: columns, rows: rows.map(\.cells), hasHeader: hasHeader)
    }
}

extension String {
    /// As an output is, without what a terminal would take for a command.
    fileprivate var printable: String { isPlainASCII ? self : PrintableText.read(Array(utf8)) }

    var inOneLine: String { isPlainASCII ? self : onePrintableLine(limit: .max) }

    private var isPlainASCII: Bool { utf8.allSatisfy { (0x20..<0x7F).contains($0) } }
}
