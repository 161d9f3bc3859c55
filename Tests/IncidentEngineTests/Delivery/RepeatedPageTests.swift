import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("Of pages to one address about one incident", .timeLimit(.minutes(20)))
struct RepeatedPageTests {
    private static let steps = [0, 1].map { EscalationStep(after: .minutes($0), notify: ["Second"]) }
    private static let others: Set<EnginePart> = [.escalation, .nextMethods]

    /// Two pages that are owed, of a step each, with an endpoint that takes nothing.
    private static func owed(_ answer: DeliveryOutcome) async throws -> EngineHarness {
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        harness.deliverer.always(.email, answer)
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.advance(by: .seconds(60))
        return harness
    }

    private func expectOneToldAndTheOtherCancelled(_ harness: EngineHarness, _ what: String) async throws {
        #expect(harness.deliverer.begun.count == 1, "\(what)")
        let states = try await harness.notifications().map(\.notification.state)
        #expect(states.count { $0 == .sent } == 1 && states.count { $0 == .cancelled } == 1, "\(what): \(states)")
        let said = try await harness.timeline().filter { $0.kind == .notificationCancelled }.map(\.summary)
        #expect(said.count == 1 && said[0].contains("has just told the same there"), "\(what): \(said)")
    }

    @Test(
        arguments: [
            DeliveryOutcome(.retryable, evidence: "could not connect", .unreachable), .refusedForNow, .answerLost,
        ], [0, 5, 30, 50])
    func `one is told after an outage, in whatever order they become due`(
        answer: DeliveryOutcome, tried: Int
    ) async throws {
        for silence in [0, 20, 120] {
            let harness = try await Self.owed(answer)
            try await harness.advance(by: .seconds(tried), without: Self.others)
            harness.clock.advance(by: .seconds(silence))
            harness.deliverer.always(.email, nil)
            harness.deliverer.forget()
            try await harness.advance(by: .seconds(60), without: Self.others)
            try await expectOneToldAndTheOtherCancelled(harness, "\(tried) s and \(silence) s")
        }
    }

    @Test func `one is on its way at a time`() async throws {
        let harness = try await Self.owed(.answerLost)
        try await harness.advance(by: .seconds(31), without: Self.others)
        harness.deliverer.always(.email, nil)
        harness.deliverer.forget()
        let gate = harness.deliverer.hang(.email)
        // The later one is due again before the first one.
        harness.clock.advance(by: .seconds(5))
        async let sending = harness.tick(.delivery(.email))
        await gate.arrivals()
        harness.clock.advance(by: .seconds(50))
        try await harness.tick(.delivery(.email))
        #expect(harness.deliverer.begun.map(\.notification.id) == [2])
        gate.open()
        _ = try await sending
        try await expectOneToldAndTheOtherCancelled(harness, "the later one")
    }

    @Test func `the other goes out when the one that was on its way fails`() async throws {
        let harness = try await Self.owed(.answerLost)
        try await harness.advance(by: .seconds(31), without: Self.others)
        harness.deliverer.always(.email, nil)
        harness.deliverer.forget()
        let gate = harness.deliverer.hang(.email, then: .refusedForGood)
        harness.clock.advance(by: .seconds(5))
        async let sending = harness.tick(.delivery(.email))
        await gate.arrivals()
        harness.clock.advance(by: .seconds(50))
        gate.open()
        _ = try await sending
        try await harness.tick(.delivery(.email))
        #expect(harness.deliverer.sent.map(\.notification.id) == [1])
    }
}
