internal import GRDB
internal import GRDBSQLite
internal import IncidentCore
internal import Synchronization

/// The connections that people's questions are answered on: their own, so that no search keeps the engine from what is
/// due, and each for a limited time.
final class PeoplesReaders: Sendable {
    private static let connections = 3
    /// So many wait for one at most; more are told at once that it is busy.
    private static let waitingLimit = 32
    /// Steps of SQLite's machine between two looks at the time: some hundred a second.
    private static let stepsBetweenLooks: Int32 = 20_000

    private let pool: DatabasePool
    private let limit: Duration
    private let asked = Mutex(0)

    /// - Parameters:
    ///   - limit: for a question, once it has a connection.
    ///   - busyTimeout: how long is waited for a process that has the database alone: the last one that closes it, or
    ///     the first one after a crash.
    init(path: String, limit: Duration, busyTimeout: Duration) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(busyTimeout.inSeconds)
        configuration.maximumReaderCount = Self.connections
        configuration.label = "people"
        pool = try DatabasePool(path: path, configuration: configuration)
        self.limit = limit
    }

    func read<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        try enter()
        defer { asked.withLock { $0 -= 1 } }
        do {
            return try await pool.read { [limit] db in
                try Deadline(ContinuousClock.now + limit).watch(db) { try body(db) }
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            throw StoreError.tooSlow(limit: limit)
        }
    }

    func close() throws { try pool.close() }

    private func enter() throws(StoreError) {
        let refused: Int? = asked.withLock { asked in
            guard asked < Self.connections + Self.waitingLimit else { return asked - Self.connections }
            asked += 1
            return nil
        }
        if let refused { throw StoreError.busy(waiting: refused) }
    }

    /// A class, so that SQLite can be given its address.
    private final class Deadline: Sendable {
        private let time: ContinuousClock.Instant

        init(_ time: ContinuousClock.Instant) { self.time = time }

        var hasPassed: Bool { ContinuousClock.now >= time }

        /// Interrupts what a connection does once the time has come.
        func watch<Result>(_ db: Database, _ body: () throws -> Result) throws -> Result {
            sqlite3_progress_handler(
                db.sqliteConnection, PeoplesReaders.stepsBetweenLooks,
                { context in
                    guard let context else { return 0 }
                    return Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue().hasPassed ? 1 : 0
                }, Unmanaged.passUnretained(self).toOpaque())
            defer { sqlite3_progress_handler(db.sqliteConnection, 0, nil, nil) }
            return try withExtendedLifetime(self, body)
        }
    }
}
