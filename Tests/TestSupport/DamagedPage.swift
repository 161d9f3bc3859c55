package import Foundation
import GRDB

/// Overwrites the first page of a table with zeros, as a faulty disk might, beside whoever has the database open.
package func damagePage(of table: String, in file: URL) async throws {
    let database = try DatabaseQueue(path: file.path)
    let page = try await database.writeWithoutTransaction { db in
        // What is in the log would be read from there.
        _ = try db.checkpoint(.truncate)
        return try Int.fetchOne(db, sql: "SELECT rootpage FROM sqlite_schema WHERE name = ?", arguments: [table]) ?? 0
    }
    try database.close()
    let handle = try FileHandle(forWritingTo: file)
    try handle.seek(toOffset: UInt64((page - 1) * 4096))
    try handle.write(contentsOf: Data(repeating: 0, count: 4096))
    try handle.close()
}
