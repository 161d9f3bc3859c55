import IncidentCore
import Testing

@Suite("Under which keys an incident may be open", .timeLimit(.minutes(5)))
struct FoldingKeysTests {
    private static func told(
        _ id: Int64, page: Bool = true, anew: Bool = false, closed: Bool = false, late: Bool = false
    ) -> FoldingKeys.Told {
        FoldingKeys.Told(id: id, isPage: page, ringsAnew: anew, closedFormer: closed, mayComeLate: late)
    }

    @Test(
        arguments: [
            ([], .incident), ([told(1), told(2, page: false, closed: true)], .incident),
            ([told(1), told(3, anew: true, closed: true)], FoldingKeys(current: 3)),
            // Closing failed, twice.
            (
                [told(1), told(3, anew: true), told(5, anew: true)],
                FoldingKeys(current: 5, former: [3, nil])
            ),
            // Then all of them were closed by what follows.
            (
                [told(1), told(3, anew: true), told(5, anew: true), told(6, page: false, closed: true)],
                FoldingKeys(current: 5)
            ),
            // What may be taken late is closed by all that follows, however often.
            (
                [told(1, late: true), told(3, anew: true, closed: true), told(4, page: false, closed: true)],
                FoldingKeys(current: 3, former: [nil])
            ),
            ([told(1), told(3, anew: true, closed: true, late: true)], FoldingKeys(current: 3)),
            (
                [told(1), told(3, anew: true, closed: true, late: true), told(5, anew: true, closed: true)],
                FoldingKeys(current: 5, former: [3])
            ),
        ] as [([FoldingKeys.Told], FoldingKeys)])
    func `they follow from what was told`(told: [FoldingKeys.Told], keys: FoldingKeys) {
        #expect(FoldingKeys(after: told) == keys)
    }

    @Test func `a page that has its key already rings under the same once more`() {
        var keys = FoldingKeys(current: 3, former: [nil])
        keys.ring(3)
        #expect(keys == FoldingKeys(current: 3, former: [nil]))
    }
}
