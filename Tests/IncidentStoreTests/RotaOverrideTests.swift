import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite("Stored overrides of rotas", .timeLimit(.minutes(5)))
struct RotaOverrideTests {
    private static let hour = Duration.seconds(3600)

    private func add(
        _ scratch: ScratchStore, from: Int = 0, until: Int = 8, reason: String = "ill"
    ) async throws -> Int64 {
        try await scratch.store.write {
            try $0.addRotaOverride(
                rota: "primary", person: "Ann", from: .start + Self.hour * from, until: .start + Self.hour * until,
                by: "Lead", reason: reason, at: .start)
        }
    }

    private func found(_ scratch: ScratchStore, from: Int, until: Int) async throws -> [Int64] {
        try await scratch.store.read {
            try $0.rotaOverrides(from: .start + Self.hour * from, until: .start + Self.hour * until).map(\.id)
        }
    }

    @Test func `one is found in every span that it touches, and comes back as it was written`() async throws {
        let scratch = try ScratchStore()
        let id = try await add(scratch, from: 2, until: 4, reason: "Bén <is> ill\n🤒")
        let stored = try await scratch.store.read { try $0.rotaOverride(id) }
        #expect(
            stored
                == RotaOverride(
                    id: id, rota: "primary", person: "Ann", from: .start + Self.hour * 2, until: .start + Self.hour * 4,
                    by: "Lead", reason: "Bén <is> ill\n🤒", madeAt: .start))
        for (from, until, isFound) in [
            (0, 1, false), (0, 2, true), (2, 2, true), (3, 3, true), (4, 4, false), (4, 9, false),
        ] {
            #expect(try await found(scratch, from: from, until: until) == (isFound ? [id] : []), "\(from) to \(until)")
        }
    }

    @Test func `one that is taken back keeps what it had, and one that had not begun is gone`() async throws {
        let scratch = try ScratchStore()
        let (begun, later) = (try await add(scratch), try await add(scratch, from: 5))
        for id in [begun, later] {
            try await scratch.store.write { try $0.removeRotaOverride(id, by: "Ben", at: .start + Self.hour * 2) }
        }
        // Nobody takes back what is taken back.
        try await scratch.store.write { try $0.removeRotaOverride(begun, by: "Eve", at: .start + Self.hour * 3) }
        #expect(try await found(scratch, from: 1, until: 1) == [begun])
        #expect(try await found(scratch, from: 2, until: 9) == [])
        #expect(try await scratch.store.read { try $0.rotaOverride(later) } == nil)
        #expect(try await scratch.value("SELECT group_concat(removed_by) FROM rota_override") == "Ben,Ben")
    }

    @Test func `the times that people wrote stay when the clock is set`() async throws {
        let scratch = try ScratchStore()
        let id = try await add(scratch)
        _ = try await scratch.store.write { try $0.moveDeadlines(by: Self.hour) }
        #expect(try await scratch.store.read { try $0.rotaOverride(id)?.from } == .start)
    }

    @Test func `one that ends before it begins is no row`() async throws {
        let scratch = try ScratchStore()
        await #expect(throws: (any Error).self) { try await add(scratch, from: 4, until: 4) }
    }
}
