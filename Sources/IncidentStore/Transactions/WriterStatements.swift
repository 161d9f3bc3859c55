internal import GRDB
internal import GRDBSQLite

/// The prepared statements of intake, found by the address of their text.
///
/// GRDB finds them by the text itself; to hash a score of long texts for each incident takes a tenth of its time. Lives
/// with the writer's connection and is used on its thread only.
final class WriterStatements: @unchecked Sendable {
    private var statements: [UnsafePointer<UInt8>: Statement] = [:]
    private var texts = BoundTexts()

    deinit { texts.deallocate() }

    /// Runs a statement up to its first row; returns what `read` makes of that, `nil` without a row.
    func step<each Argument: SQLBindable, Value>(
        _ sql: StaticString, _ arguments: repeat each Argument, in db: Database, read: (SQLRow) throws -> Value
    ) throws -> Value? {
        let statement = try find(sql, in: db)
        var count: Int32 = 0
        for argument in repeat each arguments {
            count += 1
            argument.bind(to: statement, at: count, keptIn: &texts)
        }
        precondition(sqlite3_bind_parameter_count(statement) == count, "arguments do not fit: \(sql)")
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
            texts.clear()
        }
        switch sqlite3_step(statement) {
        case SQLITE_DONE: return nil
        case SQLITE_ROW: return try read(SQLRow(statement: statement))
        case let code:
            let message = String(cString: sqlite3_errmsg(db.sqliteConnection))
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: "\(sql)")
        }
    }

    /// Before the connection closes, which it does not do while it has statements.
    func forget() { statements = [:] }

    private func find(_ sql: StaticString, in db: Database) throws -> OpaquePointer {
        if let known = statements[sql.utf8Start] { return known.sqliteStatement }
        let made = try db.makeStatement(sql: "\(sql)")
        statements[sql.utf8Start] = made
        return made.sqliteStatement
    }
}

extension StoreTransaction {
    /// Runs one statement that gives no rows, kept prepared.
    func run<each Argument: SQLBindable>(_ sql: StaticString, _ arguments: repeat each Argument) throws {
        _ = try caches.statements.step(sql, repeat each arguments, in: db) { _ in () }
    }

    /// Runs one INSERT and returns the new row's id.
    func insert<each Argument: SQLBindable>(_ sql: StaticString, _ arguments: repeat each Argument) throws -> Int64 {
        try run(sql, repeat each arguments)
        return db.lastInsertedRowID
    }

    /// Reads the first row of a query, kept prepared; for the few that intake asks for each alert.
    func first<each Argument: SQLBindable, Value>(
        _ sql: StaticString, _ arguments: repeat each Argument, read: (SQLRow) throws -> Value
    ) throws -> Value? {
        try caches.statements.step(sql, repeat each arguments, in: db, read: read)
    }
}

/// The row a statement stands on; columns count from 0.
struct SQLRow {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func text(_ column: Int32) -> String { sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "" }
}
