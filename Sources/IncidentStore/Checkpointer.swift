internal import Dispatch
internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// Moves the write-ahead log into the database on a thread and a connection of its own.
///
/// SQLite would do it within a commit, every 1000 pages: a writer that is busy spends a fifth of its time so. It still
/// does where this one lags behind (`backstop`), and only so the log begins anew under a load that never pauses.
final class Checkpointer: Sendable {
    /// Pages of the log after which this thread begins: 10 MB. The pages that every commit writes anew, of indexes, are
    /// moved once for all of them; after 2 MB each the same load took a twentieth more.
    private static let interval: Int32 = 2500
    /// Pages of the log after which the writer does what is left.
    private static let backstop: Int32 = 6000

    private let queue: DatabaseQueue
    private let work = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    /// One at a time: SQLite does not let the writer wait for this thread, so that it would find the log being moved each
    /// time, and the log would grow for as long as the load lasts.
    private let turn = Mutex(())
    private let state = Mutex(State())

    private struct State {
        /// How long the log was when this thread was last asked.
        var askedAt: Int32 = 0
        var isClosed = false
    }

    init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.label = "checkpointer"
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        let thread = Thread { [self] in runUntilClosed() }
        thread.name = "checkpointer"
        thread.start()
    }

    /// Watches the log's growth from the connection that writes, in place of SQLite's own checkpoints. The connection
    /// must be closed before this is.
    func watch(_ writer: Database) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            writer.sqliteConnection,
            { context, connection, name, pages in
                guard let context else { return SQLITE_OK }
                let checkpointer = Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue()
                if pages >= Checkpointer.backstop {
                    _ = checkpointer.turn.withLock { _ in
                        sqlite3_wal_checkpoint_v2(connection, name, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
                    }
                } else {
                    checkpointer.ask(at: pages)
                }
                return SQLITE_OK
            }, context)
    }

    /// Blocks until the thread has ended.
    func close() throws {
        state.withLock { $0.isClosed = true }
        work.signal()
        ended.wait()
        try queue.close()
    }

    private func ask(at pages: Int32) {
        let isDue = state.withLock { state in
            // A shorter log has begun anew.
            if pages < state.askedAt { state.askedAt = 0 }
            guard pages - state.askedAt >= Self.interval else { return false }
            state.askedAt = pages
            return true
        }
        if isDue { work.signal() }
    }

    private func runUntilClosed() {
        while true {
            work.wait()
            if state.withLock({ $0.isClosed }) { break }
            // What cannot be moved now, because somebody reads it or the disk is full, is moved another time.
            turn.withLock { _ in try? queue.writeWithoutTransaction { db in _ = try db.checkpoint(.passive) } }
        }
        ended.signal()
    }
}
