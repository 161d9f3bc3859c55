import Testing

@testable import IncidentViews
@testable import responder

@Suite("Incidents that carry the same finding, on a terminal", .timeLimit(.minutes(5)))
struct SameFindingTests {
    @Test(
        arguments: [
            ([7], "#7"), ([7, 5], "#7 and #5"), ([7, 5, 4, 2, 1], "#7, #5, #4, #2 and #1"),
            ([9, 7, 5, 4, 2, 1], "#9, #7, #5, #4, #2 and 1 more"),
        ] as [([Int64], String)])
    func `are numbered, of many the first`(ids: [Int64], words: String) {
        #expect(ids.numbers == words)
    }

    @Test func `are told in one line, whatever the finding says`() {
        let group = SharedFindings.Group(text: "a\u{1B}[31m\nb" + String(repeating: "c", count: 900), ids: [2, 1])
        #expect(group.sentence.hasPrefix("#2 and #1 carry the same finding: a"))
        #expect(!group.sentence.contains { $0.isNewline || $0 == "\u{1B}" } && group.sentence.count <= 240)
    }
}
