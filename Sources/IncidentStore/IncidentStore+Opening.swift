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

    /// - Returns: `nil` for a command, which needs none.
    func takeLock(of directory: String) throws(StoreError) -> DataFolderLock? {
        guard case .server(let address) = self else { return nil }
        let lock = try DataFolderLock(directory: directory)
        lock.write(address: address)
        return lock
    }
}

extension IncidentStore {
    static func openDatabase(
        _ folder: DataFolder, as access: StoreAccess, busyTimeout: Duration
    ) throws -> any DatabaseWriter {
        guard log_buffer_install() == 0 else { throw StoreError.unusable("SQLite does not take a layer under its log") }
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout.inSeconds)
        configuration.maximumReaderCount = 4
        configuration.label = "responder"
        configuration.prepareDatabase { db in
            // Without this, INSERT OR REPLACE deletes rows and no DELETE trigger fires.
            try db.execute(sql: "PRAGMA recursive_triggers = ON")
        }
        if access == .scratch { return try openScratch(folder, configuration) }
        let pool = try DatabasePool(path: folder.database, configuration: configuration)
        // After the pool has opened: GRDB sets NORMAL when it turns the write-ahead log on, and with that a
        // transaction that was answered can be lost when the power fails.
        let level = try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }
        guard level == 2 else { throw StoreError.unusable("SQLite does not take PRAGMA synchronous = FULL") }
        try migrate(pool, folder, as: access)
        return pool
    }

    /// A file that one connection has for itself: no lock is taken for each question, no page read twice, and nothing waits
    /// for the disk. Without a name, in memory, every commit would look through all pages that were ever changed.
    private static func openScratch(_ folder: DataFolder, _ configuration: Configuration) throws -> any DatabaseWriter {
        var configuration = configuration
        configuration.prepareDatabase { db in
            // The cache in KiB: a simulation reads over and over what it has just written.
            try db.execute(
                sql: """
                    PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;
                    PRAGMA cache_size = -65536
                    """)
        }
        let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
        try migrate(queue, folder, as: .scratch)
        return queue
    }

    private static func migrate(_ database: any DatabaseWriter, _ folder: DataFolder, as access: StoreAccess) throws {
        let migrator = Migrations.migrator
        let (isNewer, isCurrent, tables) = try database.read { db in
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
        try migrator.migrate(database)
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
