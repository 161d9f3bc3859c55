import Foundation
import GRDB
import TestSupport

@testable import IncidentStore

extension WebHarness {
    /// The database as another process has it open; it may hold a transaction from one call to the next.
    func otherProcess() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: folder.file("data/responder.sqlite").path, configuration: configuration)
    }

    /// Changes what is stored behind the program's back, to what no constraint allows.
    func damage(_ sql: String) async throws {
        let other = try otherProcess()
        try await other.writeWithoutTransaction { try $0.execute(sql: "PRAGMA ignore_check_constraints = ON; \(sql)") }
        try other.close()
    }

    /// As small as the file is: the next page that is needed is refused as if the disk were full.
    func setMaximumPageCount(_ count: Int) async throws {
        try await store.write { try $0.db.execute(sql: "PRAGMA max_page_count = \(count)") }
    }
}
