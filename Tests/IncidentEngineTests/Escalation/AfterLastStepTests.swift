import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// Somebody takes an incident after the last step of its policy, or before a step has gone out, and has it no more.
@Suite("After the last step", .timeLimit(.minutes(5)))
struct AfterLastStepTests {
    private static let steps = [
        EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .minutes(15), notify: ["Second"]),
    ]

    private func opened(
        repetition: EscalationPolicy.Repetition? = nil, otherwise: String? = "Last Resort"
    ) async throws -> EngineHarness {
        let harness = try EngineHarness(
            .sample(
                .sample(
                    "p", steps: Self.steps, repetition: repetition, otherwise: otherwise,
                    acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(.firing("ApiDown", severity: "critical")))
        try await harness.settle()
        return harness
    }

    private func said(_ kind: TimelineKind, _ harness: EngineHarness) async throws -> String? {
        try await harness.timeline().last { $0.kind == kind }?.summary
    }

    private func takenAndGivenBack(_ harness: EngineHarness) async throws {
        try await harness.acknowledge()
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.unacknowledge()
        try await harness.settle()
    }

    @Test func `the last resort is told at once`() async throws {
        let harness = try await opened()
        try await harness.advance(by: .minutes(16))
        try await takenAndGivenBack(harness)
        #expect(harness.sentLines().contains("page by email to Last Resort"))
        #expect(
            try await said(.escalationExhausted, harness)
                == "policy \"p\" is exhausted and nobody has taken the incident; last resort: Last Resort")
    }

    @Test func `a policy whose last resort was told before its time begins anew`() async throws {
        let harness = try await opened()
        try await harness.advance(by: .minutes(16))
        try await harness.escalate()
        try await harness.settle()
        #expect(harness.sentLines().contains("page by email to Last Resort"))
        try await takenAndGivenBack(harness)
        #expect(harness.sentLines().contains("page by pagerduty to First"))
        #expect(
            try await said(.escalationStarted, harness)
                == "policy \"p\" begins anew with its first step: all whom it names were told before")
        try await harness.advance(by: .minutes(15))
        #expect(harness.sentLines() == ["page by email to Second"])
    }

    @Test func `the next round begins at once`() async throws {
        let harness = try await opened(repetition: .init(every: .hours(1), times: 1))
        try await harness.advance(by: .minutes(16))
        try await takenAndGivenBack(harness)
        #expect(harness.sentLines().contains("page by pagerduty to First"))
        #expect(try await said(.escalationRepeated, harness) == "step 1 of policy \"p\", round 2: First")
        try await harness.advance(by: .minutes(15))
        #expect(harness.sentLines() == ["page by email to Second"])
    }

    @Test(arguments: [nil, "Last Resort"] as [String?])
    func `a policy that has told everybody begins anew, and says so`(otherwise: String?) async throws {
        let harness = try await opened(otherwise: otherwise)
        try await harness.advance(by: .hours(1))
        #expect(try await harness.escalation()?.status == .exhausted)
        try await takenAndGivenBack(harness)
        #expect(harness.sentLines().contains("page by pagerduty to First"))
        #expect(
            try await said(.escalationStarted, harness)
                == "policy \"p\" begins anew with its first step: all whom it names were told before")
    }

    @Test func `a step of which nothing had gone out comes again`() async throws {
        let harness = try await opened()
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.escalate()
        try await harness.settle()
        try await harness.acknowledge()
        harness.deliverer.always(.email, nil)
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.unacknowledge()
        try await harness.settle()
        #expect(harness.sentLines().contains("page by email to Second"))
        #expect(try await said(.escalationStep, harness) == "step 2 of policy \"p\": Second")
        let begun = try await harness.timeline().filter { $0.kind == .escalationStarted }
        #expect(begun.count == 1)
    }

    @Test func `a first step of which nothing had gone out is no new beginning`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", steps: Self.steps)))
        harness.deliverer.always(.pagerduty, .refusedForNow)
        try await harness.post(WebhookBody(.firing("ApiDown", severity: "critical")))
        try await harness.settle()
        try await harness.acknowledge()
        harness.deliverer.always(.pagerduty, nil)
        try await harness.unacknowledge()
        try await harness.settle()
        #expect(harness.sentLines().contains("page by pagerduty to First"))
        #expect(try await harness.timeline().filter { $0.kind == .escalationStarted }.count == 1)
    }

    @Test func `one that somebody got does not`() async throws {
        let steps = [
            EscalationStep(after: .zero, notify: ["First", "Second"]),
            EscalationStep(after: .hours(1), notify: ["Third"]),
        ]
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.post(WebhookBody(.firing("ApiDown", severity: "critical")))
        try await harness.settle()
        try await harness.acknowledge()
        harness.deliverer.always(.email, nil)
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.unacknowledge()
        try await harness.settle()
        #expect(harness.sentLines().contains("page by slack to Third"))
    }
}
