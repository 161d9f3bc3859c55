import IncidentCore
import Testing

@Suite("The pages that are still to ring", .timeLimit(.minutes(5)))
struct OwedPagesTests {
    private static let start = Timestamp(seconds: 1_764_000_000)

    @Test(
        arguments: [
            ([], ""), ([true], "1 page is tried again"), ([true, true], "2 pages are tried again"),
            ([false], "1 page is still to come"), ([false, false], "2 pages are still to come"),
            ([true, false, true], "2 pages are tried again, and 1 is still to come"),
            ([false, true, false], "1 page is tried again, and 2 are still to come"),
        ] as [([Bool], String)])
    func `are told apart by whether they were tried`(tried: [Bool], words: String) {
        let pages = OwedPages(tried.map { OwedPages.Page(contact: "First", at: Self.start, wasTried: $0) })
        #expect(pages.words == words)
        #expect(pages.contacts == (tried.isEmpty ? [] : ["First"]))
    }

    @Test func `the first of them is the one that goes out first`() {
        let times = [9, 3, 5].map { Self.start + .seconds($0) }
        let pages = OwedPages(times.map { OwedPages.Page(contact: "First", at: $0, wasTried: true) })
        #expect(pages.firstAt == times[1])
        #expect(OwedPages().firstAt == nil)
    }
}
