import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@testable import IncidentViews

/// What an explanation says comes next is what comes.
@Suite("The steps that an explanation foretells", .timeLimit(.minutes(5)))
struct ComingStepsTests {
    private static func explanation(_ harness: EngineHarness) async throws -> [IncidentExplanation.ExplainedEvent] {
        let (tables, now) = (harness.tables.value, harness.clock.now)
        return try await harness.store.read { try IncidentExplanation(1, reader: $0, tables: tables, at: now) }.next
    }

    @Test func `after a hand-over that nobody confirms the next step comes when the question lapses`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        try await harness.acknowledge(by: "alice")
        try await harness.handOver(to: "Second")
        let lapses = (harness.clock.now + .minutes(10)).rfc3339
        let step = try await Self.explanation(harness).first { $0.kind == .step }
        #expect(step?.at == lapses)
        try await harness.advance(by: .minutes(10))
        #expect(harness.deliverer.sent.contains { $0.because.hasPrefix("step 2 of policy \"p\"") })
    }

    /// A step of 30 s, whose contact has two ways, both of which do not answer; the step after it a quarter of an hour later.
    private static func unreached() async throws -> EngineHarness {
        let steps = [
            EscalationStep(after: .zero, notify: ["First"], deliverWithin: .seconds(30)),
            EscalationStep(after: .minutes(15), notify: ["Second"]),
        ]
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        for kind in [NotifierKind.pagerduty, .email] { harness.deliverer.always(kind, .refusedForNow) }
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        return harness
    }

    @Test
    func `where nobody has been reached yet the next way and the next step are foretold for when the time is over`()
        async throws
    {
        let harness = try await Self.unreached()
        let opened = harness.clock.now
        let sooner = try await Self.explanation(harness).filter { $0.kind == .deadline }.map {
            "\($0.at ?? "") \($0.text)"
        }
        #expect(
            sooner == [
                "\((opened + .seconds(15)).rfc3339) First is told by email to first@example.com as well, unless pagerduty has "
                    + "taken the page by then",
                "\((opened + .seconds(30)).rfc3339) step 2 of policy \"p\" comes at once, unless somebody has been reached by "
                    + "then",
            ])
        try await harness.advance(by: .seconds(30))
        #expect(try await harness.timeline().contains { $0.summary.hasPrefix("step 2 of policy \"p\": Second") })
    }

    @Test func `once somebody has been reached nothing is foretold but what comes in its time`() async throws {
        let harness = try await Self.unreached()
        harness.deliverer.always(.pagerduty, nil)
        try await harness.advance(by: .seconds(10))
        #expect(try await Self.explanation(harness).filter { $0.kind == .deadline }.isEmpty)
        try await harness.advance(by: .seconds(30))
        #expect(try await !harness.timeline().contains { $0.summary.hasPrefix("step 2 of policy \"p\"") })
    }

    @Test func `what is being sent is not to come`() async throws {
        let harness = try EngineHarness(.sample(.sample("p")))
        let gate = harness.deliverer.hang(.pagerduty)
        try await harness.post(WebhookBody(.firing("ApiDown")))
        #expect(try await Self.explanation(harness).contains { $0.kind == .message })
        async let sending = harness.tick(.delivery(.pagerduty))
        await gate.arrivals()
        #expect(try await !Self.explanation(harness).contains { $0.kind == .message })
        let (tables, now) = (harness.tables.value, harness.clock.now)
        let messages = try await harness.store.read {
            try IncidentExplanation(1, reader: $0, tables: tables, at: now).contacts.flatMap(\.methods).flatMap(
                \.messages)
        }
        #expect(messages.map(\.outcome) == [.sending])
        gate.open()
        _ = try await sending
    }

    /// Of a P1 that two steps, at once and after a quarter of an hour, tell of, and after another quarter the last resort.
    @Test(arguments: [
        (10, 0, "Second", 10, "step 2 of 2: Second at TIME, when nobody has taken it in time"),
        (25, 16, "Last Resort", 25, "gives up and tells Last Resort at TIME, when nobody has taken it in time"),
        (40, 16, "Last Resort", 30, "gives up and tells Last Resort at TIME"),
    ])
    func `what a missed deadline to respond brings is next, in the API and in words, and comes then`(
        within: Int, minute: Int, who: String, at: Int, words: String
    ) async throws {
        var tables = RoutingTables.sample(
            .sample("p", steps: Array(EscalationStep.quarterHours.prefix(2)), otherwise: "Last Resort"))
        tables.respondWithin = RespondWithin(p1: .minutes(within))
        let harness = try EngineHarness(tables)
        let opened = harness.clock.now
        try await harness.post(WebhookBody(.firing("ApiDown", since: opened)))
        try await harness.settle()
        try await harness.advance(by: .minutes(minute))
        harness.deliverer.forget()
        let (incident, standing) = try await harness.store.read { [tables] reader in
            let incident = try reader.existing(1)
            return (incident, try #require(try reader.standingEscalations(of: incident, tables: tables).first))
        }
        let time = opened + .minutes(at)
        let view = EscalationView(standing, of: incident, tables: tables)
        #expect(view.nextNotify == [who])
        #expect(view.nextDueAt == time.rfc3339)
        #expect(
            standing.words(in: incident, tables: tables)
                == "policy \"p\", \(words.replacing("TIME", with: time.readable))")
        try await harness.advance(by: .minutes(at - minute))
        #expect(
            harness.deliverer.sent.map { "\($0.now.rfc3339) \($0.notification.contact)" } == ["\(time.rfc3339) \(who)"])
    }

    @Test(arguments: [0, 15])
    func `a last resort that comes when the minute after the last step is over is foretold by name`(minute: Int)
        async throws
    {
        var tables = RoutingTables.sample(
            .sample("p", steps: Array(EscalationStep.quarterHours.prefix(2)), otherwise: "Last Resort"))
        tables.respondWithin = RespondWithin(p1: .seconds(930))
        let harness = try EngineHarness(tables)
        let opened = harness.clock.now
        try await harness.post(WebhookBody(.firing("ApiDown", since: opened)))
        try await harness.settle()
        try await harness.advance(by: .minutes(minute))
        let last = try #require(try await Self.explanation(harness).last)
        #expect("\(last.at ?? "") \(last.notify)" == "\((opened + .minutes(16)).rfc3339) [\"Last Resort\"]")
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(16 - minute))
        let page = try #require(harness.deliverer.sent.last)
        #expect("\(page.now.rfc3339) \(page.notification.contact)" == "\((opened + .minutes(16)).rfc3339) Last Resort")
    }

    /// At half past eight; its second step is for business hours, which begin at noon.
    private static func atNight(_ respondWithin: Duration?) async throws -> EngineHarness {
        let steps = [
            EscalationStep(after: .zero, notify: ["First"]),
            EscalationStep(after: .minutes(10), notify: ["Second"], onlyBusinessHours: true),
            EscalationStep(after: .minutes(25), notify: ["Third"]),
        ]
        var tables = RoutingTables.sample(.sample("p", steps: steps, acknowledgementExpires: .hours(1)))
        tables.businessHours = BusinessHours(
            timeZone: "UTC", weekdays: [1], opensAt: 12 * 60, closesAt: 17 * 60, holidays: [])
        tables.respondWithin = RespondWithin(p1: respondWithin)
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(.firing("ApiDown", since: harness.clock.now)))
        try await harness.settle()
        return harness
    }

    /// `Third at 09:45 in step 3, 2 passed over: …`, from the API and in words.
    private static func next(_ harness: EngineHarness) async throws -> String {
        let tables = harness.tables.value
        let (incident, standing) = try await harness.store.read { reader in
            let incident = try reader.existing(1)
            return (incident, try #require(try reader.standingEscalations(of: incident, tables: tables).first))
        }
        let view = EscalationView(standing, of: incident, tables: tables)
        let time = (view.nextDueAt ?? "").dropFirst(11).prefix(5)
        return "\(view.nextNotify.joined()) at \(time) in step \(view.nextStep), \(view.passedOver) passed over: "
            + standing.words(in: incident, tables: tables)
    }

    @Test func `a step that is passed over when an acknowledgement ends is nobody's next`() async throws {
        let harness = try await Self.atNight(nil)
        try await harness.acknowledge(by: "alice")
        try await harness.settle()
        #expect(
            try await Self.next(harness)
                == "Third at 09:30 in step 3, [2] passed over: policy \"p\" paused until 2026-11-23 09:30:00 UTC, then step 3 "
                + "of 3: Third; step 2 at 2026-11-23 09:30:00 UTC is passed over, because it is for "
                + "business hours")
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(75))
        let pages = harness.deliverer.sent.filter { $0.because.hasPrefix("step ") }
        #expect(pages.map { "\($0.now.rfc3339) \($0.notification.contact)" } == ["2026-11-23T09:30:00.000Z Third"])
        #expect(
            try await harness.timeline().contains {
                $0.summary.hasPrefix("Second: not told by step 2 of policy \"p\", which is for business hours")
            })
    }

    @Test func `what a missed deadline brings is next also where a step before it is passed over`() async throws {
        let harness = try await Self.atNight(.minutes(15))
        #expect(
            try await Self.next(harness)
                == "Third at 08:45 in step 3, [2] passed over: policy \"p\", step 3 of 3: Third at 2026-11-23 08:45:00 UTC, when "
                + "nobody has taken it in time; step 2 at 2026-11-23 08:40:00 UTC is passed over, because it is for business "
                + "hours")
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(15))
        #expect(
            harness.deliverer.sent.map { "\($0.now.rfc3339) \($0.notification.contact)" } == [
                "2026-11-23T08:45:00.000Z Third"
            ])
    }
}
