import Foundation
import GRDB
import IncidentCore
import Synchronization
import TestSupport
import Testing

@testable import IncidentStore

/// What a store says of itself once something is wrong with its files.
@Suite(.timeLimit(.minutes(5))) struct StoreHealthTests {
    /// What may happen to one of the files of an open database.
    enum Accident: CaseIterable { case removed, replaced, logRemoved }

    @Test(arguments: Accident.allCases)
    func `when its files are gone no write is answered, until a restart`(_ accident: Accident) async throws {
        let scratch = try ScratchStore()
        try await scratch.add(.sample(group: "a"))
        try await scratch.store.probe(at: .start)
        let file = scratch.folder.file("data/responder.sqlite")
        switch accident {
        case .removed:
            for suffix in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: file.path + suffix) }
        case .replaced:
            let copy = scratch.folder.file("copy")
            try FileManager.default.copyItem(at: file, to: copy)
            try FileManager.default.removeItem(at: file)
            try FileManager.default.moveItem(at: copy, to: file)
        case .logRemoved: try FileManager.default.removeItem(atPath: file.path + "-wal")
        }
        await expectLost { _ = try await scratch.add(.sample(group: "b")) }
        await expectLost { try await scratch.store.probe(at: .start) }
        await expectLost { _ = try await scratch.store.read { try $0.newestIncidentID() } }
        // It comes back by itself to nothing.
        if accident == .removed { try Data().write(to: file) }
        await expectLost { _ = try await scratch.add(.sample(group: "c")) }
    }

    private func expectLost(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async {
        let error = await #expect(throws: StoreError.self, sourceLocation: sourceLocation) { try await body() }
        guard case .lost = error else {
            Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
            return
        }
    }

    @Test func `however often it is asked whether it is ready, it writes once a second at most`() async throws {
        let scratch = try ScratchStore()
        let begun = ContinuousClock.now
        var seen: Set<String?> = []
        for number in 1...100 {
            try await scratch.store.probe(at: .start + .seconds(number))
            // Read beside the writer, since a write would be a sign of life too.
            seen.insert(
                try await scratch.store.read {
                    try String.fetchOne($0.db, sql: "SELECT probed_at_ms FROM installation")
                })
        }
        let seconds = (ContinuousClock.now - begun) / .seconds(1)
        #expect(Double(seen.count) <= 2 + seconds)
    }

    @Test func `a second after the last write it is shown by one that it would be taken`() async throws {
        let scratch = try ScratchStore()
        try await scratch.add(.sample(group: "a"))
        _ = try await waitUntil("a probe writes") {
            try await scratch.store.probe(at: .start + .seconds(7))
            return try await scratch.store.read {
                try Int64.fetchOne($0.db, sql: "SELECT probed_at_ms FROM installation")
            } == (Timestamp.start + .seconds(7)).milliseconds ? true : nil
        }
    }

    @Test func `after a refused write it is not ready, until as much fits again`() async throws {
        let scratch = try ScratchStore()
        let body = [UInt8](repeating: 65, count: 300_000)
        func take() async throws {
            try await scratch.store.write(bytes: body.count) { _ = try $0.appendIntake(body, at: .start) }
        }
        try await take()
        try await scratch.execute("PRAGMA max_page_count = 1")
        await #expect(throws: StoreError.self) { try await take() }
        // A small write still fits into what the file has.
        try await scratch.add(.sample(group: "a"))
        await #expect(throws: StoreError.self) { try await scratch.store.probe(at: .start) }
        try await scratch.execute("PRAGMA max_page_count = 1000000")
        try await scratch.store.probe(at: .start)
        #expect(try await scratch.value("SELECT length(coalesce(probe_filler, '')) FROM installation") == "0")
        try await take()
    }

    @Test func `a damaged page is noticed by whoever reads it, and readiness fails from then on`() async throws {
        let scratch = try ScratchStore()
        try await scratch.add(.sample(group: "a"))
        let store = try await scratch.reopened(damaging: "incident")
        defer { try? store.close() }
        try await store.probe(at: .start)
        let error = await #expect(throws: StoreError.self) { try await store.read { try $0.incident(1) } }
        let words = try #require(error?.description)
        #expect(words.contains("damaged") && words.contains("backup") && !words.contains("SELECT"))
        await #expect(throws: StoreError.self) { try await store.probe(at: .start) }
    }

    @Test func `one that nobody reads is found by an examination of its table, and told once`() async throws {
        let scratch = try ScratchStore()
        try await scratch.add(.sample(group: "a"))
        let store = try await scratch.reopened(damaging: "timeline_entry")
        defer { try? store.close() }
        let told = Mutex<[StoreError]>([])
        store.notifyDamage { error in told.withLock { $0.append(error) } }
        #expect(try await store.examine("incident", limit: .seconds(60)) == [])
        #expect(store.damage == nil)
        for _ in 0..<2 {
            #expect(try await store.examine("timeline_entry", limit: .seconds(60))?.isEmpty == false)
        }
        #expect(store.damage == .damaged("responder.sqlite"))
        #expect(told.withLock { $0 } == [.damaged("responder.sqlite")])
        await #expect(throws: StoreError.damaged("responder.sqlite")) { try await store.probe(at: .start) }
        // What does not touch it goes on.
        #expect(try await store.read { try $0.incident(1) } != nil)
    }

    @Test func `an examination that takes too long is given up, and says nothing of the table`() async throws {
        let scratch = try ScratchStore()
        try await scratch.execute(
            """
            CREATE TABLE large AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
            SELECT i, 'x' || i AS text FROM n
            """)
        // Now and then it is done before the time is up.
        _ = try await waitUntil("one is given up") {
            try await scratch.store.examine("large", limit: .zero) == nil ? true : nil
        }
        #expect(try await scratch.store.examine("large", limit: .seconds(60)) == [])
        #expect(scratch.store.trouble == nil)
    }

    @Test func `every table of a sound database stands an examination`() async throws {
        let scratch = try ScratchStore()
        try await scratch.add(.sample(group: "a"))
        let tables = try await scratch.store.read { try $0.tables() }
        #expect(tables.contains("incident") && tables.contains("intake"))
        for table in tables { #expect(try await scratch.store.examine(table, limit: .seconds(60)) == [], "\(table)") }
    }

    @Test func `a question that the database cannot answer is a store's error`() async throws {
        let scratch = try ScratchStore()
        await #expect(throws: StoreError.self) {
            try await scratch.store.read { try Row.fetchAll($0.db, sql: "SELECT * FROM nowhere").count }
        }
        // Our own mistakes say nothing of the disk.
        try await scratch.store.probe(at: .start)
    }
}
