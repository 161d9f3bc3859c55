import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("A page is never stuck", .timeLimit(.minutes(5)))
struct StuckPageTests {
    private let firing = WebhookBody(.firing("a"))
    private let resolved = WebhookBody(.firing("a").resolved())
    private let refused = DeliveryOutcome(.retryable, evidence: "503", .unavailable)

    @Test func `a resolve that is refused for ten minutes keeps no page waiting when the alert fires again`()
        async throws
    {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(firing)
        try await harness.settle()
        harness.deliverer.always(.pagerduty, refused)
        try await harness.post(resolved)
        try await harness.advance(by: .minutes(10))
        harness.deliverer.forget()
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.advance(by: .seconds(30))
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First"])
        #expect(!harness.deliverer.begun.map(\.line).contains("resolved by pagerduty to First"))
        let cancelled = try await harness.notifications().filter { $0.notification.state == .cancelled }
        #expect(cancelled.map(\.notification.event) == [.resolved])
        let entry = try #require(try await harness.timeline().last { $0.kind == .notificationCancelled })
        #expect(
            entry.summary
                == "pagerduty (resolved) for First, told of this incident before: cancelled, the incident waits for somebody again"
        )
    }

    @Test func `a page has a place although all that says that something is over hangs`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let alerts = (1...8).map { Alert.firing("a\($0)") }
        for alert in alerts { try await harness.post(WebhookBody(alert, group: alert.name)) }
        try await harness.settle()
        let gates = alerts.map { _ in harness.deliverer.hang(.pagerduty) }
        for alert in alerts { try await harness.post(WebhookBody(alert.resolved(), group: alert.name)) }
        async let sending = harness.tick(.delivery(.pagerduty))
        // Two of eight places are kept.
        for gate in gates.prefix(6) { await gate.arrivals() }
        harness.deliverer.forget()
        try await harness.post(WebhookBody(.firing("new"), group: "new"))
        _ = try await waitUntil("the page has been begun") {
            harness.deliverer.begun.map(\.line) == ["page by pagerduty to First"] ? true : nil
        }
        for gate in gates { gate.open() }
        _ = try await sending
    }

    @Test func `a page does not wait for a resolve that hangs, and rings under a key of its own`() async throws {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(firing)
        try await harness.settle()
        let gate = harness.deliverer.hang(.pagerduty, then: refused)
        try await harness.post(resolved)
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        harness.deliverer.forget()
        harness.clock.advance(by: .seconds(5))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.until("the page is sent") { !harness.deliverer.sent.isEmpty }
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
        #expect(harness.deliverer.sent.map(\.isRingingAnew) == [true])
        gate.open()
        _ = try await sending
        try await harness.advance(by: .minutes(1))
        // The resolve that came back refused is not sent any more.
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
        #expect(try await harness.notifications().map(\.notification.state) == [.sent, .cancelled, .sent])
    }

    /// Refused for two minutes, or hanging.
    @Test(arguments: [false, true])
    func `a page about what joined does not wait for the acknowledgement before it`(hangs: Bool) async throws {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(firing)
        try await harness.settle()
        let gate = hangs ? harness.deliverer.hang(.pagerduty, then: refused) : nil
        let later = DeliveryOutcome(.retryable, evidence: "429", .rateLimited, retryAfter: .minutes(2))
        if !hangs { harness.deliverer.answer(.pagerduty, later) }
        try await harness.acknowledge()
        async let sending = harness.tick(.delivery(.pagerduty))
        if let gate { await gate.arrivals() } else { _ = try await sending }
        harness.deliverer.forget()
        try await harness.post(WebhookBody(.firing("a"), .firing("b")))
        if !hangs { try await harness.settle() }
        try await harness.until("the question is sent") { !harness.deliverer.sent.isEmpty }
        let question = try #require(harness.deliverer.sent.first)
        #expect(question.line == "page by pagerduty to First" && question.isRingingAnew)
        #expect(question.formerDedupKeys == ["responder/07070707/1"])
        gate?.open()
        if hangs { _ = try await sending }
        // What was owed before it quiets what was open before it, and nothing else.
        try await harness.advance(by: .minutes(3))
        let acknowledged = harness.deliverer.sent.filter { $0.notification.event == .acknowledged }
        #expect(acknowledged.map(\.dedupKey) == ["responder/07070707/1"])
    }

    @Test func `what is left to do after pages keeps no place from others`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gates = (1...8).map { _ in harness.deliverer.hangOnceTaken(.pagerduty) }
        for number in 1...8 {
            try await harness.post(WebhookBody(.firing("alert-\(number)"), group: "group-\(number)"))
        }
        async let sending = harness.tick(.delivery(.pagerduty))
        for gate in gates { await gate.arrivals() }
        try await harness.post(WebhookBody(.firing("last"), group: "last"))
        try await harness.until("the page is sent") { !harness.deliverer.sent.isEmpty }
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
        #expect(harness.deliverer.sent.map(\.incident.id) == [9])
        for gate in gates { gate.open() }
        _ = try await sending
        #expect(harness.deliverer.sent.count == 9)
    }

    @Test func `a page for which its endpoint has no place starts the next method after ten seconds`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gates = (1...8).map { _ in harness.deliverer.hang(.pagerduty) }
        for number in 1...8 {
            try await harness.post(WebhookBody(.firing("alert-\(number)"), group: "group-\(number)"))
        }
        async let sending = harness.tick(.delivery(.pagerduty))
        for gate in gates { await gate.arrivals() }
        try await harness.post(WebhookBody(.firing("last"), group: "last"))
        try await harness.advance(by: .seconds(10), without: [.delivery(.pagerduty)])
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First"])
        #expect(harness.deliverer.sent.map(\.incident.id) == [9])
        for gate in gates { gate.open() }
        _ = try await sending
    }

    @Test func `what can wait does wait`() async throws {
        let harness = try EngineHarness(.paging("First"))
        let gates = (1...6).map { _ in harness.deliverer.hang(.pagerduty) }
        for number in 1...7 {
            let alert = Alert.firing("alert-\(number)", severity: "warning")
            try await harness.post(WebhookBody(alert, group: "group-\(number)"))
        }
        async let sending = harness.tick(.delivery(.pagerduty))
        for gate in gates { await gate.arrivals() }
        try await harness.advance(by: .minutes(1), without: [.delivery(.pagerduty)])
        #expect(harness.deliverer.sent.isEmpty)
        for gate in gates { gate.open() }
        _ = try await sending
    }

    @Test func `what was due before a restart has its chance first`() async throws {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(firing)
        harness.clock.advance(by: .hours(1))
        try await harness.restart()
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by pagerduty to First"])
    }

    @Test func `a message that cannot be understood is owed again later, and no attempt is made up`() async throws {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(firing)
        try await harness.alter("UPDATE incident SET labels = 'nonsense'")
        try await harness.tick(.delivery(.pagerduty))
        let owed = try await harness.notificationRow()
        #expect(owed == ["pending", "0", "0", "\((harness.clock.now + .minutes(15)).milliseconds)"])
        try await harness.alter(#"UPDATE incident SET labels = '{"alertname":"a"}'"#)
        try await harness.advance(by: .minutes(15), without: [.nextMethods, .escalation])
        let page = try #require(try await harness.notifications().first)
        #expect(page.notification.state == .sent)
        #expect(page.attempts.map(\.outcome) == [.sent])
        #expect(try await !harness.kinds().contains(.deliveryRetried))
    }

    @Test func `a later method that cannot be read stops neither the message nor any other`() async throws {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(firing)
        try await harness.alter(#"UPDATE notification SET remaining = '[{"from":"a newer program"}]'"#)
        harness.deliverer.answer(.pagerduty, refused)
        try await harness.post(WebhookBody(.firing("b"), group: "b"))
        try await harness.advance(by: .minutes(1))
        #expect(harness.deliverer.sent.count == 2)
    }

    @Test(arguments: [false, true])
    func `a waiting page that cannot be read keeps no other one waiting`(isHeldForDiagnostics: Bool) async throws {
        let harness = try EngineHarness(isHeldForDiagnostics ? .diagnosed() : .paging("First"))
        try await harness.post(firing)
        try await harness.post(WebhookBody(.firing("b"), group: "b"))
        try await harness.alter("UPDATE notification SET remaining = '7' WHERE incident_id = 1")
        let busy: Set<EnginePart> = [.delivery(.pagerduty), .collection]
        // It has no next method that could be begun; so that it is looked for again and again is what must not be.
        try await harness.advance(by: .seconds(isHeldForDiagnostics ? 12 : 10), without: busy)
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First"])
        #expect(harness.deliverer.sent.map(\.incident.id) == [2])
    }

    @Test(arguments: ["outcome = 'asleep'", "arguments = '{'"])
    func `a page goes without the artifact that cannot be read`(damage: String) async throws {
        let harness = try EngineHarness(.diagnosed())
        harness.runner.output("logs", "slow query\n")
        try await harness.post(firing)
        try await harness.tick(.collection)
        try await harness.alter(
            "PRAGMA ignore_check_constraints = ON; UPDATE diagnostic_artifact SET \(damage) WHERE collector = 'pods'")
        try await harness.settle()
        let page = try #require(harness.deliverer.sent.first)
        #expect(page.line == "page by pagerduty to First")
        #expect(page.artifacts.map(\.output) == ["slow query\n"])
    }

    @Test(arguments: ["remaining = '7'", "event = 'song'", "state = 'asleep'", "priority = 'P0'"])
    func `what is owed of an incident and cannot be read keeps nobody from joining, taking and ending it`(
        damage: String
    ) async throws {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(firing)
        try await harness.alter("PRAGMA ignore_check_constraints = ON; UPDATE notification SET \(damage)")
        try await harness.post(WebhookBody(.firing("a"), .firing("b")))
        #expect(try await harness.incident().firingCount == 2)
        try await harness.acknowledge()
        #expect(try await harness.incident().status == .acknowledged)
        try await harness.resolve()
        #expect(try await harness.incident().status == .resolved)
    }

    @Test func `what is owed through an endpoint that has left the tables goes to the next method, with the reason`()
        async throws
    {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(
            .pagerduty,
            DeliveryOutcome(.permanent, evidence: "endpoint \"pagerduty old\" is not in the table", .noEndpoint))
        try await harness.post(firing)
        try await harness.alter("UPDATE notification SET endpoint = 'old', address = 'old'")
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to First"])
        let failed = try #require(try await harness.timeline().first { $0.kind == .notificationFailed })
        #expect(
            failed.summary.contains("pagerduty old for First, step 1 of policy \"at once\": failed, refused: endpoint"))
    }
}
