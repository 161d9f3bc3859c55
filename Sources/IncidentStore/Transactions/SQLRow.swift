internal import Foundation
internal import GRDBSQLite

/// The row a statement stands on; columns count from 0.
struct SQLRow {
    let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    /// With all NULs that stand in it; empty for NULL.
    func text(_ column: Int32) -> String {
        guard let held = sqlite3_column_text(statement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: held, count: count), as: UTF8.self)
    }

    /// Whether a column holds this text; without a copy of it.
    func isText(_ column: Int32, _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let held = sqlite3_column_text(statement, column),
                Int(sqlite3_column_bytes(statement, column)) == bytes.count
            else { return false }
            return bytes.isEmpty || memcmp(held, bytes.baseAddress!, bytes.count) == 0
        }
    }
}
