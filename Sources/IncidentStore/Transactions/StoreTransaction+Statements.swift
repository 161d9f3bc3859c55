internal import GRDB

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

    /// Reads the first row of a query, kept prepared.
    func first<each Argument: SQLBindable, Value>(
        _ sql: StaticString, _ arguments: repeat each Argument, read: (SQLRow) throws -> Value
    ) throws -> Value? {
        try caches.statements.step(sql, repeat each arguments, in: db, read: read)
    }
}
