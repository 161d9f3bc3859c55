import IncidentCore
import IncidentEngine
import IncidentStore
import ServiceLifecycleTestKit
import TestSupport
import Testing

@Suite("The program is to stop", .timeLimit(.minutes(5)))
struct StoppingTests {
    @Test func `a message on its way is finished, and nothing more is begun`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a"), group: "first"))
        try await testGracefulShutdown { stop in
            async let running: Void = harness.engine.run()
            await gate.arrivals()
            stop.triggerGracefulShutdown()
            try await harness.post(WebhookBody(.firing("b"), group: "second"))
            gate.open()
            try await running
        }
        let notifications = try await [harness.notifications(1), harness.notifications(2)]
        #expect(notifications.map { $0.map(\.notification.state) } == [[.sent], [.pending]])
        #expect(harness.deliverer.begun.count == 1)
    }

    @Test func `one that does not end in time is cut off, and sent again by the next life`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        let bounded = BoundedShutdown(harness.engine, grace: .seconds(2), time: harness.clock.source)
        try await testGracefulShutdown { stop in
            async let running: Void = bounded.run()
            await gate.arrivals()
            stop.triggerGracefulShutdown()
            try await harness.clock.sleeper(until: harness.clock.now + .seconds(2))
            harness.clock.advance(by: .seconds(2))
            try await running
        }
        #expect(try await harness.notifications().map(\.notification.state) == [.sending])
        try await harness.restart()
        try await harness.settle()
        let page = try #require(try await harness.notifications().first)
        #expect(page.attempts.map(\.outcome) == [.unknown, .sent])
    }

    @Test func `a service that ends by itself is waited for no longer`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let bounded = BoundedShutdown(harness.engine, grace: .seconds(2), time: harness.clock.source)
        try await testGracefulShutdown { stop in
            async let running: Void = bounded.run()
            stop.triggerGracefulShutdown()
            try await running
        }
    }

    @Test func `what somebody took while its attempt was lost is not sent again`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.crash(ticking: EnginePart.deliveries) { await gate.arrivals() }
        _ = try await harness.commands.acknowledge(1, by: "Alice")
        try await harness.settle()
        let page = try #require(try await harness.notifications().first)
        #expect(page.notification.state == .cancelled)
        #expect(harness.deliverer.begun.count { $0.notification.event == .page } == 1)
        #expect(try await harness.kinds().contains(.notificationCancelled))
    }
}
