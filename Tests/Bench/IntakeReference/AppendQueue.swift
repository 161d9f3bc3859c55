import Dispatch
import Foundation
import GRDB
import Synchronization

/// Appends bodies to one table; those that wait together share a transaction, and so a sync of the disk.
final class AppendQueue: Sendable {
    private struct Waiting {
        let body: Data
        let continuation: CheckedContinuation<Void, Never>
    }

    private let pool: DatabasePool
    private let waiting = Mutex<[Waiting]>([])
    private let work = DispatchSemaphore(value: 0)

    init(path: String) throws {
        pool = try DatabasePool(path: path)
        try pool.writeWithoutTransaction { db in
            // After the pool has opened, which sets NORMAL. SQLite's own checkpoint every 1000 pages is left as it is.
            try db.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    CREATE TABLE intake (
                        id INTEGER PRIMARY KEY, received_at_ms INTEGER NOT NULL, body BLOB NOT NULL
                    ) STRICT;
                    """)
        }
        let thread = Thread { [self] in
            while true { appendNext() }
        }
        thread.name = "append queue"
        thread.start()
    }

    /// Returns after the body is on disk.
    func append(_ body: Data) async {
        await withCheckedContinuation { continuation in
            waiting.withLock { $0.append(Waiting(body: body, continuation: continuation)) }
            work.signal()
        }
    }

    private func appendNext() {
        work.wait()
        let batch = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        guard !batch.isEmpty else { return }
        do {
            try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    let statement = try db.cachedStatement(
                        sql: "INSERT INTO intake (received_at_ms, body) VALUES (?, ?)")
                    let now = Int64(Date().timeIntervalSince1970 * 1000)
                    for item in batch { try statement.execute(arguments: [now, item.body]) }
                    return .commit
                }
            }
        } catch {
            fatalError("the reference cannot write: \(error)")
        }
        for item in batch { item.continuation.resume() }
    }
}
