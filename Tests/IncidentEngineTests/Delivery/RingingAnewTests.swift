import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// Pages that must ring where the other side folds messages about an incident under one key.
@Suite("A page that must ring anew", .timeLimit(.minutes(5)))
struct RingingAnewTests {
    private static let key = "responder/07070707/1"

    /// PagerDuty was told that it is taken; the next page is due.
    private func taken() async throws -> EngineHarness {
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

    /// What went to PagerDuty, and under which key.
    private func wire(_ messages: [Message]) -> [String] {
        messages.filter { $0.notification.method.notifier == .pagerduty }.map {
            "\($0.notification.event.rawValue) \($0.dedupKey)"
        }
    }

    @Test func `has a key of its own, under which all goes that follows`() async throws {
        let harness = try await taken()
        try await harness.settle()
        try await harness.acknowledge(by: "Bob")
        try await harness.settle()
        try await harness.post(WebhookBody(.firing("a").resolved()))
        try await harness.settle()
        let key = "\(Self.key)/3"
        #expect(wire(harness.deliverer.sent) == ["page \(key)", "acknowledged \(key)", "resolved \(key)"])
        // What was open before is closed after the page.
        #expect(harness.deliverer.sent.map(\.formerDedupKeys) == [[Self.key], [], []])
    }

    @Test func `keeps its key over a crash and a lost answer`() async throws {
        let harness = try await taken()
        let gate = harness.deliverer.hang(.pagerduty)
        harness.deliverer.answer(.pagerduty, .answerLost)
        try await harness.crash(ticking: [.delivery(.pagerduty)]) { await gate.arrivals() }
        try await harness.advance(by: .minutes(5))
        #expect(wire(harness.deliverer.begun) == Array(repeating: "page \(Self.key)/3", count: 3))
        #expect(harness.deliverer.begun.map(\.isRingingAnew) == [true, true, true])
    }

    @Test func `that never got out leaves what follows under the key of before`() async throws {
        let harness = try await taken()
        harness.deliverer.answer(.pagerduty, .refusedForNow)
        try await harness.settle()
        try await harness.acknowledge(by: "Bob")
        try await harness.settle()
        #expect(wire(harness.deliverer.begun) == ["page \(Self.key)/3", "acknowledged \(Self.key)"])
    }

    /// An end that comes late closes what was open under its key, and not what has opened since.
    @Test(arguments: [(DeliveryOutcome.sent, false), (.answerLost, true)])
    func `comes when the incident fires again and whether its end has arrived is not known`(
        end: DeliveryOutcome, ringsAnew: Bool
    ) async throws {
        let harness = try EngineHarness(.sample(.sample("p")))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        harness.deliverer.answer(.pagerduty, end)
        try await harness.post(WebhookBody(.firing("a").resolved()))
        try await harness.settle()
        harness.clock.advance(by: .seconds(2))
        harness.deliverer.forget()
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        try await harness.settle()
        let page = try #require(harness.deliverer.begun.first { $0.notification.method.notifier == .pagerduty })
        #expect(page.notification.event == .page && page.isRingingAnew == ringsAnew)
        #expect(page.dedupKey == (ringsAnew ? "\(Self.key)/\(page.notification.id)" : Self.key))
    }

    @Test func `comes at each repetition`() async throws {
        let policy = PolicyRule.sample(
            "p", steps: [EscalationStep(after: .zero, notify: ["First"])],
            repetition: .init(every: .minutes(30), times: 2))
        let harness = try EngineHarness(.sample(policy))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.advance(by: .hours(2))
        #expect(harness.deliverer.sent.map(\.isRingingAnew) == [false, true, true])
    }

    @Test(arguments: [NotificationEvent.acknowledged, .resolved])
    func `an end is said once more after a minute where a message before it may arrive late`(
        event: NotificationEvent
    ) async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(.pagerduty, .answerLost)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        switch event {
        case .acknowledged: try await harness.acknowledge()
        default: try await harness.post(WebhookBody(.firing("a").resolved()))
        }
        try await harness.settle()
        #expect(wire(harness.deliverer.sent) == ["\(event.rawValue) \(Self.key)"])
        try await harness.advance(by: .minutes(10))
        #expect(wire(harness.deliverer.sent) == Array(repeating: "\(event.rawValue) \(Self.key)", count: 2))
        let told = try await harness.timeline().filter { $0.kind == .notificationSent }.map(\.summary)
        #expect(told.count == 2 && told[0].contains("once more at") && !told[1].contains("once more"))
    }

