import IncidentCore
import Testing

@testable import IncidentViews

/// Findings that say the same of several things.
@Suite(.timeLimit(.minutes(5))) struct FoldedFindingTests {
    private static func finding(_ text: String, _ line: Int = 1, level: FindingLevel = .critical) -> Finding {
        Finding(collector: "pods", level: level, text: text, lines: [line], artifactID: 7)
    }

    private static func folded(_ texts: [String]) -> [String] {
        FoldedFinding.folded(texts.map { finding($0) }).map { folded in
            let differences = folded.members.map(\.difference).filter { !$0.isEmpty }
            return folded.text + (differences.isEmpty ? "" : " [\(differences.joined(separator: "; "))]")
        }
    }

    @Test(
        arguments: [
            (
                ["pod a-1 is in state Error, restarts: 6 (2m ago)", "pod a-2 is in state Error, restarts: 5 (9m ago)"],
                ["pod … is in state Error, restarts: … [a-1 6 (2m ago); a-2 5 (9m ago)]"]
            ),
            // Another state is another finding.
            (
                ["pod a-1 is in state Error, restarts: 6", "pod a-2 is in state Evicted, restarts: 5"],
                ["pod a-1 is in state Error, restarts: 6", "pod a-2 is in state Evicted, restarts: 5"]
            ),
            (["log: no space left", "log: too many clients"], ["log: no space left", "log: too many clients"]),
            (["a b", "a c"], ["a b", "a c"]),
            (
                ["(and 3 others in pods)", "(and 4 others in pods)"],
                ["(and 3 others in pods)", "(and 4 others in pods)"]
            ),
            (["one alone"], ["one alone"]), ([], []),
        ] as [([String], [String])])
    func `stand once, with what differs`(texts: [String], expected: [String]) {
        #expect(Self.folded(texts) == expected)
    }

    @Test func `keep each its own line, and are not folded over levels`() {
        let all = FoldedFinding.folded([
            Self.finding("pod a-1 is in state Error", 2), Self.finding("pod a-2 is in state Error", 3),
            Self.finding("pod a-3 is in state Error", 4, level: .warning),
        ])
        #expect(all.map { $0.members.compactMap(\.finding.line) } == [[2, 3], [4]])
    }
}
