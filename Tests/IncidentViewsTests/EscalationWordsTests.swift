import IncidentCore
import Testing

@testable import IncidentStore
@testable import IncidentViews

@Suite(.timeLimit(.minutes(5))) struct EscalationWordsTests {
    private static let due = Timestamp(seconds: 1_764_050_000)

    @Test(arguments: [
        (0, 1, 0, "step 2 of 3: Second, Third at TIME", ["Second", "Third"]),
        (0, 1, 1, "round 1 of 2, step 2 of 3: Second, Third at TIME", ["Second", "Third"]),
        (0, 3, 1, "round 2 of 2, step 1 of 3: First at TIME", ["First"]),
        (1, 3, 1, "gives up and tells Boss at TIME", ["Boss"]), (0, 3, 0, "gives up and tells Boss at TIME", ["Boss"]),
    ])
    func `what comes next is a step, a round or the end, and somebody who hears of it`(
        round: Int, nextStep: Int, repeats: Int, words: String, roles: [String]
    ) {
        let escalation = Self.escalation(.running, round: round, nextStep: nextStep, policy: .sample(repeats: repeats))
        #expect(escalation.words == "policy \"database\", " + words.replacing("TIME", with: Self.due.readable))
        #expect(escalation.nextNotified == roles)
    }

    @Test(arguments: [(1, "step 2 of 3: Second, Third"), (3, "step 1 of 3: First")])
    func `an acknowledgement that ends says who is told then`(nextStep: Int, words: String) {
        let escalation = Self.escalation(.paused, nextStep: nextStep, policy: .sample())
        #expect(escalation.words == "policy \"database\" paused until \(Self.due.readable), then \(words)")
    }

    @Test(arguments: [(1, "step 2 of 3: Second, Third"), (3, "step 1 of 3: First")])
    func `one that rests says for what, and who is told then`(nextStep: Int, words: String) {
        let escalation = Self.escalation(.running, nextStep: nextStep, policy: .sample(), due: nil)
        #expect(escalation.words == "policy \"database\" rests until one of its alerts fires, then \(words)")
    }

    @Test(arguments: EscalationStatus.allCases)
    func `the API says which one rests`(status: EscalationStatus) {
        let comes = EscalationView(Self.escalation(status, nextStep: 1, policy: .sample()))
        #expect(comes.status == status.rawValue)
        let waits = EscalationView(Self.escalation(status, nextStep: 1, policy: .sample(), due: nil))
        #expect(waits.status == (status == .running ? "resting" : status.rawValue))
    }

    @Test(arguments: [EscalationStatus.paused, .exhausted, .ended])
    func `where nothing comes nobody is next`(status: EscalationStatus) {
        let escalation = Self.escalation(status, nextStep: 1, policy: .sample(), due: nil)
        #expect(escalation.nextNotified.isEmpty)
        #expect(!escalation.words.contains("step"))
    }

    @Test func `a policy that cannot be read leaves out how far there is to go`() {
        let escalation = Self.escalation(.running, nextStep: 1, policy: nil)
        #expect(escalation.words == "policy \"database\", step 2 at \(Self.due.readable)")
        #expect(escalation.nextNotified.isEmpty)
    }

    private static func escalation(
        _ status: EscalationStatus, round: Int = 0, nextStep: Int, policy: EscalationPolicy?, due: Timestamp? = due
    ) -> StoredEscalation {
        StoredEscalation(
            policy: "database", document: policy, status: status, round: round, nextStep: nextStep, nextDueAt: due)
    }
}

extension EscalationPolicy {
    fileprivate static func sample(repeats: Int = 0) -> EscalationPolicy {
        EscalationPolicy(
            name: "database",
            steps: [
                EscalationStep(after: .zero, notify: ["First"]),
                EscalationStep(after: .seconds(60), notify: ["Second", "Third"]),
                EscalationStep(after: .seconds(120), notify: ["Fourth"]),
            ],
            repetition: repeats > 0 ? Repetition(every: .seconds(600), times: repeats) : nil, otherwise: "Boss")
    }
}
