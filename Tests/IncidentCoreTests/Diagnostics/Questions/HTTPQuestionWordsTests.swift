import IncidentCore
import Testing

/// What is said of a question by HTTP, which neither succeeds nor fails as a program does.
@Suite(.timeLimit(.minutes(5))) struct HTTPQuestionWordsTests {
    private static let get = "http GET https://api/health"

    @Test(
        arguments: [
            (.succeeded, 12, get, "status        503\ntotal         12 ms\n", "answered 503"),
            (.succeeded, 12, "http HEAD https://api/health", "status        200\n", "answered 200"),
            // By a filter.
            (.succeeded, 12, get, "total         12 ms\n", "answered"), (.succeeded, 12, get, "", "answered"),
            (.failed, 1, get, "api does not answer: connection refused\n", "no answer"),
            (.timedOut, 4000, get, "", "no answer within its time limit"),
            // Its target had just not answered another.
            (.failed, 0, get, "https://api did not answer at 06:14:20 UTC, so it was not asked\n", nil),
            (.notBound, 0, get, "label \"team\" is not there\n", nil),
            (.succeeded, 12, "kubectl get pods", "status        503\n", nil), (.failed, 12, "httpie GET x", "", nil),
        ] as [(CollectorOutcome, Int, String, String, String?)])
    func `it says what was answered, or that nobody did`(
        outcome: CollectorOutcome, milliseconds: Int, command: String, output: String, words: String?
    ) {
        #expect(
            HTTPQuestion.answerWords(
                outcome, after: .milliseconds(milliseconds), command: command, output: output) == words)
    }

    @Test(arguments: [
        (312, get, "312 bytes"), (1 << 20, get, "1048576 bytes"), ((1 << 20) + 1, get, "more than 1048576 bytes"),
        ((1 << 20) + 1, "kubectl logs api-1", "1048577 bytes"),
    ])
    func `a body of which no more was read has more than that`(bytes: Int, command: String, words: String) {
        #expect(HTTPQuestion.byteWords(bytes, command: command) == words)
    }
}
