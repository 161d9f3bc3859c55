internal import GRDB
internal import GRDBSQLite

/// The prepared statements of the writer, found by the address of their text.
///
/// GRDB finds them by the text itself; to hash a score of long texts for each incident takes a tenth of its time. Lives
/// with the writer's connection and is used on its thread only.
final class WriterStatements: @unchecked Sendable {
    private var statements: [UnsafePointer<UInt8>: Statement] = [:]
    private var texts = BoundTexts()

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
