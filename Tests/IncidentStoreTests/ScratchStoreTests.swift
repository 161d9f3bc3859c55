import Foundation
import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("Stores that are thrown away, and those that are only looked at", .timeLimit(.minutes(20)))
struct ScratchStoreTests {
    private struct Refused: Error {}

    private static let now = TestClock.monday

    private static func store(_ folder: ScratchFolder, as access: StoreAccess) throws -> IncidentStore {
        try IncidentStore(directory: folder.url.path, as: access, now: now) { [UInt8](repeating: 7, count: $0) }
    }

    @Test func `what one caller writes the next one reads, and a transaction that fails leaves nothing`() async throws {
        let folder = try ScratchFolder()
        let store = try Self.store(folder, as: .scratch)
        _ = try await store.write {
            try $0.addRotaOverride(
                rota: "r", person: "Ann", from: Self.now, until: Self.now + .seconds(60), by: "Lead", reason: "ill",
                at: Self.now)
        }
        await #expect(throws: Refused.self) {
            try await store.write { transaction in
                _ = try transaction.addRotaOverride(
                    rota: "r", person: "Ben", from: Self.now, until: Self.now + .seconds(60), by: "Lead", reason: "ill",
                    at: Self.now)
                throw Refused()
            }
        }
        let people = try await store.read { try $0.rotaOverrides(from: Self.now, until: Self.now).map(\.person) }
        #expect(people == ["Ann"])
        #expect(
            try await store.readForPeople { try $0.rotaOverrides(from: Self.now, until: Self.now).map(\.person) }
                == people)
        try store.close()
        await #expect(throws: StoreError.closed) { try await store.write { _ in } }
    }

    @Test(arguments: [true, false])
    func `who only looks changes no file, beside a server or without one`(isOpen: Bool) async throws {
        let folder = try ScratchFolder()
        let server = try Self.store(folder, as: .server(address: "test"))
        _ = try await server.write {
            try $0.addRotaOverride(
                rota: "r", person: "Ann", from: Self.now, until: Self.now + .seconds(60), by: "Lead", reason: "ill",
                at: Self.now)
        }
        if !isOpen { try server.close() }
        let before = try files(folder)
        let store = try ReadOnlyStore(directory: folder.url.path)
        #expect(try store.read { try $0.rotaOverrides(from: Self.now, until: Self.now).map(\.person) } == ["Ann"])
        // The index of a log that is in use is written by who reads it, too.
        #expect(try files(folder).filter { !$0.key.hasSuffix("-shm") } == before.filter { !$0.key.hasSuffix("-shm") })
        #expect(try files(folder).keys.sorted() == before.keys.sorted())
        if isOpen { try server.close() }
    }

    @Test func `who only looks beside a server sees what it writes afterwards`() async throws {
        let folder = try ScratchFolder()
        let server = try Self.store(folder, as: .server(address: "test"))
        let store = try ReadOnlyStore(directory: folder.url.path)
        #expect(try store.read { try $0.newestRotaOverrideID() } == nil)
        for _ in 1...2000 {
            _ = try await server.write {
                try $0.addRotaOverride(
                    rota: "r", person: "Ann", from: Self.now, until: Self.now + .seconds(60), by: "Lead", reason: "ill",
                    at: Self.now)
            }
        }
        #expect(try store.read { try $0.newestRotaOverrideID() } == 2000)
        try server.close()
    }

    @Test func `where there is no database none is made`() throws {
        let folder = try ScratchFolder()
        #expect(throws: StoreError.self) { try ReadOnlyStore(directory: folder.url.path) }
        #expect(try files(folder).isEmpty)
    }

    private func files(_ folder: ScratchFolder) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) {
            found[name] = try Data(contentsOf: folder.file(name))
        }
        return found
    }
}
