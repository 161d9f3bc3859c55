import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import IncidentStore

/// The queue through which all writes go. A job that stands still keeps the queue's thread, so that what comes after it
/// waits and shares the next transaction.
@Suite(.timeLimit(.minutes(5))) struct GroupCommitTests {
    @Test func `writes that wait share one transaction`() async throws {
        let queue = try ScratchQueue()
        let gate = try await queue.holdThread()
        let results = try (0..<100).map { number in try queue.insert(number) }
        gate.open()
        for result in results { #expect(await result.value == nil) }
        #expect(try queue.numbers() == Array(0..<100))
        #expect(queue.commits.count == 2, "the one that stood still, and the hundred")
    }

    @Test func `a failing write fails alone, and leaves nothing`() async throws {
        let queue = try ScratchQueue()
        let gate = try await queue.holdThread()
        let before = try queue.insert(1)
        let failing = try queue.enqueue { db in
            try db.execute(sql: "INSERT INTO number VALUES (666)")
            throw Refused()
        }
        let broken = try queue.enqueue { db in
            try db.execute(sql: "INSERT INTO number VALUES (667), (667)")
        }
        let after = try queue.insert(2)
        gate.open()
        #expect(await before.value == nil)
        #expect(await failing.value is Refused)
        #expect((await broken.value as? DatabaseError)?.resultCode == .SQLITE_CONSTRAINT)
        #expect(await after.value == nil)
        #expect(try queue.numbers() == [1, 2])
    }

    @Test func `a write is answered after its commit, not before`() async throws {
        let queue = try ScratchQueue()
        let seen = Mutex<[Int]?>(nil)
        let result = try queue.enqueue {
            try $0.execute(sql: "INSERT INTO number VALUES (1)")
        } whenFinished: {
            // Another connection sees what has been committed only.
            seen.withLock { $0 = try? queue.numbers() }
        }
        #expect(await result.value == nil)
        #expect(seen.withLock { $0 } == [1])
    }

    @Test func `beyond its limit the queue refuses at once, and keeps what it has taken`() async throws {
        let queue = try ScratchQueue()
        let gate = try await queue.holdThread()
        let taken = try (0..<3).map { try queue.insert($0, limit: 3) }
        #expect(throws: StoreError.busy(waiting: 3)) { try queue.insert(3, limit: 3) }
        gate.open()
        for result in taken { #expect(await result.value == nil) }
        #expect(try queue.numbers() == [0, 1, 2])
    }

    @Test func `closing finishes what waits, then refuses`() async throws {
        let queue = try ScratchQueue()
        let gate = try await queue.holdThread()
        let results = try (0..<300).map { try queue.insert($0) }
        gate.open()
        _ = queue.queue.close()
        for result in results { #expect(await result.value == nil) }
        #expect(throws: StoreError.closed) { try queue.insert(300) }
        #expect(try queue.numbers().count == 300)
    }

    @Test func `a locked database is asked once for all that wait, and refuses them all`() async throws {
        let queue = try ScratchQueue()
        let other = try queue.otherProcess()
        try await other.lock()
        let gate = ThreadGate()
        let first = try queue.enqueue { _ in
            Issue.record("a job ran without its transaction")
        } whenFinished: {
            gate.arriveAndWait()
        }
        await gate.arrival()
        let rest = try (0..<50).map { try queue.insert($0) }
        gate.open()
        for result in [first] + rest {
            #expect((await result.value as? DatabaseError)?.resultCode == .SQLITE_BUSY)
        }
        #expect(queue.rollbacks.withLock { $0 } == 2)
        try await other.unlock()
        #expect(try queue.numbers() == [])
        #expect(await (try queue.insert(1)).value == nil)
    }

    @Test func `what has come while a locked database was waited for is refused with it, and waits no second time`()
        async throws
    {
        let gate = ThreadGate()
        let queue = try ScratchQueue(
            busyMode: .callback { _ in
                gate.arriveAndWait()
                return false
            })
        let other = try queue.otherProcess()
        try await other.lock()
        let first = try queue.insert(0)
        await gate.arrival()
        // More than share one transaction.
        let rest = try (1...300).map { try queue.insert($0) }
        for _ in 1...3 { gate.open() }
        for result in [first] + rest {
            #expect((await result.value as? DatabaseError)?.resultCode == .SQLITE_BUSY)
        }
        #expect(queue.rollbacks.withLock { $0 } == 1)
        try await other.unlock()
        #expect(await (try queue.insert(1)).value == nil)
        #expect(try queue.numbers() == [1])
    }
}

struct Refused: Error {}

/// A commit queue over a database with one table.
final class ScratchQueue: Sendable {
    let queue: CommitQueue
    let commits = CommitCounter()
    let rollbacks: SharedCount
    private let folder: ScratchFolder
    private let pool: DatabasePool

    final class SharedCount: Sendable {
        private let count = Mutex(0)
        func withLock<Result>(_ body: (inout sending Int) -> sending Result) -> Result { count.withLock(body) }
    }

    init(busyMode: Database.BusyMode = .immediateError) throws {
        folder = try ScratchFolder()
        var configuration = Configuration()
        configuration.busyMode = busyMode
        pool = try DatabasePool(path: folder.file("queue.sqlite").path, configuration: configuration)
        try pool.write { try $0.execute(sql: "CREATE TABLE number (value INTEGER PRIMARY KEY)") }
        pool.add(transactionObserver: commits)
        let count = SharedCount()
        rollbacks = count
        queue = CommitQueue(pool, onRollback: { count.withLock { $0 += 1 } })
    }

    deinit { _ = queue.close() }

    func otherProcess() throws -> OtherProcess { try OtherProcess(path: folder.file("queue.sqlite").path) }

    func numbers() throws -> [Int] {
        try pool.read { try Int.fetchAll($0, sql: "SELECT value FROM number ORDER BY value") }
    }

    @discardableResult
    func insert(_ number: Int, limit: Int = .max) throws -> JobResult {
        try enqueue(limit: limit) { try $0.execute(sql: "INSERT INTO number VALUES (?)", arguments: [number]) }
    }

    func enqueue(
        limit: Int = .max, _ run: @escaping @Sendable (Database) throws -> Void,
        whenFinished: @escaping @Sendable () -> Void = {}
    ) throws -> JobResult {
        let (stream, continuation) = AsyncStream.makeStream(of: JobResult.End.self)
        let job = CommitQueue.Job(
            run: { db in
                try run(db)
                return []
            },
            finish: { error in
                whenFinished()
                continuation.yield(JobResult.End(error: error))
                continuation.finish()
            })
        try queue.enqueue(job, limit: limit)
        return JobResult(ends: stream)
    }

    /// Lets one job stand still on the queue's thread until the gate is opened.
    func holdThread() async throws -> ThreadGate {
        let gate = ThreadGate()
        _ = try enqueue { db in
            gate.arriveAndWait()
            try db.execute(sql: "DELETE FROM number")
        }
        await gate.arrival()
        return gate
    }
}

/// How a job ended; its error, or `nil`.
struct JobResult: Sendable {
    struct End: Sendable { let error: (any Error)? }
    let ends: AsyncStream<End>

    var value: (any Error)? {
        get async { await ends.first { _ in true }?.error }
    }
}

/// Where a thread that may block stands still until a test lets it go on.
final class ThreadGate: Sendable {
    private let opened = DispatchSemaphore(value: 0)
    private let arrivals = AsyncStream.makeStream(of: Void.self)

    func arriveAndWait() {
        arrivals.continuation.yield()
        opened.wait()
    }

    func arrival() async { await arrivals.stream.first { _ in true } }
    func open() { opened.signal() }
}

/// Counts the transactions that changed something.
final class CommitCounter: TransactionObserver, Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { number.withLock { $0 += 1 } }
    func databaseDidRollback(_ db: Database) {}
}
