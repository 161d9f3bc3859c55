import IncidentCore
import Testing

@Suite("When an owner is reminded", .timeLimit(.minutes(5)))
struct TakingReminderTests {
    /// In minutes; `nil` is not at all.
    @Test(
        arguments: [
            (60, nil, 50), (240, nil, 200), (30, nil, 25), (12, nil, 7), (10, nil, 5), (9, nil, nil), (60, 30, 30),
            (60, 31, nil), (60, 0, nil), (2, 1, 1),
        ] as [(Int, Int?, Int?)])
    func `a sixth before the end, at least five minutes, and never in the first half`(
        length: Int, before: Int?, after: Int?
    ) {
        let at = Taking.reminder(
            of: .seconds(length * 60), before: before.map { .seconds($0 * 60) }, at: .start)
        #expect(at == after.map { Timestamp.start + .seconds($0 * 60) })
    }
}
