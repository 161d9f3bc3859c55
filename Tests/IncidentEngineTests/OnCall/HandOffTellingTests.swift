import IncidentCore
import IncidentEngine
import IncidentStore
import MetricsTestKit
import TestSupport
import Testing

/// It is Monday, 08:30 UTC; Ann hands over to Ben at 08:45 UTC, 09:45 in Berlin.
@Suite("Telling hand-offs", .timeLimit(.minutes(5)))
struct HandOffTellingTests {
    static func tables(
        paths: [String: [ContactMethod]] = [:], lastDay: String? = nil, tells: Bool = true
    ) throws -> RoutingTables {
        let layer = RotaLayer(
            name: "day", people: ["Ann", "Ben"], turnDays: 7,
            firstDay: try #require(LocalClock.day(ofDate: "2026-11-16")), handOffMinute: 9 * 60 + 45,
            lastDay: try lastDay.map { try #require(LocalClock.day(ofDate: $0)) })
        let rota = Rota(
            name: "primary", clock: try #require(LocalClock(timeZone: "Europe/Berlin")), layers: [layer],
            fallBack: "First", tellsHandOffs: tells)
        let people = ["Ann", "Ben"].map { name in
            let address = "\(name.lowercased())@example.com"
            return Person(
                contact: Contact(
                    role: name, address: address, escalationPath: paths[name] ?? [.pagerduty, .email(address)]))
        }
        var tables = RoutingTables.sample(
            .sample("p", steps: [EscalationStep(after: .zero, notify: ["First"])]))
        tables.contacts = ContactTable(
            contacts: tables.contacts.contacts, people: people, rotas: [rota], rotaRoles: ["On-Call": "primary"])
        return tables
    }

    private func told(_ harness: EngineHarness) -> [String] {
        harness.deliverer.bulletins.map { bulletin in
            let handOff = bulletin.handOff?.handOff
            return "\(bulletin.owed.contact): \(handOff?.from ?? "nobody") to \(handOff?.to ?? "nobody")"
        }.sorted()
    }

    @Test func `who leaves and who comes hear of it once, over restarts, by a method that is no pager`() async throws {
        let metrics = TestMetrics()
        let harness = try EngineHarness(try Self.tables(), metrics: metrics)
        try await harness.settle()
        try await harness.advance(by: .minutes(14))
        #expect(harness.deliverer.bulletins.isEmpty)
        try await harness.restart()
        try await harness.advance(by: .minutes(1))
        #expect(told(harness) == ["Ann: Ann to Ben", "Ben: Ann to Ben"])
        #expect(harness.deliverer.bulletins.allSatisfy { $0.owed.method.notifier == .email })
        #expect(
            harness.deliverer.bulletins.map(\.bulletin.headline).first
                == "Hand-over of primary: Ben is on call until 2026-11-30 09:45; nothing is open")
        try await harness.restart()
        try await harness.advance(by: .hours(20))
        #expect(told(harness).count == 2)
        #expect(
            try metrics.expectCounter("responder_bulletins_total", [("kind", "hand_off"), ("outcome", "sent")])
                .totalValue == 2)
    }

    @Test func `what is open and what is silenced is in it, with links`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(.firing("DbDown")))
        try await harness.silence("DiskFull", for: .hours(2))
        try await harness.settle()
        try await harness.advance(by: .minutes(15))
        let text = try #require(harness.deliverer.bulletins.first?.bulletin.text)
        #expect(text.contains("Open: P1 1"))
        #expect(text.contains("/incidents/1"))
        #expect(text.contains("alertname=~\"DiskFull\": silence #1 by carol until 2026-11-23 11:30: upgrade"))
        #expect(text.contains("2026-11-23 09:45 Europe/Berlin") && !text.contains("UTC"))
    }

    @Test func `an override is a hand-off when it begins, and when it ends`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.settle()
        let commands = OnCallCommands(store: harness.store, tables: harness.tables, time: harness.clock.source)
        _ = try await commands.override(
            "primary", person: "Ben", from: nil, until: "10m", by: "Ann", reason: "dentist")
        try await harness.settle()
        #expect(told(harness) == ["Ann: Ann to Ben", "Ben: Ann to Ben"])
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(10))
        #expect(told(harness) == ["Ann: Ben to Ann", "Ben: Ben to Ann"])
        // One that is taken back before its time, and another that changes nobody.
        let until = "2026-11-30T00:00:00Z"
        let other = try await commands.override("primary", person: "Ben", from: nil, until: until, by: "A", reason: "x")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(6))
        #expect(told(harness).isEmpty)
        _ = try await commands.removeOverride(other.id, by: "Ann")
        try await harness.settle()
        #expect(told(harness).isEmpty)
    }

    @Test func `one that the server missed is told when it runs again, and says so`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.settle()
        harness.clock.advance(by: .hours(3))
        try await harness.restart()
        try await harness.settle()
        #expect(told(harness) == ["Ann: Ann to Ben", "Ben: Ann to Ben"])
        let standing = try #require(harness.deliverer.bulletins.first?.bulletin.standing)
        #expect(standing.contains("late: it was due at 2026-11-23 09:45"))
    }

    @Test func `none of the past when it is told first, and none once it is not told any more`() async throws {
        let harness = try EngineHarness(try Self.tables(tells: false))
        try await harness.advance(by: .minutes(30))
        harness.tables.replace(with: try Self.tables())
        try await harness.settle()
        #expect(harness.deliverer.bulletins.isEmpty)
        harness.tables.replace(with: try Self.tables(tells: false))
        try await harness.settle()
        #expect(try await harness.store.read { try $0.rotaWatches() }.isEmpty)
    }

    @Test func `a clock that is set back tells none twice`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.settle()
        try await harness.advance(by: .minutes(16))
        #expect(told(harness).count == 2)
        harness.clock.setSystemClock(by: .hours(-2))
        harness.clock.source.clock?.follow()
        try await harness.advance(by: .hours(3))
        #expect(told(harness).count == 2)
    }

    @Test func `where nobody comes only who leaves is told, and by whom they are followed`() async throws {
        let harness = try EngineHarness(try Self.tables(lastDay: "2026-11-23"))
        try await harness.settle()
        try await harness.advance(by: .minutes(15))
        #expect(told(harness) == ["Ann: Ann to nobody"])
        let text = try #require(harness.deliverer.bulletins.first?.bulletin.text)
        #expect(text.contains("told instead: First, its fall_back"))
        #expect(text.contains("nobody comes within four weeks"))
    }

    @Test func `who has only a pager is not told, which is counted`() async throws {
        let metrics = TestMetrics()
        let harness = try EngineHarness(try Self.tables(paths: ["Ben": [.pagerduty]]), metrics: metrics)
        try await harness.settle()
        try await harness.advance(by: .minutes(15))
        #expect(told(harness) == ["Ann: Ann to Ben"])
        #expect(
            try metrics.expectCounter("responder_bulletins_total", [("kind", "hand_off"), ("outcome", "failed")])
                .totalValue == 1)
    }
}
