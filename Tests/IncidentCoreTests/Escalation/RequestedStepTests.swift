import IncidentCore
import Testing

/// What comes when a person asks for the next step.
@Suite("A step that a person asks for", .timeLimit(.minutes(5)))
struct RequestedStepTests {
    private static let now: Timestamp = .start + .seconds(3600)

    private static func policy(_ name: String, otherwise: String? = nil, rounds: Int = 0) -> EscalationPolicy {
        EscalationPolicy(
            name: name,
            steps: [0, 600].map { EscalationStep(after: .seconds($0), notify: ["\(name) \($0)"]) },
            repetition: rounds > 0 ? .init(every: .seconds(600), times: rounds) : nil, otherwise: otherwise)
    }

    private static func escalation(
        _ policy: EscalationPolicy, _ status: EscalationStatus, next: Int, dueAfter: Int? = 60, round: Int = 0
    ) -> Escalation {
        Escalation(
            policy: policy, status: status, startedAt: now - .seconds(300), round: round, nextStep: next,
            nextDueAt: dueAfter.map { now + .seconds($0) })
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let all: [Escalation]
        var told: Set<String> = []
        /// Whom it names, or the last resort; `nil` where nobody is left.
        let expected: String?

        init(_ name: String, _ all: [Escalation], told: Set<String> = [], _ expected: String?) {
            (testDescription, self.all, self.told, self.expected) = (name, all, told, expected)
        }
    }

    static let cases = [
        Case("none", [], nil),
        Case("running", [escalation(policy("a"), .running, next: 1)], "a 600"),
        Case("stopped by an owner", [escalation(policy("a"), .paused, next: 1)], "a 600"),
        Case("rests", [escalation(policy("a"), .running, next: 1, dueAfter: nil)], nil),
        Case("exhausted", [escalation(policy("a", otherwise: "z"), .exhausted, next: 2, dueAfter: nil)], nil),
        Case("ended", [escalation(policy("a", otherwise: "z"), .ended, next: 1, dueAfter: nil)], nil),
        Case("after the last step", [escalation(policy("a", otherwise: "z"), .running, next: 2)], "z"),
        Case("without a last resort", [escalation(policy("a"), .running, next: 2)], nil),
        Case("last resort was told", [escalation(policy("a", otherwise: "z"), .running, next: 2)], told: ["a"], nil),
        Case(
            "another round", [escalation(policy("a", otherwise: "z", rounds: 1), .running, next: 2)], told: ["a"],
            "a 0"),
        Case("another round, without a last resort", [escalation(policy("a", rounds: 1), .paused, next: 2)], "a 0"),
        Case("after the last round", [escalation(policy("a", rounds: 1), .running, next: 2, round: 1)], nil),
        Case(
            "the first of two",
            [
                escalation(policy("a"), .running, next: 1, dueAfter: 90),
                escalation(policy("b"), .running, next: 1, dueAfter: 30),
            ], "b 600"),
        Case(
            "running before stopped",
            [escalation(policy("a"), .paused, next: 0), escalation(policy("b"), .running, next: 1)], "b 600"),
        Case(
            "a step before a last resort",
            [escalation(policy("a", otherwise: "z"), .running, next: 2), escalation(policy("b"), .paused, next: 1)],
            "b 600"),
        Case(
            "beside one that rests",
            [
                escalation(policy("a"), .running, next: 1, dueAfter: nil),
                escalation(policy("b", otherwise: "z"), .running, next: 2),
            ], "z"),
    ]

    @Test(arguments: cases)
    func `is the next of those that have one`(example: Case) {
        let found = Escalation.requested(of: example.all, at: Self.now, hours: nil) {
            example.told.contains($0.policy.name)
        }
        switch found?.next {
        case .step(let step, _, _): #expect(step.notify == [example.expected ?? "nobody"])
        case .lastResort(let role): #expect(role == example.expected)
        case nil: #expect(example.expected == nil)
        }
    }

    @Test func `keeps the distance of the later ones, and an owner's end`() throws {
        let three = EscalationPolicy(
            name: "a", steps: [0, 600, 1500].map { EscalationStep(after: .seconds($0), notify: ["\($0)"]) })
        let ran = try #require(
            Escalation.requested(of: [Self.escalation(three, .running, next: 1)], at: Self.now, hours: nil) { _ in
                false
            }?.escalation)
        #expect(ran.nextStep == 2 && ran.nextDueAt == Self.now + .seconds(900))
        let stopped = try #require(
            Escalation.requested(of: [Self.escalation(three, .paused, next: 1)], at: Self.now, hours: nil) { _ in
                false
            }?.escalation)
        #expect(stopped.status == .paused && stopped.nextStep == 2 && stopped.nextDueAt == Self.now + .seconds(60))
    }
}
