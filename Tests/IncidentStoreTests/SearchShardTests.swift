import Foundation
import GRDB
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite(.timeLimit(.minutes(5))) struct SearchShardTests {
    private static let tables = RoutingTables.sample
    /// In three parts of the index.
    private static let ids = [
        1, 2, SearchShard.size - 1, SearchShard.size, SearchShard.size + 1, 2 * SearchShard.size + 5,
    ]

    private static func index(_ store: IncidentStore) async throws {
        while try await !store.advanceSearch(tables: tables, limit: 1, bytes: 1 << 20, packed: 10).isDone {}
    }

    private static func filled() async throws -> ScratchStore {
        let scratch = try ScratchStore()
        for id in ids {
            try await scratch.execute("DELETE FROM sqlite_sequence WHERE name = 'incident'")
            try await scratch.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('incident', \(id - 1))")
            let priority: Priority = id == 2 ? .p1 : .p2
            try await scratch.add(.sample(.triggered, priority, title: "wanted \(id) rack\(id)", group: "\(id)"))
        }
        try await index(scratch.store)
        return scratch
    }

    private static func page(
        _ scratch: ScratchStore, _ filter: IncidentFilter, patience: Duration
    ) async throws -> IncidentsFound<Int64> {
        try await scratch.store.readForPeople(searchingFor: patience) { try $0.incidents(filter) }
    }

    @Test func `a search looks at the newest first, says where its time ended, and the next page goes on there`()
        async throws
    {
        let scratch = try await Self.filled()
        var filter = IncidentFilter(text: "wanted rack*")
        let first = try await Self.page(scratch, filter, patience: .zero)
        #expect(first.incidents.map(\.id) == [2 * SearchShard.size + 5])
        #expect(first.searched == SearchedPart(from: 2 * SearchShard.size))
        #expect(first.next == 2 * SearchShard.size)
        filter.before = first.next
        let second = try await Self.page(scratch, filter, patience: .zero)
        #expect(second.incidents.map(\.id) == [SearchShard.size + 1, SearchShard.size])
        #expect(second.next == SearchShard.size)
        filter.before = second.next
        let last = try await Self.page(scratch, filter, patience: .zero)
        #expect(last.incidents.map(\.id) == [SearchShard.size - 1, 2, 1])
        #expect(last.next == nil && last.searched == nil)
    }

    @Test func `with time enough it finds all at once`() async throws {
        let scratch = try await Self.filled()
        let all = try await Self.page(scratch, IncidentFilter(text: "wanted"), patience: .seconds(60))
        #expect(all.incidents.map(\.id) == Self.ids.reversed())
        #expect(all.next == nil && all.searched == nil)
        let some = try await Self.page(scratch, IncidentFilter(text: "wanted", limit: 4), patience: .seconds(60))
        #expect(some.incidents.map(\.id) == Array(Self.ids.reversed().prefix(4)))
        #expect(some.next == some.incidents.last?.id && some.searched == nil)
    }

    @Test func `a page that is full says nothing of time`() async throws {
        let scratch = try await Self.filled()
        let filter = IncidentFilter(text: "wanted", limit: 1, before: 2 * SearchShard.size)
        let page = try await Self.page(scratch, filter, patience: .zero)
        #expect(page.incidents.map(\.id) == [SearchShard.size + 1])
        #expect(page.next == SearchShard.size + 1 && page.searched == nil)
    }

    @Test func `the most urgent of all parts are found, page by page where time is short`() async throws {
        let scratch = try await Self.filled()
        var (seen, place, pages): ([Int64], UrgencyPlace?, Int) = ([], nil, 0)
        repeat {
            let page = try await scratch.store.readForPeople(searchingFor: .zero) { [place] in
                try $0.incidentsByUrgency(IncidentFilter(text: "wanted"), after: place)
            }
            #expect(page.searched?.priority == page.next?.priority)
            (seen, place, pages) = (seen + page.incidents.map(\.id), page.next, pages + 1)
        } while place != nil && pages < 20
        #expect(seen == [2] + Self.ids.reversed().filter { $0 != 2 })
    }

    @Test func `what is complete is packed into one piece each, and still follows what changes`() async throws {
        let scratch = try await Self.filled()
        func pieces(_ shard: Int64) async throws -> Int? {
            try await DatabaseQueue(path: scratch.folder.file("data/search.sqlite").path).read {
                try Int.fetchOne($0, sql: "SELECT count(DISTINCT segid) FROM word_\(shard)_idx")
            }
        }
        #expect(try await [pieces(0), pieces(1)] == [1, 1])
        try await scratch.store.write {
            try $0.record(TimelineDraft(.noted, actor: "bob", "restarted"), incidentID: 2, at: .start)
        }
        try await Self.index(scratch.store)
        #expect(try await pieces(0) == 2)
        let filter = IncidentFilter(text: "wanted restarted")
        #expect(try await Self.page(scratch, filter, patience: .seconds(60)).incidents.map(\.id) == [2])
    }

    @Test func `words say how far it came`() {
        #expect(
            SearchedPart(from: 850_000).words
                == "so far the incidents from #850000 on were searched; the next page goes on with older ones")
        #expect(SearchedPart(from: 7, priority: .p1).words.hasPrefix("so far the incidents of P1 from #7 on were"))
    }
}
