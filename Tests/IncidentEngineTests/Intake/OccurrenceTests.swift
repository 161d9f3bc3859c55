import IncidentCore
import IncidentEngine
import IncidentStore
import MetricsTestKit
import TestSupport
import Testing

@Suite("Occurrences that come and go", .timeLimit(.minutes(5)))
struct OccurrenceTests {
    let a = Alert.firing("a")

    @Test func `a late copy opens nothing, and its end settles it`() async throws {
        let harness = try EngineHarness()
        try await fireAndEnd(harness)
        harness.clock.advance(by: .seconds(2))
        #expect(try await harness.post(WebhookBody(a)).tally[.doubtful] == 1)
        #expect(try await harness.incident().status == .resolved)
        #expect(try await harness.doubtful() == ["a"])
        harness.clock.advance(by: .seconds(3))
        #expect(try await harness.post(WebhookBody(a.resolved())).tally[.endedBefore] == 1)
        #expect(try await harness.doubtful().isEmpty)
        try await harness.advance(by: .minutes(10))
        #expect(try await harness.incident().status == .resolved)
        #expect(try await harness.kinds().suffix(2) == [.alertDoubtful, .alertSettled])
        #expect(harness.deliverer.begun.isEmpty)
    }

    @Test func `what fires says what was told of it last`() async throws {
        let harness = try EngineHarness()
        for value in ["81 %", "97 %", "97 %"] {
            var told = a
            told.annotations = ["summary": "the disk is \(value) full"]
            try await harness.post(WebhookBody(told))
        }
        let occurrence = try #require(try await harness.occurrences().first)
        #expect(occurrence.alert.annotations["summary"] == "the disk is 97 % full")
        #expect(occurrence.seenCount == 3)
    }

