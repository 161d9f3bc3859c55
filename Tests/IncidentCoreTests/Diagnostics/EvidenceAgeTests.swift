import IncidentCore
import Testing

@Suite("From when findings are", .timeLimit(.minutes(5)))
struct EvidenceAgeTests {
    private static let now: Timestamp = "2026-11-23T08:00:00Z"

    @Test(
        arguments: [
            ([], nil), ([0], nil), ([120], nil), ([121], 121), ([3600, 10], 3600), ([-5], nil),
        ] as [([Int64], Int64?)])
    func `is told once the oldest of them is older than two minutes`(ages: [Int64], told: Int64?) {
        let times = ages.map { Self.now - .seconds($0) }
        #expect(EvidenceAge.asOf(times, at: Self.now) == told.map { Self.now - .seconds($0) })
    }
}
