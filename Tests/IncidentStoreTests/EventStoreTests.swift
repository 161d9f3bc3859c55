import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite("What the timelines of all incidents say", .timeLimit(.minutes(5)))
struct EventStoreTests {
    /// Six entries, of two incidents by turns.
    private static func stored() async throws -> ScratchStore {
        let scratch = try ScratchStore()
        try await scratch.add(.sample(.acknowledged, .p1, group: "a"), .sample(.triggered, .p3, group: "b"))
        for number in 1...6 {
            try await scratch.store.write {
                try $0.record(
                    TimelineDraft(.noted, actor: "alice", "note \(number)"),
                    incidentID: number.isMultiple(of: 2) ? 2 : 1,
                    at: .start)
            }
        }
        return scratch
    }

    @Test(
        arguments: [
            (0, nil, 10, [1, 2, 3, 4, 5, 6], 6), (0, nil, 4, [1, 2, 3, 4], 4), (4, nil, 4, [5, 6], 6),
            (6, nil, 4, [], 6), (99, nil, 4, [], 99), (0, 1, 10, [1, 3, 5], 6), (0, 2, 2, [2, 4], 4),
            (3, 2, 2, [4, 6], 6), (0, 7, 10, [], 6),
        ] as [(Int64, Int64?, Int, [Int64], Int64)])
    func `they come in the order in which they were stored, and part by part`(
        after: Int64, incident: Int64?, limit: Int, expected: [Int64], through: Int64
    ) async throws {
        let scratch = try await Self.stored()
        let found = try await scratch.store.read {
            try $0.events(after: after, incidentID: incident, limit: limit)
        }
        #expect(found.events.map(\.entry.id) == expected)
        #expect(found.through == through)
    }

    @Test func `each says how its incident stands now`() async throws {
        let scratch = try await Self.stored()
        let found = try await scratch.store.read { try $0.events(after: 4, limit: 10) }.events
        #expect(found.map(\.status) == [.acknowledged, .triggered])
        #expect(found.map(\.priority) == [.p1, .p3])
        #expect(found.map(\.entry.summary) == ["note 5", "note 6"])
    }

    @Test func `one of a kind that another release knows is among them`() async throws {
        let scratch = try await Self.stored()
        try await scratch.execute(
            """
            INSERT INTO timeline_entry (incident_id, at_ms, kind, actor, summary, details)
            VALUES (1, 0, 'of another release', 'x', 'x', '{}')
            """)
        let found = try await scratch.store.read { try $0.events(after: 5, limit: 2) }
        #expect(found.events.map(\.entry.id) == [6, 7])
        #expect(found.through == 7)
    }

    @Test func `before the first there is none`() async throws {
        let scratch = try ScratchStore()
        let found = try await scratch.store.read { try $0.events(after: 0, limit: 10) }
        #expect(found == StoredEvents(events: [], through: 0))
    }
}
