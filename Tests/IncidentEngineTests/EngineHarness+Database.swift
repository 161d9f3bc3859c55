import Foundation
import GRDB
import TestSupport

@testable import IncidentStore

extension EngineHarness {
    /// Changes the database behind the program's back.
    func alter(_ sql: String) async throws {
        let other = try secondConnection()
        try await other.write { try $0.execute(sql: sql) }
        try other.close()
    }

    /// The newest notification as it is stored: state, attempts, whether it may have arrived, when it is due.
    func notificationRow() async throws -> [String] {
        let other = try secondConnection()
        defer { try? other.close() }
        return try await other.read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT state, attempts, may_have_arrived, due_at_ms FROM notification ORDER BY id DESC")
            return row.map { row in row.databaseValues.map { "\($0.storage.value ?? "NULL")" } } ?? []
        }
    }

    /// The bodies of all intakes, as text, in the order in which they came; and how many of them are kept whole.
    func bodies() async throws -> (texts: [String], kept: Int) {
        let other = try secondConnection()
        defer { try? other.close() }
        return try await other.read { db in
            let bodies = try Data.fetchAll(
                db,
                sql: """
                    SELECT coalesce(whole.body, intake.body) FROM intake
                    LEFT JOIN intake AS whole ON whole.id = intake.same_as ORDER BY intake.id
                    """)
            let kept = try Int.fetchOne(db, sql: "SELECT count(*) FROM intake WHERE length(body) > 0") ?? 0
            return (bodies.map { String(decoding: $0, as: UTF8.self) }, kept)
        }
    }

    /// The engine may be writing just then.
    private func secondConnection() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        return try DatabaseQueue(path: databasePath, configuration: configuration)
    }

    /// As small as the file is: the next page that is needed is refused as if the disk were full.
    func setMaximumPageCount(_ count: Int) async throws {
        try await store.write { try $0.db.execute(sql: "PRAGMA max_page_count = \(count)") }
    }
}
