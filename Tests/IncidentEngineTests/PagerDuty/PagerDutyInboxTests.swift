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
        note: String = "", ago: Duration = .zero
    ) -> PagerDutyNews {
        let time = harness.clock.now - ago
        return PagerDutyNews(
            id: id ?? "\(kind) \(name) \(time.milliseconds) \(key ?? "")", kind: kind,
            occurredAt: time, agent: PagerDutyNews.Agent(name: name, type: type), incidentID: incidentID,
            incidentKey: key, note: note)
    }

    private func receive(
        _ news: PagerDutyNews, _ harness: EngineHarness, signedFor endpoints: [EndpointID] = [.pagerduty]
    ) async throws -> PagerDutyOutcome {
        try await harness.engine.pagerDuty.receive(news, signedFor: endpoints).outcome
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

    @Test func `an event that was of no use under another service's secret counts under the right one, and once`()
        async throws
    {
        let harness = try await opened()
        let news = Self.news(.acknowledged, harness)
        for _ in 0..<2 { #expect(try await receive(news, harness, signedFor: [Self.payments]) == .ignored) }
        try await harness.restart()
        #expect(try await receive(news, harness) == .acted)
        #expect(try await harness.incident().acknowledgedBy == "Earline Greenholt")
        try await harness.unacknowledge()
        try await harness.restart()
        #expect(try await receive(news, harness, signedFor: [Self.payments, .pagerduty]) == .repeated)
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `who answers what was only written to the spool takes nothing`() async throws {
        let harness = try EngineHarness(.sample)
        harness.deliverer.always(.pagerduty, .spooled)
        try await harness.post(WebhookBody(alert))
        try await harness.settle()
        #expect(try await receive(Self.news(.acknowledged, harness), harness) == .ignored)
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

    @Test func `what comes late after something that happened there later changes nothing`() async throws {
        let harness = try await opened()
        harness.clock.advance(by: .seconds(78))
        // Given back before anybody knows that it was taken.
        #expect(try await receive(Self.news(.unacknowledged, harness, ago: .seconds(70)), harness) == .ignored)
        try await harness.restart()
        let taken = Self.news(.acknowledged, harness, ago: .seconds(78))
        let receipt = try await harness.engine.pagerDuty.receive(taken, signedFor: [.pagerduty])
        let (then, later) = (taken.occurredAt.readable, (taken.occurredAt + .seconds(8)).readable)
        let words =
            "acknowledged in PagerDuty, which changes nothing here: it is of \(then), and what happened there later, at "
            + "\(later), came first"
        #expect((receipt.outcome, receipt.words) == (.noted, "noted: \(words)"))
        #expect(try await harness.incident().status == .triggered)
        #expect(try await receive(taken, harness) == .repeated)
        #expect(try await notes(harness) == ["Earline Greenholt: \(words)"])
        // What happens after that counts.
        #expect(try await receive(Self.news(.acknowledged, harness), harness) == .acted)
    }

    @Test func `who took it there last has it, in whatever order that comes`() async throws {
        let harness = try await opened()
        harness.clock.advance(by: .seconds(100))
        #expect(try await receive(Self.news(.acknowledged, harness, by: "Bob", ago: .seconds(20)), harness) == .acted)
        #expect(try await receive(Self.news(.acknowledged, harness, by: "Ann", ago: .seconds(90)), harness) == .noted)
        #expect(try await harness.incident().acknowledgedBy == "Bob")
        #expect(try await receive(Self.news(.unacknowledged, harness, by: "Ann", ago: .seconds(50)), harness) == .noted)
        #expect(try await harness.incident().acknowledgedBy == "Bob")
        #expect(try await receive(Self.news(.resolved, harness, by: "Ann", ago: .seconds(50)), harness) == .noted)
        #expect(try await harness.incident().status == .acknowledged)
        #expect(try await receive(Self.news(.unacknowledged, harness, by: "Ann", ago: .seconds(10)), harness) == .acted)
        #expect(try await harness.incident().status == .triggered)
    }

    @Test(arguments: [PagerDutyNews.Kind.reassigned("reassigned"), .reassigned("escalated"), .reopened])
    func `what was done to it before it was given to somebody else there is past`(kind: PagerDutyNews.Kind) async throws
    {
        let harness = try await opened()
        harness.clock.advance(by: .seconds(78))
        let given = Self.news(kind, harness, by: "API Service", type: "service_reference", ago: .seconds(70))
        _ = try await receive(given, harness)
        #expect(try await receive(Self.news(.acknowledged, harness, ago: .seconds(75)), harness) == .noted)
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `of two services, each has its own order for what programs do, and people's is one for both`()
        async throws
    {
        let harness = try await openedTwice()
        harness.clock.advance(by: .seconds(100))
        // Its own time is over in one, which says nothing of who took the other before.
        let over = Self.news(
            .unacknowledged, harness, by: "API Service", type: "service_reference", ago: .seconds(80))
        #expect(try await receive(over, harness, signedFor: [Self.payments]) == .ignored)
        #expect(try await receive(Self.news(.acknowledged, harness, by: "Bob", ago: .seconds(50)), harness) == .acted)
        let ann = Self.news(.acknowledged, harness, by: "Ann", ago: .seconds(60))
        #expect(try await receive(ann, harness, signedFor: [Self.payments]) == .noted)
        #expect(try await harness.incident().acknowledgedBy == "Bob")
    }

    @Test func `an acknowledgement that runs out in one service ends none that was given in another`() async throws {
        let harness = try await openedTwice()
        #expect(try await receive(Self.news(.acknowledged, harness), harness) == .acted)
        harness.clock.advance(by: .minutes(30))
        func over() -> PagerDutyNews {
            Self.news(.unacknowledged, harness, by: "API Service", type: "service_reference")
        }
        #expect(try await receive(over(), harness, signedFor: [Self.payments]) == .noted)
        #expect(try await harness.incident().acknowledgedBy == "Earline Greenholt")
        #expect(
            try await notes(harness).last
                == "PagerDuty: an acknowledgement in PagerDuty has run out by which nobody had taken it; Earline Greenholt "
                + "keeps it")
        // She takes it there too, and then it counts.
        harness.clock.advance(by: .minutes(1))
        #expect(try await receive(Self.news(.acknowledged, harness), harness, signedFor: [Self.payments]) == .acted)
        harness.clock.advance(by: .minutes(1))
        #expect(try await receive(over(), harness) == .noted)
        harness.clock.advance(by: .minutes(1))
        #expect(try await receive(over(), harness, signedFor: [Self.payments]) == .acted)
        #expect(try await harness.incident().status == .triggered)
    }

    private static let payments = EndpointID(PagerDutyNews.notifier, "payments")

    /// With a page by two services of PagerDuty's.
    private func openedTwice() async throws -> EngineHarness {
        let contact = Contact(
            role: "Payments", address: "payments@example.com",
            escalationPath: [ContactMethod(Self.payments, address: "payments")])
        var tables = RoutingTables.sample(
            .sample("p", steps: [EscalationStep(after: .zero, notify: ["First", "Payments"])]))
        tables.contacts = ContactTable(contacts: [.first, contact])
        let harness = try await opened(tables)
        #expect(harness.sentLines() == ["page by pagerduty to First", "page by pagerduty to Payments"])
        return harness
    }

    @Test func `what has no key is known by PagerDuty's number, once an event had both`() async throws {
        let harness = try await opened()
        #expect(try await receive(Self.news(.acknowledged, harness, key: nil), harness) == .ignored)
        #expect(try await receive(Self.news(.other, harness), harness) == .ignored)
        #expect(try await receive(Self.news(.acknowledged, harness, key: nil, id: "second"), harness) == .acted)
        #expect(try await harness.incident().status == .acknowledged)
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
