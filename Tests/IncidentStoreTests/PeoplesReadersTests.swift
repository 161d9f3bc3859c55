import Foundation
import GRDB
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

/// People's questions beside the engine's.
@Suite(.timeLimit(.minutes(5))) struct PeoplesReadersTests {
    /// A question without an end.
    private static let endless = """
        WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number) SELECT max(value) FROM number
        """

    private static func askEndlessly(_ store: IncidentStore) async throws {
        _ = try await store.readForPeople { try Int.fetchOne($0.db, sql: endless) }
    }

    @Test func `who has the database alone is waited for`() async throws {
        let folder = try ScratchFolder()
        try ScratchStore.open(folder).close()
        let path = folder.file("data/responder.sqlite").path
        let other = try DatabaseQueue(path: path)
        try await other.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT")
        }
        let begun = ContinuousClock.now
        #expect(throws: DatabaseError.self) {
            try PeoplesReaders(path: path, limit: .seconds(5), busyTimeout: .milliseconds(200))
        }
        #expect(ContinuousClock.now - begun >= .milliseconds(150))
        try other.close()
        try PeoplesReaders(path: path, limit: .seconds(5), busyTimeout: .milliseconds(200)).close()
    }

    @Test func `a question that takes too long is ended, and the next one is answered`() async throws {
        // Longer than what the next question takes on a busy machine is not needed: it does not come to a second look.
        let scratch = try ScratchStore(questionLimit: .milliseconds(100))
        let id = try await scratch.add(.sample(group: "a"))[0]
        await #expect(throws: StoreError.tooSlow(limit: .milliseconds(100))) {
            try await Self.askEndlessly(scratch.store)
        }
        #expect(try await scratch.store.readForPeople { try $0.incident(id) } != nil)
        // It says nothing of the disk.
        try await scratch.store.probe(at: .start)
    }

    @Test func `however many people ask, the engine is answered, and who is too many is told at once`() async throws {
        let scratch = try ScratchStore()
        try await scratch.add(.sample(group: "a"))
        let gate = ThreadGate()
        try await withThrowingTaskGroup(of: StoreError?.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    do {
                        try await scratch.store.readForPeople { _ in gate.arriveAndWait() }
                        return nil
                    } catch let error as StoreError {
                        return error
                    }
                }
            }
            // Three stand on a connection, and 32 wait for one.
            for _ in 0..<25 { #expect(try await group.next() == .busy(waiting: 32)) }
            #expect(try await scratch.store.read { try $0.newestIncidentID() } == 1)
            for _ in 0..<35 { gate.open() }
            for try await error in group { #expect(error == nil) }
        }
    }

    @Test func `a question changes nothing`() async throws {
        let scratch = try ScratchStore()
        await #expect(throws: StoreError.self) {
            try await scratch.store.readForPeople { try $0.db.execute(sql: "DELETE FROM heartbeat") }
        }
    }
}
