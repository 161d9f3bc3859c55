import GRDB
import IncidentCore
import IncidentEngine
import TestSupport
import Testing

@testable import IncidentStore

@Suite("When the deadlines of doubtful alerts come", .timeLimit(.minutes(5)))
struct DoubtfulAlertTests {
    @Test func `all that are due fire, however many there are`() async throws {
        let harness = try EngineHarness()
        let alerts = (0..<150).map { Alert.firing("alert-\($0)") }
        try await harness.post(WebhookBody(alerts.map { $0.resolved() }))
        #expect(try await harness.post(WebhookBody(alerts)).tally[.doubtful] == 150)
        harness.clock.advance(by: .seconds(60))
        #expect(try await harness.tick(.doubtful) == nil)
        #expect(try await harness.incident().firingCount == 150)
        #expect(try await harness.doubtful().isEmpty)
    }

    @Test func `ends from which nothing follows any more are forgotten, and no others`() async throws {
        let harness = try EngineHarness()
        let (old, due, new) = (Alert.firing("old"), Alert.firing("due"), Alert.firing("new"))
        try await harness.post(WebhookBody(old.resolved(), due.resolved()))
        harness.clock.advance(by: .seconds(30))
        try await harness.post(WebhookBody(due))
        harness.clock.advance(by: .seconds(50))
        try await harness.post(WebhookBody(new.resolved()))
        harness.clock.advance(by: .seconds(10))
        try await harness.tick(.doubtful)
        let remembered = try await harness.store.read {
            try String.fetchAll($0.db, sql: "SELECT fingerprint FROM remembered_end")
        }
        #expect(remembered == ["new"])
    }

    @Test(arguments: [false, true])
    func `an incident that only a doubtful alert kept open resolves when that begins in another one`(
        atItsDeadline: Bool
    ) async throws {
        let harness = try EngineHarness()
        let (a, b) = (Alert.firing("a"), Alert.firing("b"))
        try await harness.post(WebhookBody(a, b))
        try await harness.post(WebhookBody(.firing("c"), group: "another"))
        try await harness.post(WebhookBody(a.resolved()))
        try await harness.post(WebhookBody(a, group: atItsDeadline ? "another" : "group-a"))
        try await harness.post(WebhookBody(b.resolved()))
        #expect(try await harness.incident().status == .triggered)
        if atItsDeadline {
            harness.clock.advance(by: .seconds(60))
            try await harness.tick(.doubtful)
        } else {
            harness.clock.advance(by: .seconds(5))
            try await harness.post(WebhookBody(.firing("a", since: harness.clock.now), group: "another"))
        }
        #expect(try await harness.incident(1).status == .resolved)
        #expect(try await harness.incident(2).firingCount == 2)
    }

    @Test func `one whose end is known no more fires all the same`() async throws {
        let harness = try EngineHarness()
        let a = Alert.firing("a")
        try await harness.post(WebhookBody(a.resolved()))
        try await harness.post(WebhookBody(a))
        try await harness.alter("DELETE FROM remembered_end")
        try await harness.advance(by: .seconds(60))
        #expect(try await harness.incident().status == .triggered)
        #expect(try await harness.doubtful().isEmpty)
    }
}
