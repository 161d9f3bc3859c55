import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("What the timeline says of messages and people", .timeLimit(.minutes(5)))
struct TimelineWordsTests {
    let body = WebhookBody(.firing("a"))

    @Test func `a page names its step and policy, and the one that takes its place names what failed`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(.pagerduty, .refusedForGood)
        try await harness.post(body)
        try await harness.settle()
        let failed = try await harness.last(.notificationFailed)
        #expect(failed.summary.hasPrefix("pagerduty for First, step 1 of policy \"at once\": failed, "))
        let sent = try await harness.last(.notificationSent)
        let why = "step 1 of policy \"at once\", in place of pagerduty, which failed"
        #expect(sent.summary.hasPrefix("email to first@example.com for First, \(why): 250 "))
        #expect(sent.details["for"] == why)
    }

    @Test func `a policy says how many steps it has, one in the singular`() async throws {
        for (steps, words) in [([0], "1 step"), ([0, 1], "2 steps")] {
            let policy = PolicyRule.sample(
                "p", steps: steps.map { EscalationStep(after: .hours($0), notify: ["Second"]) })
            let harness = try EngineHarness(.sample(policy))
            try await harness.post(body)
            #expect(try await harness.last(.escalationStarted).summary == "policy \"p\" starts with \(words)")
        }
    }

    @Test func `a page whose other method does not get through says so`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(.pagerduty, DeliveryOutcome(.retryable, evidence: "503", retryAfter: .seconds(7200)))
        try await harness.post(body)
        try await harness.settle()
        #expect(
            try await harness.last(.notificationSent).summary
                .contains(", in place of pagerduty, which does not get through: "))
    }

    @Test func `a step that was due while nothing ran says since when, and why`() async throws {
        let harness = try EngineHarness()
        try await harness.post(body)
        try await harness.advance(by: .minutes(14))
        harness.clock.advance(by: .seconds(101))
        try await harness.restart()
        try await harness.settle()
        let due = (TestClock.monday + .minutes(15)).readable
        let late = "step 2 of policy \"everything\", due \(due), 41s late (the server was started after that)"
        #expect(try await harness.last(.escalationStep).summary == "\(late): Second")
        #expect(try await harness.last(.notificationSent).summary.contains(", \(late): 250 "))
    }

    @Test func `a step that is late for want of time says only by how much, and one in time says nothing`() async throws
    {
        let harness = try EngineHarness()
        try await harness.post(body)
        try await harness.advance(by: .minutes(14))
        harness.clock.advance(by: .seconds(64))
        try await harness.settle()
        #expect(
            try await harness.last(.escalationStep).summary == "step 2 of policy \"everything\": Second")
        try await harness.advance(by: .minutes(14))
        harness.clock.advance(by: .seconds(90))
        try await harness.settle()
        let words = try await harness.last(.escalationStep).summary
        #expect(words.contains("step 3 of policy \"everything\", due ") && words.hasSuffix(" late: Third"))
        #expect(!words.contains("running"))
    }

    @Test func `what is tried again says in what time`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.answer(.email, .answerLost)
        try await harness.post(body)
        try await harness.settle()
        #expect(try await harness.last(.deliveryRetried).summary.contains("did not get through, again in 5s: "))
    }

    @Test(arguments: [(DeliveryOutcome.answerLost, true), (.refusedForNow, false)])
    func `a page that is cancelled while it is sent says whether it may have arrived, with the evidence`(
        outcome: DeliveryOutcome, mayHaveArrived: Bool
    ) async throws {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty, then: outcome)
        try await harness.post(body)
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        try await harness.acknowledge()
        gate.open()
        _ = try await sending
        let cancelled = try await harness.last(.notificationCancelled)
        let arrival = mayHaveArrived ? "; an attempt may have arrived (\(outcome.evidence))" : ""
        #expect(
            cancelled.summary
                == "pagerduty for First, step 1 of policy \"at once\": cancelled, "
                + "the incident is no longer waiting for somebody\(arrival)")
        #expect(cancelled.details["evidence"] == outcome.evidence)
        let stored = try #require(try await harness.notifications().first)
        #expect(stored.notification.state == .cancelled && stored.notification.mayHaveArrived == mayHaveArrived)
    }

    @Test(arguments: [(DeliveryOutcome.answerLost, true), (.refusedForNow, false)])
    func `so does one that is cancelled while it waits for another attempt`(
        outcome: DeliveryOutcome, mayHaveArrived: Bool
    ) async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.answer(.email, outcome)
        try await harness.post(body)
        try await harness.settle()
        try await harness.resolve()
        let summary = try await harness.last(.notificationCancelled).summary
        let arrival = "; an attempt may have arrived (\(outcome.evidence))"
        #expect(summary.contains(": cancelled, resolved by alice"))
        #expect(summary.hasSuffix(arrival) == mayHaveArrived)
    }

    @Test func `so does one that was being sent when the program was killed, and is not wanted after the start`()
        async throws
    {
        let harness = try EngineHarness(.paging("First"))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(body)
        try await harness.crash(ticking: [.delivery(.pagerduty)]) {
            await gate.arrivals()
            try await harness.acknowledge()
        }
        try await harness.settle()
        let evidence = "no answer was stored; whether it arrived is not known"
        let cancelled = try await harness.last(.notificationCancelled)
        #expect(cancelled.summary.hasSuffix("; an attempt may have arrived (\(evidence))"))
        #expect(cancelled.details["evidence"] == evidence)
    }

    @Test(arguments: ["first", "FIRST ", "First@Example.com"])
    func `a contact is known for itself by its name in other letters and by its mail address`(name: String) async throws
    {
        let harness = try EngineHarness(.paging("First", methods: .all))
        try await harness.post(body)
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.acknowledge(by: name)
        try await harness.settle()
        #expect(try await harness.incident().acknowledgedBy == "First")
        #expect(try await harness.last(.acknowledged).summary == "acknowledged by First")
        // By mail it would tell them of their own act.
        #expect(harness.deliverer.sent.map(\.line) == ["acknowledged by pagerduty to First"])
        try await harness.acknowledge(by: "First")
        #expect(try await harness.last(.acknowledged).summary == "acknowledgement renewed by First")
        try await harness.resolve(by: name)
        #expect(try await harness.last(.resolved).summary.hasPrefix("resolved by First"))
    }

    @Test(arguments: [
        (Way.page, "on its page"), (.link, "by the link in a message"), (.commandLine, "on the command line"),
        (.api, "by the API"),
    ])
    func `who takes an incident and who resolves it is told with the way they went`(
        way: Way, words: String
    ) async throws {
        let harness = try EngineHarness()
        try await harness.post(body)
        _ = try await harness.commands.acknowledge(1, by: "alice", way: way)
        let taken = try await harness.last(.acknowledged)
        #expect(taken.summary == "acknowledged by alice, \(words)" && taken.details["way"] == way.rawValue)
        _ = try await harness.commands.acknowledge(1, by: "bob", way: way, takeOver: .whatever)
        #expect(try await harness.last(.acknowledged).summary == "taken over from alice by bob, \(words)")
        _ = try await harness.commands.resolve(1, by: "bob", way: way, stillFiring: .whatever)
        #expect(
            try await harness.last(.resolved).summary.hasPrefix(
                "resolved by bob; 1 still firing, \(words); opens again"))
    }
}

extension EngineHarness {
    fileprivate func last(_ kind: TimelineKind) async throws -> TimelineEntry {
        try #require(try await timeline().last { $0.kind == kind })
    }
}
