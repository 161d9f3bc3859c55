import IncidentCore
import IncidentStore
import TestSupport
import Testing

@Suite("Urgent alerts that join what somebody has taken", .timeLimit(.minutes(5)))
struct ConfirmationTests {
    let api = Alert.firing("ApiDown")
    let database = Alert.firing("DbDown")

    /// Taken by who owns it, a minute after it opened; the page has gone out.
    private func taken(by owner: String = "First", _ tables: RoutingTables = .sample) async throws -> EngineHarness {
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(api))
        try await harness.advance(by: .minutes(1))
        try await harness.acknowledge(by: owner)
        try await harness.settle()
        harness.deliverer.forget()
        return harness
    }

    private func rings(_ harness: EngineHarness) -> [String] {
        harness.deliverer.sent.filter { $0.notification.event == .page }.map(\.line)
    }

    @Test func `the owner is rung at once, and escalation goes on when nobody confirms`() async throws {
        let harness = try await taken()
        try await harness.post(WebhookBody(api, database))
        try await harness.settle()
        #expect(rings(harness) == ["page by pagerduty to First"])
        let ring = try #require(harness.deliverer.sent.first { $0.notification.event == .page })
        let confirmBy = try #require(try await harness.incident().taking.confirmBy)
        let clock = "\(confirmBy.readable.dropFirst(11).prefix(5)) UTC"
        let line =
            "Confirm DbDown by \(clock), or escalation goes on; new in the incident \"ApiDown: ApiDown is on fire\""
        #expect(ring.summary == "[P1] \(line) (#1)")
        #expect(ring.subject == "[P1] ApiDown: ApiDown is on fire, and 1 more (#1)")
        #expect(ring.headline == "P1 incident 1: \(line) and 1 more alert fires")
        #expect(
            ring.asked == "DbDown joined after First had taken this incident. You are asked to confirm by "
                + "\(clock) that it is seen to as well, by acknowledging once more; if nobody does, the "
                + "incident is nobody's again and escalation goes on.")
        #expect(ring.acknowledgeTitle == "Confirm")
        // By which it is confirmed.
        #expect(ring.acknowledgeURL != nil)
        #expect(try await harness.incident().status == .acknowledged)
        #expect(
            try await harness.timeline().last { $0.kind == .confirmationAsked }?.summary.hasPrefix(
                "DbDown joined after First had taken it; to be confirmed by") == true)

        harness.deliverer.forget()
        try await harness.advance(by: .minutes(9))
        #expect(rings(harness) == [])
        try await harness.advance(by: .minutes(2))
        #expect(try await harness.incident().status == .triggered)
        #expect(rings(harness) == ["page by email to Second"])
        let missed = try await harness.timeline().last { $0.kind == .confirmationMissed }
        #expect(
            missed?.summary
                == "DbDown joined after First had taken it, and nobody has confirmed in time; escalation goes on")
    }

    @Test func `every message that goes out meanwhile says what the owner is asked`() async throws {
        let tables = RoutingTables.sample(
            .sample(
                "urgent", priorities: [.p1], steps: [EscalationStep(after: .zero, notify: ["First"], methods: .all)]))
        let harness = try await taken(by: "First", tables)
        try await harness.post(WebhookBody(api, database))
        try await harness.settle()
        let updates = harness.deliverer.sent.filter { $0.notification.event == .update }
        #expect(!updates.isEmpty)
        for update in updates {
            #expect(update.summary.hasPrefix("[P1] Confirm DbDown by "))
            #expect(update.headline.hasPrefix("Incident 1: Confirm DbDown by "))
            #expect(update.asked.contains("You are asked to confirm by ") && update.acknowledgeURL != nil)
        }
        var toAnother = try #require(updates.first)
        toAnother.notification.contact = "Third"
        #expect(toAnother.summary.hasPrefix("[P1] First to confirm DbDown by "))
        #expect(toAnother.asked.contains("First is asked to confirm"))
        #expect(toAnother.acknowledgeTitle == "Take it over and confirm")
    }

    @Test(arguments: ["Second", "somebody"])
    func `who was asked in vain is told by the step that comes next`(owner: String) async throws {
        let harness = try await taken(by: owner)
        try await harness.post(WebhookBody(api, database))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(11))
        #expect(rings(harness) == ["page by email to Second"])
    }

    @Test func `a cascade rings once`() async throws {
        let harness = try await taken()
        var firing = [api, database]
        try await harness.post(WebhookBody(firing))
        try await harness.settle()
        for number in 1...9 {
            try await harness.advance(by: .seconds(30))
            firing.append(Alert.firing("Down\(number)"))
            try await harness.post(WebhookBody(firing))
            try await harness.settle()
        }
        #expect(rings(harness) == ["page by pagerduty to First"])
        // What came later is told, without ringing, a minute apart at the least.
        #expect(harness.deliverer.sent.filter { $0.notification.event == .update }.count <= 6)
        try await harness.advance(by: .minutes(6))
        #expect(
            try await harness.timeline().last { $0.kind == .confirmationMissed }?.summary.hasPrefix(
                "DbDown, Down1, Down2 and 7 more joined") == true)
    }

    @Test func `an alert that was taken as a warning is not taken as a critical one of the same name`() async throws {
        let harness = try EngineHarness(
            .sample(.sample("calm", priorities: [.p3]), .sample("urgent", priorities: [.p1])))
        let warning = Alert.firing("NodeCheck", severity: "warning")
        try await harness.post(WebhookBody(warning))
        try await harness.settle()
        try await harness.acknowledge(by: "First")
        try await harness.settle()
        harness.deliverer.forget()
        var critical = Alert.firing("NodeCheck")
        critical.fingerprint = "critical"
        try await harness.post(WebhookBody(warning, critical))
        try await harness.settle()
        #expect(try await harness.incident().status == .triggered)
        #expect(rings(harness) == ["page by pagerduty to First"])
        #expect(harness.deliverer.sent.first { $0.notification.event == .page }?.isRingingAnew == true)
    }

    @Test func `taking it again confirms`() async throws {
        let harness = try await taken()
        try await harness.post(WebhookBody(api, database))
        try await harness.settle()
        try await harness.acknowledge(by: "First")
        harness.deliverer.forget()
        try await harness.advance(by: .hours(1))
        #expect(try await harness.incident().status == .acknowledged)
        #expect(rings(harness) == [])
        #expect(
            try await harness.timeline().last { $0.kind == .acknowledged }?.summary
                == "acknowledgement renewed by First, confirming DbDown")
    }

    @Test func `what fired when it was taken is covered, another of its name too`() async throws {
        let harness = try await taken()
        var another = api
        another.labels = ["alertname": "ApiDown", "severity": "critical", "pod": "b"]
        another.fingerprint = "another"
        try await harness.post(WebhookBody(api, another))
        try await harness.settle()
        #expect(rings(harness) == [])
        #expect(harness.deliverer.sent.map(\.notification.event) == [.update])
        #expect(try await harness.incident().taking.confirmBy == nil)
    }

    @Test(arguments: ["warning", "info"])
    func `what is not urgent is an update to those who were told`(severity: String) async throws {
        let harness = try await taken()
        try await harness.post(WebhookBody(api, Alert.firing("CpuHigh", severity: severity)))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["update by pagerduty to First"])
    }

    @Test func `where the owner is no contact those are rung who were told last`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(api))
        try await harness.advance(by: .minutes(16))
        try await harness.acknowledge(by: "somebody at the console")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(api, database))
        try await harness.settle()
        // A mail wakes nobody, and PagerDuty had been told that somebody has it.
        #expect(Set(rings(harness)) == ["page by email to Second", "page by pagerduty to First"])
        let page = harness.deliverer.sent.first { $0.line == "page by pagerduty to First" }
        #expect(page?.isRingingAnew == true)
        #expect(page?.summary.hasPrefix("[P1] Confirm DbDown by ") == true)
    }

    @Test func `where the owner has a mailbox only PagerDuty rings as well`() async throws {
        let harness = try await taken(by: "Second")
        try await harness.post(WebhookBody(api, database))
        try await harness.settle()
        #expect(Set(rings(harness)) == ["page by email to Second", "page by pagerduty to First"])
    }

    @Test(arguments: ["somebody", "Second", "First"])
    func `the question and a policy that begins by the same alert are one message an address`(owner: String)
        async throws
    {
        let steps = [EscalationStep(after: .zero, notify: ["First", "Second"])]
        let other = PolicyRule(
            priorities: [], matchers: [try Matcher("alertname=\"DbDown\"")],
            policy: EscalationPolicy(name: "database", steps: steps))
        let harness = try await taken(
            by: owner,
            .sample(other, .sample("critical", steps: [EscalationStep(after: .zero, notify: ["Second", "First"])])))
        try await harness.post(WebhookBody(api, database, Alert.firing("CacheDown")))
        try await harness.settle()
        let lines = rings(harness)
        #expect(Set(lines).count == lines.count)
        #expect(Set(lines) == ["page by email to Second", "page by pagerduty to First"])
        #expect(
            harness.deliverer.sent.filter { $0.notification.event == .page }
                .allSatisfy { $0.summary.contains("onfirm DbDown, CacheDown by ") })
    }

    @Test func `everybody told hears that what joined is confirmed, PagerDuty too`() async throws {
        let harness = try await taken()
        try await harness.post(WebhookBody(api, database))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.acknowledge(by: "First")
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["acknowledged by pagerduty to First"])
    }

    @Test func `an alert that they had taken and that flaps takes the incident from nobody`() async throws {
        let harness = try EngineHarness()
        let slow = Alert.firing("ApiSlow", severity: "error")
        try await harness.post(WebhookBody(api, slow))
        try await harness.advance(by: .minutes(1))
        try await harness.acknowledge(by: "First")
        try await harness.post(WebhookBody(api.resolved(after: .minutes(1)), slow))
        #expect(try await harness.incident().priority == .p2)
        harness.clock.advance(by: .minutes(2))
        try await harness.post(WebhookBody(Alert.firing("ApiDown", since: harness.clock.now), slow))
        #expect(try await harness.incident().status == .acknowledged)
        #expect(try await harness.incident().priority == .p1)
    }

    @Test func `what joined without ringing is covered when escalation goes on`() async throws {
        var tables = RoutingTables.sample(
            .sample("urgent", priorities: [.p1], acknowledgementExpires: .minutes(30)),
            .sample("calm", priorities: [.p3], steps: [EscalationStep(after: .zero, notify: ["Third"])]))
        tables.reopenWithin = .minutes(15)
        let harness = try await taken(by: "First", tables)
        try await harness.post(WebhookBody(api, Alert.firing("CpuHigh", severity: "warning")))
        try await harness.settle()
        #expect(try await harness.escalations().map(\.policy) == ["urgent"])
        try await harness.advance(by: .minutes(31))
        #expect(Set(try await harness.escalations().map(\.policy)) == ["urgent", "calm"])
        #expect(rings(harness).contains("page by slack to Third"))
    }

    @Test func `a page does not wait behind an update that is held`() async throws {
        let harness = try EngineHarness()
        let first = Alert.firing("A", severity: "error")
        try await harness.post(WebhookBody(first))
        try await harness.advance(by: .minutes(2))
        try await harness.post(WebhookBody(first, Alert.firing("B", severity: "error")))
        try await harness.advance(by: .seconds(5))
        try await harness.post(WebhookBody(first, Alert.firing("C", severity: "error")))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(first, api))
        try await harness.settle()
        #expect(rings(harness) == ["page by pagerduty to First"])
    }

    @Test func `what is left to confirm survives a restart, and a resolution ends it`() async throws {
        let harness = try await taken()
        try await harness.post(WebhookBody(api, database))
        try await harness.settle()
        try await harness.restart()
        try await harness.advance(by: .minutes(11))
        #expect(try await harness.kinds().contains(.confirmationMissed))

        let other = try await taken()
        try await other.post(WebhookBody(api, database))
        try await other.settle()
        try await other.resolve()
        try await other.advance(by: .hours(1))
        #expect(try await !other.kinds().contains(.confirmationMissed))
    }

    @Test func `a question lapses with the alert that it is about, and nothing rings on`() async throws {
        let harness = try await taken()
        try await harness.post(WebhookBody(api, database))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.post(WebhookBody(api, database.resolved(after: .minutes(2))))
        try await harness.settle()
        let words = "DbDown ended before anybody had confirmed; nothing is to be confirmed any more"
        #expect(try await harness.timeline().last { $0.kind == .confirmationLapsed }?.summary == words)
        #expect(harness.deliverer.sent.map(\.line) == ["acknowledged by pagerduty to First"])
        #expect(harness.deliverer.sent.first?.notification.reason == words)
        try await harness.advance(by: .hours(1))
        #expect(try await harness.incident().status == .acknowledged)
        #expect(rings(harness) == [])
        #expect(try await !harness.kinds().contains(.confirmationMissed))

        // It fires again, and nobody has said that they have it.
        harness.deliverer.forget()
        try await harness.post(WebhookBody(api, Alert.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        #expect(rings(harness) == ["page by pagerduty to First"])
        #expect(harness.deliverer.sent.first { $0.notification.event == .page }?.isRingingAnew == true)
    }

    @Test func `of several alerts that were asked about only those matter that still fire`() async throws {
        let harness = try await taken()
        let cache = Alert.firing("CacheDown")
        try await harness.post(WebhookBody(api, database, cache))
        try await harness.settle()
        try await harness.post(WebhookBody(api, database.resolved(after: .minutes(2)), cache))
        #expect(
            try await harness.timeline().last { $0.kind == .confirmationLapsed }?.summary.hasPrefix(
                "DbDown ended before anybody had confirmed; CacheDown to be confirmed by ") == true)
        try await harness.advance(by: .minutes(11))
        #expect(
            try await harness.timeline().last { $0.kind == .confirmationMissed }?.summary
                == "CacheDown joined after First had taken it, and nobody has confirmed in time; escalation goes on")
    }

    @Test func `a question that has not gone out when its alert ends never does`() async throws {
        let harness = try await taken()
        try await harness.post(WebhookBody(api, database))
        try await harness.post(WebhookBody(api, database.resolved(after: .minutes(2))))
        try await harness.settle()
        #expect(rings(harness) == [])
    }

    @Test func `who takes it over is told apart from who renews, and everybody told hears of it`() async throws {
        let harness = try await taken()
        try await harness.acknowledge(by: "Second")
        try await harness.settle()
        #expect(
            try await harness.timeline().last { $0.kind == .acknowledged }?.summary == "taken over from First by Second"
        )
        // Who had it reads it, too.
        #expect(
            harness.sentLines() == ["acknowledged by email to First", "acknowledged by pagerduty to First"])
    }

    @Test func `a question that is refused for good is not waited for`() async throws {
        let harness = try await taken()
        harness.deliverer.always(.pagerduty, .refusedForGood)
        harness.deliverer.always(.email, .refusedForGood)
        try await harness.post(WebhookBody(api, database))
        try await harness.settle()
        #expect(try await harness.incident().status == .triggered)
        #expect(
            try await harness.timeline().first { $0.kind == .confirmationMissed }?.summary
                == "DbDown joined after First had taken it, and the question whether that is seen to reached nobody; "
                + "escalation goes on")
    }

    @Test func `a question that one of those asked has is waited for`() async throws {
        let harness = try await taken()
        harness.deliverer.answer(.pagerduty, .refusedForGood)
        try await harness.post(WebhookBody(api, database))
        try await harness.settle()
        #expect(try await harness.incident().status == .acknowledged)
    }
}
