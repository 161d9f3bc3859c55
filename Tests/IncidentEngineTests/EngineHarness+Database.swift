import GRDB
import TestSupport

extension EngineHarness {
    /// Changes the database behind the program's back.
    func alter(_ sql: String) async throws {
        let other = try DatabaseQueue(path: databasePath)
        try await other.write { try $0.execute(sql: sql) }
        try other.close()
    }

    /// The newest notification as it is stored: state, attempts, whether it may have arrived, when it is due.
    func notificationRow() async throws -> [String] {
        let other = try DatabaseQueue(path: databasePath)
        defer { try? other.close() }
        return try await other.read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT state, attempts, may_have_arrived, due_at_ms FROM notification ORDER BY id DESC")
            return row.map { row in row.databaseValues.map { "\($0.storage.value ?? "NULL")" } } ?? []
        }
    }
}
