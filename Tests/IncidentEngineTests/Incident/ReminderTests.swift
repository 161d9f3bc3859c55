import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// Who has taken an incident hears before they have it no longer.
@Suite("A reminder of the end of an acknowledgement", .timeLimit(.minutes(5)))
struct ReminderTests {
    private let api = Alert.firing("ApiDown")

    private func taken(by owner: String, reminder: Duration? = nil) async throws -> EngineHarness {
        var tables = RoutingTables.sample(.sample("p", acknowledgementExpires: .hours(1)))
        tables.acknowledgementReminder = reminder
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(api))
        try await harness.settle()
        try await harness.acknowledge(by: owner)
        try await harness.settle()
        harness.deliverer.forget()
        return harness
    }

    @Test(arguments: [false, true])
    func `comes once, says until when and how to renew, and rings nobody`(restarts: Bool) async throws {
        let harness = try await taken(by: "Second")
        let end = harness.clock.now + .hours(1)
        if restarts { try await harness.restart() }
        try await harness.advance(by: .minutes(49))
        #expect(harness.sentLines() == [])
        try await harness.advance(by: .minutes(1))
        if restarts { try await harness.restart() }
        try await harness.advance(by: .minutes(9))
        let reminder = try #require(harness.deliverer.sent.first)
        #expect(harness.sentLines() == ["update by email to Second"])
        #expect(
            reminder.because
                == "the acknowledgement by Second ends at \(reminder.brief(end)) unless it is renewed, as Second")
        #expect(
            reminder.asked
                == "You have this incident until \(reminder.brief(end)): acknowledge it once more to renew that, or escalation goes "
                + "on then.")
        #expect(reminder.acknowledgeURL != nil && reminder.acknowledgeTitle == "Renew")
        #expect(try await harness.kinds().filter { $0 == .acknowledgementReminded }.count == 1)
    }

    @Test func `reaches its owner by what somebody reads`() async throws {
        let harness = try await taken(by: "First")
        try await harness.advance(by: .minutes(50))
        #expect(harness.sentLines() == ["update by email to First"])
    }

    @Test func `is not held back by an update before it, because it would come too late`() async throws {
        let harness = try await taken(by: "Second")
        try await harness.advance(by: .minutes(50) - .seconds(10))
        try await harness.post(WebhookBody(api, .firing("Slow", severity: "warning")))
        try await harness.settle()
        #expect(harness.sentLines().contains("update by email to Second"))
        try await harness.advance(by: .seconds(10))
        #expect(harness.sentLines() == ["update by email to Second"])
    }

    @Test func `that has not gone out when the acknowledgement ends goes out no more`() async throws {
        let harness = try await taken(by: "Second")
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.advance(by: .hours(1))
        harness.deliverer.always(.email, nil)
        try await harness.advance(by: .minutes(10))
        #expect(!harness.deliverer.sent.contains { $0.because.contains("unless it is renewed") })
        #expect(
            try await harness.notifications().filter { $0.notification.isReminder }.map(\.notification.state)
                == [.cancelled])
    }

    @Test func `does not come where what was handed over has not been taken`() async throws {
        let harness = try await taken(by: "Second")
        try await harness.handOver(to: "Third")
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(50))
        #expect(try await !harness.kinds().contains(.acknowledgementReminded))
    }

    @Test func `does not come where it was renewed, and comes before the new end`() async throws {
        let harness = try await taken(by: "Second")
        try await harness.advance(by: .minutes(40))
        try await harness.acknowledge(by: "Second")
        try await harness.advance(by: .minutes(49))
        #expect(harness.sentLines() == [])
        try await harness.advance(by: .minutes(1))
        #expect(harness.sentLines() == ["update by email to Second"])
    }

    @Test func `does not come where it is over, was ended, or became more urgent`() async throws {
        for act in ["resolve", "unacknowledge", "snooze"] {
            let harness = try await taken(by: "Second")
            switch act {
            case "resolve": try await harness.post(WebhookBody(api.resolved()))
            case "unacknowledge": try await harness.unacknowledge(by: "Second")
            default: try await harness.snooze(by: "Second", until: "2h")
            }
            try await harness.advance(by: .minutes(59))
            #expect(try await !harness.kinds().contains(.acknowledgementReminded), "\(act)")
        }
    }

    @Test func `that was on its way is taken back when it is renewed`() async throws {
        let harness = try await taken(by: "Second")
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.advance(by: .minutes(50))
        try await harness.acknowledge(by: "Second")
        let owed = try await harness.notifications().filter(\.notification.state.isOwed)
        #expect(owed.isEmpty)
    }

    @Test func `does not come after the end, when nothing ran before`() async throws {
        let harness = try await taken(by: "Second")
        harness.clock.advance(by: .hours(2))
        try await harness.restart()
        try await harness.settle()
        #expect(try await !harness.kinds().contains(.acknowledgementReminded))
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `cannot reach who is no contact, which the timeline says`() async throws {
        let harness = try await taken(by: "alice")
        try await harness.advance(by: .minutes(50))
        #expect(harness.sentLines() == [])
        let said = try await harness.timeline().last
        #expect(
            said?.summary
                == "alice is not reminded: no such contact with an escalation path in routes/contacts.yaml")
    }

    @Test(arguments: [(Duration.minutes(30), 30), (.minutes(1), 59)])
    func `comes when the table says`(before: Duration, minutes: Int) async throws {
        let harness = try await taken(by: "Second", reminder: before)
        try await harness.advance(by: .minutes(minutes) - .seconds(1))
        #expect(harness.sentLines() == [])
        try await harness.advance(by: .seconds(1))
        #expect(harness.sentLines() == ["update by email to Second"])
    }

    @Test(arguments: [Duration.zero, .minutes(31)])
    func `does not come where the table wants none, or the half is not over by then`(before: Duration) async throws {
        let harness = try await taken(by: "Second", reminder: before)
        try await harness.advance(by: .minutes(59))
        #expect(harness.sentLines() == [])
    }
}
