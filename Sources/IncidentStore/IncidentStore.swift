internal import Foundation
internal import GRDB
package import IncidentCore
internal import Synchronization

/// Everything that must survive, in one SQLite file. Used in words of the domain: no SQL, no GRDB type and no error of
/// either leaves it.
///
/// Readers never wait for writers. Writers share commits (`CommitQueue`), and a write that has returned is on disk.
package final class IncidentStore: Sendable {
    /// Of this data folder; part of every dedup key.
    package let installation: String
    /// With which this installation signs the links it sends.
    package let signingKeys: SigningKeys
    /// What a person should know of how the folder was found, a sentence each.
    package let warnings: [String]

    private let database: any DatabaseWriter
    /// Whether nobody but the caller does its reads and writes: nothing of it waits for a disk.
    private let isInline: Bool
    /// `nil` for a scratch, as the two after it: what nobody else can open has one connection.
    private let people: PeoplesReaders?
    private let examiner: Examiner?
    /// `nil` for a scratch too.
    let search: SearchIndex?
    private let queue: CommitQueue
    private let checkpointer: Checkpointer?
    private let caches: WriterCaches
    private let health: StoreHealth
    private let files: DatabaseFiles
    /// `nil` beside a server.
    private let lock: DataFolderLock?
    private let onCommit: Listener<StoreChanges>
    private let unreadable = UnreadableRows()

    /// Opens `responder.sqlite` in a folder, making both when they are missing.
    ///
    /// - Parameters:
    ///   - random: fresh random bytes, as many as asked for; names the installation on the first start.
    ///   - busyTimeout: how long a write waits for another process that holds the database, at most.
    ///   - questionLimit: how long a question of people may take, once it has a connection.
    package init(
        directory: String, as access: StoreAccess = .server(address: "not listening yet"), now: Timestamp,
        random: (Int) -> [UInt8], busyTimeout: Duration = .seconds(5),
        questionLimit: Duration = .seconds(5)
    ) throws(StoreError) {
        let folder = try DataFolder(directory)
        let lock = try access.takeLock(of: directory)
        do {
            if let refusal = DataFolder.refusal(of: directory, writes: true) { throw StoreError.unusable(refusal) }
            try folder.checkBeforeOpening(as: access)
            database = try Self.openDatabase(folder, as: access, busyTimeout: busyTimeout)
            let identity =
                try database.read(Self.identity)
                ?? database.write { db in try Self.addIdentity(to: db, now: now, random: random) }
            installation = identity
            signingKeys = SigningKeys(try database.read(SigningKey.all))
            isInline = access == .scratch
            if isInline {
                (people, examiner, checkpointer, search) = (nil, nil, nil, nil)
            } else {
                search = SearchIndex(path: "\(directory)/\(SearchIndex.fileName)", installation: identity)
                people = try PeoplesReaders(path: folder.database, limit: questionLimit, busyTimeout: busyTimeout)
                examiner = try Examiner(path: folder.database, busyTimeout: busyTimeout)
                let checkpointer = try Checkpointer(path: folder.database)
                database.writeWithoutTransaction { db in checkpointer.watch(db) }
                self.checkpointer = checkpointer
            }
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB:
                throw StoreError.unusable(
                    "\(folder.database) is no database, or its beginning is damaged; put the last backup in its place, or "
                        + "name another folder with --data-dir")
            case .SQLITE_CORRUPT: throw StoreError.damaged(folder.database)
            default: throw StoreError.unusable("cannot open the data folder \(directory): \(error.words)")
            }
        } catch {
            throw StoreError.unusable("cannot open the data folder \(directory): \(error)")
        }
        warnings = folder.warnings(of: installation)
        if lock != nil { folder.mark(installation: installation) }
        let (caches, health, files) = (
            WriterCaches(unreadable: unreadable), StoreHealth(), isInline ? .none : DatabaseFiles(path: folder.database)
        )
        let onCommit = Listener<StoreChanges>()
        self.onCommit = onCommit
        (self.caches, self.health, self.files, self.lock) = (caches, health, files, lock)
        queue = CommitQueue(
            database, isInline: isInline, onRollback: { caches.clear() },
            verify: { () throws(StoreError) in try Self.check(files, health) },
            onCommit: { onCommit.tell($0) })
    }

    /// Calls this after each commit that left work; replaces what was set before.
    package func notifyAfterCommit(_ handler: @escaping @Sendable (StoreChanges) -> Void) {
        onCommit.set(handler)
    }

    /// Calls this once for each stored row that is met and cannot be understood; replaces what was set before.
    package func notifyUnreadable(_ handler: @escaping @Sendable (UnreadableRow) -> Void) {
        unreadable.listener.set(handler)
    }

    /// Calls this, before the commit, for each time at which nobody is told of an incident; replaces what was set before.
    package func notifyUntold(_ handler: @escaping @Sendable (UntoldIncident) -> Void) { caches.untold.set(handler) }

    /// Calls this with an incident's number, before the commit, when a policy of it has told everybody; replaces what was set
    /// before.
    package func notifyExhausted(_ handler: @escaping @Sendable (Int64) -> Void) { caches.exhausted.set(handler) }

    /// Calls this when the file is first found to be damaged; replaces what was set before.
    package func notifyDamage(_ handler: @escaping @Sendable (StoreError) -> Void) { health.onDamage.set(handler) }

    /// What is wrong with the files, the worst first: lost, damaged, or a write that was refused and would be again.
    package var trouble: StoreError? { health.trouble }

    /// That a part of the file makes no sense, once that was met: there may be alerts that nothing shows.
    package var damage: StoreError? { health.damage }

    /// Writes down where this server listens, for whoever finds the folder taken.
    package func isServed(at address: String) { lock?.write(address: address) }

    /// Reads, decides and writes in one transaction; returns after it is on disk.
    ///
    /// `body` may run a second time, from the beginning, when a transaction that shared its commit failed.
    /// - Parameters:
    ///   - limit: refuses with `busy` when so many writes wait already.
    ///   - bytes: about how much is written, where that is much: after a refusal the store is ready again once as much
    ///     has fitted.
    package func write<Result: Sendable>(
        limit: Int = .max, bytes: Int = 0, _ body: @escaping @Sendable (inout StoreTransaction) throws -> Result
    ) async throws -> Result {
        try health.checkIsNotLost()
        let outcome = WriteOutcome<Result>()
        return try await withCheckedThrowingContinuation { continuation in
            let job = CommitQueue.Job(
                run: { [caches] db in
                    var transaction = StoreTransaction(db: db, caches: caches)
                    outcome.set(try body(&transaction))
                    return transaction.changes
                },
                finish: { [self] error in finish(outcome, error: error, bytes: bytes, continuation) })
            do {
                try queue.enqueue(job, limit: limit)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Reads a consistent state without waiting for writers; for what the engine must know to do its work.
    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (StoreReader) throws -> Result
    ) async throws -> Result {
        try health.checkIsNotLost()
        do {
            if isInline { return try readInline(body) }
            return try await database.read { [unreadable] db in try body(StoreReader(db: db, unreadable: unreadable)) }
        } catch {
            throw Self.understand(error, health, writing: nil)
        }
    }

    /// Not `async`, so that it is the one of GRDB's two that takes no other thread; and without a transaction, since nobody
    /// else can write meanwhile.
    private func readInline<Result>(_ body: (StoreReader) throws -> Result) throws -> Result {
        try database.unsafeRead { try body(StoreReader(db: $0, unreadable: unreadable)) }
    }

    /// The same for people, on connections of their own: however much they ask, the engine does not wait for them.
    ///
    /// - Parameter patience: how long a search goes on with older incidents.
    /// - Throws: `tooSlow` when it takes longer than a question may, `busy` when too many wait already.
    package func readForPeople<Result: Sendable>(
        searchingFor patience: Duration = SearchSession.patience,
        _ body: @escaping @Sendable (StoreReader) throws -> Result
    ) async throws -> Result {
        guard let people else { return try await read(body) }
        try health.checkIsNotLost()
        do {
            return try await people.read { [unreadable, search] db in
                let session = search.map { SearchSession($0, patience: patience) }
                return try body(StoreReader(db: db, unreadable: unreadable, search: session))
            }
        } catch {
            throw Self.understand(error, health, writing: nil)
        }
    }

    /// Whether a write would be taken now; shows it by one, where nothing has shown it within the last second.
    ///
    /// - Throws: what is wrong. After a write was refused that is so until as much has been written.
    package func probe(at now: Timestamp) async throws {
        if queue.isClosed { throw StoreError.closed }
        try Self.check(files, health)
        if let refused = health.refusedBytes, health.beginProbe() {
            defer { health.endProbe() }
            try await write(bytes: refused) { try $0.fillProbe(bytes: refused, at: now) }
            if refused > 0 { try await write { try $0.fillProbe(bytes: 0, at: now) } }
        } else if health.refusedBytes == nil, !health.hasCommitted(within: Self.probeInterval) {
            try await write { try $0.markProbe(at: now) }
        }
        if let trouble = health.trouble { throw trouble }
    }

    /// A probe is open to everybody, and a commit syncs the disk.
    private static let probeInterval: Duration = .seconds(1)

    /// Takes up what another process has changed of the keys.
    ///
    /// - Returns: whether another one signs now.
    @discardableResult
    package func refreshSigningKeys() async throws -> Bool {
        signingKeys.replace(with: try await read { try $0.signingKeys() })
    }

    /// Looks one table and its indexes through for damage, page by page, and remembers what it finds.
    ///
    /// - Parameter limit: after so long it is given up: while it looks, the write-ahead log can only grow.
    /// - Returns: what is wrong, in SQLite's words; `[]` when nothing is, `nil` when the time was too short for all of it.
    package func examine(_ table: String, limit: Duration) async throws -> [String]? {
        try health.checkIsNotLost()
        do {
            let findings = try await examiner?.examine(table, limit: limit)
            if findings?.isEmpty == false { health.damaged(.damaged("responder.sqlite")) }
            return findings
        } catch {
            throw Self.understand(error, health, writing: nil)
        }
    }

    /// A number that changes when another process (the command line) has changed the database.
    package func externalVersion() async throws -> Int64 {
        do {
            return try await database.writeWithoutTransaction { db in
                try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0
            }
        } catch {
            throw Self.understand(error, health, writing: nil)
        }
    }

    /// Finishes waiting writes and closes. Blocks. Once closed it stays so.
    ///
    /// - Parameter movesLog: whether to move the write-ahead log into the file, which waits for other processes.
    package func close(movesLog: Bool = true) throws {
        // SQLite itself crashes when a closed database is told to checkpoint.
        guard queue.close() else { return }
        defer { lock?.release() }
        // Moved into another file than the one it belongs to, the log would damage that.
        let movesLog = movesLog && (try? Self.check(files, health)) != nil
        try people?.close()
        try examiner?.close()
        search?.close()
        try database.writeWithoutTransaction { db in
            caches.statements.forget()
            if movesLog { _ = try db.checkpoint(.truncate) }
        }
        try database.close()
        try checkpointer?.close()
    }

    private func finish<Result>(
        _ outcome: WriteOutcome<Result>, error: (any Error)?, bytes: Int,
        _ continuation: CheckedContinuation<Result, any Error>
    ) {
        switch (error, outcome.result) {
        case (let error?, _): continuation.resume(throwing: Self.understand(error, health, writing: bytes))
        case (nil, let result?):
            health.committed(bytes: bytes)
            continuation.resume(returning: result)
        case (nil, nil): preconditionFailure("a committed write left no result")
        }
    }

    /// Looks whether the files are still those that were opened; once they are not, nothing is believed any more.
    private static func check(_ files: DatabaseFiles, _ health: StoreHealth) throws(StoreError) {
        try health.checkIsNotLost()
        do {
            try files.check()
        } catch {
            health.lose(error)
            throw error
        }
    }

    /// What an error of the database means in our words; those of the domain pass through.
    ///
    /// - Parameter bytes: about how much was to be written; `nil` for a question.
    private static func understand(_ error: any Error, _ health: StoreHealth, writing bytes: Int?) -> any Error {
        switch error {
        case let error as DatabaseError:
            let failure: StoreError =
                error.isDamage
                ? .damaged("responder.sqlite") : bytes == nil ? .cannotRead(error.words) : .cannotWrite(error.words)
            health.failed(error, as: failure, bytes: bytes)
            return failure
        case let error as DecodingError: return StoreError.unreadable("a stored document: \(error.words)")
        case let error as JSONError: return StoreError.unreadable("stored labels: \(error)")
        case let error as UnknownWord: return StoreError.unreadable("a stored row: \(error)")
        default: return error
        }
    }
}

extension DatabaseError {
    /// Whether the file is to blame, and not what was asked of it.
    var isDamage: Bool { [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(resultCode) }

    /// Without the statement, which says nothing to people.
    var words: String { "SQLite error \(extendedResultCode.rawValue): \(message ?? "no reason is given")" }
}

/// Carries a result from the commit queue's thread to the waiting caller.
private final class WriteOutcome<Result: Sendable>: Sendable {
    private let value = Mutex<Result?>(nil)

    func set(_ result: Result) { value.withLock { $0 = result } }
    /// `nil` until the write has run.
    var result: Result? { value.withLock { $0 } }
}
