import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// Somebody asks for the next step before its time.
@Suite("Escalating now", .timeLimit(.minutes(5)))
struct EscalateNowTests {
    private let api = Alert.firing("ApiDown")

    private func opened(_ policies: PolicyRule...) async throws -> EngineHarness {
        var tables = RoutingTables.sample
        tables.policies =
            policies.isEmpty ? [.sample("p", otherwise: "Last Resort", acknowledgementExpires: .hours(1))] : policies
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(api))
        try await harness.settle()
        harness.deliverer.forget()
        return harness
    }

    @Test func `tells the next step at once, and the later ones keep their distance`() async throws {
        let harness = try await opened()
        try await harness.escalate(why: "the shop is down")
        try await harness.settle()
        let page = try #require(harness.deliverer.sent.first)
        #expect(harness.sentLines() == ["page by email to Second"])
        #expect(
            page.because
                == "step 2 of policy \"p\", at once because alice asked for it: the shop is down, as Second")
        let said = try await harness.timeline().suffix(3).map(\.summary)
        #expect(said[0] == "escalated by alice, on the command line: the shop is down")
        #expect(said[1] == "step 2 of policy \"p\", at once because alice asked for it: Second")
        try await harness.advance(by: .minutes(14))
        #expect(harness.sentLines() == [])
        try await harness.advance(by: .minutes(1))
        #expect(harness.sentLines() == ["page by slack to Third"])
    }

    @Test func `goes from the steps to the last resort, and then says that nobody is left`() async throws {
        let harness = try await opened()
        var told: [[String]] = []
        for _ in 0..<3 {
            try await harness.escalate()
            try await harness.advance(by: .seconds(31))
            told.append(harness.sentLines())
        }
        #expect(told == [["page by email to Second"], ["page by slack to Third"], ["page by email to Last Resort"]])
        await #expect(
            throws: TransitionRefused(
                "incident 1 cannot be escalated: policy \"p\" has told everybody whom it names; add a responder instead"
            )
        ) { try await harness.escalate() }
        // It runs out when it would have, and tells nobody twice.
        try await harness.advance(by: .hours(2))
        #expect(harness.sentLines() == [])
        #expect(try await harness.escalations().first?.status == .exhausted)
        let said = try await harness.timeline().last { $0.kind == .escalationExhausted }?.summary
        #expect(
            said
                == "policy \"p\" is exhausted and nobody has taken the incident; last resort, told before: Last Resort")
        await #expect(
            throws: TransitionRefused(
                "incident 1 cannot be escalated: policy \"p\" is exhausted; add a responder instead")
        ) { try await harness.escalate() }
    }

    @Test func `after the last resort begins another round where there is one`() async throws {
        let steps = [EscalationStep(after: .zero, notify: ["First"])]
        let harness = try await opened(
            .sample("p", steps: steps, repetition: .init(every: .hours(1), times: 1), otherwise: "Last Resort"))
        try await harness.escalate()
        try await harness.advance(by: .seconds(31))
        #expect(harness.sentLines() == ["page by email to Last Resort"])
        #expect(try await harness.escalations().first?.status == .running)
        try await harness.escalate()
        try await harness.advance(by: .seconds(31))
        #expect(harness.sentLines() == ["page by pagerduty to First"])
        // Of this round as well.
        try await harness.escalate()
        try await harness.advance(by: .seconds(31))
        #expect(harness.sentLines() == ["page by email to Last Resort"])
        await #expect(throws: TransitionRefused.self) { try await harness.escalate() }
    }

    @Test func `of a taken incident leaves it with its owner, and reaches whom it should over a restart`() async throws
    {
        let harness = try await opened()
        try await harness.acknowledge(by: "First")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.escalate(by: "First", why: "two of us are needed")
        try await harness.restart()
        try await harness.settle()
        let page = try #require(harness.deliverer.sent.first)
        #expect(harness.sentLines() == ["page by email to Second"])
        #expect(page.asked == "First has this incident, keeps it, and asks you to join.")
        #expect(try await harness.incident().acknowledgedBy == "First")
        // What it had told does not come again when the acknowledgement is over.
        try await harness.advance(by: .hours(1))
        #expect(harness.sentLines().contains("page by slack to Third"))
    }

    @Test func `asks nobody to join what they have, and the timeline says so`() async throws {
        let harness = try await opened()
        try await harness.acknowledge(by: "Second")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.escalate()
        try await harness.settle()
        #expect(harness.sentLines() == [])
        let said = try await harness.timeline().last { $0.kind == .notTold }?.summary
        #expect(said == "email to second@example.com for Second is not sent: Second has the incident")
        #expect(try await harness.incident().acknowledgedBy == "Second")
        // The next one is told as ever.
        try await harness.advance(by: .seconds(31))
        try await harness.escalate()
        try await harness.settle()
        #expect(harness.sentLines() == ["page by slack to Third"])
    }

    @Test func `what is asked for beside an owner is tried until it is over, and what nobody had is not`() async throws
    {
        let harness = try await opened()
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.escalate()
        try await harness.settle()
        try await harness.acknowledge(by: "alice")
        #expect(try await harness.owedPages() == [])
        try await harness.advance(by: .seconds(31))
        // The same step: nobody has had it.
        try await harness.escalate()
        try await harness.settle()
        try await harness.acknowledge(by: "alice")
        #expect(try await harness.owedPages() == ["email to Second"])
        try await harness.resolve()
        #expect(try await harness.owedPages() == [])
    }

    @Test func `within half a minute once, whoever presses again`() async throws {
        let harness = try await opened()
        try await harness.escalate()
        try await harness.advance(by: .seconds(3))
        let free = (harness.clock.now + .seconds(27)).readable
        await #expect(
            throws: TransitionRefused(
                "incident 1 was escalated 3s ago, so nothing more was done; to do it once more, ask again after \(free)"
            )
        ) { try await harness.escalate(by: "bob") }
        #expect(harness.sentLines() == ["page by email to Second"])
    }

    @Test func `of two policies tells the step that would come first`() async throws {
        let harness = try await opened(
            .sample("urgent", priorities: [.p1]),
            .sample(
                "calm", priorities: [.p3],
                steps: [
                    EscalationStep(after: .zero, notify: ["Second"]),
                    EscalationStep(after: .minutes(5), notify: ["Last Resort"]),
                ]))
        try await harness.post(WebhookBody(api, .firing("DiskFull", severity: "warning")))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.escalate()
        try await harness.settle()
        #expect(harness.sentLines() == ["page by email to Last Resort"])
    }

    @Test func `leaves a policy alone that rests`() async throws {
        let harness = try await opened(
            .sample("urgent", priorities: [.p1]), .sample("calm", priorities: [.p3]))
        let disk = Alert.firing("DiskFull", severity: "warning")
        try await harness.post(WebhookBody(api, disk))
        try await harness.settle()
        try await harness.post(WebhookBody(api.resolved(), disk))
        try await harness.advance(by: .minutes(16))
        #expect(try await harness.kinds().contains(.escalationRested))
        harness.deliverer.forget()
        try await harness.escalate()
        let said = try await harness.timeline().last { $0.kind == .escalationStep }
        #expect(said?.summary.contains("policy \"calm\"") == true)
    }

    @Test func `where what is left rests or has run out is refused, with each policy's reason`() async throws {
        let harness = try await opened(
            .sample("urgent", priorities: [.p1], steps: [EscalationStep(after: .zero, notify: ["First"])]),
            .sample("calm", priorities: [.p3]))
        let disk = Alert.firing("DiskFull", severity: "warning")
        try await harness.post(WebhookBody(api, disk))
        try await harness.settle()
        try await harness.post(WebhookBody(api, disk.resolved()))
        try await harness.advance(by: .minutes(16))
        await #expect(
            throws: TransitionRefused(
                "incident 1 cannot be escalated: policy \"calm\" rests, because none of the alerts that it covers "
                    + "fires, policy \"urgent\" is exhausted; add a responder instead")
        ) { try await harness.escalate() }
        #expect(try await !harness.kinds().contains(.escalated))
    }

    @Test(arguments: [false, true])
    func `of what flaps and is quiet just now tells the next step, also where that rests`(rests: Bool) async throws {
        let steps = [
            EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .minutes(12), notify: ["Second"]),
        ]
        var tables = RoutingTables.sample
        tables.policies = [.sample("p", steps: steps)]
        let harness = try EngineHarness(tables)
        for _ in 0..<4 {
            let alert = Alert.firing("ApiDown", since: harness.clock.now)
            try await harness.post(WebhookBody(alert))
            try await harness.advance(by: .minutes(2))
            try await harness.post(WebhookBody(alert.resolved(after: .minutes(2))))
            try await harness.advance(by: .minutes(2))
        }
        // What was over does not count: the second step is due after eighteen minutes.
        if rests { try await harness.advance(by: .minutes(3)) }
        #expect(try await harness.incident().isQuiet)
        #expect(try await harness.kinds().contains(.escalationRested) == rests)
        harness.deliverer.forget()
        try await harness.escalate()
        try await harness.settle()
        #expect(harness.sentLines() == ["page by email to Second"])
    }

    @Test func `does not wait for business hours`() async throws {
        let harness = try await opened(
            .sample(
                "p",
                steps: [
                    EscalationStep(after: .zero, notify: ["First"]),
                    EscalationStep(after: .minutes(5), notify: ["Second"], onlyBusinessHours: true),
                ]))
        try await harness.escalate()
        try await harness.settle()
        #expect(harness.sentLines() == ["page by email to Second"])
    }

    @Test func `of what is over is refused, and of what no policy covers`() async throws {
        let harness = try await opened(.sample("p", priorities: [.p4]))
        await #expect(
            throws: TransitionRefused("incident 1 cannot be escalated: no policy covers it; add a responder instead")
        ) { try await harness.escalate() }
        try await harness.resolve()
        await #expect(throws: TransitionRefused("incident 1 was resolved 0s ago by alice; nothing to escalate")) {
            try await harness.escalate()
        }
        await #expect(throws: UnknownIncident(id: 9, newest: 1)) { try await harness.escalate(9) }
    }
}

extension EngineHarness {
    /// By what and to whom pages are still to be sent.
    fileprivate func owedPages() async throws -> [String] {
        try await notifications().filter { $0.notification.event == .page && $0.notification.state.isOwed }.map {
            "\($0.notification.method.notifier.rawValue) to \($0.notification.contact)"
        }
    }
}
