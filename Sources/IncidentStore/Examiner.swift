internal import GRDB
internal import IncidentCore
internal import Synchronization

/// Looks tables through for damage, on a connection of its own that can be interrupted alone.
final class Examiner: Sendable {
    /// How often one that goes on too long is told so: an interrupt between two statements is lost.
    private static let reminder: Duration = .milliseconds(5)

    private let queue: DatabaseQueue

    init(path: String, busyTimeout: Duration) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(busyTimeout.inSeconds)
        configuration.label = "examiner"
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// What is wrong with a table and its indexes, in SQLite's words. Pages and rows are looked at, and not whether each
    /// row is in each index.
    /// - Parameter limit: in real time, as for people's questions: SQLite's own work is what it bounds, and nothing of that
    ///   follows a clock that is injected.
    /// - Returns: `nil` when the time was too short.
    func examine(_ table: String, limit: Duration) async throws -> [String]? {
        let running = Running()
        let timer = Task { [queue] in
            try await Task.sleep(for: limit)
            while running.ifSo(queue.interrupt) { try await Task.sleep(for: Self.reminder) }
        }
        defer {
            running.ends()
            timer.cancel()
        }
        do {
            return try await queue.read { db in
                let name = table.replacing("'", with: "''")
                return try String.fetchAll(db, sql: "PRAGMA quick_check('\(name)')").filter { $0 != "ok" }
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            return nil
        } catch let error as DatabaseError where error.isDamage {
            return [error.words]
        }
    }

    /// Whether an examination goes on: the next one on the connection is not to be interrupted for it.
    private final class Running: Sendable {
        private let isSo = Mutex(true)

        func ends() { isSo.withLock { $0 = false } }

        func ifSo(_ body: () -> Void) -> Bool {
            isSo.withLock { isSo in
                if isSo { body() }
                return isSo
            }
        }
    }

    func close() throws {
        queue.interrupt()
        try queue.close()
    }
}
