import IncidentCore
import IncidentStore
import Synchronization
import TestSupport
import Testing

@testable import IncidentEngine

@Suite("An endpoint that hangs", .timeLimit(.minutes(5)))
struct DeadEndpointTests {
    /// One contact is paged, but of P2 another one, who has one way.
    private static func harness(_ contact: Contact, beside way: ContactMethod) throws -> EngineHarness {
        var tables = RoutingTables.paging(contact.role)
        let other = Contact(role: "Other", address: "other@example.com", escalationPath: [way])
        tables.contacts = ContactTable(contacts: [contact, other])
        tables.policies.insert(
            PolicyRule(
                priorities: [.p2], matchers: [],
                policy: EscalationPolicy(name: "other", steps: [EscalationStep(after: .zero, notify: ["Other"])])),
            at: 0)
        return try EngineHarness(tables)
    }

    @Test func `it delays no other kind of notifier`() async throws {
        let harness = try EngineHarness(.paging("First", methods: .all))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        async let dead = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.settle(without: [.delivery(.pagerduty)])
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First"])
        gate.open()
        _ = try await dead
        #expect(harness.deliverer.sent.count == 2)
    }

    @Test func `it delays no other page of its own kind`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        async let delivery = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        for group in 2...9 { try await harness.post(WebhookBody(.firing("alert-\(group)"), group: "group-\(group)")) }
        try await harness.until("the others are sent") { harness.deliverer.sent.count == 8 }
        #expect(harness.deliverer.sent.allSatisfy { $0.incident.id != 1 })
        gate.open()
        _ = try await delivery
        #expect(harness.deliverer.sent.count == 9)
        #expect(Set(harness.deliverer.begun.map(\.notification.id)).count == harness.deliverer.begun.count)
    }

    @Test func `messages of low priority that hang leave room for an urgent page`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        // One at a time goes to one mailbox of what can wait.
        let gates = [harness.deliverer.hang(.email)]
        for number in 1...20 {
            let alert = Alert.firing("alert-\(number)", severity: "warning")
            try await harness.post(WebhookBody(alert, group: "group-\(number)"))
        }
        async let delivery = harness.tick(.delivery(.email))
        for gate in gates { await gate.arrivals() }
        try await harness.post(WebhookBody(.firing("urgent"), group: "group-urgent"))
        try await harness.until("the page is sent") { !harness.deliverer.sent.isEmpty }
        #expect(harness.deliverer.sent.map(\.incident.priority) == [.p1])
        #expect(harness.deliverer.begun.count == 2)
        for gate in gates { gate.open() }
        _ = try await delivery
        #expect(harness.deliverer.sent.count == 21)
    }

    @Test func `a mailbox that hangs leaves room for the others`() async throws {
        let harness = try Self.harness(.second, beside: .email("other@example.com"))
        let gates = (1...2).map { _ in harness.deliverer.hang(.email) }
        for number in 1...20 {
            try await harness.post(WebhookBody(.firing("alert-\(number)"), group: "group-\(number)"))
        }
        async let delivery = harness.tick(.delivery(.email))
        for gate in gates { await gate.arrivals() }
        try await harness.post(WebhookBody(.firing("another", severity: "error"), group: "group-other"))
        try await harness.until("the other mailbox has its page") { !harness.deliverer.sent.isEmpty }
        #expect(harness.deliverer.sent.map(\.notification.method.address) == ["other@example.com"])
        for gate in gates { gate.open() }
        _ = try await delivery
        #expect(harness.deliverer.sent.count == 21)
    }

    @Test func `a Slack channel whose webhook hangs leaves room for the others`() async throws {
        let harness = try Self.harness(.third, beside: .slack("#other"))
        let gates = (1...3).map { _ in harness.deliverer.hang(.slack) }
        for number in 1...20 {
            try await harness.post(WebhookBody(.firing("alert-\(number)"), group: "group-\(number)"))
        }
        async let delivery = harness.tick(.delivery(.slack))
        for gate in gates { await gate.arrivals() }
        try await harness.post(WebhookBody(.firing("another", severity: "error"), group: "group-other"))
        _ = try await harness.engine.deliveries.tick()
        let channel = EndpointID(.slack, "#other")
        let service = try #require(harness.engine.deliveries.services.first { $0.endpoint == channel })
        _ = try await service.tick()
        #expect(harness.deliverer.sent.map(\.notification.method.address) == ["#other"])
        #expect(harness.deliverer.begun.count == 4)
        for gate in gates { gate.open() }
        _ = try await delivery
        #expect(harness.deliverer.sent.count == 21)
    }

    @Test func `messages of low priority that hang in a Slack channel leave room for an urgent one there`() async throws
    {
        let harness = try EngineHarness(.paging("Third"))
        let gates = (1...2).map { _ in harness.deliverer.hang(.slack) }
        for number in 1...5 {
            let alert = Alert.firing("alert-\(number)", severity: "warning")
            try await harness.post(WebhookBody(alert, group: "group-\(number)"))
        }
        async let delivery = harness.tick(.delivery(.slack))
        for gate in gates { await gate.arrivals() }
        try await harness.post(WebhookBody(.firing("urgent"), group: "group-urgent"))
        try await harness.until("the page is sent") { !harness.deliverer.sent.isEmpty }
        #expect(harness.deliverer.sent.map(\.incident.priority) == [.p1])
        for gate in gates { gate.open() }
        _ = try await delivery
        #expect(harness.deliverer.begun.count == 6)
    }

    @Test func `a store that fails meanwhile does not cut off what is being sent`() async throws {
        struct StoreFails: Error {}
        let harness = try EngineHarness()
        let service = try #require(harness.engine.services.first)
        let (gate, failed) = (Gate(), Gate())
        let claims = Mutex(0)
        let ends = Mutex<[Bool]>([])
        async let next = WorkPool(limit: 2, for: service).drain(
            claim: { _ in
                let count = claims.withLock { claims in
                    claims += 1
                    return claims
                }
                if count == 2 {
                    failed.open()
                    throw StoreFails()
                }
                return count == 1 ? [count] : []
            }, nextDue: { nil },
            perform: { _, _ in
                await gate.pass()
                ends.withLock { $0.append(Task.isCancelled) }
            })
        await gate.arrivals()
        service.wakeup.signal()
        await failed.pass()
        gate.open()
        #expect(try await next == nil)
        #expect(ends.withLock { $0 } == [false])
    }

    @Test func `a service that only waits for it is alive`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        async let delivery = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        let late = harness.clock.now + ServicePulse.limit
        try await harness.until("it has come round all the time") {
            harness.clock.advance(by: .seconds(1))
            // Lets it take its turn.
            _ = try await harness.incident()
            return harness.context.pulse.last("delivery by pagerduty").map { $0 > late } ?? false
        }
        gate.open()
        _ = try await delivery
    }

    @Test func `it delays no escalation`() async throws {
        let harness = try EngineHarness()
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        async let dead = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        // Beyond the lease of the claim as well.
        try await harness.advance(by: .minutes(15), without: [.delivery(.pagerduty)])
        #expect(harness.deliverer.sent.map(\.line).contains("page by email to Second"))
        gate.open()
        _ = try await dead
    }

    @Test func `a page that hangs beyond its lease is sent again, and its late answer counts no more`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("a")))
        async let delivery = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        harness.clock.advance(by: .minutes(4))
        try await harness.until("it is sent again") { harness.deliverer.sent.count == 1 }
        try await harness.until("that is stored") {
            try await harness.notifications().first?.notification.state == .sent
        }
        gate.open()
        _ = try await delivery
        let page = try #require(try await harness.notifications().first)
        #expect(page.attempts.map(\.outcome) == [.unknown, .sent])
        #expect(Set(harness.deliverer.begun.map(\.notification.id)) == [page.notification.id])
    }
}
