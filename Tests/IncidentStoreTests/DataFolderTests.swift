import Foundation
import GRDB
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

/// Who may work on a data folder, and what passes for its database.
@Suite(.timeLimit(.minutes(5))) struct DataFolderTests {
    @Test func `a second server is refused, and told by whom the folder is held`() throws {
        let scratch = try ScratchStore()
        scratch.store.isServed(at: "http://127.0.0.1:9095")
        let error = #expect(throws: StoreError.self) { try ScratchStore.open(scratch.folder) }
        let text = error?.description ?? ""
        #expect(text.contains(scratch.folder.file("data").path))
        #expect(text.contains("process \(ProcessInfo.processInfo.processIdentifier), http://127.0.0.1:9095"))
    }

    @Test(
        arguments: [
            (EACCES, "root", "bob", "run this as its user, root (sudo -u root ...), or use"),
            (EACCES, nil, "bob", "run this as the server's user, or use"),
            (EROFS, "root", "root", "it is mounted so, and nobody can write there; mount it writable, or use"),
            (EROFS, "alice", "bob", "mount it writable"),
            (EACCES, "alice", "alice", "look at its mode and its mount, or use"),
            (EPERM, "alice", "root", "look at its mode and its mount, or use"),
        ] as [(Int32, String?, String, String)])
    func `who may not use the folder is told what helps`(code: Int32, owner: String?, user: String, words: String) {
        let said = DataFolder.refusal(of: "/data", code, owner: owner, user: user)
        #expect(said.hasPrefix("/data: ") && said.contains(words))
        #expect(said.contains("run this as") == (code == EACCES && user == "bob"))
    }

    @Test func `a command works beside a server`() async throws {
        let scratch = try ScratchStore()
        try await scratch.add(.sample(group: "a"))
        let command = try ScratchStore.open(scratch.folder, as: .command)
        #expect(try await command.read { try $0.incident(1) } != nil)
        try command.close(movesLog: false)
        #expect(try await scratch.add(.sample(group: "b")) == [2])
    }

    @Test func `once a server has stopped, the next one may have the folder`() throws {
        let scratch = try ScratchStore()
        try scratch.store.close()
        try ScratchStore.open(scratch.folder).close()
    }

    @Test(arguments: OlderRelease.all)
    func `a command leaves the schema of an older release alone`(_ release: OlderRelease) async throws {
        let folder = try ScratchFolder()
        try release.write(to: folder.file("data"))
        let error = #expect(throws: StoreError.self) { try ScratchStore.open(folder, as: .command) }
        #expect(error?.description.contains("older responder") == true)
        let database = try DatabaseQueue(path: folder.file("data/responder.sqlite").path)
        #expect(try await database.read { try !Migrations.migrator.hasCompletedMigrations($0) })
        try ScratchStore.open(folder).close()
        try ScratchStore.open(folder, as: .command).close()
    }

    /// What may stand where a folder's database is expected.
    enum Loss: CaseIterable { case removed, emptied, withoutTables }

    @Test(arguments: Loss.allCases)
    func `a folder that has held a database begins no new one`(_ loss: Loss) async throws {
        let scratch = try ScratchStore()
        try scratch.store.close()
        let file = scratch.folder.file("data/responder.sqlite")
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
        switch loss {
        case .removed: break
        case .emptied: try Data().write(to: file)
        case .withoutTables:
            // A file with a header and nothing else.
            let other = try DatabaseQueue(path: file.path)
            try await other.write { try $0.execute(sql: "CREATE TABLE gone (id INTEGER); DROP TABLE gone") }
        }
        let error = #expect(throws: StoreError.self) { try ScratchStore.open(scratch.folder) }
        #expect(error?.description.contains("installation 07070707") == true, "\(String(describing: error))")
        #expect(error?.description.contains("responder.installation to begin anew") == true)
        try FileManager.default.removeItem(at: scratch.folder.file("data/responder.installation"))
        let next = try ScratchStore.open(scratch.folder, seed: 8)
        defer { try? next.close() }
        #expect(next.installation == "08080808")
    }

    @Test func `an empty file in a folder that was never used becomes its database`() throws {
        let folder = try ScratchFolder()
        try FileManager.default.createDirectory(at: folder.file("data"), withIntermediateDirectories: true)
        try Data().write(to: folder.file("data/responder.sqlite"))
        try ScratchStore.open(folder).close()
    }

    @Test func `a write-ahead log without its database is refused`() throws {
        let folder = try ScratchFolder()
        try FileManager.default.createDirectory(at: folder.file("data"), withIntermediateDirectories: true)
        try Data("log".utf8).write(to: folder.file("data/responder.sqlite-wal"))
        let error = #expect(throws: StoreError.self) { try ScratchStore.open(folder) }
        #expect(error?.description.contains("without its database") == true)
    }

    @Test func `another program's database is refused and left as it is`() async throws {
        let folder = try ScratchFolder()
        try FileManager.default.createDirectory(at: folder.file("data"), withIntermediateDirectories: true)
        let other = try DatabaseQueue(path: folder.file("data/responder.sqlite").path)
        try await other.write { try $0.execute(sql: "CREATE TABLE recipe (id INTEGER PRIMARY KEY)") }
        let error = #expect(throws: StoreError.self) { try ScratchStore.open(folder) }
        #expect(error?.description.contains("another program") == true)
        #expect(try await other.read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema") } == ["recipe"])
    }

    @Test func `a backup of another installation is taken, and said`() throws {
        let (left, right) = (try ScratchFolder(), try ScratchFolder())
        try ScratchStore.open(left, seed: 1).close()
        try ScratchStore.open(right, seed: 2).close()
        let file = left.file("data/responder.sqlite")
        try FileManager.default.removeItem(at: file)
        try FileManager.default.copyItem(at: right.file("data/responder.sqlite"), to: file)
        let store = try ScratchStore.open(left)
        #expect(store.installation == "02020202")
        #expect(store.warnings.count == 1)
        try store.close()
        let again = try ScratchStore.open(left)
        defer { try? again.close() }
        #expect(again.warnings == [])
    }
}
