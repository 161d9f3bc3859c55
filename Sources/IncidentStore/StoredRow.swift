internal import GRDB
internal import GRDBSQLite

/// A row that was read, by the names of its columns.
///
/// A kept row of GRDB's compares the name that is asked for with every column's, in lower case, each time, and its cursor
/// makes a table of the names for each question. Here the statement is asked, which knows where each column stands.
struct StoredRow {
    private let values: ContiguousArray<DatabaseValue>
    private let columns: Columns
    private var statement: Statement { columns.statement }

    /// Of the row that the statement stands on.
    private init(of statement: Statement, _ columns: Columns) {
        let row = SQLRow(statement: statement.sqliteStatement)
        values = ContiguousArray(
            (0..<sqlite3_column_count(row.statement)).map { column in
                // GRDB would end a text at its first NUL.
                sqlite3_column_type(row.statement, column) == SQLITE_TEXT
                    ? row.text(column).databaseValue
                    : DatabaseValue(sqliteStatement: row.statement, index: column)
            })
        self.columns = columns
    }

    static func all(
        of statement: Statement, _ arguments: StatementArguments, limit: Int = .max, in db: Database
    ) throws -> [StoredRow] {
        try statement.setArguments(arguments)
        defer { sqlite3_reset(statement.sqliteStatement) }
        var rows: [StoredRow] = []
        let columns = Columns(statement)
        while rows.count < limit {
            switch sqlite3_step(statement.sqliteStatement) {
            case SQLITE_DONE: return rows
            case SQLITE_ROW: rows.append(StoredRow(of: statement, columns))
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
        guard let place = columns.place(of: column) else {
            preconditionFailure("no column \(column): \(statement.sql)")
        }
        return values[place]
    }
}

/// Where each column of an answer stands. Most are read in the order in which they stand, where one comparison finds the next
/// without a look at all names.
private final class Columns {
    let statement: Statement
    private let names: [String]
    private var next = 0

    init(_ statement: Statement) {
        self.statement = statement
        names = statement.columnNames
        assert(Set(names).count == names.count, "two columns have one name: \(statement.sql)")
    }

    /// - Returns: `nil` when there is none of this name.
    func place(of column: String) -> Int? {
        if next == names.count { next = 0 }
        guard let place = names[next] == column ? next : statement.index(ofColumn: column) else { return nil }
        next = place + 1
        return place
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
