import Crypto
import Foundation
import GRDB
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite(.timeLimit(.minutes(5))) struct StoreOpeningTests {
    @Test func `an answered write is on disk: synchronous is FULL, with a write-ahead log`() async throws {
        let scratch = try ScratchStore()
        #expect(try await scratch.value("PRAGMA synchronous") == "2")
        #expect(try await scratch.value("PRAGMA journal_mode") == "wal")
        #expect(try await scratch.value("PRAGMA foreign_keys") == "1")
        #expect(try await scratch.value("PRAGMA recursive_triggers") == "1")
    }

    @Test func `an empty folder is migrated to the newest schema`() async throws {
        let scratch = try ScratchStore()
        let tables = try await scratch.store.read {
            try String.fetchSet($0.db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        let wanted: Set = [
            "incident", "occurrence", "alert_group", "intake", "rejected_alert", "escalation", "notification",
            "delivery_attempt", "diagnosis", "diagnostic_artifact", "artifact_output", "artifact_chart", "finding",
            "timeline_entry",
            "heartbeat", "policy_version", "installation", "remembered_end", "doubtful_alert",
            "baseline_question", "baseline", "artifact_comparison",
        ]
        #expect(tables.isSuperset(of: wanted))
        #expect(try await scratch.value("PRAGMA integrity_check") == "ok")
        let done = try await scratch.store.read {
            try String.fetchAll($0.db, sql: "SELECT identifier FROM grdb_migrations")
        }
        #expect(done == Migrations.all.map(\.name))
    }

    @Test func `every table is STRICT`() async throws {
        let scratch = try ScratchStore()
        let loose = try await scratch.store.read {
            try String.fetchAll(
                $0.db,
                sql:
                    "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'"
            )
        }
        #expect(loose == ["grdb_migrations"])
    }

    @Test func `every file of migrations is built in, under its own name and in order`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../migrations")
            .standardized
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }
            .sorted()
        #expect(!files.isEmpty)
        #expect(files == Migrations.all.map { "\($0.name).sql" })
        for (file, migration) in zip(files, Migrations.all) {
            #expect(try Data(contentsOf: folder.appending(path: file)) == Data(migration.sql), "\(file)")
        }
    }

    /// A migration that has landed has been run on data folders out there.
    @Test func `no file of migrations has been edited since it landed`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let list = try String(
            contentsOf: root.appending(path: "Tests/Fixtures/releases/migrations.sha256"), encoding: .utf8)
        let landed = Dictionary(
            uniqueKeysWithValues: list.split(separator: "\n").map { line in
                (String(line.suffix(from: line.index(line.startIndex, offsetBy: 66))), String(line.prefix(64)))
            })
        #expect(landed.keys.sorted() == Migrations.all.map { "\($0.name).sql" }, "add what is new with sha256sum")
        for migration in Migrations.all {
            let sum = SHA256.hash(data: Data(migration.sql)).map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
            #expect(landed["\(migration.name).sql"] == sum, "\(migration.name) was edited; write a new one instead")
        }
    }

    @Test func `opening again keeps the installation's name and signing key`() throws {
        let folder = try ScratchFolder()
        let first = try ScratchStore.open(folder, seed: 7)
        try first.close()
        let second = try ScratchStore.open(folder, seed: 8)
        defer { try? second.close() }
        #expect(second.installation == "07070707")
        #expect((first.installation, first.signingKeys.current) == (second.installation, second.signingKeys.current))
        #expect(second.signingKeys.current.count == 32)
    }

    @Test func `two data folders have different names and keys`() throws {
        let (left, right) = (try ScratchFolder(), try ScratchFolder())
        let (first, second) = (try ScratchStore.open(left, seed: 1), try ScratchStore.open(right, seed: 2))
        defer { for store in [first, second] { try? store.close() } }
        #expect(first.installation != second.installation)
        #expect(first.signingKeys.current != second.signingKeys.current)
    }

    @Test func `the data folder is for its owner alone`() throws {
        let scratch = try ScratchStore()
        let facts = try FileManager.default.attributesOfItem(atPath: scratch.folder.file("data").path)
        #expect(facts[.posixPermissions] as? Int == 0o700)
    }

    @Test func `a database of a newer version is refused and says so`() async throws {
        let scratch = try ScratchStore()
        try await scratch.execute("INSERT INTO grdb_migrations (identifier) VALUES ('9999_from_the_future')")
        try scratch.store.close()
        let error = #expect(throws: StoreError.self) { try ScratchStore.open(scratch.folder) }
        #expect(error?.description.contains("newer responder") == true)
        #expect(error?.description.contains("responder.sqlite") == true)
    }

    @Test func `a file that is no database is refused and left as it is`() throws {
        let folder = try ScratchFolder()
        let file = folder.file("data/responder.sqlite")
        try FileManager.default.createDirectory(at: folder.file("data"), withIntermediateDirectories: true)
        let content = Data(String(repeating: "not a database\n", count: 500).utf8)
        try content.write(to: file)
        let error = #expect(throws: StoreError.self) { try ScratchStore.open(folder) }
        guard case .unusable(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains(folder.file("data").path))
        #expect(try Data(contentsOf: file) == content)
    }

    @Test func `a folder that cannot be made is named, with the reason`() throws {
        let folder = try ScratchFolder()
        try Data().write(to: folder.file("data"))
        let taken = #expect(throws: StoreError.self) { try ScratchStore.open(folder) }
        #expect(taken?.description.contains("cannot make the data folder \(folder.file("data").path): ") == true)
        #expect(taken?.description.contains("Domain") == false)
    }

    @Test func `opening and reading wait for nobody who writes`() async throws {
        let scratch = try ScratchStore()
        try await scratch.add(.sample(group: "a"))
        let other = try scratch.otherProcess()
        try await other.lockForWriting()
        let second = try ScratchStore.open(scratch.folder, as: .command, busyTimeout: .zero)
        #expect(try await second.read { try $0.incident(1) } != nil)
        try second.close(movesLog: false)
        try await other.unlock()
    }

    @Test func `what was written is there after closing and opening again`() async throws {
        let scratch = try ScratchStore()
        #expect(try await scratch.add(.sample(group: "a")) == [1])
        try scratch.store.close()
        let log = scratch.folder.file("data/responder.sqlite-wal").path
        let bytes = try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int
        #expect(bytes ?? 0 == 0, "closing moves the write-ahead log into the file")
        let again = try ScratchStore.open(scratch.folder)
        defer { try? again.close() }
        #expect(try await again.read { try $0.incident(1) }?.title == "ApiLatencyHigh")
    }
}
