internal import Foundation
internal import GRDB
package import IncidentCore
internal import Synchronization

/// Everything that must survive, in one SQLite file. Used in words of the domain: no SQL and no GRDB type leaves it.
///
/// Readers never wait for writers. Writers share commits (`CommitQueue`), and a write that has returned is on disk.
package final class IncidentStore: Sendable {
    /// Of this data folder; part of every dedup key.
    package let installation: String
    /// With which this installation signs the links it sends.
    package let signingKey: [UInt8]

    private let pool: DatabasePool
    private let queue: CommitQueue
    private let checkpointer: Checkpointer
    private let caches: WriterCaches
    private let onCommit = Mutex(CommitHandler { _ in })

    /// Opens `responder.sqlite` in a folder, making both when they are missing, and migrates it.
    ///
    /// - Parameters:
    ///   - random: fresh random bytes, as many as asked for; names the installation on the first start.
    ///   - busyTimeout: how long a write waits for another process that holds the database.
    package init(
        directory: String, now: Timestamp, random: (Int) -> [UInt8], busyTimeout: Duration = .seconds(5)
    ) throws(StoreError) {
        do {
            try Self.makeFolder(directory)
            let path = directory + "/responder.sqlite"
            pool = try Self.openPool(path: path, busyTimeout: busyTimeout)
            let identity =
                try pool.read(Self.identity)
                ?? pool.write { db in try Self.addIdentity(to: db, now: now, random: random) }
            (installation, signingKey) = (identity.name, identity.signingKey)
            checkpointer = try Checkpointer(path: path)
            pool.writeWithoutTransaction { [checkpointer] db in checkpointer.watch(db) }
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError.unusable("cannot open the data folder \(directory): \(error)")
        }
        let caches = WriterCaches()
        self.caches = caches
        queue = CommitQueue(pool: pool, onRollback: { caches.clear() })
    }

    /// Calls this after each commit that left work; replaces what was set before.
    package func notifyAfterCommit(_ handler: @escaping @Sendable (StoreChanges) -> Void) {
        onCommit.withLock { $0 = CommitHandler(call: handler) }
    }

    /// Reads, decides and writes in one transaction; returns after it is on disk.
    ///
    /// `body` may run a second time, from the beginning, when a transaction that shared its commit failed.
    /// - Parameter limit: refuses with `busy` when so many writes wait already.
    package func write<Result: Sendable>(
        limit: Int = .max, _ body: @escaping @Sendable (inout StoreTransaction) throws -> Result
    ) async throws -> Result {
        let outcome = WriteOutcome<Result>()
        return try await withCheckedThrowingContinuation { continuation in
            let job = CommitQueue.Job(
                run: { [caches] db in
                    var transaction = StoreTransaction(db: db, caches: caches)
                    outcome.set(try body(&transaction), transaction.changes)
                },
                finish: { [self] error in finish(outcome, error: error, continuation) })
            do {
                try queue.enqueue(job, limit: limit)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Reads a consistent state without waiting for writers.
    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (StoreReader) throws -> Result
    ) async throws -> Result {
        try await pool.read { db in try body(StoreReader(db: db)) }
    }

    /// Writes a little and returns when it is on disk; fails while the disk is full or locked.
    package func probe(at now: Timestamp) async throws {
        try await write { try $0.markProbe(at: now) }
    }

    /// A number that changes when another process (the command line) has changed the database.
    package func externalVersion() async throws -> Int64 {
        try await pool.writeWithoutTransaction { db in try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0 }
    }

    /// Finishes waiting writes and closes. Blocks. Once closed it stays so.
    ///
    /// - Parameter movesLog: whether to move the write-ahead log into the file, which waits for other processes.
    package func close(movesLog: Bool = true) throws {
        // SQLite itself crashes when a closed database is told to checkpoint.
        guard queue.close() else { return }
        try pool.writeWithoutTransaction { db in
            caches.statements.forget()
            if movesLog { _ = try db.checkpoint(.truncate) }
        }
        try pool.close()
        try checkpointer.close()
    }

    private func finish<Result>(
        _ outcome: WriteOutcome<Result>, error: (any Error)?, _ continuation: CheckedContinuation<Result, any Error>
    ) {
        switch (error, outcome.take()) {
        case (let error as DatabaseError, _): continuation.resume(throwing: StoreError.cannotWrite(error.description))
        case (let error?, _): continuation.resume(throwing: error)
        case (nil, (let result, let changes)?):
            if !changes.isEmpty { onCommit.withLock { $0 }.call(changes) }
            continuation.resume(returning: result)
        case (nil, nil): preconditionFailure("a committed write left no result")
        }
    }
}

extension IncidentStore {
    private static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            // Foundation's words are long and name no reason; the system's do.
            guard mkdir(path, 0o700) != 0 else { return }
            let reason = String(cString: strerror(errno))
            throw StoreError.unusable(
                "cannot make the data folder \(path): \(reason); name one that can be made, or is there")
        }
    }

    private static func openPool(path: String, busyTimeout: Duration) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout.inSeconds)
        configuration.maximumReaderCount = 4
        configuration.label = "responder"
        configuration.prepareDatabase { db in
            // Without this, INSERT OR REPLACE deletes rows and no DELETE trigger fires.
            try db.execute(sql: "PRAGMA recursive_triggers = ON")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        // After the pool has opened: GRDB sets NORMAL when it turns the write-ahead log on, and with that a
        // transaction that was answered can be lost when the power fails.
        let level = try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }
        guard level == 2 else { throw StoreError.unusable("SQLite does not take PRAGMA synchronous = FULL") }
        let migrator = Migrations.migrator
        let (isNewer, isCurrent) = try pool.read { db in
            (try migrator.hasBeenSuperseded(db), try migrator.hasCompletedMigrations(db))
        }
        guard !isNewer else {
            throw StoreError.unusable("\(path) was written by a newer responder; use that one, or a backup")
        }
        // Only then, because it waits for whoever writes, and a command that only reads need not.
        if !isCurrent { try migrator.migrate(pool) }
        return pool
    }

    private static func identity(_ db: Database) throws -> (name: String, signingKey: [UInt8])? {
        try Row.fetchOne(db, sql: "SELECT name, signing_key FROM installation").map {
            ($0["name"], [UInt8]($0["signing_key"] as Data))
        }
    }

    private static func addIdentity(
        to db: Database, now: Timestamp, random: (Int) -> [UInt8]
    ) throws -> (name: String, signingKey: [UInt8]) {
        // Another process may have been first.
        if let identity = try identity(db) { return identity }
        let name = random(4).hexadecimal
        let key = random(32)
        try db.execute(
            sql: "INSERT INTO installation (id, name, signing_key, created_at_ms) VALUES (1, ?, ?, ?)",
            arguments: [name, Data(key), now.milliseconds])
        return (name, key)
    }
}

/// A box around the closure: one kept bare in a `Mutex` is wrapped once more at each look, and so grows slower.
private struct CommitHandler: Sendable {
    let call: @Sendable (StoreChanges) -> Void
}

/// Carries a result from the commit queue's thread to the waiting caller.
private final class WriteOutcome<Result: Sendable>: Sendable {
    private let value = Mutex<(Result, StoreChanges)?>(nil)

    func set(_ result: Result, _ changes: StoreChanges) { value.withLock { $0 = (result, changes) } }
    func take() -> (Result, StoreChanges)? { value.withLock { $0 } }
}
