import CWriteAheadLog
import Foundation
import GRDB
import TestSupport
import Testing

/// The layer that gathers what SQLite writes to its log. Nobody may be able to tell that it is there: not who reads by
/// another connection, and not who finds the files after a crash.
@Suite("Writes to the log, gathered", .timeLimit(.minutes(5)))
struct WriteAheadLogTests {
    /// Without a sync nothing but the end of the transaction itself brings it to the file.
    @Test(arguments: ["OFF", "NORMAL", "FULL"], [1, 29, 30, 31, 32, 100])
    func `a commit is in the files at once, for others and after a crash`(synchronous: String, pages: Int) throws {
        let scratch = try ScratchLog(synchronous: synchronous)
        for number in 1...3 {
            try scratch.writer.write { db in
                for _ in 0..<pages {
                    try db.execute(
                        sql: "INSERT INTO piece (bytes) VALUES (?)", arguments: [Data(repeating: 7, count: 4000)])
                }
            }
            #expect(try scratch.other.read(ScratchLog.count) == number * pages)
            #expect(try scratch.afterCrash(ScratchLog.count) == number * pages)
        }
    }

    /// Writes, changes of mind, checkpoints and lookers-on in random order, against an array that says what there is.
    @Test(arguments: 1...20)
    func `whatever is done, there is what was committed`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let scratch = try ScratchLog(synchronous: ["OFF", "NORMAL", "FULL"].randomElement(using: &random)!)
        var committed: [Int64: Int] = [:]
        for _ in 0..<40 {
            var within = committed
            let commits = Int.random(in: 0..<4, using: &random) > 0
            try scratch.writer.inTransaction { db in
                for _ in 0..<Int.random(in: 1...30, using: &random) { try scratch.change(&within, in: db, &random) }
                // A savepoint that is given up has written pages, too.
                if Bool.random(using: &random) {
                    try db.inSavepoint {
                        var forgotten = within
                        for _ in 0..<20 { try scratch.change(&forgotten, in: db, &random) }
                        return .rollback
                    }
                }
                #expect(try ScratchLog.pieces(db) == within, "what it writes itself it sees, seed \(seed)")
                return commits ? .commit : .rollback
            }
            if commits { committed = within }
            switch Int.random(in: 0..<8, using: &random) {
            case 0: _ = try? scratch.other.writeWithoutTransaction { try $0.checkpoint(.passive) }
            case 1: _ = try? scratch.other.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            case 2: #expect(try scratch.afterCrash(ScratchLog.pieces) == committed, "seed \(seed)")
            default: break
            }
            #expect(try scratch.other.read(ScratchLog.pieces) == committed, "seed \(seed)")
        }
        #expect(try scratch.afterCrash { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
    }
}

/// A database with a log, and two connections to it.
private struct ScratchLog {
    let writer: DatabaseQueue
    let other: DatabaseQueue
    private let folder: ScratchFolder

    init(synchronous: String) throws {
        #expect(log_buffer_install() == 0)
        folder = try ScratchFolder()
        let path = folder.file("log.sqlite").path
        writer = try DatabaseQueue(path: path)
        try writer.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: "PRAGMA synchronous = \(synchronous)")
            // So few that a transaction writes pages before its end, and reads them back.
            try db.execute(sql: "PRAGMA cache_size = 5")
            try db.execute(sql: "CREATE TABLE piece (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
        }
        other = try DatabaseQueue(path: path)
    }

    static func count(_ db: Database) throws -> Int? { try Int.fetchOne(db, sql: "SELECT count(*) FROM piece") }

    /// How long each piece is.
    static func pieces(_ db: Database) throws -> [Int64: Int] {
        try Row.fetchAll(db, sql: "SELECT id, bytes FROM piece").reduce(into: [:]) { found, row in
            let bytes: Data = row["bytes"]
            let id: Int64 = row["id"]
            #expect(bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: id) })
            found[id] = bytes.count
        }
    }

    func change(_ pieces: inout [Int64: Int], in db: Database, _ random: inout SeededGenerator) throws {
        let id = Int64.random(in: 1...60, using: &random)
        if Int.random(in: 0..<4, using: &random) == 0 {
            try db.execute(sql: "DELETE FROM piece WHERE id = ?", arguments: [id])
            pieces[id] = nil
        } else {
            let length = Int.random(in: 0...20_000, using: &random)
            let bytes = Data(repeating: UInt8(truncatingIfNeeded: id), count: length)
            try db.execute(sql: "INSERT OR REPLACE INTO piece (id, bytes) VALUES (?, ?)", arguments: [id, bytes])
            pieces[id] = length
        }
    }

    /// Reads what a process would find that starts after this one was killed just now: a copy of the files.
    func afterCrash<Value>(_ read: (Database) throws -> Value) throws -> Value {
        let copy = try ScratchFolder()
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                at: folder.file("log.sqlite" + suffix), to: copy.file("log.sqlite" + suffix))
        }
        return try DatabaseQueue(path: copy.file("log.sqlite").path).read(read)
    }
}
