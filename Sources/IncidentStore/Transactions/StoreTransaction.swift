internal import GRDB
internal import IncidentCore
internal import Synchronization

/// One write transaction in words of the domain. Its reads see its own writes.
///
/// A concrete type, as `StoreReader` is: behind a protocol each of intake's twenty statements would go through a table of
/// witnesses, on the one thread that writes. Another engine (PostgreSQL) takes the place of both, with the same verbs, and
/// keeps what their users rely on:
/// - transactions are serialised, or fail and are run again from the beginning (`IncidentStore.write` says so): what is
///   read to decide holds until the commit;
/// - a reader sees one consistent state;
/// - who claims work writes its own name and an end into the row, in the transaction that found it due;
/// - a write that has returned is durable.
/// SQL is written in the part that SQLite and PostgreSQL share. What is SQLite's own: `json_each` in the text search
/// (`StoreReader+List.swift`), GLOB in the checks of the schema, `ORDER BY` over merged indexes instead of one plan, the
/// statements kept by `WriterStatements`, and everything in `IncidentStore+Opening.swift`, `Checkpointer.swift`,
/// `DatabaseFiles.swift` and `PeoplesReaders.swift`.
package struct StoreTransaction: ~Copyable {
    /// What this transaction leaves for the services.
    package internal(set) var changes: StoreChanges = []

    /// What cannot be understood is looked at again after so long, perhaps by another release.
    package static let unreadablePutOff: Duration = .seconds(900)

    let db: Database
    let caches: WriterCaches

    init(db: Database, caches: WriterCaches) {
        self.db = db
        self.caches = caches
    }

    /// The same questions that a reader may ask.
    package var reader: StoreReader { StoreReader(db: db, unreadable: caches.unreadable) }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> StoredRow? {
        try db.row(sql, arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments) throws -> [StoredRow] {
        try db.rows(sql, arguments)
    }
}

/// What only the commit queue's thread reads and writes, kept between its transactions.
final class WriterCaches: Sendable {
    /// Stored policies by their id: each incident points to one, and decoding JSON each time would cost more than the
    /// transaction.
    let policies = Mutex<[Int64: EscalationPolicy]>([:])

    /// The addresses for which new messages are held back: what a storm brings is not looked at one by one.
    let held = Mutex<[ContactMethod: AddressHold]>([:])

    /// Stored senders by what they say of themselves: each body has one.
    let senders = Mutex<[AlertSender: Int64]>([:])

    let statements = WriterStatements()

    let unreadable: UnreadableRows

    let untold = Listener<UntoldIncident>()
    /// With the incident's number.
    let exhausted = Listener<Int64>()

    init(unreadable: UnreadableRows = UnreadableRows()) { self.unreadable = unreadable }

    /// After a rollback, which may have taken away what is cached here.
    func clear() {
        policies.withLock { $0 = [:] }
        senders.withLock { $0 = [:] }
        held.withLock { $0 = [:] }
    }
}
