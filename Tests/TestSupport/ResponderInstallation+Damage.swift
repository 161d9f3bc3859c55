import Foundation
import GRDB

extension ResponderInstallation {
    /// Changes what is stored, behind the programs' back, to what no constraint allows.
    package func damage(_ sql: String) async throws {
        let other = try DatabaseQueue(path: data.appending(path: "responder.sqlite").path)
        try await other.writeWithoutTransaction { try $0.execute(sql: "PRAGMA ignore_check_constraints = ON; \(sql)") }
        try other.close()
    }
}
