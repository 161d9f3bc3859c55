import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// Somebody asks for one contact more.
@Suite("A responder who is added", .timeLimit(.minutes(5)))
struct ResponderTests {
    private let api = Alert.firing("ApiDown")

    private func opened(takenBy owner: String?) async throws -> EngineHarness {
        let harness = try EngineHarness(.sample(.sample("p", acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(api))
        try await harness.settle()
        if let owner { try await harness.acknowledge(by: owner) }
        try await harness.settle()
        harness.deliverer.forget()
        return harness
    }

    @Test(arguments: [nil, "alice"] as [String?])
    func `is told in a way that rings, and the owner stays`(owner: String?) async throws {
        let harness = try await opened(takenBy: owner)
        try await harness.addResponder(contact: "Third", why: "the cache is yours")
        try await harness.restart()
        try await harness.settle()
        let page = try #require(harness.deliverer.sent.first)
        #expect(harness.sentLines() == ["page by slack to Third"])
        #expect(page.because == "asked for by alice: the cache is yours, as Third")
        #expect(
            page.asked
                == (owner == nil
                    ? "Nobody has taken this incident: acknowledge it to take it."
                    : "alice has this incident, keeps it, and asks you to join."))
        #expect(try await harness.incident().acknowledgedBy == owner)
        let entry = try await harness.timeline().first { $0.kind == .responderAdded }
        #expect(entry?.summary == "Third is asked for by alice, on the command line: the cache is yours")
    }

    @Test func `is not whoever has the incident, but is while they have not taken what they were handed`() async throws
    {
        let harness = try await opened(takenBy: "Third")
        try await harness.addResponder(contact: "Third")
        try await harness.settle()
        #expect(harness.sentLines() == [])
        #expect(try await harness.timeline().last?.summary.hasSuffix("is not sent: Third has the incident") == true)
        try await harness.handOver(by: "Third", to: "Second")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.addResponder(contact: "Second")
        try await harness.settle()
        #expect(harness.sentLines() == ["page by email to Second"])
    }

    @Test func `hears of what follows`() async throws {
        let harness = try await opened(takenBy: "alice")
        try await harness.addResponder(contact: "Third")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(api.resolved()))
        try await harness.settle()
        #expect(harness.sentLines() == ["resolved by pagerduty to First", "resolved by slack to Third"])
    }

    @Test func `is reached by the next method where the first fails, whoever takes the incident meanwhile`()
        async throws
    {
        let harness = try await opened(takenBy: nil)
        harness.deliverer.always(.slack, .refusedForNow)
        try await harness.addResponder(contact: "Third")
        try await harness.settle()
        try await harness.acknowledge(by: "alice")
        harness.deliverer.always(.slack, .refusedForGood)
        try await harness.advance(by: .minutes(2))
        #expect(harness.sentLines().contains("page by email to Third"))
    }

    @Test func `is not asked twice by one who presses twice, and may be asked again later`() async throws {
        let harness = try await opened(takenBy: "alice")
        try await harness.addResponder(contact: "Third")
        try await harness.settle()
        await #expect(throws: TransitionRefused.self) { try await harness.addResponder(contact: "Third") }
        try await harness.advance(by: .seconds(30))
        try await harness.addResponder(contact: "Third")
        try await harness.settle()
        #expect(harness.sentLines() == ["page by slack to Third", "page by slack to Third"])
    }

    @Test func `is not one who is asked to confirm what joins`() async throws {
        let harness = try await opened(takenBy: "Second")
        try await harness.addResponder(contact: "Third")
        try await harness.settle()
        let db = Alert.firing("DbDown")
        try await harness.post(WebhookBody(api, db))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(api, db.resolved()))
        try await harness.settle()
        #expect(!harness.sentLines().contains("acknowledged by slack to Third"))
    }

    @Test func `of what is over is refused`() async throws {
        let harness = try await opened(takenBy: "alice")
        try await harness.resolve()
        await #expect(throws: TransitionRefused("incident 1 was resolved 0s ago by alice; nobody is needed")) {
            try await harness.addResponder(contact: "Third")
        }
    }
}
