import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

/// Somebody puts an incident off.
@Suite("A snoozed incident", .timeLimit(.minutes(5)))
struct SnoozeTests {
    private let api = Alert.firing("ApiDown")

    private func opened(
        _ policy: PolicyRule = .sample("p", acknowledgementExpires: .hours(1)), severity: String = "critical"
    )
        async throws -> EngineHarness
    {
        let harness = try EngineHarness(.sample(policy))
        try await harness.post(WebhookBody(Alert.firing("ApiDown", severity: severity)))
        try await harness.settle()
        harness.deliverer.forget()
        return harness
    }

    @Test func `is theirs until then, and escalation goes on at that time`() async throws {
        let harness = try await opened()
        let end = harness.clock.now + .hours(2)
        try await harness.snooze(by: "Second", until: "2h")
        try await harness.settle()
        let told = try #require(harness.deliverer.sent.first)
        #expect(harness.sentLines() == ["acknowledged by pagerduty to First"])
        #expect(told.headline.hasPrefix("Incident 1 is snoozed by Second until \(told.brief(end)): "))
        let entry = try await harness.timeline().first { $0.kind == .snoozed }
        #expect(
            entry?.summary == "snoozed by Second until \(end.readable), on the command line: a deployment runs")
        try await harness.advance(by: .minutes(119))
        #expect(harness.sentLines() == [])
        try await harness.advance(by: .minutes(1))
        #expect(harness.sentLines() == ["page by email to Second", "page by pagerduty to First"])
        let expired = try await harness.timeline().last { $0.kind == .acknowledgementExpired }
        #expect(expired?.summary == "the time is over for which Second had snoozed it; escalation goes on")
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `keeps its end over a restart`() async throws {
        let harness = try await opened()
        try await harness.snooze(until: "2h")
        try await harness.restart()
        try await harness.advance(by: .minutes(119))
        #expect(try await harness.incident().snoozeWords != nil)
        try await harness.restart()
        try await harness.advance(by: .minutes(1))
        #expect(try await harness.incident().status == .triggered)
        #expect(
            harness.sentLines().filter { $0.hasPrefix("page") } == [
                "page by email to Second", "page by pagerduty to First",
            ])
    }

    @Test func `comes back at its end where no policy would go on`() async throws {
        let harness = try await opened(
            .sample("p", steps: [EscalationStep(after: .zero, notify: ["First"])], until: .notified))
        try await harness.snooze(by: "Second", until: "3h")
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.advance(by: .hours(3))
        #expect(try await harness.incident().status == .triggered)
        #expect(harness.sentLines() == ["page by email to Second", "page by pagerduty to First"])
    }

    @Test func `rings who snoozed it when something urgent of another name joins, and goes on when nobody confirms`()
        async throws
    {
        let harness = try await opened()
        try await harness.snooze(by: "Second", until: "2h")
        try await harness.post(WebhookBody(api, .firing("DbDown")))
        try await harness.settle()
        #expect(harness.sentLines().contains("page by email to Second"))
        try await harness.advance(by: .minutes(10))
        #expect(try await harness.incident().status == .triggered)
    }

    @Test func `ends when its priority rises`() async throws {
        let harness = try await opened(severity: "error")
        try await harness.snooze(by: "Second", until: "2h")
        try await harness.post(WebhookBody(.firing("ApiDown", severity: "error"), .firing("DbDown")))
        try await harness.settle()
        let incident = try await harness.incident()
        #expect(incident.status == .triggered && incident.taking == .none)
        try await harness.advance(by: .hours(2))
        #expect(try await !harness.kinds().contains(.acknowledgementExpired))
    }

    @Test func `that resolves leaves nothing behind`() async throws {
        let harness = try await opened()
        try await harness.snooze(until: "2h")
        try await harness.post(WebhookBody(api.resolved()))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.advance(by: .hours(3))
        #expect(harness.sentLines() == [])
        #expect(try await harness.incident().taking.until == nil)
    }

    @Test func `that is acknowledged is one no more`() async throws {
        let harness = try await opened()
        try await harness.snooze(by: "alice", until: "30m")
        try await harness.acknowledge(by: "alice")
        try await harness.advance(by: .minutes(45))
        #expect(try await harness.incident().status == .acknowledged)
        let entry = try await harness.timeline().last { $0.kind == .acknowledged }
        #expect(entry?.summary.hasPrefix("acknowledged by alice, which ends the snooze until ") == true)
    }

    @Test func `another has it when they snooze it`() async throws {
        let harness = try await opened()
        try await harness.acknowledge(by: "alice")
        try await harness.snooze(by: "bob", until: "30m")
        #expect(try await harness.incident().acknowledgedBy == "bob")
        let entry = try await harness.timeline().last { $0.kind == .snoozed }
        #expect(entry?.summary.contains(", taking it over from alice, on the command line: ") == true)
    }

    @Test func `is snoozed once, however often that is pressed`() async throws {
        let harness = try await opened()
        let end = (harness.clock.now + .hours(2)).rfc3339
        for _ in 0..<3 { try await harness.snooze(until: end) }
        try await harness.snooze(until: "3h")
        try await harness.settle()
        #expect(harness.sentLines() == ["acknowledged by pagerduty to First"])
        #expect(try await harness.kinds().filter { $0 == .snoozed }.count == 2)
    }

    @Test(arguments: [("59s", nil), ("60s", "1m"), ("24h", "24h"), ("24h1s", nil)] as [(String, String?)])
    func `is so for a minute to a day`(length: String, kept: String?) async throws {
        let harness = try await opened()
        let now = harness.clock.now
        guard let kept, let duration = Duration(prometheus: kept) else {
            let wanted = now + (Duration(prometheus: length) ?? .zero)
            await #expect(throws: DeedProblem.timeOutOfReach(wanted, now: now, longest: .hours(24))) {
                try await harness.snooze(until: length)
            }
            return
        }
        try await harness.snooze(until: length)
        #expect(try await harness.incident().taking.until == now + duration)
    }

    @Test(
        arguments: [
            (Duration.hours(48), "48h", true), (.hours(48), "49h", false), (nil, "30d", true), (nil, "31d", false),
        ]
            as [(Duration?, String, Bool)])
    func `may be longer where an acknowledgement holds longer`(expires: Duration?, length: String, isTaken: Bool)
        async throws
    {
        let harness = try await opened(.sample("p", acknowledgementExpires: expires))
        do {
            try await harness.snooze(until: length)
            #expect(isTaken)
        } catch is DeedProblem {
            #expect(!isTaken)
        }
    }

    @Test(arguments: ["", "soon", "8:00", "08:00 CEST", "2026-11-23", "2026-11-23 08:00 CEST", "2 h"])
    func `until what is no time is refused with the forms there are`(text: String) async throws {
        let harness = try await opened()
        let problem = await #expect(throws: DeedProblem.self) { try await harness.snooze(until: text) }
        #expect(
            problem?.description
                == "\"until\" is \"\(text)\"; give how long, such as 45m or 2h, or a time, such as 23:30 (the next "
                + "one), 2026-11-23T08:00:00Z or 2026-11-23 08:00 UTC")
    }
}
