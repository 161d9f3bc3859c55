internal import GRDB
package import IncidentCore
internal import Synchronization

/// One write transaction in words of the domain. Its reads see its own writes.
package struct StoreTransaction: ~Copyable {
    /// What this transaction leaves for the services.
    package internal(set) var changes: StoreChanges = []

    /// What cannot be understood is looked at again after so long, perhaps by another release.
    static let unreadablePutOff: Duration = .seconds(900)

    let db: Database
    let caches: WriterCaches

    init(db: Database, caches: WriterCaches) {
        self.db = db
        self.caches = caches
    }

    /// The same questions that a reader may ask.
    package var reader: StoreReader { StoreReader(db: db, unreadable: caches.unreadable) }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: arguments)
    }
}

/// What only the commit queue's thread reads and writes, kept between its transactions.
final class WriterCaches: Sendable {
    /// Stored policies by their id: each incident points to one, and decoding JSON each time would cost more than the
    /// transaction.
    let policies = Mutex<[Int64: EscalationPolicy]>([:])

    let statements = WriterStatements()

    let unreadable: UnreadableRows

    init(unreadable: UnreadableRows = UnreadableRows()) { self.unreadable = unreadable }

    /// After a rollback, which may have taken away what is cached here.
    func clear() { policies.withLock { $0 = [:] } }
}

extension Priority: DatabaseValueConvertible {}
extension IncidentStatus: DatabaseValueConvertible {}
extension AlertStatus: DatabaseValueConvertible {}
extension EscalationStatus: DatabaseValueConvertible {}
extension NotifierKind: DatabaseValueConvertible {}
extension NotificationEvent: DatabaseValueConvertible {}
extension NotificationState: DatabaseValueConvertible {}
extension DeliveryVerdict: DatabaseValueConvertible {}
extension DiagnosisReason: DatabaseValueConvertible {}
extension CollectorOutcome: DatabaseValueConvertible {}
extension FindingLevel: DatabaseValueConvertible {}
