import IncidentCore
import Testing

@testable import IncidentViews

@Suite("Incidents that carry the same finding", .timeLimit(.minutes(5)))
struct SharedFindingsTests {
    private static func finding(_ text: String, _ level: FindingLevel = .critical) -> Finding {
        Finding(collector: "pods", level: level, text: text)
    }

    private static let shared = SharedFindings([
        (7, [finding("migration 0042 is missing"), finding("pod a restarts")]),
        (2, [finding("disk full")]),
        (5, [finding("migration 0042 is missing", .warning)]),
        (3, []),
        (9, [finding("pod a restarts")]),
        (1, [finding("migration 0042 is missing")]),
        (4, [finding("pod b uses most memory", .info)]),
        (6, [finding("pod b uses most memory", .info)]),
    ])

    @Test(
        arguments: [
            (7, [5, 1]), (5, [7, 1]), (1, [7, 5]), (2, []), (3, []), (9, []), (4, []), (6, []), (99, []),
        ] as [(Int64, [Int64])])
    func `name each other in the order of the list`(id: Int64, expected: [Int64]) {
        #expect(Self.shared.others(than: id) == expected)
    }

    @Test(
        arguments: [(7, true), (5, false), (1, false), (2, true), (3, true), (4, true), (6, true)] as [(Int64, Bool)])
    func `write it out at the first of them only`(id: Int64, isFirst: Bool) {
        #expect(Self.shared.isFirst(id) == isFirst)
    }

    @Test func `are told as groups, each once`() {
        let group = SharedFindings.Group(text: "migration 0042 is missing", ids: [7, 5, 1])
        #expect(Self.shared.groups(of: [2, 5, 7, 9]) == [group])
        #expect(Self.shared.groups(of: [2, 9, 99]) == [])
    }
}
