import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("A resolution that is taken back", .timeLimit(.minutes(5)))
struct ResolutionTakenBackTests {
    /// Of P3, which stays resolved for a day while it fires.
    private let api = Alert.firing("ApiDown", severity: "warning")
    private static let key = "responder/07070707/1"

    /// - Parameter owner: who has it when bob closes it, a minute after it opened; `nil` is nobody.
    private func closed(
        takenBy owner: String?, _ policy: PolicyRule = .sample("p", acknowledgementExpires: .hours(1)),
        settles: Bool = true
    ) async throws -> EngineHarness {
        let harness = try EngineHarness(.sample(policy))
        try await harness.post(WebhookBody(api))
        try await harness.settle()
        if let owner { try await harness.acknowledge(by: owner) }
        try await harness.advance(by: .minutes(1))
        harness.deliverer.forget()
        try await harness.resolve(by: "bob", stillFiring: .knowing(1))
        guard settles else { return harness }
        try await harness.advance(by: .minutes(1))
        harness.deliverer.forget()
        return harness
    }

    @Test func `closing it while an alert fires is asked about first, and nothing changes`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(api))
        let before = try await harness.image()
        await #expect(throws: DeedQuestion.stillFires(incidentID: 1, count: 1)) {
            try await harness.resolve(stillFiring: .notAsked)
        }
        #expect(try await harness.image() == before)
        // One more since.
        try await harness.post(WebhookBody(api, .firing("DbDown", severity: "warning")))
        await #expect(throws: DeedQuestion.stillFires(incidentID: 1, count: 2)) {
            try await harness.resolve(stillFiring: .knowing(1))
        }
        try await harness.resolve(stillFiring: .knowing(2))
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `its owner has it again, PagerDuty has it under the same key, and all told of the end hear so`()
        async throws
    {
        let harness = try await closed(takenBy: "First")
        let end = try #require(try await harness.incident().taking.heldUntil)
        try await harness.reopen(by: "carol", why: "it is back")
        try await harness.settle()
        let incident = try await harness.incident()
        #expect((incident.status, incident.acknowledgedBy, incident.taking.until) == (.acknowledged, "First", end))
        #expect(try await harness.escalation().map { $0.status == .paused && $0.nextDueAt == end } == true)
        let sent = harness.deliverer.sent.filter { $0.notification.method == .pagerduty }
        #expect(sent.map(\.notification.event) == [.update, .acknowledged])
        #expect(Set(sent.map(\.dedupKey)) == [Self.key])
        let mail = try #require(harness.deliverer.sent.first { $0.line == "update by email to First" })
        #expect(
            mail.headline.hasSuffix("(re-opened by carol, 1m after bob had resolved it: it is back)"),
            "\(mail.headline)")
        #expect(
            harness.sentLines() == [
                "acknowledged by pagerduty to First", "update by email to First", "update by pagerduty to First",
            ])
        let entry = try #require(try await harness.timeline().last { $0.kind == .reopened })
        #expect(entry.actor == "carol" && entry.details["way"] == "command_line")
        #expect(
            entry.summary == "re-opened by carol, 1m after bob had resolved it; First has it again until "
                + "\(end.readable), on the command line: it is back")
    }

    @Test(arguments: [false, true])
    func `what its owner has ends when it would have, and escalation goes on with what comes next`(
        restarts: Bool
    ) async throws {
        let harness = try await closed(takenBy: "alice")
        try await harness.reopen(by: "alice")
        if restarts { try await harness.restart() }
        try await harness.advance(by: .minutes(57))
        #expect(try await harness.incident().status == .acknowledged)
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(1))
        #expect(try await harness.incident().status == .triggered)
        #expect(harness.sentLines().contains("page by email to Second"))
        #expect(try await harness.kinds().last { $0 == .acknowledgementExpired } != nil)
    }

    @Test func `where nobody had it all that were told are rung again, and the next step keeps its distance`()
        async throws
    {
        let harness = try await closed(takenBy: nil)
        try await harness.reopen(by: "carol")
        try await harness.settle()
        let page = try #require(harness.deliverer.sent.first)
        #expect(page.line == "page by pagerduty to First" && page.dedupKey == Self.key && !page.isRingingAnew)
        #expect(harness.sentLines() == ["page by pagerduty to First"])
        // It was resolved for one minute, which does not count.
        try await harness.advance(by: .minutes(13))
        #expect(harness.sentLines() == [])
        try await harness.advance(by: .minutes(1))
        #expect(harness.sentLines() == ["page by email to Second"])
    }

    @Test func `where that time is over it is nobody's, and who had it is rung beside the steps`() async throws {
        let harness = try await closed(takenBy: "Third")
        try await harness.advance(by: .hours(2))
        harness.deliverer.forget()
        try await harness.reopen(by: "carol")
        try await harness.settle()
        #expect(try await harness.incident().status == .triggered)
        #expect(harness.sentLines() == ["page by pagerduty to First", "page by slack to Third"])
        let entry = try #require(try await harness.timeline().last { $0.kind == .reopened })
        #expect(entry.summary.contains("; Third had it, and that time is over"))
    }

    @Test(arguments: ["First", nil])
    func `what has not gone out of the end does not go out, and is news to nobody`(owner: String?) async throws {
        let harness = try await closed(takenBy: owner, settles: false)
        try await harness.reopen(by: "carol")
        try await harness.settle()
        let lines = harness.sentLines()
        #expect(!lines.contains { $0.hasPrefix("resolved") }, "\(lines)")
        let withdrawn = try await harness.notifications().map(\.notification).filter { $0.event == .resolved }
        #expect(!withdrawn.isEmpty && withdrawn.allSatisfy { $0.state == .cancelled })
        #expect(
            try await harness.timeline().contains {
                $0.kind == .notificationCancelled
                    && $0.summary.contains(owner == nil ? "waits for somebody again" : "the incident is not over")
            })
        // Whoever closed it, and who has it, read that it is not; nobody had told PagerDuty that it was.
        if owner != nil { #expect(lines == ["update by email to First"]) }
    }

    @Test func `a policy until it is resolved goes on beside its owner, with the step that had not gone out`()
        async throws
    {
        let harness = try await closed(takenBy: "alice", .sample("p", until: .resolved))
        try await harness.reopen(by: "carol")
        try await harness.advance(by: .minutes(15))
        #expect(harness.sentLines().contains("page by email to Second"))
        #expect(try await harness.incident().acknowledgedBy == "alice")
    }

    @Test func `one that has told all that it tells stays ended, beside its owner`() async throws {
        let policy = PolicyRule.sample(
            "p", steps: [EscalationStep(after: .zero, notify: ["First"])], until: .notified)
        let harness = try await closed(takenBy: "alice", policy)
        try await harness.reopen(by: "carol")
        try await harness.advance(by: .hours(1))
        #expect(try await harness.escalation()?.status == .ended)
        #expect(try await harness.incident().status == .acknowledged)
    }

    @Test func `a snooze goes on, and so does a hand-over, whose contact has their time anew`() async throws {
        let harness = try await closed(takenBy: nil)
        try await harness.reopen(by: "carol")
        try await harness.snooze(by: "alice", until: "2h")
        let end = try await harness.incident().taking.until
        try await harness.resolve(by: "bob")
        try await harness.reopen(by: "bob")
        let snoozed = try await harness.incident()
        #expect(snoozed.taking.isSnoozed && snoozed.taking.until == end)
        try await harness.handOver(by: "alice", to: "Second")
        try await harness.advance(by: .minutes(9))
        try await harness.resolve(by: "bob")
        try await harness.reopen(by: "bob")
        #expect(try await harness.incident().taking.confirmBy == harness.clock.now + .minutes(10))
        try await harness.advance(by: .minutes(10))
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `it is refused where its alerts have ended, and where its group has another incident`() async throws {
        let harness = try await closed(takenBy: "alice")
        try await harness.post(WebhookBody(api.resolved()))
        let before = try await harness.image()
        await #expect(
            throws: TransitionRefused(
                "nothing of incident 1 fires any more, so it stays resolved; it opens again by itself when one of its "
                    + "alerts fires within 15m")
        ) { try await harness.reopen() }
        #expect(try await harness.image() == before)

        let other = try await closed(takenBy: "alice")
        try await other.advance(by: .minutes(20))
        try await other.post(WebhookBody(api, .firing("DbDown", severity: "warning", since: other.clock.now)))
        try #require(try await other.incidents().map(\.status) == [.resolved, .triggered])
        await #expect(
            throws: TransitionRefused(
                "incident 2 of the same alert group has been opened since; incident 1 stays resolved")
        ) { try await other.reopen() }
    }

    @Test func `what is open, or is not there, is refused`() async throws {
        let harness = try await closed(takenBy: nil)
        try await harness.reopen()
        await #expect(throws: TransitionRefused("incident 1 is open; nothing to re-open")) {
            try await harness.reopen()
        }
        await #expect(throws: UnknownIncident.self) { try await harness.reopen(7) }
    }

    @Test func `who joined is asked about it again, and nobody hears of it while it is silenced`() async throws {
        let harness = try await closed(takenBy: "alice")
        try await harness.silence("ApiDown", for: .hours(3))
        try await harness.settle()
        try await harness.reopen(by: "carol")
        try await harness.settle()
        // What closes or takes at PagerDuty rings nobody.
        #expect(harness.sentLines() == ["acknowledged by pagerduty to First"])
        #expect(try await harness.incident().silence != nil)
        try await harness.advance(by: .hours(2))
        #expect(harness.sentLines().filter { $0.hasPrefix("page") } == [])
        try await harness.advance(by: .hours(2))
        #expect(harness.sentLines().contains { $0.hasPrefix("page") })
    }
}
