import IncidentCore
import IncidentEngine
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

@Suite("Heartbeats that never came", .timeLimit(.minutes(5)))
struct UnheardHeartbeatTests {
    private static let warning = "heartbeat &quot;watchdog&quot; has never been heard"

    @Test func `the list warns after the time of its silence, and is not all quiet`() async throws {
        try await WebHarness.run { web in
            // Something came, so that it is not Alertmanager itself that was never heard.
            try await web.open(try WebhookBody(.firing("Over").resolved()).bytes())
            web.clock.advance(by: .seconds(599))
            let before = try await web.api.send(.get, "/").text
            #expect(before.contains("All quiet."))
            web.clock.advance(by: .seconds(1))
            let list = try await web.api.send(.get, "/").text
            #expect(list.contains(Self.warning) && !list.contains("All quiet"))
        }
    }

    @Test func `one that was heard once is not warned of again`() async throws {
        try await WebHarness.run { web in
            try await web.open(try WebhookBody(.firing("Watchdog", severity: "none")).bytes())
            web.clock.advance(by: .seconds(86_400))
            let list = try await web.api.send(.get, "/").text
            #expect(!list.contains(Self.warning))
        }
    }

    @Test func `one that a reload brings in is waited for since then, and a later reload begins nothing anew`() throws {
        let web = try WebHarness()
        let unheard = UnheardHeartbeats(web.contents.tables, startedAt: web.clock.now)
        var tables = web.contents.tables.value
        web.clock.advance(by: .seconds(300))
        tables.heartbeats = [
            Heartbeat(name: "other", matchers: [], silentAfter: .seconds(600), priority: .p1)
        ]
        web.contents.tables.replace(with: tables)
        let now = web.clock.now
        web.contents.tables.note { $0.succeeded(at: now) }
        #expect(unheard.warnings(heard: [], at: now + .seconds(599)).isEmpty)
        web.contents.tables.note { $0.succeeded(at: now + .seconds(599)) }
        #expect(unheard.warnings(heard: [], at: now + .seconds(600)).count == 1)
        #expect(unheard.warnings(heard: ["other"], at: now + .seconds(600)).isEmpty)
    }
}
