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
        let late = "step 2 of policy \"everything\", due \(due), 41s late (the server was not running)"
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

    @Test func `what is tried again without a wait is tried at once`() async throws {
        let harness = try EngineHarness(.paging("Second"))
        harness.deliverer.answer(.email, .answerLost)
        try await harness.post(body)
        try await harness.settle()
        let retried = try await harness.timeline().filter { $0.kind == .deliveryRetried }
        #expect(retried.allSatisfy { !$0.summary.contains("in 0s") })
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
        _ = try await harness.commands.acknowledge(1, by: "bob", way: way)
        #expect(try await harness.last(.acknowledged).summary == "taken over from alice by bob, \(words)")
        _ = try await harness.commands.resolve(1, by: "bob", way: way)
        #expect(try await harness.last(.resolved).summary == "resolved by bob; 1 still firing, \(words)")
    }
}

extension EngineHarness {
    fileprivate func last(_ kind: TimelineKind) async throws -> TimelineEntry {
        try #require(try await timeline().last { $0.kind == kind })
    }
}
