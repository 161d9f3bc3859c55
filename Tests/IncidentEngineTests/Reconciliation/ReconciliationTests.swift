import IncidentCore
import IncidentEngine
import MetricsTestKit
import TestSupport
import Testing

/// What the service makes of what Alertmanager says, on the database.
@Suite(.timeLimit(.minutes(5)))
struct ReconciliationTests {
    static let url = ScriptedAlertmanagers.url

    @Test func `what was missed is taken in with its group, explained and paged`() async throws {
        let desk = try Self.desk()
        let known = Alert.listed("PodDown", pod: "a")
        try await desk.post(WebhookBody(known, group: "{}:{alertname=\"PodDown\"}"))
        let missed = Alert.listed("PodDown", pod: "b")
        let alone = Alert.listed("DiskFull", since: TestClock.monday - .hours(2))
        desk.clock.advance(by: .seconds(600))
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(
            .init(known), .init(missed), .init(alone), .init(.listed("Theirs"), to: ["theirs"]))
        try await desk.tick(.reconciliation)
        let incidents = try await desk.incidents()
        #expect(incidents.map(\.firingCount) == [2, 1])
        #expect(try await desk.occurrences(1).map(\.alert.fingerprint).contains(missed.fingerprint))
        #expect(
            try await desk.corrections(1) == [
                "PodDown was missed: Alertmanager lists it as firing since 2026-11-23 08:30:00 UTC, and no webhook has told of it"
            ])
        #expect(try await desk.corrections(2).count == 1)
        #expect(try await desk.notifications(2).count == 1)
        // A later body of the group finds it where it is.
        try await desk.post(WebhookBody(known, missed, group: "{}:{alertname=\"PodDown\"}"))
        try await desk.post(WebhookBody(alone, group: "{}:{alertname=\"DiskFull\"}"))
        #expect(try await desk.incidents().map(\.occurrenceCount) == [2, 1])
        // And it ends like every other.
        try await desk.post(WebhookBody(alone.resolved(after: .hours(3)), group: "{}:{alertname=\"DiskFull\"}"))
        #expect(try await desk.incident(2).status == .resolved)
    }

    @Test func `a lost end resolves the incident once it should have come`() async throws {
        let metrics = TestMetrics()
        let desk = try Self.desk(metrics: metrics)
        let alert = Alert.listed("PodDown")
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(.init(alert))
        try await desk.post(WebhookBody(alert))
        #expect(try await desk.tick(.reconciliation) == TestClock.monday + .seconds(300))
        desk.alertmanagers[Self.url] = ScriptedAlertmanager()
        desk.clock.advance(by: .seconds(300))
        #expect(try await desk.tick(.reconciliation) == TestClock.monday + .seconds(600))
        #expect(try await desk.incident().status == .triggered)
        desk.clock.advance(by: .seconds(300))
        // Looked at again when the end is due, and not at the next round.
        #expect(try await desk.tick(.reconciliation) == TestClock.monday + .seconds(660))
        desk.clock.advance(by: .seconds(60))
        try await desk.tick(.reconciliation)
        #expect(try await desk.incident().status == .resolved)
        #expect(
            try await desk.corrections() == [
                "PodDown has ended: Alertmanager lists it no more since 2026-11-23 08:35:00 UTC, and no end has come"
            ])
        let kinds = try await desk.kinds()
        let (correction, resolution) = (kinds.firstIndex(of: .reconciled), kinds.firstIndex(of: .resolved))
        #expect(try #require(correction) < #require(resolution))
        #expect(
            try metrics.expectCounter("responder_reconciliation_corrections_total", [("kind", "ended")]).totalValue == 1
        )
        #expect(
            try metrics.expectCounter("responder_reconciliation_asks_total", [("outcome", "answered")]).totalValue == 4)
    }

    @Test func `after a restart of Alertmanager what it has not heard of again has ended`() async throws {
        let desk = try Self.desk()
        let (ends, stays) = (Alert.listed("PodDown"), Alert.listed("DiskFull"))
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(.init(ends), .init(stays))
        try await desk.post(WebhookBody(ends, group: "a"))
        try await desk.post(WebhookBody(stays, group: "b"))
        try await desk.tick(.reconciliation)
        desk.alertmanagers[Self.url] = nil
        desk.clock.advance(by: .seconds(600))
        try await desk.tick(.reconciliation)
        #expect(desk.engine.reconciliation.warnings.count == 1)
        // Up again: at first it knows nothing.
        let startedAt = desk.clock.now
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(startedAt: startedAt)
        desk.clock.advance(by: .seconds(60))
        #expect(try await desk.tick(.reconciliation) == startedAt + .seconds(300))
        #expect(desk.engine.reconciliation.warnings.isEmpty)
        #expect(try await desk.incidents().map(\.status) == [.triggered, .triggered])
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(startedAt: startedAt, listing: [stays])
        desk.clock.advance(by: .seconds(240))
        try await desk.tick(.reconciliation)
        #expect(try await desk.incidents().map(\.status) == [.resolved, .triggered])
        #expect(try await desk.corrections(1).first?.contains("was started anew at 2026-11-23 08:40:00 UTC") == true)
    }

    @Test(arguments: [true, false])
    func `a doubtful alert is settled by the answer, and soon`(fires: Bool) async throws {
        let desk = try Self.desk()
        let alert = Alert.listed("PodDown")
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(.init(alert))
        try await desk.post(WebhookBody(alert))
        try await desk.tick(.reconciliation)
        desk.clock.advance(by: .seconds(30))
        try await desk.post(WebhookBody(alert.resolved()))
        desk.clock.advance(by: .seconds(1))
        try await desk.post(WebhookBody(alert))
        #expect(try await desk.doubtful() == [alert.fingerprint])
        if !fires { desk.alertmanagers[Self.url] = ScriptedAlertmanager() }
        // Ten seconds after the ask before are over.
        desk.clock.advance(by: .seconds(1))
        try await desk.tick(.reconciliation)
        #expect(try await desk.doubtful() == [])
        #expect(try await desk.incident().status == (fires ? .triggered : .resolved))
        let kinds = try await desk.kinds()
        #expect(kinds.contains(fires ? .alertDoubtful : .reconciled))
        #expect(fires == kinds.contains(.reopened) || !fires)
    }

    @Test func `what a body hid is taken in at once, and then the incident may end`() async throws {
        let desk = try Self.desk()
        let (shown, hidden) = (Alert.listed("PodDown", pod: "a"), Alert.listed("PodDown", pod: "b"))
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(.init(shown), .init(hidden))
        try await desk.post(WebhookBody(shown, truncated: 1))
        desk.clock.advance(by: .seconds(1))
        try await desk.tick(.reconciliation)
        #expect(try await desk.incidents().map(\.firingCount) == [2])
        #expect(try await desk.corrections().count == 2)
        try await desk.post(WebhookBody(shown.resolved(), hidden.resolved()))
        #expect(try await desk.incident().status == .resolved)
    }

    @Test func `an incident that only hidden alerts keep open resolves when none fires`() async throws {
        let desk = try Self.desk()
        let alert = Alert.listed("PodDown")
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(.init(alert))
        try await desk.post(WebhookBody(alert))
        try await desk.tick(.reconciliation)
        try await desk.post(WebhookBody(alert.resolved(), truncated: 2))
        #expect(try await desk.incident().status == .triggered)
        desk.alertmanagers[Self.url] = ScriptedAlertmanager()
        desk.clock.advance(by: .seconds(10))
        try await desk.tick(.reconciliation)
        #expect(try await desk.incident().status == .resolved)
    }

    @Test func `what is silenced over there is marked, and the mark goes with the silence`() async throws {
        let desk = try Self.desk()
        let alert = Alert.listed("PodDown")
        try await desk.post(WebhookBody(alert))
        var silenced = ScriptedAlertmanager(.init(alert, silencedBy: ["s-1"]))
        silenced.silences = ["s-1": "deploy"]
        desk.alertmanagers[Self.url] = silenced
        for _ in 0..<2 {
            desk.clock.advance(by: .seconds(300))
            try await desk.tick(.reconciliation)
        }
        let words = "silenced in Alertmanager by alice until 2026-12-31 00:00:00 UTC: deploy"
        #expect(try await desk.occurrences().map(\.muted) == [words])
        #expect(try await desk.corrections().count == 1)
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(.init(alert))
        desk.clock.advance(by: .seconds(300))
        try await desk.tick(.reconciliation)
        #expect(try await desk.occurrences().map(\.muted) == [nil])
        #expect(
            try await desk.corrections().last == "PodDown is told by Alertmanager again; it was \(words)")
    }

    @Test func `what is inhibited over there counts for nothing while another fires, and joins when it is told again`()
        async throws
    {
        let desk = try Self.desk()
        let (urgent, low) = (Alert.listed("PodDown"), Alert.listed("DiskSlow", severity: "warning"))
        try await desk.post(WebhookBody(urgent, low))
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(
            .init(urgent, inhibitedBy: [low.fingerprint]), .init(low))
        desk.clock.advance(by: .seconds(300))
        try await desk.tick(.reconciliation)
        #expect(try await desk.incident().lead == low.fingerprint)
        #expect(try await desk.incident().priority == .p3)
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(.init(urgent), .init(low))
        desk.clock.advance(by: .seconds(300))
        try await desk.tick(.reconciliation)
        #expect(try await desk.incident().lead == urgent.fingerprint)
        #expect(
            try await desk.timeline().contains {
                $0.summary
                    == "silenced no more and still firing: PodDown, because Alertmanager mutes it no more, for all that is known"
            })
    }

    @Test(arguments: [false, true])
    func `what is muted counts again when no Alertmanager says so for an hour, or none is asked`(isAsked: Bool)
        async throws
    {
        let desk = try Self.desk()
        let (urgent, low) = (Alert.listed("PodDown"), Alert.listed("DiskSlow", severity: "warning"))
        try await desk.post(WebhookBody(urgent, low))
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(.init(urgent, inhibitedBy: [low.fingerprint]), .init(low))
        try await desk.tick(.reconciliation)
        #expect(try await desk.incident().priority == .p3)
        desk.alertmanagers[Self.url] = nil
        desk.clock.advance(by: .hours(1))
        try await desk.tick(.reconciliation)
        #expect(try await desk.incident().priority == .p3)
        if isAsked {
            desk.clock.advance(by: .minutes(2))
        } else {
            var tables = desk.tables.value
            tables.alertmanager = nil
            desk.tables.replace(with: tables)
        }
        try await desk.tick(.reconciliation)
        #expect(try await desk.incident().priority == .p1)
        #expect(try await desk.occurrences().allSatisfy { $0.muted == nil })
        #expect(try await desk.corrections().last?.hasPrefix("PodDown counts again: no Alertmanager") == true)
    }

    @Test func `the silence of a heartbeat and what is not known by its labels stay`() async throws {
        let desk = try Self.desk()
        let alert = Alert.listed("PodDown")
        try await desk.post(WebhookBody(alert, group: "a"))
        // Under a fingerprint that Alertmanager would not list.
        try await desk.post(WebhookBody(.firing("ByHand"), group: "b"))
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(.init(alert))
        for _ in 0..<4 {
            desk.clock.advance(by: .seconds(300))
            try await desk.tick(.reconciliation)
        }
        #expect(try await desk.incidents().map(\.status) == [.triggered, .triggered])
    }

    @Test func `what is listed is heard of, so that it is never shown as stale`() async throws {
        let desk = try Self.desk()
        let alert = Alert.listed("PodDown")
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(.init(alert))
        try await desk.post(WebhookBody(alert))
        desk.clock.advance(by: .hours(5))
        try await desk.tick(.reconciliation)
        let held = try #require(try await desk.occurrences().first)
        #expect((held.lastSeenAt, held.seenCount) == (TestClock.monday + .hours(5), 1))
        #expect(try await desk.corrections() == [])
    }

    @Test func `Grafana's alerts are not Alertmanager's to end`() async throws {
        let desk = try Self.desk()
        let (ours, grafana) = (Alert.listed("PodDown"), Alert.listed("Latency"))
        try await desk.post(WebhookBody(ours, group: "a"))
        let body = String(decoding: try WebhookBody(grafana, group: "b").bytes(), as: UTF8.self)
        try await desk.post(bytes: Array(body.replacing(#""version":"4""#, with: #""version":"1","orgId":1"#).utf8))
        desk.alertmanagers[Self.url] = ScriptedAlertmanager(.init(ours))
        for _ in 0..<4 {
            desk.clock.advance(by: .seconds(300))
            try await desk.tick(.reconciliation)
        }
        #expect(try await desk.incidents().map(\.status) == [.triggered, .triggered])
    }

    @Test func `nobody is asked without a setting, and no table is asked in vain`() async throws {
        let desk = try EngineHarness()
        #expect(try await desk.tick(.reconciliation) == nil)
        #expect(desk.alertmanagers.asked.isEmpty)
    }

    static func desk(
        urls: [String] = [url], metrics: TestMetrics = TestMetrics()
    ) throws -> EngineHarness {
        var tables = RoutingTables.sample
        tables.alertmanager = AlertmanagerSettings(urls: urls)
        return try EngineHarness(tables, metrics: metrics)
    }
}

extension EngineHarness {
    /// The summaries of what was corrected in an incident.
    fileprivate func corrections(_ id: Int64 = 1) async throws -> [String] {
        try await timeline(id).filter { $0.kind == .reconciled }.map(\.summary)
    }
}
