import IncidentCore
import TestSupport
import Testing

@testable import IncidentEngine

/// What the timeline says of a collector's end.
@Suite(.timeLimit(.minutes(5))) struct CollectorWordsTests {
    @Test(
        arguments: [
            (["kubectl"], .succeeded, 12, 40, "", "collector \"c\" succeeded after 12 ms, 40 bytes"),
            (["kubectl"], .failed, 12, 40, "", "collector \"c\" failed after 12 ms, 40 bytes"),
            (
                ["http", "GET", "https://api"], .succeeded, 12, 40, "status        503\n",
                "collector \"c\": answered 503 after 12 ms, 40 bytes"
            ),
            (
                ["http", "GET", "https://api"], .succeeded, 12, HTTPQuestion.bodyLimitBytes + 1, "status        200\n",
                "collector \"c\": answered 200 after 12 ms, more than 1048576 bytes"
            ),
            (
                ["http", "GET", "https://api"], .failed, 1, 0, "api does not answer: connection refused\n",
                "collector \"c\": no answer after 1 ms, 0 bytes"
            ),
            (
                ["http", "GET", "https://api"], .failed, 0, 0, "api was not asked: its name leads to 127.0.0.1\n",
                "collector \"c\" was not run: api was not asked: its name leads to 127.0.0.1"
            ),
        ] as [([String], CollectorOutcome, Int, Int, String, String)])
    func `it is that of what was asked`(
        arguments: [String], outcome: CollectorOutcome, milliseconds: Int, bytes: Int, output: String, words: String
    ) {
        let artifact = DiagnosticArtifact(
            collector: "c", procedure: "", arguments: arguments, startedAt: TestClock.monday,
            duration: .milliseconds(milliseconds), exitStatus: nil, outcome: outcome, bytes: bytes, truncated: false,
            output: output, findings: [])
        #expect(artifact.timelineSummary == words)
    }
}
