internal import GRDB
internal import GRDBSQLite

/// A value that binds itself to a place of a prepared statement.
///
/// GRDB's own arguments cost as much as the statements they are for; a new incident takes a score of them, one after
/// the other, on the one thread that writes.
protocol SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32)
}

extension Int64: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32) { sqlite3_bind_int64(statement, index, self) }
}

extension Int: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32) { sqlite3_bind_int64(statement, index, Int64(self)) }
}

extension Bool: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32) { sqlite3_bind_int64(statement, index, self ? 1 : 0) }
}

extension String: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32) {
        var copy = self
        _ = copy.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                // Without a pointer SQLite would bind NULL.
                if let start = characters.baseAddress {
                    sqlite3_bind_text(statement, index, start, Int32(characters.count), copied)
                } else {
                    sqlite3_bind_text(statement, index, "", 0, copied)
                }
            }
        }
    }
}

extension [UInt8]: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32) {
        _ = withUnsafeBytes { sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), copied) }
    }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    func bind(to statement: OpaquePointer, at index: Int32) {
        if let self { self.bind(to: statement, at: index) } else { sqlite3_bind_null(statement, index) }
    }
}

/// SQLite copies the bytes (`SQLITE_TRANSIENT`, a macro that Swift does not import).
private var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

/// The prepared statements of intake, found by the address of their text.
///
/// GRDB finds them by the text itself; to hash a score of long texts for each incident takes a tenth of its time. Lives
/// with the writer's connection and is used on its thread only.
final class WriterStatements: @unchecked Sendable {
    private var statements: [UnsafePointer<UInt8>: Statement] = [:]

    func find(_ sql: StaticString, in db: Database) throws -> OpaquePointer {
        if let known = statements[sql.utf8Start] { return known.sqliteStatement }
        let made = try db.makeStatement(sql: "\(sql)")
        statements[sql.utf8Start] = made
        return made.sqliteStatement
    }

    /// Before the connection closes, which it does not do while it has statements.
    func forget() { statements = [:] }
}

extension StoreTransaction {
    /// Runs one statement that gives no rows, kept prepared.
    func run(_ sql: StaticString, _ arguments: [any SQLBindable]) throws {
        _ = try step(sql, arguments) { _ in () }
    }

    /// Runs one INSERT and returns the new row's id.
    func insert(_ sql: StaticString, _ arguments: [any SQLBindable]) throws -> Int64 {
        try run(sql, arguments)
        return db.lastInsertedRowID
    }

    /// Reads the first row of a query, kept prepared; for the few that intake asks for each alert.
    func first<Value>(
        _ sql: StaticString, _ arguments: [any SQLBindable], _ read: (SQLRow) throws -> Value
    ) throws -> Value? {
        try step(sql, arguments, read)
    }

    private func step<Value>(
        _ sql: StaticString, _ arguments: [any SQLBindable], _ read: (SQLRow) throws -> Value
    ) throws -> Value? {
        let statement = try caches.statements.find(sql, in: db)
        precondition(sqlite3_bind_parameter_count(statement) == arguments.count, "arguments do not fit: \(sql)")
        for (index, argument) in arguments.enumerated() { argument.bind(to: statement, at: Int32(index + 1)) }
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        switch sqlite3_step(statement) {
        case SQLITE_DONE: return nil
        case SQLITE_ROW: return try read(SQLRow(statement: statement))
        case let code:
            let message = String(cString: sqlite3_errmsg(db.sqliteConnection))
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: "\(sql)")
        }
    }
}

/// The row a statement stands on; columns count from 0.
struct SQLRow {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func text(_ column: Int32) -> String { sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "" }
}
