import Foundation
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

/// The key with which links are signed, and those before it.
@Suite("Signing keys", .timeLimit(.minutes(5)))
struct SigningKeyTests {
    private static let second = [UInt8](repeating: 2, count: 32)
    private static let third = [UInt8](repeating: 3, count: 32)

    private func replace(
        _ scratch: ScratchStore, _ key: [UInt8], overlap: Duration, at now: Timestamp
    ) async throws {
        try await scratch.store.write { try $0.replaceSigningKey(with: key, by: "alice", overlap: overlap, at: now) }
        try await scratch.store.refreshSigningKeys()
    }

    @Test func `a former one is believed until its overlap ends`() async throws {
        let scratch = try ScratchStore()
        let keys = scratch.store.signingKeys
        let first = keys.current
        #expect(keys.believed(at: .start) == [first])
        try await replace(scratch, Self.second, overlap: .seconds(60), at: .start)
        #expect(keys.current == Self.second)
        #expect(keys.believed(at: .start + .seconds(59)) == [Self.second, first])
        #expect(keys.believed(at: .start + .seconds(60)) == [Self.second])
        // Each has an end of its own.
        try await replace(scratch, Self.third, overlap: .seconds(600), at: .start + .seconds(30))
        #expect(keys.believed(at: .start + .seconds(59)) == [Self.third, Self.second, first])
        #expect(keys.believed(at: .start + .seconds(61)) == [Self.third, Self.second])
    }

    @Test func `without an overlap nothing that is out is believed`() async throws {
        let scratch = try ScratchStore()
        try await replace(scratch, Self.second, overlap: .seconds(3600), at: .start)
        try await replace(scratch, Self.third, overlap: .zero, at: .start + .seconds(1))
        #expect(scratch.store.signingKeys.believed(at: .start + .seconds(1)) == [Self.third])
    }

    @Test func `all of it is there after a restart, with who did it`() async throws {
        let folder = try ScratchFolder()
        func open() throws -> IncidentStore {
            try IncidentStore(directory: folder.url.path, now: .start) { [UInt8](repeating: 1, count: $0) }
        }
        let before = try open()
        try await before.write {
            try $0.replaceSigningKey(with: Self.second, by: "alice", overlap: .seconds(60), at: .start + .seconds(5))
        }
        try before.close()
        let after = try open()
        defer { try? after.close() }
        #expect(after.signingKeys.current == Self.second)
        let keys = try await after.read { try $0.signingKeys() }
        #expect(
            keys == [
                SigningKey(
                    number: 1, bytes: [UInt8](repeating: 1, count: 32), since: .start,
                    end: SigningKey.End(
                        at: .start + .seconds(5), by: "alice", believedUntil: .start + .seconds(65))),
                SigningKey(number: 2, bytes: Self.second, since: .start + .seconds(5), end: nil),
            ])
        #expect(after.signingKeys.believed(at: .start + .seconds(64)).count == 2)
    }
}
