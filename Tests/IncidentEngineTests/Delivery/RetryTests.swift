import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("Delivery that needs more than one attempt", .timeLimit(.minutes(5)))
struct RetryTests {
    let body = WebhookBody(.firing("a"))

    @Test func `451 three times and then 250 ends sent, with four attempts and their evidence`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.answer(.email, .refusedForNow, .refusedForNow, .refusedForNow)
        try await harness.post(body)
        try await harness.advance(by: .minutes(10))
        let mail = try #require(try await harness.notifications().first)
        #expect(mail.notification.state == .sent && mail.dueAt == nil)
        #expect(mail.attempts.map(\.number) == [1, 2, 3, 4])
        #expect(mail.attempts.map(\.outcome) == [.retryable, .retryable, .retryable, .sent])
        #expect(mail.attempts.map(\.evidence).prefix(3).allSatisfy { $0.hasPrefix("451") })
        #expect(mail.attempts.last?.evidence.hasPrefix("250") == true)
        #expect(mail.attempts.map { $0.at - TestClock.monday } == [0, 5, 35, 85].map(Duration.seconds))
        #expect(try await harness.kinds().count { $0 == .deliveryRetried } == 3)
        #expect(try await harness.kinds().count { $0 == .notificationSent } == 1)
        #expect(harness.deliverer.begun.allSatisfy { $0.notification.id == mail.notification.id })
    }

    @Test func `a permanent refusal goes to the contact's next method at once`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(.pagerduty, .refusedForGood)
        try await harness.post(body)
        try await harness.settle()
        #expect(harness.deliverer.begun.map(\.line) == ["page by pagerduty to First", "page by email to First"])
        let states = try await harness.notifications().map(\.notification.state)
        #expect(states == [.failed, .sent])
        #expect(try await harness.kinds().contains(.notificationFailed))
        #expect(try await !harness.kinds().contains(.notTold))
    }

    @Test func `who asks for a long wait does not keep the contact's next method waiting`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(
            .pagerduty, DeliveryOutcome(.retryable, evidence: "503", retryAfter: .seconds(7200)))
        try await harness.post(body)
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First"])
        try await harness.advance(by: .hours(1))
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First", "page by pagerduty to First"])
    }

    @Test func `a contact whose every method refuses is not told, and the timeline says so once`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(.pagerduty, .refusedForGood)
        harness.deliverer.answer(.email, .refusedForGood)
        try await harness.post(body)
        try await harness.settle()
        #expect(try await harness.notifications().map(\.notification.state) == [.failed, .failed])
        #expect(try await harness.kinds().count { $0 == .notTold } == 1)
    }

    @Test func `a contact told by one of all methods is not called untold when another refuses`() async throws {
        let harness = try EngineHarness(.paging("First", methods: .all))
        harness.deliverer.answer(.pagerduty, .refusedForGood)
        try await harness.post(body)
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First"])
        #expect(try await !harness.kinds().contains(.notTold))
    }

    @Test func `what may have arrived is sent again under the same key`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.answer(.email, .answerLost)
        try await harness.post(body)
        try await harness.settle()
        let first = try #require(try await harness.notifications().first)
        #expect(first.notification.state == .unknown && first.notification.mayHaveArrived)
        try await harness.advance(by: .seconds(5))
        #expect(try await harness.notifications().map(\.notification.state) == [.sent])
        #expect(Set(harness.deliverer.begun.map(\.notification.id)).count == 1)
        #expect(harness.deliverer.begun.count == 2)
    }

    @Test func `Retry-After is honoured when it is longer than our own wait`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let busy = DeliveryOutcome(.retryable, evidence: "429 Too Many Requests", retryAfter: .seconds(40))
        harness.deliverer.answer(.pagerduty, busy)
        try await harness.post(body)
        try await harness.advance(by: .seconds(39))
        #expect(harness.deliverer.begun.count == 1)
        try await harness.advance(by: .seconds(1))
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
    }

    @Test func `after the third failure the next method starts beside the retries`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.always(.pagerduty, .refusedForNow)
        try await harness.post(body)
        try await harness.advance(by: .seconds(2))
        #expect(harness.deliverer.begun.map(\.line) == ["page by pagerduty to First", "page by pagerduty to First"])
        try await harness.advance(by: .seconds(1))
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First"])
        // PagerDuty is tried on, and the mail is not sent a second time.
        harness.deliverer.always(.pagerduty, nil)
        try await harness.advance(by: .minutes(2))
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First", "page by pagerduty to First"])
    }

    @Test func `it is given up after its time, and the contact who has a mail counts as told`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.always(.pagerduty, .refusedForNow)
        try await harness.post(body)
        try await harness.advance(by: .hours(3), without: [.escalation])
        let page = try #require(try await harness.notifications().first)
        #expect(page.notification.state == .failed)
        let last = try #require(page.attempts.last)
        #expect(last.at - TestClock.monday <= .hours(1))
        let failure = try #require(try await harness.timeline().first { $0.kind == .notificationFailed })
        #expect(failure.summary.contains("given up after \(page.attempts.count) attempts"))
        #expect(try await !harness.kinds().contains(.notTold))
    }

    @Test func `a refusal that comes after the incident is over starts no further method`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty, then: .refusedForGood)
        try await harness.post(body)
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.resolve()
        gate.open()
        _ = try await sending
        // Not so long that it opens again because it fires on.
        try await harness.advance(by: .minutes(29))
        #expect(harness.deliverer.begun.filter { $0.notification.event == .page }.count == 1)
        #expect(try await harness.notifications().allSatisfy { !$0.notification.state.isOwed })
    }

    @Test func `after an outage what was owed there by several steps is told once, and nothing is lost`() async throws {
        let steps = [0, 1, 30].map { EscalationStep(after: .minutes($0), notify: ["First"], methods: .all) }
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        harness.deliverer.always(.pagerduty, .refusedForNow)
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.advance(by: .seconds(90))
        #expect(try await harness.notifications().filter { $0.dueAt != nil }.count == 4)
        harness.deliverer.always(.pagerduty, nil)
        harness.deliverer.always(.email, nil)
        try await harness.advance(by: .minutes(25))
        #expect(harness.sentLines() == ["page by email to First", "page by pagerduty to First"])
        let states = try await harness.notifications().map(\.notification.state)
        #expect(states.count { $0 == .sent } == 2 && states.count { $0 == .cancelled } == 2)
        let said = try await harness.timeline().filter { $0.kind == .notificationCancelled }.map(\.summary)
        #expect(said.count == 2 && said.allSatisfy { $0.hasSuffix("has just told the same there") }, "\(said)")
        // The next step is none of it.
        try await harness.advance(by: .minutes(4))
        #expect(harness.sentLines() == ["page by email to First", "page by pagerduty to First"])
    }

    @Test func `a page that is owed while an older one is on its way is sent all the same`() async throws {
        let steps = [0, 1].map { EscalationStep(after: .minutes($0), notify: ["Second"]) }
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        let gate = harness.deliverer.hang(.email)
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        async let sending = harness.tick(.delivery(.email))
        await gate.arrivals()
        harness.clock.advance(by: .minutes(1))
        try await harness.tick(.escalation)
        gate.open()
        _ = try await sending
        try await harness.settle()
        // What the first one says was written before.
        #expect(harness.sentLines() == ["page by email to Second", "page by email to Second"])
    }
}
