import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// What people do in PagerDuty, carried out on stored incidents.
@Suite("What comes from PagerDuty", .timeLimit(.minutes(5)))
struct PagerDutyInboxTests {
    private let alert = Alert.firing("a")
    /// The first endpoint's contact; the installation's name is made of sevens.
    private static let key = "responder/07070707/1"

    private static func news(
        _ kind: PagerDutyNews.Kind, _ harness: EngineHarness, key: String? = key, id: String? = nil,
        by name: String = "Earline Greenholt", type: String = "user_reference", incidentID: String? = "PGR0VU2",
        note: String = ""
    ) -> PagerDutyNews {
        PagerDutyNews(
            id: id ?? "\(kind) \(name) \(harness.clock.now.milliseconds) \(key ?? "")", kind: kind,
            occurredAt: harness.clock.now, agent: PagerDutyNews.Agent(name: name, type: type), incidentID: incidentID,
            incidentKey: key, note: note)
    }

    private func receive(_ news: PagerDutyNews, _ harness: EngineHarness) async throws -> PagerDutyOutcome {
        try await harness.engine.pagerDuty.receive(news, signedFor: [.pagerduty]).outcome
    }

    private func opened(_ tables: RoutingTables = .sample) async throws -> EngineHarness {
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(alert))
        try await harness.settle()
        return harness
    }

    private func notes(_ harness: EngineHarness) async throws -> [String] {
        try await harness.timeline().filter { $0.kind == .noted }.map { "\($0.actor): \($0.summary)" }
    }

    @Test func `an acknowledgement there stops the escalation here, and says by whom and where`() async throws {
        let harness = try await opened()
        #expect(harness.sentLines() == ["page by pagerduty to First"])
        #expect(try await receive(Self.news(.acknowledged, harness), harness) == .acted)
        let incident = try await harness.incident()
        #expect((incident.status, incident.acknowledgedBy) == (.acknowledged, "Earline Greenholt"))
        let entry = try #require(try await harness.timeline().last { $0.kind == .acknowledged })
        #expect(entry.summary == "acknowledged by Earline Greenholt, in PagerDuty")
        #expect((entry.actor, entry.details["way"]) == ("Earline Greenholt", "pagerduty"))
        try await harness.advance(by: .minutes(120))
        // PagerDuty knows it, and is told all the same: under the key that paged it changes nothing there, and other
        // services of the incident are quieted so.
        #expect(harness.sentLines() == ["acknowledged by pagerduty to First"])
    }

    @Test func `the same event again, also after a restart, changes nothing`() async throws {
        let harness = try await opened()
        let news = Self.news(.acknowledged, harness)
        #expect(try await receive(news, harness) == .acted)
        try await harness.unacknowledge()
        #expect(try await receive(news, harness) == .repeated)
        try await harness.restart()
        #expect(try await receive(news, harness) == .repeated)
        #expect(try await harness.incident().status == .triggered)
    }

    @Test(arguments: [
        "responder/08080808/1", "responder/07070707/2", "responder/07070707/1/999", "responder/07070707/1/2",
        "baf7cf21", "",
    ])
    func `a key that paged nobody takes nothing`(key: String) async throws {
        let harness = try await opened()
        #expect(try await receive(Self.news(.acknowledged, harness, key: key), harness) == .ignored)
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `a secret of another service's takes nothing`() async throws {
        let harness = try await opened()
        let other = EndpointID(PagerDutyNews.notifier, "payments")
        let receipt = try await harness.engine.pagerDuty.receive(
            Self.news(.acknowledged, harness), signedFor: [other])
        #expect(receipt.outcome == .ignored)
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `who answers a ring that was closed takes nothing, and who answers the new one does`() async throws {
        let harness = try await opened()
        try await harness.acknowledge()
        try await harness.settle()
        harness.clock.advance(by: .minutes(2))
        try await harness.unacknowledge()
        try await harness.settle()
        let ring = try #require(harness.deliverer.sent.last { $0.isRingingAnew })
        #expect(ring.dedupKey != Self.key && ring.formerDedupKeys == [Self.key])
        harness.clock.advance(by: .minutes(2))

        #expect(try await receive(Self.news(.acknowledged, harness), harness) == .noted)
        #expect(try await harness.incident().status == .triggered)
        #expect(
            try await notes(harness) == [
                "Earline Greenholt: acknowledged in PagerDuty, which changes nothing here: it is about an alert that a "
                    + "later page has replaced"
            ])
        // What we have closed ourselves comes back by the integration, and is not even noted.
        let closed = Self.news(.resolved, harness, by: "responder", type: "events_api_v2_inbound_integration_reference")
        #expect(try await receive(closed, harness) == .ignored)
        #expect(try await harness.incident().status == .triggered)

        #expect(try await receive(Self.news(.acknowledged, harness, key: ring.dedupKey), harness) == .acted)
        #expect(try await harness.incident().acknowledgedBy == "Earline Greenholt")
    }

    @Test func `a resolution there resolves here, and ours that comes back is over already`() async throws {
        let harness = try await opened()
        #expect(try await receive(Self.news(.resolved, harness), harness) == .acted)
        let incident = try await harness.incident()
        #expect((incident.status, incident.resolvedBy) == (.resolved, "Earline Greenholt"))
        let before = try await harness.timeline().count
        try await harness.settle()
        let echo = Self.news(.resolved, harness, by: "responder", type: "events_api_v2_inbound_integration_reference")
        #expect(try await receive(echo, harness) == .ignored)
        // And as a person, once more.
        #expect(try await receive(Self.news(.resolved, harness, id: "other"), harness) == .ignored)
        let after = try await harness.timeline()
        #expect(after.dropFirst(before).allSatisfy { $0.kind == .notificationSent })
    }

    @Test func `an acknowledgement from before it fired again does not take it`() async throws {
        let harness = try await opened()
        let early = Self.news(.acknowledged, harness)
        var ended = alert
        ended.status = .resolved
        harness.clock.advance(by: .minutes(2))
        try await harness.post(WebhookBody(ended))
        try await harness.settle()
        harness.clock.advance(by: .minutes(3))
        var again = alert
        again.startsAt = harness.clock.now
        try await harness.post(WebhookBody(again))
        try await harness.settle()
        #expect(try await harness.incident().status == .triggered)
        #expect(try await receive(early, harness) == .noted)
        #expect(try await harness.incident().status == .triggered)
    }

    @Test(arguments: [("critical", PagerDutyOutcome.noted), ("warning", .acted)])
    func `one that comes late takes nothing where an urgent alert has joined meanwhile`(
        severity: String, outcome: PagerDutyOutcome
    ) async throws {
        let harness = try await opened()
        let late = Self.news(.acknowledged, harness)
        harness.clock.advance(by: .minutes(5))
        var joined = Alert.firing("b")
        joined.labels = ["alertname": "b", "severity": severity]
        joined.startsAt = harness.clock.now
        try await harness.post(WebhookBody(alert, joined))
        harness.clock.advance(by: .minutes(5))
        #expect(try await receive(late, harness) == outcome)
        #expect(try await harness.incident().status == (outcome == .acted ? .acknowledged : .triggered))
    }

    @Test func `who gives it back there gives it back here, and escalation goes on`() async throws {
        let harness = try await opened()
        _ = try await receive(Self.news(.acknowledged, harness), harness)
        try await harness.settle()
        harness.clock.advance(by: .minutes(1))
        harness.deliverer.forget()
        #expect(try await receive(Self.news(.unacknowledged, harness), harness) == .acted)
        #expect(try await harness.incident().status == .triggered)
        let entry = try #require(try await harness.timeline().last { $0.kind == .unacknowledged })
        #expect(entry.summary == "the acknowledgement was ended by Earline Greenholt, in PagerDuty")
        try await harness.settle()
        #expect(harness.sentLines().contains("page by email to Second"))
    }

    @Test func `an acknowledgement that runs out there is over here too, where it was given there`() async throws {
        let harness = try await opened()
        _ = try await receive(Self.news(.acknowledged, harness), harness)
        harness.clock.advance(by: .minutes(30))
        let timedOut = Self.news(.unacknowledged, harness, by: "API Service", type: "service_reference")
        #expect(try await receive(timedOut, harness) == .acted)
        #expect(try await harness.incident().status == .triggered)
        try await harness.acknowledge()
        harness.clock.advance(by: .minutes(30))
        let again = Self.news(.unacknowledged, harness, by: "API Service", type: "service_reference")
        #expect(try await receive(again, harness) == .noted)
        #expect(try await harness.incident().acknowledgedBy == "alice")
    }

    @Test func `a note there is a note here, by PagerDuty's own number of the incident`() async throws {
        let harness = try await opened()
        let note = Self.news(.annotated, harness, key: nil, note: "rolled back; token=hunter2hunter2")
        #expect(try await receive(note, harness) == .ignored)
        // By any event that has both.
        #expect(try await receive(Self.news(.other, harness), harness) == .ignored)
        let again = Self.news(.annotated, harness, key: nil, id: "second note", note: "rolled back\nby hand")
        #expect(try await receive(again, harness) == .noted)
        #expect(try await notes(harness) == ["Earline Greenholt: in PagerDuty: rolled back\nby hand"])
        let foreign = Self.news(.annotated, harness, key: nil, id: "third", incidentID: "POTHER", note: "x")
        #expect(try await receive(foreign, harness) == .ignored)
    }

    @Test func `a contact is known by its role`() async throws {
        let harness = try await opened()
        _ = try await receive(Self.news(.acknowledged, harness, by: "first"), harness)
        #expect(try await harness.incident().acknowledgedBy == "First")
    }
}
