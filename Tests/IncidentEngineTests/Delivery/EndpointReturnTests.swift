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

    /// Each way in which a message is not taken and may be later, with no time to wait for.
    static let kinds: [DeliveryOutcome] = [
        noAnswer, .answerLost, .refusedForNow,
        DeliveryOutcome(.retryable, evidence: "421 4.3.2 not now (answer to the connection)", .unavailable),
        DeliveryOutcome(.retryable, evidence: "450 4.2.0 later (answer to RCPT)", .recipient),
        DeliveryOutcome(.retryable, evidence: "timed out", .timeout),
        DeliveryOutcome(.retryable, evidence: "certificate not trusted", .tls),
        DeliveryOutcome(.retryable, evidence: "503", .unavailable),
        DeliveryOutcome(.retryable, evidence: "429", .rateLimited),
    ]

    @Test(arguments: kinds)
    func `whatever the answer was, what waits is tried as soon as another message gets through there`(
        answer: DeliveryOutcome
    ) async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.always(.email, answer)
        try await harness.post(Self.body("Slow"))
        try await harness.advance(by: .seconds(90), without: [.escalation])
        #expect(try await attempts(harness, incident: 1) == [0, 5, 35, 85].map(Duration.seconds))
        harness.deliverer.always(.email, nil)
        try await harness.post(Self.body("Down"))
        try await harness.settle()
        #expect(try await attempts(harness, incident: 1).last == .seconds(90))
        #expect(harness.sentLines() == ["page by email to Second", "page by email to Second"])
        let words = answer.obstacle == .recipient ? EndpointReturn.addressWords : EndpointReturn.words
        let said = try await harness.timeline(1).filter { $0.kind == .notificationSent }.map(\.summary)
        #expect(said.count == 1 && said.allSatisfy { $0.hasSuffix("; \(words)") }, "\(said)")
    }

    @Test func `a mailbox that has taken something tells nothing of another one`() async throws {
        let steps = [EscalationStep(after: .zero, notify: ["First", "Second"], methods: .all)]
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        let later = DeliveryOutcome(.retryable, evidence: "450 4.2.0 later", .recipient)
        harness.deliverer.answer { $0.notification.contact == "Second" ? later : .sent }
        try await harness.post(Self.body("Slow"))
        try await harness.advance(by: .seconds(10))
        try await harness.post(Self.body("Down"))
        try await harness.settle()
        let waiting = try await harness.notifications(1).filter { $0.notification.contact == "Second" }
        #expect(waiting.flatMap(\.attempts).map { $0.at - TestClock.monday } == [0, 5].map(Duration.seconds))
    }

    @Test func `who asks to wait is waited for, whatever others get through`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.answer(
            .email, DeliveryOutcome(.retryable, evidence: "503", .unavailable, retryAfter: .seconds(40)))
        try await harness.post(Self.body("Slow"))
        try await harness.advance(by: .seconds(1))
        try await harness.post(Self.body("Down"))
        try await harness.settle()
        #expect(try await attempts(harness, incident: 1) == [.zero])
        try await harness.advance(by: .seconds(60))
        #expect(try await attempts(harness, incident: 1) == [.zero, .seconds(40)])
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

    /// Each way in which an endpoint refuses what it would take from nobody.
    static let refusals: [DeliveryOutcome] = [
        DeliveryOutcome(.permanent, evidence: "404", .endpoint), DeliveryOutcome(.permanent, evidence: "401", .auth),
        DeliveryOutcome(.permanent, evidence: "TLS not offered", .tls),
    ]

    @Test(
        arguments: kinds + refusals + [
            DeliveryOutcome(.retryable, evidence: "503", .unavailable, retryAfter: .seconds(3600))
        ])
    func `an urgent page that is alone notices within a minute that messages are taken again`(
        answer: DeliveryOutcome
    ) async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.always(.email, answer)
        try await harness.post(Self.body("Down"))
        try await harness.advance(by: .minutes(30), without: [.escalation])
        harness.deliverer.always(.email, nil)
        try await harness.advance(by: .minutes(1), without: [.escalation])
        #expect(harness.sentLines() == ["page by email to Second"])
    }

    @Test(arguments: refusals)
    func `a page that an endpoint refuses for what it is is tried as soon as another gets through`(
        answer: DeliveryOutcome
    ) async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.always(.email, answer)
        try await harness.post(Self.body("Slow"))
        try await harness.advance(by: .seconds(10), without: [.escalation])
        harness.deliverer.always(.email, nil)
        try await harness.post(Self.body("Down"))
        try await harness.settle()
        #expect(try await attempts(harness, incident: 1) == [.zero, .seconds(10)])
    }
}
