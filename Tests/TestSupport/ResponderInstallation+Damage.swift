import Foundation
import GRDB

extension ResponderInstallation {
    /// Changes what is stored, behind the programs' back, to what no constraint allows.
    package func damage(_ sql: String) async throws {
        var configuration = Configuration()
        // The server may be writing just then.
        configuration.busyMode = .timeout(30)
        let other = try DatabaseQueue(
            path: data.appending(path: "responder.sqlite").path, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "PRAGMA ignore_check_constraints = ON; \(sql)") }
        try other.close()
    }
}
