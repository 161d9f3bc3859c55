package import Foundation
import GRDB
package import IncidentCore

/// A data folder as an older release left it in the middle of its work, out of `Tests/Fixtures/releases`.
package struct OlderRelease: Sendable {
    package let version: String

    package static let all = [OlderRelease(version: "0.1.0")]

    /// What a release wrote, read by the schema that it had.
    package struct Contents: Sendable {
        package let installation: String
        package let incidents: [StoredIncident]
        package let notifications: [StoredNotification]
        package let timelineEntries: Int
        package let occurrences: Int
        package let artifacts: Int
        /// When it wrote last.
        package let end: Timestamp
    }

    package struct StoredIncident: Sendable, Equatable {
        package let id: Int64
        package let status: String
        package let priority: String
        package let title: String

        package init(id: Int64, status: String, priority: String, title: String) {
            (self.id, self.status, self.priority, self.title) = (id, status, priority, title)
        }
    }

    package struct StoredNotification: Sendable, Equatable {
        package let id: Int64
        package let incidentID: Int64
        package let notifier: String
        package let address: String
        package let state: String
        package let attempts: Int

        package var isOwed: Bool { ["pending", "sending", "unknown"].contains(state) }
    }

    /// Writes its database into a data folder.
    ///
    /// - Parameter end: moves its times so that it wrote last just then; they stay as they are without it. The
    ///   timeline, which nothing may change, stays as it is.
    package func write(to folder: URL, end: Timestamp? = nil) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let database = try load(
            DatabaseQueue(path: folder.appending(path: "responder.sqlite").path, configuration: Self.configuration))
        if let end {
            let moved = (end - (try contents().end)).wholeMilliseconds
            try database.write { db in try Self.moveTimes(by: moved, in: db) }
        }
        try database.close()
    }

    package func contents() throws -> Contents {
        try load(DatabaseQueue(configuration: Self.configuration)).read { db in
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
            }
            return Contents(
                installation: try String.fetchOne(db, sql: "SELECT name FROM installation") ?? "",
                incidents: try Row.fetchAll(db, sql: "SELECT id, status, priority, title FROM incident ORDER BY id").map
                {
                    StoredIncident(id: $0["id"], status: $0["status"], priority: $0["priority"], title: $0["title"])
                },
                notifications: try Row.fetchAll(db, sql: "SELECT * FROM notification ORDER BY id").map {
                    StoredNotification(
                        id: $0["id"], incidentID: $0["incident_id"], notifier: $0["notifier"], address: $0["address"],
                        state: $0["state"], attempts: $0["attempts"])
                },
                timelineEntries: try count("timeline_entry"), occurrences: try count("occurrence"),
                artifacts: try count("diagnostic_artifact"),
                end: Timestamp(
                    milliseconds: try Int64.fetchOne(db, sql: "SELECT max(at_ms) FROM timeline_entry") ?? 0))
        }
    }

    /// The text has its tables in alphabetical order.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        return configuration
    }

    private func load(_ database: DatabaseQueue) throws -> DatabaseQueue {
        let file = ResponderInstallation.root.appending(path: "Tests/Fixtures/releases/\(version).sql")
        let sql = try String(contentsOf: file, encoding: .utf8)
        try database.writeWithoutTransaction { try $0.execute(sql: sql) }
        return database
    }

    private static func moveTimes(by milliseconds: Int64, in db: Database) throws {
        let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        for table in tables where table != "timeline_entry" {
            for column in try db.columns(in: table).map(\.name) {
                let moved = column.hasSuffix("_at_ms") ? milliseconds : milliseconds * 1_000_000
                guard column.hasSuffix("_at_ms") || column.hasSuffix("_at_ns") else { continue }
                try db.execute(sql: "UPDATE \(table) SET \(column) = \(column) + \(moved)")
            }
        }
    }
}
