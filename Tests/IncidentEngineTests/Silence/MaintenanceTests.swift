import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("Maintenance windows on the clock", .timeLimit(.minutes(5)))
struct MaintenanceTests {
    /// From 09:30 to 10:30 UTC each day; the tests begin at 08:30.
    static func tables() throws -> RoutingTables {
        var tables = RoutingTables.sample
        let clock = try #require(LocalClock(timeZone: "UTC"))
        tables.maintenance = [
            try #require(
                MaintenanceWindow(
                    name: "nightly", selector: [try Matcher("alertname=a")], weekdays: Set(0...6), from: 9 * 60 + 30,
                    to: 10 * 60 + 30,
                    clock: clock, why: "backups"))
        ]
        return tables
    }

    @Test func `one begins during an escalation, and what is still open is told at its end`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.advance(by: .minutes(50))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.advance(by: .minutes(60))
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
        #expect(
            try await harness.incident().silence?.words
                == "maintenance \"nightly\" until 2026-11-23 10:30:00 UTC: backups")
        try await harness.advance(by: .minutes(10))
        #expect(harness.deliverer.sent.map(\.line).contains("page by email to Second"))
        #expect(
            harness.deliverer.sent.filter { $0.notification.event == .page }.map { $0.now.readable }.last
                == "2026-11-23 10:30:00 UTC")
    }

    @Test func `it comes again the next day, also after a restart`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.advance(by: .hours(20))
        try await harness.restart()
        try await harness.advance(by: .hours(5) + .minutes(15))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.settle()
        #expect(harness.clock.now.readable.hasPrefix("2026-11-24 09:45"))
        #expect(harness.deliverer.begun.isEmpty)
        #expect(try await harness.incident().silence != nil)
    }

    @Test func `a window that is taken out of the tables ends at once`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.advance(by: .minutes(75))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.settle()
        #expect(harness.deliverer.begun.isEmpty)
        harness.tables.replace(with: .sample)
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
    }

    @Test func `another alert is told as ever`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.advance(by: .minutes(75))
        try await harness.post(WebhookBody(.firing("b", since: harness.clock.now)))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
    }
}
