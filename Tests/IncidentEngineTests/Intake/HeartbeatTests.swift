import IncidentCore
import IncidentEngine
import TestSupport
import Testing

@Suite("Heartbeats", .timeLimit(.minutes(5)))
struct HeartbeatTests {
    let beat = Alert.firing("Watchdog", severity: "none")

    @Test func `silence opens one P1 incident and pages`() async throws {
        let harness = try await heard()
        try await harness.advance(by: .minutes(10) - .milliseconds(1))
        #expect(try await harness.incidents().isEmpty)
        try await harness.advance(by: .milliseconds(1))
        let incident = try await harness.incident()
        #expect((incident.status, incident.priority, incident.rule) == (.triggered, .p1, "heartbeat watchdog"))
        #expect(incident.title.contains("Monitoring is silent"))
        #expect(harness.deliverer.sent.count == 2)
        try await harness.advance(by: .minutes(4))
        #expect(try await harness.incidents().count == 1)
    }

    @Test func `each beat puts it off`() async throws {
        let harness = try await heard()
        for _ in 0..<6 {
            try await harness.advance(by: .minutes(9))
            try await harness.post(WebhookBody(beat, group: "watchdog"))
        }
        #expect(try await harness.incidents().isEmpty)
    }

    @Test func `after a stop, in which nobody could be heard, its silence counts from the start`() async throws {
        let harness = try await heard()
        harness.clock.advance(by: .hours(2))
        try await harness.restart()
        try await harness.advance(by: .minutes(9))
        #expect(try await harness.incidents().isEmpty)
        try await harness.advance(by: .minutes(1))
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `its resolve opens the incident at once`() async throws {
        let harness = try await heard()
        try await harness.post(WebhookBody(beat.resolved(), group: "watchdog"))
        try await harness.post(WebhookBody(beat.resolved(), group: "watchdog"))
        #expect(try await harness.incidents().map(\.status) == [.triggered])
        #expect(try await harness.incident().title.contains("has resolved"))
    }

    @Test func `the next beat resolves it`() async throws {
        let harness = try await heard()
        try await harness.advance(by: .minutes(12))
        try await harness.post(WebhookBody(beat, group: "watchdog"))
        let incident = try await harness.incident()
        #expect((incident.status, incident.firingCount) == (.resolved, 0))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line).contains("resolved by pagerduty to On-Call Engineer"))
    }

    @Test func `a silence that a person resolved does not keep the next one open`() async throws {
        let harness = try await heard()
        try await harness.advance(by: .minutes(10))
        try await harness.resolve()
        harness.clock.advance(by: .minutes(1))
        try await harness.post(WebhookBody(beat, group: "watchdog"))
        #expect(try await harness.incident().firingCount == 0)
        // Silent again, which opens the same incident again, and heard again.
        try await harness.advance(by: .minutes(10))
        #expect(try await harness.incident().status == .triggered)
        try await harness.post(WebhookBody(beat, group: "watchdog"))
        #expect(try await harness.incidents().map(\.status) == [.resolved])
    }

    @Test func `a silence that a person resolved and that lasts opens the incident again after its time`() async throws
    {
        let harness = try await heard()
        try await harness.advance(by: .minutes(13))
        try await harness.resolve()
        try await harness.advance(by: .minutes(10) - .milliseconds(1))
        #expect(try await harness.incidents().map(\.status) == [.resolved])
        try await harness.advance(by: .milliseconds(1))
        #expect(try await harness.incidents().map(\.status) == [.triggered])
    }

    @Test func `the silence of a heartbeat that leaves the tables ends`() async throws {
        let harness = try await heard()
        try await harness.advance(by: .minutes(12))
        #expect(try await harness.incident().status == .triggered)
        var tables = harness.tables.value
        tables.heartbeats = []
        harness.tables.replace(with: tables)
        try await harness.advance(by: .minutes(10))
        #expect(try await harness.incidents().map(\.status) == [.resolved])
    }

    @Test func `one that never came opens the incident too, counted over restarts`() async throws {
        let harness = try EngineHarness(.shipped())
        try await harness.settle()
        try await harness.advance(by: .minutes(9))
        #expect(try await harness.incidents().isEmpty)
        // While nobody listened nobody could be heard.
        try await harness.restart()
        try await harness.advance(by: .minutes(9))
        #expect(try await harness.incidents().isEmpty)
        try await harness.advance(by: .minutes(1))
        let incident = try await harness.incident()
        #expect((incident.status, incident.priority) == (.triggered, .p1))
        let since = TestClock.monday.readable
        #expect(
            incident.title.hasSuffix(
                "heartbeat \"watchdog\" had not come by \(harness.clock.now.readable), waited for since \(since)"))
        #expect(
            try await harness.occurrences().first?.alert.annotations["description"]
                == "It has never been heard: route it here, or take it out of routes/classification.yaml.")
        try await harness.post(WebhookBody(beat, group: "watchdog"))
        #expect(try await harness.incident().status == .resolved)
        let heard = harness.clock.now.readable
        try await harness.advance(by: .minutes(10))
        #expect(try await harness.incident().title.hasSuffix("heartbeat \"watchdog\" was last heard at \(heard)"))
    }

    @Test func `that is silent again says when it was heard last, and no mail says of it that it never was`()
        async throws
    {
        let harness = try EngineHarness(.shipped())
        try await harness.settle()
        try await harness.advance(by: .minutes(10))
        for wait in [1, 2] {
            try await harness.advance(by: .minutes(wait))
            try await harness.post(WebhookBody(beat, group: "watchdog"))
            let heard = harness.clock.now.readable
            try await harness.advance(by: .minutes(10))
            let incident = try await harness.incident()
            #expect(incident.status == .triggered)
            #expect(incident.title.hasSuffix("was last heard at \(heard)"), "\(incident.title)")
        }
        let said = harness.deliverer.sent.flatMap { [$0.subject, $0.headline, $0.summary] }
        #expect(!said.isEmpty && said.allSatisfy { !$0.contains("never") && !$0.contains(" ago") }, "\(said)")
    }

    @Test func `one that a reload brings, or renames, is waited for from then on`() async throws {
        let harness = try EngineHarness(.sample)
        try await harness.advance(by: .hours(1))
        try harness.replaceHeartbeats(with: ("watchdog", .minutes(10)))
        try await harness.advance(by: .minutes(10) - .milliseconds(1))
        #expect(try await harness.incidents().isEmpty)
        try harness.replaceHeartbeats(with: ("prometheus", .minutes(10)))
        try await harness.advance(by: .minutes(10) - .milliseconds(1))
        #expect(try await harness.incidents().isEmpty)
        try await harness.advance(by: .milliseconds(1))
        #expect(try await harness.incidents().map(\.groupKey) == ["heartbeat:prometheus"])
        try harness.replaceHeartbeats(with: ("watchdog", .minutes(10)))
        try await harness.settle()
        #expect(try await harness.incidents().map(\.status) == [.resolved])
        try await harness.advance(by: .minutes(10))
        #expect(try await harness.incidents().map(\.groupKey) == ["heartbeat:prometheus", "heartbeat:watchdog"])
    }

    @Test(arguments: [(after: 20, opens: 20), (after: 5, opens: 8), (after: 10, opens: 10)])
    func `another silence that a reload allows moves the deadline by the difference`(after: Int, opens: Int)
        async throws
    {
        let harness = try EngineHarness(.sample)
        try harness.replaceHeartbeats(with: ("watchdog", .minutes(10)))
        try await harness.advance(by: .minutes(8))
        try harness.replaceHeartbeats(with: ("watchdog", .minutes(after)))
        // What is shorter than the silence so far counts at once.
        try await harness.advance(by: .minutes(opens - 8) - .milliseconds(opens == 8 ? 0 : 1))
        #expect(try await harness.incidents().count == (opens == 8 ? 1 : 0))
        try await harness.advance(by: .milliseconds(1))
        #expect(try await harness.incidents().count == 1)
    }

    @Test func `good news that comes once a day may end, and is missed when it does not come again`() async throws {
        let harness = try EngineHarness(.sample)
        try harness.replaceHeartbeats(with: ("backup", .hours(26)))
        try await harness.post(WebhookBody(.firing("DatabaseBackupSuccess"), group: "backup"))
        harness.clock.advance(by: .minutes(30))
        try await harness.post(WebhookBody(Alert.firing("DatabaseBackupSuccess").resolved(), group: "backup"))
        #expect(try await harness.incidents().isEmpty)
        // A start puts it off by an hour at most, however long it may be silent.
        try await harness.advance(by: .hours(24))
        try await harness.restart()
        try await harness.advance(by: .minutes(90) - .milliseconds(1))
        #expect(try await harness.incidents().isEmpty)
        try await harness.advance(by: .milliseconds(1))
        let heard = TestClock.monday.readable
        #expect(try await harness.incident().title.hasSuffix("heartbeat \"backup\" was last heard at \(heard)"))
    }

    @Test func `a heartbeat beside other alerts takes nothing from them`() async throws {
        let harness = try EngineHarness(.shipped())
        try await harness.post(WebhookBody(beat, .firing("Other"), group: "mixed"))
        #expect(try await harness.occurrences().map(\.alert.name) == ["Other"])
    }

    private func heard() async throws -> EngineHarness {
        let harness = try EngineHarness(.shipped())
        try await harness.post(WebhookBody(beat, group: "watchdog"))
        #expect(try await harness.incidents().isEmpty)
        return harness
    }
}

extension EngineHarness {
    /// A reload after which there is this one, of every alert.
    fileprivate func replaceHeartbeats(with heartbeat: (name: String, silentAfter: Duration)) throws {
        var tables = tables.value
        tables.heartbeats = [
            Heartbeat(name: heartbeat.name, matchers: [], silentAfter: heartbeat.silentAfter, priority: .p1)
        ]
        self.tables.replace(with: tables)
    }
}
