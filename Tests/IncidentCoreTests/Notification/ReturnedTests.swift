import Testing

@testable import IncidentCore

@Suite("What who handed an incident over reads first when it comes back", .timeLimit(.minutes(5)))
struct ReturnedTests {
    private static let declined = "Second does not take it"
    private static let missed = "Second has not taken in time what First handed over"

    @Test(
        arguments: [
            (declined, declined), ("\(declined): on a train", "\(declined): on a train"), (missed, missed),
            ("step 1 of policy \"p\"\(Telling.besides)\(missed)", missed),
            ("step 1 of policy \"p\"\(Telling.ofDrill)\(Telling.besides)\(declined): away", "\(declined): away"),
            ("\(declined): away\(Fallback.inPlaceOf)email, which failed", "\(declined): away"),
            ("\(declined)\(Telling.ofDrill)", declined), ("\(missed)\(Telling.ofDrill)", missed),
            ("\(declined)\(Telling.ofDrill)\(Fallback.inPlaceOf)email, which failed", declined),
            ("step 1 of policy \"p\"", nil), ("the snooze was ended by alice: \(declined)", nil),
        ] as [(String, String?)])
    func `is who does not take it and why, and nothing of how the page came about`(reason: String, words: String?) {
        #expect(Telling.returned(in: reason) == words)
    }
}