    @Test(arguments: [false, true])
    func `an alert told again after its end, and not ended since, fires and pages again`(restarts: Bool) async throws {
        let harness = try EngineHarness()
        try await fireAndEnd(harness)
        harness.clock.advance(by: .seconds(2))
        try await harness.post(WebhookBody(a))
        if restarts { try await harness.restart() }
        try await harness.advance(by: .seconds(59))
        #expect(try await harness.incident().status == .resolved)
        // Said again, it waits no longer.
        #expect(try await harness.post(WebhookBody(a)).tally[.doubtful] == 1)
        try await harness.advance(by: .seconds(1))
        let incident = try await harness.incident()
        #expect((incident.status, incident.firingCount, incident.occurrenceCount) == (.triggered, 1, 2))
        #expect(try await harness.doubtful().isEmpty)
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
        #expect(try await harness.kinds().contains(.reopened))
        try await harness.post(WebhookBody(a.resolved()))
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `told again later than late copies come, it fires at once`() async throws {
        let harness = try EngineHarness()
        try await fireAndEnd(harness)
        harness.clock.advance(by: .seconds(60) + .milliseconds(1))
        #expect(try await harness.post(WebhookBody(a)).tally[.beganAgain] == 1)
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `an alert of which the end came first opens an incident when no end comes again`() async throws {
        let harness = try EngineHarness()
        #expect(try await harness.post(WebhookBody(a.resolved())).tally[.endedBefore] == 1)
        #expect(try await harness.post(WebhookBody(a)).tally[.doubtful] == 1)
        #expect(try await harness.incidents().isEmpty)
        #expect(try await harness.doubtful() == ["a"])
        try await harness.advance(by: .seconds(60))
        #expect(try await harness.incident().status == .triggered)
        #expect(try await harness.kinds().contains(.alertDoubtful))
    }

    @Test func `a doubtful alert outlives the deadline of another, though only its end was ever heard of`() async throws
    {
        let harness = try EngineHarness()
        let b = Alert.firing("b")
        try await harness.post(WebhookBody(a.resolved()))
        try await harness.post(WebhookBody(b.resolved(), group: "group-b"))
        try await harness.advance(by: .seconds(5))
        #expect(try await harness.post(WebhookBody(a)).tally[.doubtful] == 1)
        try await harness.advance(by: .seconds(45))
        #expect(try await harness.post(WebhookBody(b, group: "group-b")).tally[.doubtful] == 1)
        try await harness.advance(by: .seconds(16))
        #expect(try await harness.incidents().map(\.lead) == ["a"])
        try await harness.advance(by: .seconds(60))
        #expect(try await harness.incidents().map(\.lead) == ["a", "b"])
        #expect(try await harness.doubtful().isEmpty)
    }

    @Test func `a doubtful alert that cannot be read keeps no other deadline waiting`() async throws {
        let metrics = TestMetrics()
        let harness = try EngineHarness(metrics: metrics)
        let b = Alert.firing("b")
        try await harness.post(WebhookBody(a.resolved(), b.resolved()))
        try await harness.post(WebhookBody(a, b))
        #expect(try await harness.doubtful() == ["a", "b"])
        try await harness.alter("UPDATE doubtful_alert SET labels = 'nonsense' WHERE fingerprint = 'a'")
        try await harness.advance(by: .seconds(60))
        #expect(try await harness.incidents().map(\.lead) == ["b"])
        try await harness.advance(by: .hours(1))
        #expect(try metrics.expectCounter("responder_unreadable_rows_total").totalValue == 1)
        // A release that understands it lets it fire.
        try await harness.alter(#"UPDATE doubtful_alert SET labels = '{"alertname":"a","severity":"critical"}'"#)
        try await harness.advance(by: .minutes(15))
        #expect(try await harness.incident().firingCount == 2)
        #expect(try await harness.doubtful().isEmpty)
    }

    @Test func `an incident does not resolve while one of its alerts is doubtful`() async throws {
        let harness = try EngineHarness()
        let b = Alert.firing("b")
        try await harness.post(WebhookBody(a, b))
        try await harness.post(WebhookBody(a.resolved(), b))
        try await harness.post(WebhookBody(a, b))
        try await harness.post(WebhookBody(b.resolved()))
        #expect(try await harness.incident().status == .triggered)
        #expect(try await harness.incident().firingCount == 0)
        try await harness.post(WebhookBody(a.resolved()))
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `a start in the future changes nothing for later firings`() async throws {
        let harness = try EngineHarness()
        let ahead = Alert.firing("a", since: TestClock.monday + .hours(24))
        try await harness.post(WebhookBody(ahead))
        try await harness.post(WebhookBody(ahead.resolved()))
        #expect(try await harness.incident().status == .resolved)
        harness.clock.advance(by: .minutes(5))
        #expect(
            try await harness.post(WebhookBody(.firing("a", since: TestClock.monday + .minutes(4)))).tally[.beganAgain]
                == 1)
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `a start that moves earlier is the same occurrence, and its end ends it`() async throws {
        let harness = try EngineHarness()
        harness.clock.advance(by: .minutes(6))
        try await harness.post(WebhookBody(.firing("a", since: TestClock.monday + .seconds(15))))
        #expect(try await harness.post(WebhookBody(a)).tally[.repeated] == 1)
        let incident = try await harness.incident()
        #expect((incident.firingCount, incident.occurrenceCount) == (1, 1))
        #expect(try await harness.occurrences().map(\.alert.startsAt) == [TestClock.monday])
        try await harness.post(WebhookBody(a.resolved(after: .seconds(5))))
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `an end before its start speaks of an older occurrence`() async throws {
        let harness = try EngineHarness()
        harness.clock.advance(by: .minutes(6))
        try await harness.post(WebhookBody(.firing("a", since: TestClock.monday + .minutes(5))))
        #expect(try await harness.post(WebhookBody(a.resolved())).tally[.endedBefore] == 1)
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `a firing with a later start ends the one before it`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        harness.clock.advance(by: .minutes(5))
        var later = Alert.firing("a", since: harness.clock.now)
        later.annotations = ["summary": "a is on fire again"]
        #expect(try await harness.post(WebhookBody(later)).tally[.beganAgain] == 1)
        let incident = try await harness.incident()
        #expect((incident.firingCount, incident.occurrenceCount) == (1, 2))
        let ended = try #require(try await harness.occurrences().first { $0.alert.status == .resolved })
        #expect(ended.alert.endsAt == harness.clock.now)
        #expect(ended.alert.annotations == a.annotations, "what was said of the later one is not of this one")
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now).resolved()))
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `the resolve of a later occurrence we never saw ends the one we know`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        try await harness.post(WebhookBody(.firing("a", since: TestClock.monday + .minutes(1)).resolved()))
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `the end of what max_alerts showed leaves the incident open until a complete body comes`() async throws {
        let harness = try EngineHarness(.shipped())
        let firing = String(decoding: try ResponderInstallation.body("10-truncated-max-alerts-3-of-8"), as: UTF8.self)
        try await harness.post(bytes: Array(firing.utf8))
        let resolved = firing.replacing(#""status":"firing""#, with: #""status":"resolved""#)
            .replacing("0001-01-01T00:00:00Z", with: "2026-11-23T06:40:00Z")
        try await harness.post(bytes: Array(resolved.utf8))
        #expect(try await harness.incident().status == .triggered)
        #expect(try await harness.incident().firingCount == 0)
        #expect(try await harness.kinds().count { $0 == .keptOpen } == 1)
        let complete = resolved.replacing(#""truncatedAlerts":5"#, with: #""truncatedAlerts":0"#)
        try await harness.post(bytes: Array(complete.utf8))
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `a bad alert costs the others nothing and is told once`() async throws {
        let harness = try EngineHarness()
        let good = String(decoding: try WebhookBody(a, .firing("b")).bytes(), as: UTF8.self)
        let second = try #require(good.firstRange(of: #""fingerprint":"b""#)).upperBound
        let bad = good[second...].replacing(#""status":"firing""#, with: #""status":"odd""#, maxReplacements: 1)
        let body = Array((good[..<second] + bad).utf8)
        #expect(try await harness.post(bytes: body).tally[.rejected] == 1)
        #expect(try await harness.occurrences().map(\.alert.fingerprint) == ["a"])
        let entry = try #require(try await harness.timeline().first { $0.kind == .alertRejected })
        #expect(entry.summary.contains("alert 2 of a body") && entry.summary.contains("status"))

        let before = try await harness.image()
        try await harness.post(bytes: body)
        #expect(try await harness.image() == before)
        #expect(try await harness.store.read { try $0.rejectedAlerts(incidentID: 1) }.count == 1)
    }

    @Test func `a body of bad alerts only is refused, so that its sender hears of it`() async throws {
        let harness = try EngineHarness()
        let good = String(decoding: try WebhookBody(a).bytes(), as: UTF8.self)
        let refused = await #expect(throws: IntakeRejection.self) {
            try await harness.post(bytes: Array(good.replacing(#""labels""#, with: #""tags""#).utf8))
        }
        #expect(refused?.reason == "malformed")
        #expect(refused?.description.contains("alert 1, labels is missing") == true)
        #expect(try await harness.incidents().isEmpty)
    }

    /// Leaves incident 1 resolved, everybody told, and forgets what was sent.
    private func fireAndEnd(_ harness: EngineHarness) async throws {
        try await harness.post(WebhookBody(a))
        try await harness.post(WebhookBody(a.resolved()))
        try await harness.settle()
        #expect(try await harness.incident().status == .resolved)
        harness.deliverer.forget()
    }
}
