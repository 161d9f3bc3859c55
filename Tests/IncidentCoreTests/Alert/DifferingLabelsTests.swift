import IncidentCore
import Testing

@Suite("By which labels alerts differ", .timeLimit(.minutes(5)))
struct DifferingLabelsTests {
    private static let pods: [Labels] = (0..<24).map { number in
        [
            "alertname": "PodCrashLooping", "cluster": "eu", "node": "node-\(number % 12)",
            "pod": "analytics-api-7d9c6b5f4-\(100 + number)",
        ]
    }

    @Test func `is what has the most values first, and without what all have alike`() {
        let differing = DifferingLabels(Self.pods)
        #expect(differing.labels.map(\.name) == ["pod", "node"])
        #expect(differing.shared.map(\.name) == ["alertname", "cluster"])
        #expect(differing.words(of: Self.pods[13]) == ["pod=…-113", "node=node-1"])
        #expect(differing.words(of: Self.pods[13], shortens: false).first == "pod=analytics-api-7d9c6b5f4-113")
    }

    @Test func `is also what only some of them have`() {
        let some: [Labels] = [["a": "1", "b": "2"], ["a": "1"], ["a": "1", "b": "2"]]
        let differing = DifferingLabels(some)
        #expect(some.map { differing.words(of: $0) } == [["b=2"], [], ["b=2"]])
        #expect(differing.shared.map(\.name) == ["a"])
    }

    @Test(arguments: [[], [["a": "1"]], [["a": "1"], ["a": "1"]]] as [[Labels]])
    func `is nothing where they are alike`(all: [Labels]) {
        let differing = DifferingLabels(all)
        #expect(differing.labels.isEmpty && differing.shared == all.first?.pairs ?? [])
    }
}
