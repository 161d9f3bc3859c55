import Testing

@testable import IncidentCore

@Suite("A reason of Kubernetes", .timeLimit(.minutes(5)))
struct ReasonMeaningTests {
    @Test(
        arguments: [
            ("ReplicaSet \"api\" has timed out progressing.", "ProgressDeadlineExceeded", nil),
            (nil, "ProgressDeadlineExceeded", "its rollout has not progressed within its deadline"),
            ("", "ProgressDeadlineExceeded", "its rollout has not progressed within its deadline"),
            ("unknown", "ImagePullBackOff", "its image cannot be pulled, and is tried later each time"),
            ("<unknown>", "FailedScheduling", "no node has room for it, or may take it"),
            ("", "OurOwnReason", "no more is said of it"), (nil, nil, "no more is said of it"),
            ("something", nil, nil),
        ] as [(String?, String?, String?)])
    func `is said by its message, and without one by what it means`(message: String?, reason: String?, words: String?) {
        #expect(ReasonMeaning.words(message, of: reason) == words ?? message)
    }

    @Test func `stands in a sentence beside what it means`() throws {
        let sentence = try RowSentence("{NAME}: {reason}: {message}", ofMany: false)
        let fields = ["NAME": "analytics-api", "reason": "ProgressDeadlineExceeded", "message": ""]
        #expect(
            sentence.filled(with: [OutputRow(fields: fields, line: 2)], at: .start)
                == "analytics-api: ProgressDeadlineExceeded: its rollout has not progressed within its deadline")
        let event = ["OBJECT": "pod/api-1", "REASON": "BackOff", "MESSAGE": "restarting failed container"]
        let told = try RowSentence("{OBJECT}: {REASON}: {MESSAGE}", ofMany: false)
        #expect(
            told.filled(with: [OutputRow(fields: event, line: 2)], at: .start)
                == "pod/api-1: BackOff: restarting failed container")
    }
}
