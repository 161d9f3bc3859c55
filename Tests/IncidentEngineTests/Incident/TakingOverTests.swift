import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("An incident that is taken from who has it", .timeLimit(.minutes(5)))
struct TakingOverTests {
    private let api = Alert.firing("ApiDown")

    /// First was paged by PagerDuty alone, and after fifteen minutes Second by mail.
    private func taken(by owner: String, after time: Duration = .zero) async throws -> EngineHarness {
        let harness = try EngineHarness(.sample(.sample("p", acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(api))
        try await harness.advance(by: time)
        try await harness.acknowledge(by: owner, takeOver: .notAsked)
        try await harness.settle()
        harness.deliverer.forget()
        return harness
    }

    @Test func `who does not know of the owner is asked, and nothing changes`() async throws {
        let harness = try await taken(by: "First")
        let before = try await harness.image()
        let acts: [(String, () async throws -> Void)] = [
            ("acknowledge", { try await harness.acknowledge(by: "bob", takeOver: .notAsked) }),
            (
                "acknowledge, asked of another",
                { try await harness.acknowledge(by: "bob", takeOver: .knowing("Third")) }
            ),
            ("snooze", { try await harness.snooze(by: "bob", until: "2h", takeOver: .notAsked) }),
            ("hand over", { try await harness.handOver(by: "bob", to: "Second", takeOver: .notAsked) }),
        ]
        for (name, act) in acts {
            let question = await #expect(throws: DeedQuestion.self, "\(name)") { try await act() }
            #expect(question?.description.hasPrefix("First has incident 1 since ") == true)
        }
        #expect(try await harness.image() == before)
        // By whatever name they are known.
        try await harness.acknowledge(by: "first@example.com", takeOver: .notAsked)
        try await harness.acknowledge(by: "bob", takeOver: .knowing("First"))
        #expect(try await harness.incident().acknowledgedBy == "bob")
    }

    @Test func `who had it hears of it where they read it, and not only where PagerDuty shows it`() async throws {
        let harness = try await taken(by: "First")
        try await harness.acknowledge(by: "bob")
        try await harness.settle()
        let mail = try #require(harness.deliverer.sent.first { $0.notification.method.notifier == .email })
        #expect(mail.headline.hasPrefix("Incident 1 was taken over from First by bob: "))
        #expect(mail.because == "taken over from First by bob, as First")
        #expect(harness.sentLines() == ["acknowledged by email to First", "acknowledged by pagerduty to First"])
    }

    @Test func `who was told by mail before is told once`() async throws {
        let harness = try await taken(by: "Second", after: .minutes(16))
        try await harness.acknowledge(by: "bob")
        try await harness.settle()
        let reasons = harness.deliverer.sent.map(\.notification.reason)
        #expect(Set(reasons) == ["taken over from Second by bob"])
        #expect(harness.sentLines() == ["acknowledged by email to Second", "acknowledged by pagerduty to First"])
    }

    @Test func `who snoozes it has taken it over, which the former owner reads`() async throws {
        let harness = try await taken(by: "Second", after: .minutes(16))
        try await harness.snooze(by: "bob", until: "2h")
        try await harness.settle()
        let end = harness.clock.now + .hours(2)
        let mail = try #require(harness.deliverer.sent.first { $0.line == "acknowledged by email to Second" })
        #expect(
            mail.headline.hasPrefix(
                "Incident 1 was taken over from Second by bob, who has snoozed it until \(mail.brief(end)): "))
    }

    @Test func `who had what another hands over hears of it where they read it`() async throws {
        let harness = try await taken(by: "First")
        try await harness.handOver(by: "bob", to: "Third", why: "she sleeps")
        try await harness.settle()
        #expect(
            harness.sentLines() == [
                "page by slack to Third", "update by email to First", "update by pagerduty to First",
            ])
    }

    @Test func `the timeline says that a name that is no contact was not told`() async throws {
        let harness = try await taken(by: "alice")
        try await harness.acknowledge(by: "bob")
        let said = try await harness.timeline().filter { $0.kind == .notTold }.map(\.summary)
        #expect(said == ["alice is not told who has it now: no contact of that name has an escalation path"])
        // Who gives up what they have themselves need not hear so.
        try await harness.handOver(by: "bob", to: "Second")
        #expect(try await harness.timeline().filter { $0.kind == .notTold }.count == 1)
    }

    /// A person has done it there; to refuse it would leave two who believe that they have it.
    @Test func `who acknowledges in PagerDuty takes it over unasked, and the former owner hears of it`() async throws {
        let harness = try await taken(by: "Second", after: .minutes(16))
        harness.clock.advance(by: .seconds(5))
        let news = PagerDutyNews(
            id: "01D", kind: .acknowledged, occurredAt: harness.clock.now,
            agent: PagerDutyNews.Agent(name: "Earline Greenholt", type: "user_reference"), incidentID: "PGR0VU2",
            incidentKey: "responder/07070707/1", note: "")
        for outcome in [PagerDutyOutcome.acted, .repeated] {
            #expect(try await harness.engine.pagerDuty.receive(news, signedFor: [.pagerduty]).outcome == outcome)
        }
        #expect(try await harness.incident().acknowledgedBy == "Earline Greenholt")
        try await harness.settle()
        let mail = try #require(harness.deliverer.sent.first { $0.line == "acknowledged by email to Second" })
        #expect(mail.notification.reason == "taken over from Second by Earline Greenholt")
        #expect(harness.sentLines().filter { $0 == "acknowledged by pagerduty to First" }.count == 1)
    }

    @Test(arguments: ["acknowledge", "resolve", "snooze", "hand over", "end", "take back"])
    func `who acts gets no mail about it, and the reason is kept; PagerDuty is told`(act: String) async throws {
        let harness = try await taken(by: "bob", after: .minutes(16))
        switch act {
        case "acknowledge": try await harness.acknowledge(by: "Second")
        case "resolve": try await harness.resolve(by: "Second")
        case "snooze": try await harness.snooze(by: "Second", until: "2h")
        case "hand over": try await harness.handOver(by: "Second", to: "Third")
        case "end": try await harness.unacknowledge(by: "Second")
        default:
            try await harness.resolve(by: "bob")
            try await harness.settle()
            harness.deliverer.forget()
            try await harness.reopen(by: "Second")
        }
        try await harness.settle()
        let lines = harness.sentLines()
        #expect(!lines.contains { $0.hasSuffix("by email to Second") }, "\(lines)")
        #expect(lines.contains { $0.hasSuffix("by pagerduty to First") }, "\(lines)")
        let kept = try await harness.notifications().map(\.notification).filter { $0.contact == "Second" }
        #expect(kept.contains { $0.state == .cancelled && $0.decision == "not told: Second has done it" })
    }
}
