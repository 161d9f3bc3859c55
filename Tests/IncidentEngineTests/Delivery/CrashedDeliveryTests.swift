import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("A crash around a delivery", .timeLimit(.minutes(5)))
struct CrashedDeliveryTests {
    @Test func `what was being sent is sent again under the same keys`() async throws {
        let harness = try EngineHarness(.paging("First", methods: .all))
        let gates = [harness.deliverer.hang(.pagerduty), harness.deliverer.hang(.email)]
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.crash(ticking: EnginePart.deliveries) {
            for gate in gates { await gate.arrivals() }
        }
        #expect(try await harness.notifications().allSatisfy { $0.notification.state == .unknown })
        try await harness.settle()

        let notifications = try await harness.notifications()
        #expect(notifications.map(\.notification.state) == [.sent, .sent])
        #expect(notifications.allSatisfy { $0.notification.mayHaveArrived })
        #expect(notifications.map { $0.attempts.map(\.outcome) } == [[.unknown, .sent], [.unknown, .sent]])
        #expect(harness.deliverer.begun.count == 4)
        #expect(Set(harness.deliverer.begun.map(\.keys)).count == 2)
    }

    @Test func `what was owed is sent, and what was sent is not sent again`() async throws {
        let harness = try EngineHarness(.paging("First", methods: .all))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.tick(.delivery(.email))
        try await harness.restart()
        try await harness.settle()
        #expect(harness.deliverer.begun.map(\.line) == ["page by email to First", "page by pagerduty to First"])
        try await harness.restart()
        try await harness.advance(by: .minutes(4))
        #expect(harness.deliverer.begun.count == 2)
    }

    @Test func `a retry keeps its time and its count of attempts`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.answer(.email, .refusedForNow, .refusedForNow)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.advance(by: .seconds(5))
        try await harness.restart()
        #expect(try await harness.settle() == TestClock.monday + .seconds(35))
        try await harness.advance(by: .seconds(30))
        #expect(try await harness.notifications().first?.attempts.map(\.number) == [1, 2, 3])
    }

    /// PagerDuty was told that it is taken; the next page comes after an hour and must ring anew.
    private func quiet() async throws -> EngineHarness {
        let steps = [0, 2].map { EscalationStep(after: .hours($0), notify: ["First"]) }
        let harness = try EngineHarness(.sample(.sample("p", steps: steps, acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.settle()
        harness.clock.advance(by: .hours(1))
        _ = try await harness.tick(.escalation)
        harness.deliverer.forget()
        return harness
    }

    @Test func `what was closed so that a page rings anew is not closed again after it`() async throws {
        let harness = try await quiet()
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.crash(ticking: [.delivery(.pagerduty)]) { await gate.arrivals() }
        #expect(harness.deliverer.closings.count == 1)
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
        #expect(harness.deliverer.closings.count == 1, "the page may have opened a new alert there")
    }

    @Test func `a page whose answer was lost closes nothing when it is sent again`() async throws {
        let harness = try await quiet()
        harness.deliverer.answer(.pagerduty, .answerLost)
        try await harness.advance(by: .minutes(5))
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
        #expect(harness.deliverer.closings.count == 1)
    }

    @Test func `what may have been closed before a crash is closed again, and then the page goes out once`()
        async throws
    {
        let harness = try await quiet()
        let gate = harness.deliverer.hangClosing()
        try await harness.crash(ticking: [.delivery(.pagerduty)]) { await gate.arrivals() }
        #expect(harness.deliverer.sent.isEmpty)
        try await harness.settle()
        #expect(harness.deliverer.closings.count == 2)
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
    }

    @Test func `a resolution that came while the page was being sent follows it after the crash`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.crash(ticking: [.delivery(.pagerduty)]) {
            await gate.arrivals()
            try await harness.post(WebhookBody(.firing("a").resolved()))
        }
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line).last == "resolved by pagerduty to First")
        #expect(try await harness.notifications().allSatisfy { !$0.notification.state.isOwed })
    }
}

extension Message {
    /// Under which the other side recognises this message.
    fileprivate var keys: String {
        switch notification.method.notifier {
        case .pagerduty: DedupKey.incident(incident.id, installation: installation)
        default:
            DedupKey.messageID(
                installation: installation, incidentID: incident.id, notificationID: notification.id,
                domain: "example.com")
        }
    }
}
