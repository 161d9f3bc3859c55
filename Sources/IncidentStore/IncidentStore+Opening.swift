internal import CWriteAheadLog
internal import Foundation
internal import GRDB
internal import IncidentCore

extension StoreAccess {
    var migrates: Bool {
        switch self {
        case .server, .scratch: true
        case .command: false
        }
    }

    /// SQLite's word for how a commit waits for the disk, and the number that it reads back as.
    var synchronous: (word: String, number: Int) { self == .scratch ? ("OFF", 0) : ("FULL", 2) }

    /// - Returns: `nil` for a command, which needs none.
    func takeLock(of directory: String) throws(StoreError) -> DataFolderLock? {
        guard case .server(let address) = self else { return nil }
        let lock = try DataFolderLock(directory: directory)
        lock.write(address: address)
        return lock
    }
}

extension IncidentStore {
    static func openPool(_ folder: DataFolder, as access: StoreAccess, busyTimeout: Duration) throws -> DatabasePool {
        guard log_buffer_install() == 0 else { throw StoreError.unusable("SQLite does not take a layer under its log") }
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout.inSeconds)
        configuration.maximumReaderCount = 4
        configuration.label = "responder"
        configuration.prepareDatabase { db in
            // Without this, INSERT OR REPLACE deletes rows and no DELETE trigger fires.
            try db.execute(sql: "PRAGMA recursive_triggers = ON")
            // KiB; a simulation reads over and over what it has just written.
            if access == .scratch { try db.execute(sql: "PRAGMA cache_size = -65536") }
        }
        let pool = try DatabasePool(path: folder.database, configuration: configuration)
        // After the pool has opened: GRDB sets NORMAL when it turns the write-ahead log on, and with that a
        // transaction that was answered can be lost when the power fails.
        let level = try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = \(access.synchronous.word)")
            return try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }
        guard level == access.synchronous.number else {
            throw StoreError.unusable("SQLite does not take PRAGMA synchronous = \(access.synchronous.word)")
        }
        try migrate(pool, folder, as: access)
        return pool
    }

    private static func migrate(_ pool: DatabasePool, _ folder: DataFolder, as access: StoreAccess) throws {
        let migrator = Migrations.migrator
        let (isNewer, isCurrent, tables) = try pool.read { db in
            (
                try migrator.hasBeenSuperseded(db), try migrator.hasCompletedMigrations(db),
                try String.fetchSet(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
            )
        }
        guard !isNewer else {
            throw StoreError.unusable("\(folder.database) was written by a newer responder; use that one, or a backup")
        }
        if tables.isEmpty {
            try folder.checkIsNew("holds no table")
            try folder.checkMayBegin(as: access)
        } else if !tables.contains("grdb_migrations") || !tables.contains("installation") {
            throw StoreError.unusable(
                "\(folder.database) is a database of another program; name another folder with --data-dir")
        }
        guard !isCurrent else { return }
        guard access.migrates else {
            // A server of the older version may work on it, which would go on with the schema that it knows.
            throw StoreError.unusable(
                "\(folder.database) was written by an older responder; start the server of this version on it once, "
                    + "or use the command of the older one")
        }
        // Only where it is needed, because it waits for whoever writes.
        try migrator.migrate(pool)
    }

    /// The installation's name.
    static func identity(_ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT name FROM installation")
    }

    static func addIdentity(
        to db: Database, now: Timestamp, random: (Int) -> [UInt8]
    ) throws -> String {
        // Another process may have been first.
        if let identity = try identity(db) { return identity }
        let name = random(4).hexadecimal
        try db.execute(
            sql: "INSERT INTO installation (id, name, signing_key, created_at_ms) VALUES (1, ?, ?, ?)",
            arguments: [name, Data(random(32)), now.milliseconds])
        return name
    }
}
