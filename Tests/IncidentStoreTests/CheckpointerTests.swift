import Foundation
import TestSupport
import Testing

@testable import IncidentStore

/// How much of what is written waits in the write-ahead log.
@Suite("The write-ahead log", .timeLimit(.minutes(5)))
struct CheckpointerTests {
    private static let mebibyte = 1 << 20

    @Test func `what it holds is moved into the database while the store is open`() async throws {
        let scratch = try ScratchStore()
        let before = try scratch.bytes(of: "")
        // More than the thread waits for, and too little for the writer to do it.
        try await scratch.fill(mebibytes: 13)
        _ = try await waitUntil("the database has grown") {
            try scratch.bytes(of: "") >= before + 3 * Self.mebibyte ? true : nil
        }
    }

    @Test func `under a load that never pauses it begins anew`() async throws {
        let scratch = try ScratchStore()
        // 6000 pages of 4 KiB, and the write that comes on top of them.
        try await scratch.fill(mebibytes: 64)
        #expect(try scratch.bytes(of: "-wal") < 28 * Self.mebibyte)
    }
}

extension ScratchStore {
    /// Writes so much, in writes of one mebibyte.
    fileprivate func fill(mebibytes count: Int) async throws {
        let body = [UInt8](repeating: 65, count: 1 << 20)
        for _ in 0..<count { _ = try await store.write { _ = try $0.appendIntake(body, at: .start) } }
    }

    /// The size of the database, or of the file beside it with this ending.
    fileprivate func bytes(of suffix: String) throws -> Int {
        let path = folder.file("data/responder.sqlite").path + suffix
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
}
