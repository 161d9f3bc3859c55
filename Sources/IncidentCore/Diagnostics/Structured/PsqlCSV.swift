/// The rows that `psql --csv` writes (RFC 4180), under the names of their columns.
enum PsqlCSV {
    static func read(_ bytes: [UInt8]) throws(StructuredFailure) -> StructuredTable {
        var reader = Reader(bytes: bytes)
        // As many columns, and names as long, as PostgreSQL has, and a good deal more.
        guard let columns = try reader.row(limit: 2048) else { throw StructuredFailure("psql wrote no rows") }
        guard columns.allSatisfy({ $0.utf8.count <= 256 }) else {
            throw StructuredFailure("the first line is none of column names")
        }
        var table = StructuredTable(layout: .psql, columns: columns, rows: [])
        while let cells = try reader.row(limit: columns.count) {
            guard cells.count == columns.count else {
                throw StructuredFailure(
                    "row \(table.rows.count + 1) has \(cells.count) values, and there are \(columns.count) columns")
            }
            table.rows.append(StructuredTable.Row(cells: cells))
            guard table.rows.count * columns.count <= StructuredTable.cellLimit else {
                throw StructuredFailure("there are more than \(StructuredTable.cellLimit) values; ask for fewer rows")
            }
        }
        return table
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        /// - Parameter limit: more values than that are an error.
        /// - Returns: `nil` at the end.
        mutating func row(limit: Int) throws(StructuredFailure) -> [String]? {
            guard position < bytes.count else { return nil }
            var values: [String] = []
            while true {
                values.append(try value())
                guard values.count <= limit else {
                    throw StructuredFailure("a row has more values than there are columns (\(limit))")
                }
                guard position < bytes.count else { return values }
                let end = bytes[position]
                position += 1
                if end == UInt8(ascii: ",") { continue }
                if end == UInt8(ascii: "\r"), position < bytes.count, bytes[position] == UInt8(ascii: "\n") {
                    position += 1
                }
                return values
            }
        }

        /// Stands behind it afterwards.
        private mutating func value() throws(StructuredFailure) -> String {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return plainValue() }
            var value: [UInt8] = []
            position += 1
            while true {
                guard let quote = bytes[position...].firstIndex(of: UInt8(ascii: "\"")) else {
                    throw StructuredFailure("the answer ends within a value")
                }
                value += bytes[position..<quote]
                position = quote + 1
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
                value.append(UInt8(ascii: "\""))
                position += 1
            }
            guard position == bytes.count || isEnd(bytes[position]) else {
                throw StructuredFailure("a value goes on behind its quotes, so it is no CSV")
            }
            return String(decoding: value, as: UTF8.self)
        }

        private mutating func plainValue() -> String {
            let start = position
            while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        private func isEnd(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        }
    }
}
