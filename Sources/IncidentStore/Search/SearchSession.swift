internal import GRDB
internal import GRDBSQLite
internal import IncidentCore

/// What one question of people asks of the search index, for a limited time altogether.
package struct SearchSession: Sendable {
    /// What takes longer than this is told so, and holds nobody.
    static let limit: Duration = .seconds(1)
    /// So long a search goes on from one part of the index to the next.
    package static let patience: Duration = .milliseconds(50)
    private static let stepsBetweenLooks: Int32 = 2000

    private let index: SearchIndex
    private let begun = ContinuousClock.now
    private let limit: Duration
    private let patience: Duration

    init(_ index: SearchIndex, limit: Duration = Self.limit, patience: Duration = Self.patience) {
        (self.index, self.limit, self.patience) = (index, limit, patience)
    }

    /// Whether no time is left for what takes so long.
    func isOver(before next: Duration = .zero) -> Bool { ContinuousClock.now - begun + next > patience }

    /// - Parameter isOptional: whether what has not come soon after the time was over is not waited for.
    /// - Returns: `nil` when there is no index.
    func read<Result>(isOptional: Bool = false, _ body: (Database) throws -> Result) throws -> Result? {
        let limit = isOptional ? min(limit, patience * 6 / 5) : limit
        do {
            return try index.read { db in
                let deadline = SearchDeadline(begun + limit)
                return try deadline.watch(db, every: Self.stepsBetweenLooks) { try body(db) }
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            throw StoreError.tooSlow(limit: limit)
        } catch let error as DatabaseError where error.isDamage {
            // The next one is made soon, and until then all says that it is behind.
            index.remove()
            return nil
        } catch let error as DatabaseError where error.isOfFile {
            // As while it is made: titles and labels are in the database.
            return nil
        } catch let error as DatabaseError {
            throw StoreError.cannotRead("\(SearchIndex.fileName): \(error.words)")
        }
    }

    /// Why nothing could be read from it.
    var cannotRead: String? { index.cannotRead }

    func progress() throws -> SearchProgress? { try read(SearchIndex.progress).flatMap(\.self) }
}

/// A class, so that SQLite can be given its address.
private final class SearchDeadline: Sendable {
    private let time: ContinuousClock.Instant

    init(_ time: ContinuousClock.Instant) { self.time = time }

    private var hasPassed: Bool { ContinuousClock.now >= time }

    /// Interrupts what a connection does once the time has come.
    func watch<Result>(_ db: Database, every steps: Int32, _ body: () throws -> Result) throws -> Result {
        sqlite3_progress_handler(
            db.sqliteConnection, steps,
            { context in
                guard let context else { return 0 }
                return Unmanaged<SearchDeadline>.fromOpaque(context).takeUnretainedValue().hasPassed ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_progress_handler(db.sqliteConnection, 0, nil, nil) }
        return try withExtendedLifetime(self, body)
    }
}
