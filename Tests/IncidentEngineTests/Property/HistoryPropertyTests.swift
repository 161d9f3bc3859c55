import Foundation
import TestSupport
import Testing

/// Ten thousand short histories on real databases; a failure names the seed of its batch.
///
/// `RESPONDER_HISTORY_SEED=17 swift test --filter HistoryPropertyTests` plays that batch alone, and
/// `RESPONDER_HISTORY_FROM=1000` others than usual. Two run beside each other and no more, each soon done: a time limit
/// counts from the beginning of a test, however many share the machine: four minutes of one core in all.
@Suite("The engine under ten thousand histories", .timeLimit(.minutes(20)))
struct HistoryPropertyTests {
    private static let parts = 40
    private static let batchesEach = 10

    @Test(.serialized, arguments: 0..<(parts / 2))
    func `nobody is forgotten, and nobody is told what somebody has`(part: Int) async throws {
        try await Self.play(part)
    }

    @Test(.serialized, arguments: (parts / 2)..<parts)
    func `nor in the other five thousand`(part: Int) async throws {
        try await Self.play(part)
    }

    private static func play(_ part: Int) async throws {
        var (attempts, pages) = (0, 0)
        let seeds = seeds(of: part)
        for seed in seeds {
            let batch = try HistoryBatch(seed: seed)
            try await batch.run()
            guard batch.found.isEmpty else {
                Issue.record("\(batch.found.joined(separator: "\n"))")
                return
            }
            attempts += batch.counts.all
            pages += batch.counts.pages
        }
        guard let first = seeds.first, let last = seeds.last else { return }
        print("histories of seeds \(first) to \(last): \(attempts) attempts, \(pages) of them pages")
        // Enough happened for the invariants to mean something.
        #expect(attempts > seeds.count * HistoryBatch.size && pages > attempts / 4)
    }

    private static func seeds(of part: Int) -> [UInt64] {
        if let seed = number("RESPONDER_HISTORY_SEED") { return part == 0 ? [seed] : [] }
        let first = (number("RESPONDER_HISTORY_FROM") ?? 1) + UInt64(part * batchesEach)
        return Array(first..<(first + UInt64(batchesEach)))
    }

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }
}
