/// How a tool prints its tables.
enum TableLayout: Sendable, Equatable {
    /// Go's tabwriter: three blanks between (kubectl 1.32, `NewTabWriter`).
    case kubectl
    /// `format=aligned`, a row a line: a line end within a value is a blank.
    case psql
    /// Columns of blanks with a tab between (gosuri/uitable).
    case helm

    func lines(
        columns: [String], rows: [[String]], hasHeader: Bool
    ) -> (header: [String], rows: [String], footer: [String]) {
        let cells = rows.map { $0.map { self == .kubectl ? $0.firstLine : $0.inOneLine } }
        let widths = self.widths(of: hasHeader ? columns : columns.map { _ in "" }, cells)
        switch self {
        case .kubectl:
            return (hasHeader ? [aligned(columns, widths)] : [], cells.map { aligned($0, widths) }, [])
        case .helm:
            let lines = ([columns] + cells).map { row in
                zip(row, widths).map { padded($0, to: $1) }.joined(separator: "\t")
            }
            return (Array(lines[..<1]), Array(lines[1...]), [])
        case .psql:
            let head = zip(columns, widths).map { " " + centered($0, in: $1) + " " }
            let rule = widths.map { String(repeating: "-", count: $0 + 2) }
            // The types are not in the answer; numbers stand to the right.
            let areNumbers = widths.indices.map { place in
                cells.contains { !$0[place].isEmpty } && cells.allSatisfy { $0[place].isEmpty || $0[place].isNumber }
            }
            let body = cells.map { row in
                row.indices.map { place in
                    let isLast = place == row.count - 1
                    return areNumbers[place]
                        ? " " + padded(row[place], to: widths[place], right: true) + (isLast ? "" : " ")
                        : " " + (isLast ? row[place] : padded(row[place], to: widths[place]) + " ")
                }.joined(separator: "|")
            }
            return (
                [head.joined(separator: "|"), rule.joined(separator: "+")], body,
                [rows.count == 1 ? "(1 row)" : "(\(rows.count) rows)"]
            )
        }
    }

    /// tabwriter's columns are six wide at least; the last one is not filled up.
    private func aligned(_ cells: [String], _ widths: [Int]) -> String {
        cells.indices.map { $0 == cells.count - 1 ? cells[$0] : padded(cells[$0], to: max(6, widths[$0] + 3)) }.joined()
    }

    private func widths(of columns: [String], _ rows: [[String]]) -> [Int] {
        // One value of megabytes must not put as many blanks into every other row.
        let limit = max(64, 16 * 1024 * 1024 / max(1, columns.count * rows.count))
        return columns.indices.map { place in
            rows.reduce(width(of: columns[place])) { max($0, min(width(of: $1[place]), limit)) }
        }
    }

    /// psql counts the columns of a terminal, the others characters.
    private func width(of text: String) -> Int {
        self == .psql ? text.unicodeScalars.reduce(0) { $0 + $1.columnCount } : text.unicodeScalars.count
    }

    /// - Parameter right: whether it stands at the right.
    private func padded(_ text: String, to width: Int, right: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - self.width(of: text)))
        return right ? blanks + text : text + blanks
    }

    private func centered(_ text: String, in width: Int) -> String {
        let free = max(0, width - self.width(of: text))
        return String(repeating: " ", count: free / 2) + text + String(repeating: " ", count: free - free / 2)
    }
}

extension String {
    /// As kubectl shows a value of several lines.
    fileprivate var firstLine: String {
        guard let end = utf8.firstIndex(where: { $0 == 0x0A || $0 == 0x0C || $0 == 0x0D }) else { return inOneLine }
        return String(self[..<end]).inOneLine + "..."
    }

    /// `-12.5`, `1e+20`.
    fileprivate var isNumber: Bool {
        utf8.first != UInt8(ascii: "+") && utf8.contains { (48...57).contains($0) }
            && utf8.allSatisfy { (48...57).contains($0) || "+-.e".utf8.contains($0) } && Double(self) != nil
    }
}
