import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("What waits for an endpoint that works again", .timeLimit(.minutes(5)))
struct EndpointReturnTests {
    private static let noAnswer = DeliveryOutcome(.retryable, evidence: "could not connect", .unreachable)

    private static func body(_ name: String, severity: String = "critical") -> WebhookBody {
        WebhookBody(.firing(name, severity: severity), group: "group-\(name)")
    }

    /// When each attempt at the page of an incident began, in seconds.
    private func attempts(_ harness: EngineHarness, incident id: Int64) async throws -> [Duration] {
        try await harness.notifications(id).flatMap(\.attempts).map { $0.at - TestClock.monday }
    }

    @Test func `it is tried as soon as another message gets through, and the timeline says why`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.always(.email, Self.noAnswer)
        try await harness.post(Self.body("Slow", severity: "warning"))
        try await harness.advance(by: .seconds(100))
        #expect(try await attempts(harness, incident: 1) == [0, 5, 35, 95].map(Duration.seconds))
        harness.deliverer.always(.email, nil)
        try await harness.post(Self.body("Down"))
        try await harness.settle()
        #expect(try await attempts(harness, incident: 1).last == .seconds(100))
        #expect(harness.sentLines() == ["page by email to Second", "page by email to Second"])
        let said = try await harness.timeline(1).filter { $0.kind == .notificationSent }.map(\.summary)
        #expect(said.count == 1 && said.allSatisfy { $0.hasSuffix("; \(EndpointReturn.words)") }, "\(said)")
    }

    @Test(
        arguments: [
            .refusedForNow, DeliveryOutcome(.retryable, evidence: "450 greylisted", .recipient),
            DeliveryOutcome(.retryable, evidence: "503", .unavailable, retryAfter: .seconds(40)),
        ] as [DeliveryOutcome])
    func `an answer about one message keeps its time`(answer: DeliveryOutcome) async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.answer(.email, answer)
        try await harness.post(Self.body("Slow"))
        try await harness.advance(by: .seconds(1))
        try await harness.post(Self.body("Down"))
        try await harness.settle()
        #expect(try await attempts(harness, incident: 1) == [.zero])
        try await harness.advance(by: .seconds(60))
        let later: [Duration] = [.zero, answer.retryAfter ?? .seconds(5)]
        #expect(try await attempts(harness, incident: 1) == later)
    }

    @Test func `what fails again is not tried at each success of others`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.answer { $0.incident.id == 1 ? Self.noAnswer : .sent }
        try await harness.post(Self.body("Stuck"))
        try await harness.advance(by: .seconds(10))
        try await harness.post(Self.body("A"))
        try await harness.settle()
        #expect(try await attempts(harness, incident: 1) == [0, 5, 10].map(Duration.seconds))
        for (name, wait) in [("B", 10), ("C", 10), ("D", 10)] {
            try await harness.advance(by: .seconds(wait))
            try await harness.post(Self.body(name))
            try await harness.settle()
        }
        #expect(try await attempts(harness, incident: 1) == [0, 5, 10].map(Duration.seconds))
        // Its own time, at most a minute, and then a failure that nobody had brought about.
        try await harness.advance(by: .seconds(30))
        #expect(try await attempts(harness, incident: 1) == [0, 5, 10, 60].map(Duration.seconds))
        try await harness.post(Self.body("E"))
        try await harness.settle()
        #expect(try await attempts(harness, incident: 1) == [0, 5, 10, 60, 70].map(Duration.seconds))
    }

    @Test func `an urgent page that is alone notices within a minute that the endpoint is back`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.always(.email, Self.noAnswer)
        try await harness.post(Self.body("Down"))
        try await harness.advance(by: .minutes(30), without: [.escalation])
        harness.deliverer.always(.email, nil)
        try await harness.advance(by: .minutes(1), without: [.escalation])
        #expect(harness.sentLines() == ["page by email to Second"])
    }
}
