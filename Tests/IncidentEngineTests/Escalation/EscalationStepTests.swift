import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("Escalation on the clock", .timeLimit(.minutes(5)))
struct EscalationStepTests {
    let body = WebhookBody(.firing("a"))

    @Test func `acknowledged at 20 minutes, exactly the first two steps' contacts are told`() async throws {
        let harness = try EngineHarness()
        try await harness.post(body)
        try await harness.advance(by: .minutes(20))
        try await harness.acknowledge()
        try await harness.advance(by: .hours(24))
        #expect(
            harness.deliverer.sent.filter { $0.notification.event == .page }.map(\.line) == [
                "page by pagerduty to First", "page by email to Second",
            ])
        #expect(harness.deliverer.begun.allSatisfy { $0.notification.contact != "Third" })
        #expect(try await harness.incident().status == .acknowledged)
        #expect(try await harness.escalation()?.nextDueAt == nil)
    }

    @Test func `each step comes at its time`() async throws {
        let harness = try EngineHarness()
        try await harness.post(body)
        try await harness.advance(by: .hours(1))
        #expect(harness.deliverer.sent.map { $0.now - TestClock.monday } == [.zero, .minutes(15), .minutes(30)])
        #expect(harness.deliverer.sent.map(\.notification.contact) == ["First", "Second", "Third"])
    }

    @Test func `a restart between two steps loses no deadline and repeats none`() async throws {
        let harness = try EngineHarness()
        try await harness.post(body)
        try await harness.advance(by: .minutes(14))
        let before = try await harness.image()
        try await harness.restart()
        try await harness.settle()
        #expect(try await harness.image() == before)
        try await harness.advance(by: .minutes(1))
        try await harness.restart()
        try await harness.advance(by: .minutes(15))
        #expect(
            harness.deliverer.begun.map(\.line) == [
                "page by pagerduty to First", "page by email to Second", "page by slack to Third",
            ])
    }

    @Test func `of steps that came together after a downtime each says by how much it is late`() async throws {
        let steps = zip([0, 60, 90], ["First", "Second", "Third"]).map {
            EscalationStep(after: .seconds($0), notify: [$1])
        }
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        let start = harness.clock.now
        try await harness.post(body)
        try await harness.advance(by: .seconds(30))
        harness.clock.advance(by: .seconds(75))
        try await harness.restart()
        try await harness.settle()
        let said = try await harness.timeline().filter { $0.kind == .escalationStep }.map(\.summary)
        let why = "late (the server was started after that)"
        #expect(
            said == [
                "step 1 of policy \"p\": First",
                "step 2 of policy \"p\", due \((start + .seconds(60)).readable), 45s \(why): Second",
                "step 3 of policy \"p\", due \((start + .seconds(90)).readable), 15s \(why): Third",
            ])
    }

    @Test func `an acknowledgement outlives a restart`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", acknowledgementExpires: .hours(1))))
        try await harness.post(body)
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.restart()
        try await harness.advance(by: .minutes(59))
        #expect(try await harness.incident().status == .acknowledged)
        #expect(try await harness.escalation()?.nextDueAt == TestClock.monday + .hours(1))
    }

    @Test func `steps overdue after a long stop come one at a time, in their distance`() async throws {
        let harness = try EngineHarness()
        try await harness.post(body)
        try await harness.settle()
        harness.deliverer.forget()
        harness.clock.advance(by: .hours(3))
        try await harness.restart()
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Second"])
        try await harness.advance(by: .minutes(15) - .milliseconds(1))
        #expect(harness.deliverer.sent.count == 1)
        try await harness.advance(by: .milliseconds(1))
        #expect(harness.deliverer.sent.map(\.notification.contact) == ["Second", "Third"])
    }

    @Test func `an acknowledgement that expires lets escalation go on with the next step`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", acknowledgementExpires: .hours(1))))
        try await harness.post(body)
        try await harness.advance(by: .minutes(1))
        try await harness.acknowledge()
        try await harness.advance(by: .hours(1) - .milliseconds(1))
        harness.deliverer.forget()
        try await harness.advance(by: .milliseconds(1))
        let incident = try await harness.incident()
        #expect(incident.status == .triggered && incident.acknowledgedBy == nil)
        #expect(try await harness.kinds().contains(.acknowledgementExpired))
        // PagerDuty had been told that somebody has it.
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Second", "page by pagerduty to First"])
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(15))
        #expect(harness.deliverer.sent.map(\.notification.contact) == ["Third"])
    }

    @Test func `who is told again after an acknowledgement is rung anew`() async throws {
        let again = [
            EscalationStep(after: .zero, notify: ["First"]), EscalationStep(after: .hours(2), notify: ["First"]),
        ]
        let harness = try EngineHarness(.sample(.sample("p", steps: again, acknowledgementExpires: .hours(1))))
        try await harness.post(body)
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.advance(by: .hours(1))
        try await harness.acknowledge()
        try await harness.settle()
        try await harness.post(WebhookBody(.firing("a").resolved()))
        try await harness.settle()
        let sent = harness.deliverer.sent
        #expect(sent.map(\.notification.event) == [.page, .acknowledged, .page, .acknowledged, .resolved])
        #expect(sent.map(\.isRingingAnew) == [false, false, true, false, false])
    }

    @Test func `a page that may have arrived is not taken for one that has followed the acknowledgement`() async throws
    {
        let again = [0, 2, 4].map { EscalationStep(after: .hours($0), notify: ["First"], methods: .first) }
        let harness = try EngineHarness(.sample(.sample("p", steps: again, acknowledgementExpires: .hours(1))))
        try await harness.post(body)
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.settle()
        harness.deliverer.always(.pagerduty, .answerLost)
        try await harness.advance(by: .hours(2))
        harness.deliverer.always(.pagerduty, nil)
        harness.deliverer.forget()
        try await harness.advance(by: .hours(2))
        let pages = harness.deliverer.sent.filter { $0.notification.method.notifier == .pagerduty }
        #expect(pages.map(\.isRingingAnew) == [true])
    }

    @Test func `a renewed acknowledgement holds from then on`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", acknowledgementExpires: .hours(1))))
        try await harness.post(body)
        try await harness.acknowledge()
        try await harness.advance(by: .minutes(50))
        try await harness.acknowledge(by: "bob")
        try await harness.advance(by: .minutes(59))
        #expect(try await harness.incident().acknowledgedBy == "bob")
        try await harness.advance(by: .minutes(1))
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `a policy until resolved goes on after an acknowledgement`() async throws {
        let policy = PolicyRule.sample("p", until: .resolved, acknowledgementExpires: .hours(1))
        let harness = try EngineHarness(.sample(policy))
        try await harness.post(body)
        try await harness.settle()
        try await harness.acknowledge()
        // Nothing would go on after it: nobody is told of a time at which it expires.
        #expect(try await harness.timeline().last { $0.kind == .acknowledged }?.summary == "acknowledged by alice")
        // The next page needs two attempts.
        harness.deliverer.answer(.email, .refusedForNow)
        try await harness.advance(by: .minutes(16))
        #expect(harness.deliverer.sent.map(\.line).contains("page by email to Second"))
        try await harness.resolve()
        // Not so long that it opens again because it fires on.
        try await harness.advance(by: .minutes(29))
        #expect(!harness.deliverer.begun.contains { $0.notification.contact == "Third" })
    }

    @Test func `a policy until resolved that is exhausted does not say that nobody has taken the incident`()
        async throws
    {
        let harness = try EngineHarness(.sample(.sample("p", until: .resolved)))
        try await harness.post(body)
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.advance(by: .hours(2))
        let entry = try #require(try await harness.timeline().last { $0.kind == .escalationExhausted })
        #expect(entry.summary == "policy \"p\" is exhausted and the incident is not resolved")
    }

    @Test func `an acknowledgement stops the steps of a policy until notified`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", until: .notified)))
        try await harness.post(body)
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.advance(by: .hours(2))
        #expect(Set(harness.deliverer.sent.map(\.notification.contact)) == ["First"])
    }

    @Test func `a resolution ends escalation`() async throws {
        let harness = try EngineHarness()
        try await harness.post(body)
        try await harness.advance(by: .minutes(15))
        try await harness.post(WebhookBody(.firing("a").resolved()))
        try await harness.advance(by: .hours(2))
        #expect(try await harness.escalation()?.status == .ended)
        #expect(!harness.deliverer.begun.contains { $0.notification.contact == "Third" })
    }
}
