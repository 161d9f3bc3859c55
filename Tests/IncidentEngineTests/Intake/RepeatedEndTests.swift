import IncidentCore
import IncidentEngine
import TestSupport
import Testing

@testable import IncidentStore

/// What an end that comes when nothing fires does to what comes after it.
@Suite("An end that comes again", .timeLimit(.minutes(5)))
struct RepeatedEndTests {
    private let a = Alert.firing("a")

    @Test func `keeps late copies recognised for as long as the first did`() async throws {
        let harness = try EngineHarness()
        try await post(a, a.resolved(), to: harness)
        harness.clock.advance(by: .seconds(50))
        try await post(a.resolved(), to: harness)
        harness.clock.advance(by: .seconds(50))
        #expect(try await harness.post(WebhookBody(a)).tally[.doubtful] == 1)
    }

    @Test func `and settles a copy keeps later copies recognised too`() async throws {
        let harness = try EngineHarness()
        try await post(a, a.resolved(), to: harness)
        harness.clock.advance(by: .seconds(50))
        try await post(a, to: harness)
        harness.clock.advance(by: .seconds(50))
        try await post(a.resolved(), to: harness)
        #expect(try await harness.doubtful().isEmpty)
        harness.clock.advance(by: .seconds(50))
        #expect(try await harness.post(WebhookBody(a)).tally[.doubtful] == 1)
    }

    /// The told end counts, and not when it was heard: what began in between is another occurrence.
    @Test(arguments: [[], ["fires"], ["fires", "ends"], ["fires", "ends", "fires"]])
    func `stands as it was told, so that what began after it begins`(before: [String]) async throws {
        let harness = try EngineHarness()
        let early = a.resolved(after: .seconds(10))
        for word in before { try await post(word == "fires" ? a : early, to: harness) }
        harness.clock.advance(by: .seconds(40))
        try await post(early, to: harness)
        let receipt = try await harness.post(WebhookBody(.firing("a", since: TestClock.monday + .seconds(20))))
        #expect(receipt.tally[before.isEmpty ? .opened : .beganAgain] == 1)
        #expect(try await harness.doubtful().isEmpty)
    }

    @Test func `a copy that comes again waits no longer for it`() async throws {
        let harness = try EngineHarness()
        try await post(a, a.resolved(), to: harness)
        harness.clock.advance(by: .seconds(5))
        try await post(a, a, a, to: harness)
        let doubt = try #require(try await harness.store.read { try $0.doubtfulAlerts() }.first)
        #expect(doubt.dueAt == harness.clock.now + .seconds(60))
        #expect(try await harness.tick(.doubtful) == doubt.dueAt)
    }

    private func post(_ alerts: Alert..., to harness: EngineHarness) async throws {
        for alert in alerts { try await harness.post(WebhookBody(alert)) }
    }
}
