internal import Dispatch
internal import Foundation
internal import GRDB
internal import Synchronization

/// Runs write transactions of many callers as one: they share a sync of the disk, and each learns its own result only
/// after that sync.
///
/// Measured: 3.5 to 4 times the writes a second of one transaction a caller, at `synchronous = FULL`.
final class CommitQueue: Sendable {
    /// A caller's part of a transaction. It may be run a second time when another part of its batch fails, so it
    /// must change nothing but the database and its own result.
    struct Job: Sendable {
        /// - Returns: what it leaves for the services.
        let run: @Sendable (Database) throws -> StoreChanges
        let finish: @Sendable ((any Error)?) -> Void
    }

    private struct State {
        var waiting: [Job] = []
        var isClosed = false
    }

    /// So many callers share one transaction at most; more would only make the first of them wait longer.
    private static let batchLimit = 256

    private let database: any DatabaseWriter
    /// Whether callers commit themselves, each for itself, without a thread of the queue.
    private let isInline: Bool
    private let onRollback: @Sendable () -> Void
    private let verify: @Sendable () throws(StoreError) -> Void
    private let onCommit: @Sendable (StoreChanges) -> Void
    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - isInline: for a database whose commits wait for no disk: there is nothing to share, and to wake a thread costs
    ///     more than the work.
    ///   - onRollback: called on the queue's thread after a transaction came to nothing.
    ///   - verify: called after each commit and before anybody is told of it; throws when it is worth nothing.
    ///   - onCommit: called once for all that a transaction leaves, where it leaves anything.
    init(
        _ database: any DatabaseWriter, isInline: Bool = false, onRollback: @escaping @Sendable () -> Void,
        verify: @escaping @Sendable () throws(StoreError) -> Void = {},
        onCommit: @escaping @Sendable (StoreChanges) -> Void = { _ in }
    ) {
        self.database = database
        self.isInline = isInline
        self.onRollback = onRollback
        self.verify = verify
        self.onCommit = onCommit
        guard !isInline else { return }
        // A thread of its own, because SQLite blocks; it ends with `close()`.
        let thread = Thread { [self] in runUntilClosed() }
        thread.name = "commit queue"
        thread.start()
    }

    /// - Parameter limit: how many may wait; beyond that the caller is refused at once.
    func enqueue(_ job: Job, limit: Int) throws(StoreError) {
        let refusal: StoreError? = state.withLock { state in
            if state.isClosed { return .closed }
            if state.waiting.count >= limit { return .busy(waiting: state.waiting.count) }
            if !isInline { state.waiting.append(job) }
            return nil
        }
        if let refusal { throw refusal }
        guard !isInline else { return commit([job]) }
        work.signal()
    }

    var isClosed: Bool { state.withLock(\.isClosed) }

    /// Finishes what waits, then refuses everything. Blocks.
    /// - Returns: false when it was closed before.
    func close() -> Bool {
        let first = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard first else { return false }
        guard !isInline else { return true }
        work.signal()
        ended.wait()
        return true
    }

    private func runUntilClosed() {
        while true {
            work.wait()
            let (batch, isClosed) = state.withLock { state in
                let batch = Array(state.waiting.prefix(Self.batchLimit))
                state.waiting.removeFirst(batch.count)
                return (batch, state.isClosed && state.waiting.isEmpty)
            }
            if !batch.isEmpty { commit(batch) }
            if isClosed { break }
        }
        ended.signal()
    }

    private func commit(_ batch: [Job]) {
        var hasBegun = false
        var changes: StoreChanges = []
        do {
            try inTransaction { db in
                hasBegun = true
                for job in batch { changes.formUnion(try job.run(db)) }
            }
            do throws(StoreError) {
                try verify()
            } catch {
                for job in batch { job.finish(error) }
                return
            }
            if !changes.isEmpty { onCommit(changes) }
            for job in batch { job.finish(nil) }
        } catch {
            onRollback()
            if batch.count == 1 || !hasBegun {
                // A locked database refuses every one of them; to ask it for each would take the busy timeout each time. So it would
                // for what has come meanwhile: nobody waits longer than that timeout.
                let isLocked = !hasBegun && (error as? DatabaseError)?.resultCode == .SQLITE_BUSY
                for job in batch + (isLocked ? takeWaiting() : []) { job.finish(error) }
            } else {
                // One of them failed and took the others with it: each alone then, so that only that one fails.
                for job in batch { commit([job]) }
            }
        }
    }

    private func takeWaiting() -> [Job] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    private func inTransaction(_ body: (Database) throws -> Void) throws {
        try database.writeWithoutTransaction { db in
            try db.inTransaction(.immediate) {
                try body(db)
                return .commit
            }
        }
    }
}
