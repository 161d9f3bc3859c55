internal import GRDB

extension StoreReader {
    /// The names of all tables.
    package func tables() throws -> [String] {
        try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
    }
}
