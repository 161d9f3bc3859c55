import IncidentCore
import Testing

@testable import IncidentStore
@testable import IncidentViews

@Suite(.timeLimit(.minutes(5))) struct EscalationWordsTests {
    @Test(arguments: [
        (0, 1, "step 2 of 3 at T", 1), (0, 1, "round 1 of 2, step 2 of 3 at T", 2),
        (0, 3, "round 2 of 2, step 1 of 3 at T", 2), (1, 3, "gives up at T", 2), (0, 3, "gives up at T", 1),
    ])
    func `what comes next is a step, a round or the end`(round: Int, nextStep: Int, words: String, rounds: Int) {
        let due = Timestamp(seconds: 1_764_050_000)
        let escalation = StoredEscalation(
            policy: "database", steps: 3, rounds: rounds, status: .running, round: round, nextStep: nextStep,
            nextDueAt: due)
        #expect(escalation.words == "policy \"database\", " + words.replacing("T", with: due.readable))
    }

    @Test func `a policy that cannot be read leaves out how far there is to go`() {
        let escalation = StoredEscalation(
            policy: "database", steps: nil, rounds: nil, status: .running, round: 0, nextStep: 1, nextDueAt: nil)
        #expect(escalation.words == "policy \"database\", step 2")
    }
}
