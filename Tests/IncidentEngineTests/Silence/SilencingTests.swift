import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("Silences of our own", .timeLimit(.minutes(5)))
struct SilencingTests {
    let a = Alert.firing("a")
    let b = Alert.firing("b")

    private func lines(_ harness: EngineHarness) -> [String] { harness.deliverer.sent.map(\.line) }

    private func summaries(_ harness: EngineHarness, _ kind: TimelineKind) async throws -> [String] {
        try await harness.timeline().filter { $0.kind == kind }.map(\.summary)
    }

    @Test func `an incident is recorded and diagnosed, and nobody is told until the silence ends`() async throws {
        let harness = try EngineHarness(try .diagnosed())
        try await harness.silence("a", for: .hours(2))
        try await harness.post(WebhookBody(a))
        try await harness.advance(by: .minutes(119))
        #expect(harness.deliverer.begun.isEmpty)
        #expect(try await !harness.artifacts().isEmpty)
        let incident = try await harness.incident()
        #expect(incident.silence?.words == "silence #1 by carol until 2026-11-23 10:30:00 UTC: upgrade")
        #expect(incident.silence?.until == TestClock.monday + .hours(2))
        #expect(
            try await summaries(harness, .silenced)
                == ["nobody is told: silence #1 by carol until 2026-11-23 10:30:00 UTC: upgrade"])
        #expect(
            try await summaries(harness, .escalationStarted)
                == ["policy \"everything\" starts with 3 steps, when it is silenced no more"])

        try await harness.advance(by: .minutes(1))
        #expect(lines(harness) == ["page by pagerduty to First"])
        #expect(try await harness.incident().silence == nil)
        #expect(
            try await summaries(harness, .silenceEnded) == [
                "silenced no more: silence #1 by carol until 2026-11-23 10:30:00 UTC: upgrade, is over; still firing: a; "
                    + "escalation goes on"
            ])
        try await harness.advance(by: .minutes(30))
        #expect(
            harness.deliverer.sent.map { $0.now - TestClock.monday }
                == [.hours(2), .hours(2) + .minutes(15), .hours(2) + .minutes(30)])
    }

    @Test func `one that begins during an escalation stops it, and at its end the step that is due comes`() async throws
    {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        try await harness.silence("a", from: .minutes(5), for: .minutes(20))
        try await harness.advance(by: .minutes(24))
        #expect(lines(harness) == ["page by pagerduty to First"])
        #expect(try await harness.escalation()?.nextDueAt == nil)
        try await harness.advance(by: .minutes(1))
        // Who was told before hears that it is silenced no more.
        #expect(
            lines(harness).sorted() == [
                "page by email to Second", "page by pagerduty to First", "update by pagerduty to First",
            ])
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(15))
        #expect(lines(harness) == ["page by slack to Third"])
        #expect(harness.deliverer.sent.map { $0.now - TestClock.monday } == [.minutes(40)])
    }

    @Test(arguments: [false, true])
    func `where nobody has it any more at its end, what stands acknowledged rings anew`(isGivenBack: Bool) async throws
    {
        let steps = [0, 120].map { EscalationStep(after: .seconds($0 * 60), notify: ["First"]) }
        let harness = try EngineHarness(.sample(.sample("p", steps: steps, acknowledgementExpires: .minutes(10))))
        try await harness.post(WebhookBody(a))
        try await harness.settle()
        try await harness.acknowledge(by: "Second")
        try await harness.settle()
        try await harness.silence("a", from: .minutes(1), for: .minutes(20))
        try await harness.advance(by: .minutes(5))
        if isGivenBack { try await harness.unacknowledge(by: "First") }
        try await harness.advance(by: .minutes(15))
        harness.deliverer.forget()
        #expect(try await harness.incident().status == .triggered)
        try await harness.advance(by: .minutes(1))
        let pages = harness.deliverer.sent.filter { $0.notification.event == .page }
        #expect(pages.map(\.line) == ["page by pagerduty to First"])
        #expect(pages.map(\.isRingingAnew) == [true])
    }

    @Test func `a step whose time has not come by its end keeps it`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        try await harness.silence("a", from: .minutes(5), for: .minutes(5))
        try await harness.advance(by: .minutes(15))
        let pages = harness.deliverer.sent.filter { $0.notification.event == .page }
        #expect(pages.map { $0.now - TestClock.monday } == [.zero, .minutes(15)])
    }

    @Test func `a page that has not gone out when it begins is cancelled, and comes when it ends`() async throws {
        let harness = try EngineHarness()
        harness.deliverer.always(.pagerduty, .refusedForNow)
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.post(WebhookBody(a))
        try await harness.advance(by: .seconds(20))
        try await harness.silence("a", for: .hours(1))
        try await harness.settle()
        let owed = try await harness.notifications().filter { $0.notification.state.isOwed }
        #expect(owed.isEmpty)
        let cancelled = try await harness.timeline().filter { $0.kind == .notificationCancelled }
        #expect(!cancelled.isEmpty && cancelled.allSatisfy { $0.summary.contains("silence #1 by carol until") })
        harness.deliverer.always(.pagerduty, nil)
        harness.deliverer.always(.email, nil)
        try await harness.advance(by: .minutes(59))
        #expect(lines(harness).isEmpty)
        try await harness.advance(by: .minutes(1))
        #expect(lines(harness) == ["page by pagerduty to First"])
    }

    @Test(arguments: [DeliveryOutcome.refusedForNow, .refusedForGood])
    func `a page that is being sent when it begins and does not get through comes when it ends`(
        outcome: DeliveryOutcome
    ) async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        let gate = harness.deliverer.hang(.pagerduty, then: outcome)
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.silence("a", for: .minutes(10))
        try await harness.tick(.silences)
        gate.open()
        _ = try await sending
        try await harness.advance(by: .minutes(9))
        #expect(lines(harness).isEmpty)
        try await harness.advance(by: .minutes(1))
        #expect(lines(harness) == ["page by pagerduty to First"])
    }

    @Test func `an alert that joins and is not silenced tells at once`() async throws {
        let harness = try EngineHarness()
        try await harness.silence("a", for: .hours(2))
        try await harness.post(WebhookBody(a))
        try await harness.advance(by: .minutes(20))
        try await harness.post(WebhookBody(a, b))
        try await harness.settle()
        #expect(lines(harness) == ["page by pagerduty to First"])
        #expect(harness.deliverer.sent.map { $0.now - TestClock.monday } == [.minutes(20)])
        #expect(
            try await summaries(harness, .silenceEnded)
                == ["silenced no more: b fires and is not silenced; escalation begins with it"])
        // What is left when it ends is silenced again, and nobody is told of the later steps.
        harness.deliverer.forget()
        try await harness.post(WebhookBody(a, b.resolved()))
        try await harness.advance(by: .minutes(60))
        #expect(lines(harness).isEmpty)
        #expect(try await harness.incident().silence != nil)
    }

    @Test func `a P1 that joins a silenced warning begins its own policy`() async throws {
        let harness = try EngineHarness(
            .sample(
                .sample("urgent", priorities: [.p1], steps: [EscalationStep(after: .zero, notify: ["Third"])]),
                .sample("calm")))
        try await harness.silence("low", for: .hours(2))
        try await harness.post(WebhookBody(.firing("low", severity: "warning")))
        try await harness.settle()
        #expect(harness.deliverer.begun.isEmpty)
        try await harness.post(WebhookBody(.firing("low", severity: "warning"), a))
        try await harness.settle()
        #expect(lines(harness).contains("page by slack to Third"))
    }

    @Test func `a P1 that is silenced as well is not told`() async throws {
        let harness = try EngineHarness()
        try await harness.silence("a|low", for: .hours(2))
        try await harness.post(WebhookBody(.firing("low", severity: "warning")))
        try await harness.settle()
        try await harness.post(WebhookBody(.firing("low", severity: "warning"), a))
        try await harness.advance(by: .hours(1))
        #expect(try await harness.incident().priority == .p1)
        #expect(harness.deliverer.begun.isEmpty)
        try await harness.advance(by: .hours(1))
        #expect(lines(harness) == ["page by pagerduty to First"])
    }

    @Test func `who was told before hears of the end, and nobody else does`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        try await harness.settle()
        try await harness.silence("a", for: .hours(2))
        try await harness.advance(by: .minutes(30))
        harness.deliverer.forget()
        try await harness.post(WebhookBody(a.resolved()))
        try await harness.advance(by: .hours(3))
        #expect(lines(harness) == ["resolved by pagerduty to First"])
        #expect(try await harness.incident().silence == nil)
    }

    @Test func `one that fires again meanwhile waits, and is told anew at the end`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        try await harness.settle()
        try await harness.silence("a", for: .hours(2))
        try await harness.settle()
        try await harness.post(WebhookBody(a.resolved()))
        try await harness.advance(by: .minutes(5))
        harness.deliverer.forget()
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.advance(by: .minutes(114))
        #expect(harness.deliverer.begun.isEmpty)
        #expect(try await harness.incident().silence != nil)
        try await harness.advance(by: .minutes(1))
        #expect(lines(harness) == ["page by pagerduty to First"])
    }

    @Test func `one whose time passes while the program is down is told at the start`() async throws {
        let harness = try EngineHarness()
        try await harness.silence("a", for: .hours(1))
        try await harness.post(WebhookBody(a))
        try await harness.settle()
        harness.clock.advance(by: .hours(3))
        try await harness.restart()
        try await harness.settle()
        #expect(lines(harness) == ["page by pagerduty to First"])
    }

    @Test func `a restart in the middle of it changes nothing, and the next alert finds it in force`() async throws {
        let harness = try EngineHarness()
        try await harness.silence("a|b", for: .hours(1))
        try await harness.post(WebhookBody(a))
        try await harness.settle()
        let before = try await harness.image()
        try await harness.restart()
        try await harness.post(WebhookBody(b, group: "another"))
        try await harness.settle()
        #expect(try await harness.incident(2).silence != nil)
        #expect(harness.deliverer.begun.isEmpty)
        #expect(try await harness.timeline(1) == before.timeline)
    }

    @Test func `ended before its time it lets what is open be told at once`() async throws {
        let harness = try EngineHarness()
        let id = try await harness.silence("a", for: .hours(2))
        try await harness.post(WebhookBody(a))
        try await harness.advance(by: .minutes(10))
        let ended = try await harness.engine.silences.expire(id, by: "dave")
        #expect((ended.expiredBy, ended.until) == ("dave", harness.clock.now))
        try await harness.settle()
        #expect(lines(harness) == ["page by pagerduty to First"])
        #expect(
            try await summaries(harness, .silenceEnded).first?.contains("was ended before its time") == true)
        await #expect(throws: TransitionRefused.self) { try await harness.engine.silences.expire(id, by: "dave") }
        await #expect(throws: UnknownSilence(id: 7, newest: 1)) {
            try await harness.engine.silences.expire(7, by: "dave")
        }
    }

    @Test func `what another process has stored is followed at the next look`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        try await harness.settle()
        // The command line has tables and a memory of its own.
        let commands = SilenceCommands(
            store: harness.store, tables: CurrentTables(.sample), time: harness.clock.source)
        let request = SilenceRequest(match: ["alertname=a"], duration: "1h", by: "carol", why: "upgrade")
        let id = try await commands.add(request, wayToAllow: "").id
        try await harness.advance(by: .minutes(20))
        #expect(lines(harness) == ["page by pagerduty to First"])
        _ = try await commands.expire(id, by: "carol")
        try await harness.settle()
        #expect(lines(harness).contains("page by email to Second"))
    }

    @Test func `one that is silenced by another when the first ends stays silenced`() async throws {
        let harness = try EngineHarness()
        try await harness.silence("a", for: .hours(1))
        try await harness.post(WebhookBody(a))
        try await harness.advance(by: .minutes(30))
        try await harness.silence("a", from: .minutes(30), for: .hours(1))
        try await harness.advance(by: .minutes(89))
        #expect(harness.deliverer.begun.isEmpty)
        try await harness.advance(by: .minutes(1))
        #expect(lines(harness) == ["page by pagerduty to First"])
    }

    @Test func `a step that is due at the very moment at which it begins does not come`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        try await harness.silence("a", from: .minutes(15), for: .minutes(15))
        try await harness.advance(by: .minutes(14), without: [.silences])
        harness.clock.advance(by: .minutes(1))
        try await harness.tick(.escalation)
        #expect(try await harness.incident().silence != nil)
        try await harness.settle()
        #expect(lines(harness) == ["page by pagerduty to First"])
    }

    @Test func `who has taken it keeps it, and an acknowledgement that expires meanwhile is told at the end`()
        async throws
    {
        let harness = try EngineHarness(.sample(.sample("p", acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(a))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.settle()
        try await harness.silence("a", for: .hours(2))
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(119))
        #expect(try await harness.incident().status == .triggered)
        #expect(harness.deliverer.begun.isEmpty)
        try await harness.advance(by: .minutes(1))
        #expect(lines(harness).contains("page by email to Second"))
    }

    @Test func `urgent alerts that join meanwhile are put to the owner at the end`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(a))
        try await harness.settle()
        try await harness.acknowledge(by: "First")
        try await harness.settle()
        try await harness.silence("a|b", for: .hours(2))
        harness.deliverer.forget()
        try await harness.post(WebhookBody(a, b))
        try await harness.advance(by: .minutes(119))
        #expect(harness.deliverer.begun.isEmpty)
        #expect(try await harness.incident().status == .acknowledged)
        try await harness.advance(by: .minutes(1))
        #expect(lines(harness).contains("page by pagerduty to First"))
        #expect(try await harness.incident().taking.unconfirmed == ["b"])
    }

    @Test func `a policy until resolved is held as well`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", until: .resolved)))
        try await harness.post(WebhookBody(a))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.silence("a", for: .hours(1))
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(59))
        #expect(!harness.deliverer.begun.contains { $0.notification.event == .page })
        try await harness.advance(by: .minutes(1))
        #expect(lines(harness).contains("page by email to Second"))
    }
}
