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
        // Once more, in case that the page arrives after it.
        try await harness.advance(by: .minutes(1))
        #expect(try await harness.notifications().allSatisfy { !$0.notification.state.isOwed })
    }
}

extension Message {
    /// Under which the other side recognises this message.
    fileprivate var keys: String {
        switch notification.method.notifier {
        case .pagerduty: dedupKey
        default:
            DedupKey.messageID(
                installation: installation, incidentID: incident.id, notificationID: notification.id,
                domain: "example.com")
        }
    }
}
