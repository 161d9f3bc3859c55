import Foundation
import GRDB
import IncidentCore
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
        try scratch.store.close()
        let file = scratch.folder.file("data/responder.sqlite")
        let page = try await Self.rootPage(of: "incident", in: file)
        let handle = try FileHandle(forWritingTo: file)
        try handle.seek(toOffset: UInt64((page - 1) * 4096))
        try handle.write(contentsOf: Data(repeating: 0, count: 4096))
        try handle.close()
        let store = try ScratchStore.open(scratch.folder)
        defer { try? store.close() }
        try await store.probe(at: .start)
        let error = await #expect(throws: StoreError.self) { try await store.read { try $0.incident(1) } }
        let words = try #require(error?.description)
        #expect(words.contains("damaged") && words.contains("backup") && !words.contains("SELECT"))
        await #expect(throws: StoreError.self) { try await store.probe(at: .start) }
    }

    private static func rootPage(of table: String, in file: URL) async throws -> Int {
        let database = try DatabaseQueue(path: file.path)
        defer { try? database.close() }
        return try await database.read {
            try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_schema WHERE name = ?", arguments: [table]) ?? 0
        }
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