    @Test func `an end is said once where all before it was answered`() async throws {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        try await harness.post(WebhookBody(.firing("a").resolved()))
        try await harness.advance(by: .minutes(10))
        #expect(wire(harness.deliverer.sent) == ["page \(Self.key)", "resolved \(Self.key)"])
    }

    /// Two contacts may have one service, whose people are rung by its alert.
    @Test func `comes with each step, whoever it is for, and once for two contacts of one step`() async throws {
        let second = Contact(role: "Second", address: "second@example.com", escalationPath: [.pagerduty])
        var tables = RoutingTables.sample(
            .sample(
                "p",
                steps: [
                    EscalationStep(after: .zero, notify: ["First", "Second"]),
                    EscalationStep(after: .minutes(5), notify: ["Second"]),
                    EscalationStep(after: .minutes(10), notify: ["First"]),
                ]))
        tables.contacts = ContactTable(contacts: [.first, second])
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.advance(by: .minutes(11))
        let pages = harness.deliverer.sent.filter { $0.notification.method.notifier == .pagerduty }
        #expect(
            pages.map { "\($0.notification.contact) \($0.isRingingAnew) \(($0.now - TestClock.monday).prometheusText)" }
                == [
                    "First false 0s", "Second true 5m", "First true 10m",
                ])
    }

    /// It was taken after an answer that was lost, so that this is said once more; then something urgent joins.
    @Test(arguments: [DeliveryOutcome.sent, .refusedForNow])
    func `does not wait behind what is only said once more`(onceMore: DeliveryOutcome) async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(.pagerduty, .answerLost)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        try await harness.acknowledge(by: "First")
        try await harness.settle()
        try await harness.advance(by: .seconds(onceMore == .sent ? 10 : 60), without: [.delivery(.pagerduty)])
        harness.deliverer.answer(.pagerduty, onceMore)
        if onceMore != .sent { _ = try await harness.tick(.delivery(.pagerduty)) }
        harness.deliverer.forget()
        try await harness.post(WebhookBody(.firing("a"), .firing("b")))
        try await harness.settle()
        let page = try #require(harness.deliverer.sent.first { $0.notification.event == .page })
        #expect(page.now == harness.clock.now && page.isRingingAnew)
        // What is said of the former key, at the latest afterwards, does not quiet it.
        try await harness.advance(by: .minutes(2))
        #expect(wire(harness.deliverer.sent.filter { $0.notification.event != .page }) == ["acknowledged \(Self.key)"])
    }

    /// Refused for a long time, it keeps neither who took it later waiting nor the end.
    @Test(arguments: [false, true])
    func `leaves nothing behind an acknowledgement that was refused`(isTakenOver: Bool) async throws {
        let harness = try EngineHarness(.paging("First"))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        let later = DeliveryOutcome(.retryable, evidence: "429", .rateLimited, retryAfter: .minutes(2))
        harness.deliverer.answer(.pagerduty, later)
        try await harness.acknowledge()
        try await harness.settle()
        harness.deliverer.forget()
        if isTakenOver { try await harness.acknowledge(by: "Bob") }
        try await harness.settle()
        try await harness.post(WebhookBody(.firing("a").resolved()))
        try await harness.settle()
        let taken = isTakenOver ? ["acknowledged \(Self.key)"] : []
        #expect(wire(harness.deliverer.sent) == taken + ["resolved \(Self.key)"])
        // And what says that it is taken is not said after its end.
        try await harness.advance(by: .minutes(5))
        #expect(wire(harness.deliverer.sent) == taken + ["resolved \(Self.key)"])
    }

    @Test func `leaves an end that is to be said at once before what is only said once more`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(.pagerduty, .answerLost)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(.firing("a").resolved()))
        try await harness.settle()
        #expect(wire(harness.deliverer.sent) == ["resolved \(Self.key)"])
    }

    /// PagerDuty takes what rings and what is taken, and closes nothing.
    private static let leftOpen = DeliveryOutcome.sent.leavingOpen("what was open before is not closed: 500")

    @Test func `what could not be closed is closed by what follows, however many there are`() async throws {
        let policy = PolicyRule.sample(
            "p", steps: [EscalationStep(after: .zero, notify: ["First"])],
            repetition: .init(every: .minutes(5), times: 5))
        let harness = try EngineHarness(.sample(policy))
        harness.deliverer.always(.pagerduty, Self.leftOpen)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.advance(by: .minutes(26))
        let pages = try await harness.notifications().filter { $0.notification.event == .page }
            .map(\.notification.id)
        #expect(pages.count == 6)
        harness.deliverer.forget()
        try await harness.acknowledge()
        try await harness.settle()
        let former = pages[1..<5].reversed().map { "\(Self.key)/\($0)" } + [Self.key]
        #expect(harness.deliverer.sent.map(\.formerDedupKeys) == [former])
        // Tried again each minute, until they are.
        try await harness.advance(by: .minutes(2))
        #expect(harness.deliverer.sent.map(\.formerDedupKeys) == [former, former, former])
        harness.deliverer.always(.pagerduty, .sent)
        try await harness.advance(by: .minutes(5))
        try await harness.post(WebhookBody(.firing("a").resolved()))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.formerDedupKeys) == [former, former, former, former, []])
        #expect(
            try await harness.timeline().contains {
                $0.kind == .notificationSent && $0.summary.contains("is not closed: 500; once more at")
            })
    }

    @Test func `what could not be closed keeps nothing waiting`() async throws {
        let harness = try await taken()
        harness.deliverer.always(.pagerduty, Self.leftOpen)
        try await harness.settle()
        try await harness.acknowledge(by: "First")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(.firing("a"), .firing("b")))
        try await harness.post(WebhookBody(.firing("a").resolved(), .firing("b").resolved()))
        try await harness.settle()
        #expect(wire(harness.deliverer.sent).last?.hasPrefix("resolved ") == true)
        #expect(harness.deliverer.sent.allSatisfy { $0.now == harness.clock.now })
    }

    @Test func `where messages are only read, who reads them is not told last that it is taken`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        harness.deliverer.forget()
        harness.deliverer.answer(.email, .answerLost)
        try await harness.acknowledge()
        _ = try await harness.tick(.delivery(.email))
        try await harness.post(WebhookBody(.firing("a").resolved()))
        try await harness.advance(by: .minutes(10))
        #expect(harness.deliverer.begun.map(\.notification.event) == [.acknowledged, .resolved])
    }

    @Test func `who had taken what is over is not said once more, and quiets nothing that opens after it`() async throws
    {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(.pagerduty, .answerLost)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.settle()
        try await harness.post(WebhookBody(.firing("a").resolved()))
        try await harness.advance(by: .minutes(10))
        // The end is.
        #expect(
            wire(harness.deliverer.sent) == [
                "acknowledged \(Self.key)", "resolved \(Self.key)", "resolved \(Self.key)",
            ])
    }

    @Test func `comes while somebody's taking it before is still on its way`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(.pagerduty, .answerLost)
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.settle()
        // Said once more, and slowly.
        let gate = harness.deliverer.hang(.pagerduty)
        harness.clock.advance(by: .seconds(60))
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.post(WebhookBody(.firing("a").resolved()))
        _ = try await waitUntil("the end is said") {
            wire(harness.deliverer.sent).contains("resolved \(Self.key)") ? true : nil
        }
        harness.clock.advance(by: .seconds(2))
        try await harness.post(WebhookBody(.firing("a", since: harness.clock.now)))
        let page = try await waitUntil("the page is sent") {
            harness.deliverer.sent.last { $0.notification.event == .page }
        }
        #expect(page.isRingingAnew)
        gate.open()
        _ = try await sending
    }
}
