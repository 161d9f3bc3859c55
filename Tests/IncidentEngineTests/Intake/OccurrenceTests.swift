import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("Occurrences that come and go")
struct OccurrenceTests {
    let a = Alert.firing("a")

    @Test func `a late firing copy of a resolved occurrence changes nothing`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        try await harness.post(WebhookBody(a.resolved()))
        let before = try await harness.image()
        harness.clock.advance(by: .minutes(2))
        try await harness.post(WebhookBody(a))
        #expect(try await harness.image() == before)
    }

    @Test func `an end that comes before its firing copy opens nothing, and neither does the copy`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a.resolved()))
        try await harness.post(WebhookBody(a))
        try await harness.post(WebhookBody(a, .firing("b")))
        let incident = try await harness.incident()
        #expect((incident.firingCount, incident.occurrenceCount) == (1, 2))
        #expect(
            try await harness.occurrences().first { $0.alert.fingerprint == "a" }?.alert.endsAt == a.resolved().endsAt)
        // Its next start is another matter.
        try await harness.post(WebhookBody(.firing("a", since: TestClock.monday + .minutes(5)), group: "group-b"))
        #expect(try await harness.incident().firingCount == 2)
    }

    @Test func `a firing with a later start ends the one before it`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        harness.clock.advance(by: .minutes(5))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        let incident = try await harness.incident()
        #expect((incident.firingCount, incident.occurrenceCount) == (1, 2))
        let ended = try #require(try await harness.occurrences().first { $0.alert.status == .resolved })
        #expect(ended.alert.endsAt == harness.clock.now)
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now).resolved()))
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `a firing that was overtaken is stored as ended`() async throws {
        let harness = try EngineHarness()
        let later = Alert.firing("a", since: TestClock.monday + .minutes(5))
        harness.clock.advance(by: .minutes(6))
        try await harness.post(WebhookBody(later))
        try await harness.post(WebhookBody(a))
        let incident = try await harness.incident()
        #expect((incident.firingCount, incident.occurrenceCount) == (1, 2))
        try await harness.post(WebhookBody(later.resolved()))
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
        let body = Array(good.replacing(#""fingerprint":"b""#, with: #""fingerprint":"""#).utf8)
        #expect(body.count < good.utf8.count)
        try await harness.post(bytes: body)
        #expect(try await harness.occurrences().map(\.alert.fingerprint) == ["a"])
        let entry = try #require(try await harness.timeline().first { $0.kind == .alertRejected })
        #expect(entry.summary.contains("alert 2 of a body") && entry.summary.contains("fingerprint"))

        let before = try await harness.image()
        try await harness.post(bytes: body)
        #expect(try await harness.image() == before)
        #expect(try await harness.store.read { try $0.rejectedAlerts(incidentID: 1) }.count == 1)
    }

    @Test func `a body of bad alerts only is refused, so that its sender hears of it`() async throws {
        let harness = try EngineHarness()
        let good = String(decoding: try WebhookBody(a).bytes(), as: UTF8.self)
        let refused = await #expect(throws: IntakeRejection.self) {
            try await harness.post(bytes: Array(good.replacing(#""startsAt""#, with: #""began""#).utf8))
        }
        #expect(refused?.reason == "malformed")
        #expect(refused?.description.contains("alert 1, startsAt is missing") == true)
        #expect(try await harness.incidents().isEmpty)
    }
}
