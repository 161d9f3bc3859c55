internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import IncidentCore
internal import Synchronization

/// Every word of every incident, in a file of its own beside the database.
///
/// No alert waits for it: intake writes nothing here, and what is missing is read from the database afterwards. It may be
/// removed at any time, and is made anew where it is gone, damaged, or of another installation or version.
final class SearchIndex: Sendable {
    static let fileName = "search.sqlite"
    /// Grows with every change of the schema, or of what is found: an index of another version is made anew.
    private static let version = 4
    /// Says that the file is ours: "RSix".
    private static let applicationID = 0x5253_6978
    private static let readers = 3

    let path: String
    private let installation: String
    private let opened = Mutex<Opened?>(nil)
    private let trouble = Mutex(Trouble())

    private struct Opened {
        let pool: DatabasePool
        let files: DatabaseFiles
    }

    private struct Trouble {
        var reading: String?
        var writing: String?
    }

    /// Opens nothing yet.
    init(path: String, installation: String) { (self.path, self.installation) = (path, installation) }

    /// - Returns: `nil` when there is no index to read.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result? {
        do {
            let result = try pool(makes: false)?.read(body)
            trouble.withLock { $0.reading = nil }
            return result
        } catch let error as DatabaseError where error.isOfFile {
            trouble.withLock { $0.reading = error.words }
            throw error
        }
    }

    /// Makes the file where there is none that can be used. Nobody's thread waits for it: a batch takes a while.
    func write(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        do {
            guard let pool = try pool(makes: true) else { throw StoreError.cannotWrite("\(path) cannot be made") }
            try await pool.write(body)
            trouble.withLock { $0.writing = nil }
        } catch let error as DatabaseError where error.isOfFile {
            trouble.withLock { $0.writing = error.words }
            throw error
        }
    }

    /// Why nothing can be read from it, the last time that was tried; `nil` where it could, or there is no file.
    var cannotRead: String? { trouble.withLock { $0.reading } }
    var cannotWrite: String? { trouble.withLock { $0.writing } }

    /// Throws it away; whoever has it open notices, and makes a new one or reads none.
    func remove() {
        close()
        for end in ["", "-wal", "-shm"] { unlink(path + end) }
    }

    func close() { opened.withLock { $0 = nil } }

    private func pool(makes: Bool) throws -> DatabasePool? {
        try opened.withLock { opened in
            if let known = opened {
                if (try? known.files.check()) != nil { return known.pool }
                opened = nil
            }
            guard makes || FileManager.default.fileExists(atPath: path) else { return nil }
            guard let pool = try usable(makes: makes) else { return nil }
            opened = Opened(pool: pool, files: DatabaseFiles(path: path))
            return pool
        }
    }

    private func usable(makes: Bool) throws -> DatabasePool? {
        do {
            let pool = try openPool()
            if try pool.read(isOurs) { return pool }
        } catch let error as DatabaseError where error.isDamage || error.resultCode == .SQLITE_ERROR {
            // No database, or one without our tables.
        }
        guard makes else { return nil }
        for end in ["", "-wal", "-shm"] { unlink(path + end) }
        let pool = try openPool()
        try pool.write(makeTables)
        return pool
    }

    private func openPool() throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = Self.readers
        configuration.label = "search"
        configuration.prepareDatabase { db in
            // Larger pages than usual: most incidents have some 3 kB of text, of which one of 4 kB has room for one. Of a
            // log that a large batch made long little is kept. What each search of a million incidents looks at first has room
            // in memory (8 MB a connection, of those that search so many): some five pages of each part.
            try db.execute(
                sql: "PRAGMA page_size = 16384; PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -8192")
        }
        return try DatabasePool(path: path, configuration: configuration)
    }

    private func isOurs(_ db: Database) throws -> Bool {
        guard try Int.fetchOne(db, sql: "PRAGMA application_id") == Self.applicationID,
            try Int.fetchOne(db, sql: "PRAGMA user_version") == Self.version
        else { return false }
        return try String.fetchOne(db, sql: "SELECT installation FROM progress") == installation
    }

    /// Of words there is none yet: `SearchShard` makes its own.
    private func makeTables(_ db: Database) throws {
        let kept = SearchColumn.kept.map { "\($0.rawValue) TEXT NOT NULL" }.joined(separator: ", ")
        try db.execute(
            sql: """
                PRAGMA application_id = \(Self.applicationID);
                PRAGMA user_version = \(Self.version);
                CREATE TABLE progress (
                    id INTEGER PRIMARY KEY CHECK (id = 1), installation TEXT NOT NULL,
                    -- Absent before the first batch.
                    low INTEGER, high INTEGER, mark TEXT NOT NULL) STRICT;
                CREATE TABLE position (source TEXT PRIMARY KEY, newest INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                CREATE TABLE document (
                    incident_id INTEGER PRIMARY KEY, \(kept),
                    -- Whose outputs are in the index, as a JSON list.
                    artifacts TEXT NOT NULL) STRICT;
                CREATE TABLE shard (
                    number INTEGER PRIMARY KEY,
                    packing TEXT NOT NULL CHECK (packing IN ('not begun', 'begun', 'done'))) STRICT;
                """)
        try db.execute(
            sql: "INSERT INTO progress (id, installation, mark) VALUES (1, ?, '')", arguments: [installation])
    }
}

extension SearchIndex {
    /// Where the index stands; `nil` when nothing is in it.
    func progress() throws -> SearchProgress? { try read(Self.progress).flatMap(\.self) }

    static func progress(_ db: Database) throws -> SearchProgress? {
        guard let row = try db.row("SELECT low, high, mark FROM progress WHERE low IS NOT NULL") else { return nil }
        let positions: [(SearchSource, Int64)] = try db.rows("SELECT source, newest FROM position").compactMap { row in
            SearchSource(rawValue: row["source"]).map { ($0, row["newest"]) }
        }
        return SearchProgress(
            low: row["low"], high: row["high"], positions: Dictionary(positions, uniquingKeysWith: { $1 }),
            mark: row["mark"])
    }
}

extension DatabaseError {
    /// Whether the file cannot be used as it lies there: something else has its name, or the disk or its rights are against it.
    var isOfFile: Bool {
        [.SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_FULL].contains(resultCode)
    }
}
