internal import GRDB
internal import GRDBSQLite

/// A row that was read, by the names of its columns.
///
/// A kept row of GRDB's compares the name that is asked for with every column's, in lower case, each time, and its cursor
/// makes a table of the names for each question. Here the statement is asked, which knows where each column stands.
struct StoredRow {
    private let values: ContiguousArray<DatabaseValue>
    private let statement: Statement

    /// Of the row that the statement stands on.
    private init(of statement: Statement) {
        values = ContiguousArray(
            (0..<sqlite3_column_count(statement.sqliteStatement)).map {
                DatabaseValue(sqliteStatement: statement.sqliteStatement, index: $0)
            })
        self.statement = statement
    }

    static func all(
        of statement: Statement, _ arguments: StatementArguments, limit: Int = .max, in db: Database
    ) throws -> [StoredRow] {
        try statement.setArguments(arguments)
        defer { sqlite3_reset(statement.sqliteStatement) }
        var rows: [StoredRow] = []
        while rows.count < limit {
            switch sqlite3_step(statement.sqliteStatement) {
            case SQLITE_DONE: return rows
            case SQLITE_ROW: rows.append(StoredRow(of: statement))
            case let code:
                let message = String(cString: sqlite3_errmsg(db.sqliteConnection))
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
            }
        }
        return rows
    }

    subscript<Value: DatabaseValueConvertible>(_ column: String) -> Value {
        guard let value = Value.fromDatabaseValue(self.value(of: column)) else {
            preconditionFailure("\(column) is no \(Value.self): \(statement.sql)")
        }
        return value
    }

    /// Whatever stands there.
    func value(of column: String) -> DatabaseValue {
        guard let place = statement.index(ofColumn: column) else {
            preconditionFailure("no column \(column): \(statement.sql)")
        }
        return values[place]
    }
}

extension Database {
    func rows(_ sql: String, _ arguments: StatementArguments = [], limit: Int = .max) throws -> [StoredRow] {
        try StoredRow.all(of: try cachedStatement(sql: sql), arguments, limit: limit, in: self)
    }

    /// The first of them.
    func row(_ sql: String, _ arguments: StatementArguments = []) throws -> StoredRow? {
        try rows(sql, arguments, limit: 1).first
    }
}
