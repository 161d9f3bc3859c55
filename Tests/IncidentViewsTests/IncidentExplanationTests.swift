import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@testable import IncidentViews

/// Why whom was told of an incident; the tests begin on a Monday at 08:30 UTC.
@Suite("What explains an incident", .timeLimit(.minutes(5)))
struct IncidentExplanationTests {
    private static func explanation(_ harness: EngineHarness) async throws -> IncidentExplanation {
        let (tables, now) = (harness.tables.value, harness.clock.now)
        return try await harness.store.read { try IncidentExplanation(1, reader: $0, tables: tables, at: now) }
    }

    private static func messages(
        _ explanation: IncidentExplanation, _ contact: String
    ) -> [String] {
        let methods = explanation.contacts.first { $0.contact == contact }?.methods ?? []
        return methods.flatMap { method in
            method.because.map { ["\(method.method): \($0)"] }
                ?? method.messages.map { "\(method.method): \($0.event) \($0.outcome.rawValue)" }
        }
    }

    /// Steps at once, after a quarter of an hour, in business hours after half an hour, and after three quarters.
    private static func tables() throws -> RoutingTables {
        var tables = RoutingTables.sample(
            .sample(
                "database",
                steps: EscalationStep.quarterHours.prefix(2) + [
                    EscalationStep(after: .minutes(30), notify: ["Third"], onlyBusinessHours: true),
                    EscalationStep(after: .minutes(45), notify: ["Last Resort"], deliverWithin: .seconds(30)),
                ], otherwise: "Last Resort"))
        tables.businessHours = BusinessHours(
            timeZone: "UTC", weekdays: Set(1...5), opensAt: 12 * 60, closesAt: 17 * 60, holidays: [])
        return tables
    }

    @Test func `what is held for the digest says so, and then that it has told`() async throws {
        var tables = RoutingTables.sample(
            .sample(
                "quiet", steps: [EscalationStep(after: .zero, notify: ["First"], digest: .always)], until: .notified))
        tables.businessHours = BusinessHours(
            timeZone: "UTC", weekdays: Set(1...5), opensAt: 9 * 60, closesAt: 17 * 60, holidays: [])
        tables.digest = DigestSettings(minute: 9 * 60, roles: ["First"])
        let harness = try EngineHarness(tables)
        try await harness.settle()
        try await harness.post(WebhookBody(.firing("LogFlood", severity: "info")))
        try await harness.settle()
        let held = "held for the digest at 2026-11-23 09:00:00 UTC, step 1 of policy \"quiet\""
        #expect(
            Self.messages(try await Self.explanation(harness), "First")
                == ["pagerduty: not used: the digest does not go this way", "email to first@example.com: \(held)"])
        try await harness.advance(by: .minutes(30))
        let explanation = try await Self.explanation(harness)
        #expect(
            Self.messages(explanation, "First") == [
                "pagerduty: not used: the digest does not go this way",
                "email to first@example.com: told by the digest at 2026-11-23 09:00:00 UTC: 250 2.0.0 Ok: queued as 4ZkW2P",
            ])
        // It is held no more.
        #expect(explanation.untold.isEmpty)
    }

    @Test func `a later step stands beside the digest, and a way that it does not use is none of it`() async throws {
        var tables = RoutingTables.sample(
            .sample(
                "medium",
                steps: [
                    EscalationStep(
                        after: .zero, notify: ["First"], methods: .only(.email), digest: .outsideBusinessHours),
                    EscalationStep(after: .hours(2), notify: ["First", "Second"], methods: .only(.email)),
                ]))
        tables.businessHours = BusinessHours(
            timeZone: "UTC", weekdays: Set(1...5), opensAt: 9 * 60, closesAt: 17 * 60, holidays: [])
        tables.digest = DigestSettings(minute: 9 * 60, roles: ["First"])
        let harness = try EngineHarness(tables)
        try await harness.settle()
        try await harness.post(WebhookBody(.firing("DiskFills", severity: "warning")))
        try await harness.settle()
        let later = "not yet: 2026-11-23 10:30:00 UTC by step 2 of policy \"medium\""
        let way = "email to first@example.com"
        #expect(
            Self.messages(try await Self.explanation(harness), "First") == [
                "pagerduty: not used: the digest does not go this way",
                "\(way): held for the digest at 2026-11-23 09:00:00 UTC, step 1 of policy \"medium\"; \(later)",
            ])
        try await harness.advance(by: .minutes(31))
        #expect(
            Self.messages(try await Self.explanation(harness), "First").last
                == "\(way): told by the digest at 2026-11-23 09:00:00 UTC: 250 2.0.0 Ok: queued as 4ZkW2P; \(later)")
    }

    /// What has a deadline to respond that comes before the next step, after the last, just after one, and with it.
    @Test(arguments: [
        (within: 10, steps: [0, 15, 30], expected: ["10 Second", "25 Third", "40 Last Resort"]),
        (within: 40, steps: [0, 15], expected: ["15 Second", "30 Last Resort"]),
        (within: 20, steps: [0, 15], expected: ["15 Second", "20 Last Resort"]),
        (within: 15, steps: [0, 15, 30], expected: ["15 Second", "30 Third", "45 Last Resort"]),
    ])
    func `what comes has the deadline to respond, and is what then comes`(
        within: Int, steps: [Int], expected: [String]
    ) async throws {
        let names = ["First", "Second", "Third"]
        var tables = RoutingTables.sample(
            .sample(
                "p", steps: steps.enumerated().map { EscalationStep(after: .minutes($1), notify: [names[$0]]) },
                otherwise: "Last Resort"))
        tables.respondWithin = RespondWithin(p1: .minutes(within))
        let harness = try EngineHarness(tables)
        let start = harness.clock.now
        try await harness.post(WebhookBody(.firing("DbDown", since: start)))
        try await harness.settle()
        let explanation = try await Self.explanation(harness)
        let foreseen = explanation.next.flatMap { event in
            event.notify.map { "\(event.at ?? "") \($0)" }
        }
        harness.deliverer.forget()
        try await harness.advance(by: .hours(3))
        let told = harness.deliverer.sent.map {
            "\($0.now.rfc3339) \($0.notification.contact)"
        }
        #expect(foreseen == told)
        let expectedTold = expected.map { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return "\((start + .minutes(Int(parts[0]) ?? 0)).rfc3339) \(parts[1])"
        }
        #expect(told == expectedTold)
        #expect(try await Self.explanation(harness).next.isEmpty)
    }

    @Test func `a page that waits behind an older one of its incident says so`() async throws {
        var tables = RoutingTables.paging("Second")
        tables.policies = [
            .sample(
                "again",
                steps: [0, 2].map { EscalationStep(after: .minutes($0), notify: ["Second"]) })
        ]
        let harness = try EngineHarness(tables)
        let gate = harness.deliverer.hang(.email)
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        async let sending = harness.tick(.delivery(.email))
        await gate.arrivals()
        try await harness.advance(by: .minutes(2), without: [.delivery(.email)])
        let explanation = try await Self.explanation(harness)
        let messages = try #require(explanation.contacts.first { $0.contact == "Second" }?.methods.first?.messages)
        #expect(messages.last?.outcome == .owed)
        #expect(messages.map(\.waitsBehind) == [nil, 1])
        #expect(messages[1].nextAt == nil)
        #expect(
            explanation.text.contains("(page): not sent yet, waits behind message 1, for step 2 of policy \"again\""))
        let waiting = explanation.next.filter { $0.kind == .message && $0.at == nil }.map(\.text)
        #expect(
            waiting == [
                "email to second@example.com (page) for Second: sent when message 1 is, or is given up, step 2 of policy "
                    + "\"again\""
            ])
        gate.open()
        _ = try await sending
    }

    @Test func `a way that fails, the next that takes its turn, and what comes, with the step that is passed over`()
        async throws
    {
        let harness = try EngineHarness(try Self.tables())
        harness.deliverer.answer(.pagerduty, .refusedForGood)
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        let explanation = try await Self.explanation(harness)
        #expect(
            Self.messages(explanation, "First") == [
                "pagerduty: page failed", "email to first@example.com: page told",
            ])
        let failed = try #require(explanation.contacts.first?.methods.first?.messages.first)
        #expect(
            failed.decision == "failed, refused: 550 5.1.1 user unknown; the next way took its turn"
                || failed.decision.hasSuffix("; the next way took its turn"))
        #expect(failed.evidence == "550 5.1.1 user unknown")
        // In the words for people it stands once.
        let line = try #require(
            explanation.text.split(separator: "\n").first { $0.contains("pagerduty (page") && $0.contains("failed") })
        #expect(line.split(separator: "550 5.1.1 user unknown", omittingEmptySubsequences: false).count == 2, "\(line)")
        #expect(line.split(separator: "failed", omittingEmptySubsequences: false).count == 2, "\(line)")
        #expect(
            Self.messages(explanation, "Second") == [
                "email to second@example.com: not yet: 2026-11-23 08:45:00 UTC by step 2 of policy \"database\""
            ])
        // The step that would tell them is passed over.
        #expect(
            Self.messages(explanation, "Third")[0]
                == "slack #third: not told: no step of the incident's policies that has come, or comes, names them")
        #expect(
            explanation.next.map { "\($0.at ?? "") \($0.kind.rawValue) \($0.notify)" } == [
                #"2026-11-23T08:45:00.000Z step ["Second"]"#, "2026-11-23T09:00:00.000Z passed_over []",
                #"2026-11-23T09:15:00.000Z step ["Last Resort"]"#,
                #"2026-11-23T09:30:00.000Z exhausted ["Last Resort"]"#,
            ])
        #expect(
            explanation.alerts.map(\.because) == [
                #"it leads the incident; covered by policy "database", which runs"#
            ])
        #expect(
            explanation.text.contains("step 3 of policy \"database\" is passed over, because it is for business hours"))
        #expect(
            explanation.text.contains(
                "step 4 of policy \"database\": Last Resort, by their first way, and the next where that fails, delivered within 30s"
            ))
    }

    @Test func `what comes is what then comes`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        let foreseen = try await Self.explanation(harness).next.flatMap { event in
            event.notify.map { "\(event.at ?? "") \($0)" }
        }
        harness.deliverer.forget()
        try await harness.advance(by: .hours(2))
        let told = harness.deliverer.sent.map { "\($0.now.rfc3339) \($0.notification.contact)" }
        #expect(told == foreseen)
        #expect(try await Self.explanation(harness).next.isEmpty)
    }

    @Test func `the step that is passed over is nobody's next, in the API and in words`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.advance(by: .minutes(20))
        let tables = harness.tables.value
        let (incident, stored) = try await harness.store.read {
            (try $0.existing(1), try #require(try $0.escalations(incidentID: 1).first))
        }
        let view = EscalationView(stored, of: incident, tables: tables)
        #expect(view.nextStep == 4)
        #expect(view.passedOver == [3])
        #expect(view.nextNotify == ["Last Resort"])
        #expect(view.nextDueAt == "2026-11-23T09:15:00.000Z")
        #expect(
            stored.words(in: incident, tables: tables)
                == "policy \"database\", step 4 of 4: Last Resort at 2026-11-23 09:15:00 UTC; step 3 at 2026-11-23 09:00:00 "
                + "UTC is passed over, because it is for business hours")
    }

    /// PagerDuty has taken the acknowledgement, and may take a page before it that had no answer.
    @Test func `what was taken and is said once more is told, with why and when again`() async throws {
        let harness = try EngineHarness(.paging("First"))
        harness.deliverer.answer(.pagerduty, .answerLost)
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.settle()
        let explanation = try await Self.explanation(harness)
        #expect(Self.messages(explanation, "First").contains("pagerduty: acknowledged repeated"))
        let line = try #require(
            explanation.text.split(separator: "\n").first { $0.contains("pagerduty (acknowledged") })
        #expect(
            line.contains(
                ": told, and is said once more at 2026-11-23 08:31:00 UTC, as this contact was told of this incident before"
            ), "\(line)")
        #expect(line.contains("; an earlier message may arrive after it") && !line.contains("did not get through"))
        #expect(explanation.next.contains { $0.text.contains("(acknowledged) for First: said once more, ") })
        let tables = harness.tables.value
        let facts = try await harness.store.read { try IncidentFacts(1, reader: $0, tables: tables) }
        #expect(facts.notifications.last?.stateWords.hasPrefix("sent, and once more at ") == true)
        try await harness.advance(by: .minutes(5))
        #expect(Self.messages(try await Self.explanation(harness), "First").contains("pagerduty: acknowledged told"))
    }

    /// Somebody else's next way, through the same endpoint, is none of theirs.
    @Test func `who has one way has no next one that took its turn`() async throws {
        let one = Contact(role: "One", address: "one@example.com", escalationPath: [.email("one@example.com")])
        let two = Contact(
            role: "Two", address: "two@example.com", escalationPath: [.email("two@example.com"), .pagerduty])
        var tables = RoutingTables.sample(
            .sample("p", steps: [EscalationStep(after: .zero, notify: ["One", "Two"])]))
        tables.contacts = ContactTable(contacts: [one, two])
        let harness = try EngineHarness(tables)
        harness.deliverer.always(.email, .refusedForGood)
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        let explanation = try await Self.explanation(harness)
        let failed = ["One", "Two"].map { name in
            explanation.contacts.first { $0.contact == name }?.methods.first?.messages.first?.decision ?? ""
        }
        #expect(failed.allSatisfy { $0.hasPrefix("failed, refused") }, "\(failed)")
        #expect(failed.map { $0.contains("the next way took its turn") } == [false, true])
    }

    @Test func `what is retried and then cancelled says by what, and who has it`() async throws {
        let harness = try EngineHarness(try Self.tables())
        harness.deliverer.always(.email, .refusedForNow)
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.advance(by: .minutes(15))
        let before = try await Self.explanation(harness)
        #expect(Self.messages(before, "Second") == ["email to second@example.com: page retried"])
        #expect(before.next.contains { $0.kind == .message && $0.notify == ["Second"] })
        // PagerDuty has taken it, so the mail behind it is not needed.
        #expect(
            Self.messages(before, "First") == [
                "pagerduty: page told", "email to first@example.com: not needed: pagerduty has it",
            ])
        try await harness.acknowledge()
        let after = try await Self.explanation(harness)
        #expect(Self.messages(after, "Second").first == "email to second@example.com: page cancelled")
        let cancelled = try #require(after.contacts.first { $0.contact == "Second" }?.methods.first?.messages.first)
        #expect(cancelled.decision.hasPrefix("cancelled, "))
        #expect(after.alerts[0].because.contains("alice has the incident"))
        #expect(after.standing.hasPrefix("taken by alice"))
    }

    @Test func `what waits for diagnostics is held, until when`() async throws {
        var tables = try Self.tables()
        tables.collectors = [
            Collector(
                name: "pods", procedure: "P1", when: Selector(),
                source: .run(CommandTemplate([try ArgumentTemplate("uptime")], isTrusted: true)))
        ]
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        let explanation = try await Self.explanation(harness)
        #expect(Self.messages(explanation, "First")[0] == "pagerduty: page held")
        #expect(
            explanation.text.contains(
                "pagerduty (page): held, until 2026-11-23 08:30:02 UTC, for step 1 of policy \"database\"; held until "
                    + "2026-11-23 08:30:02 UTC for diagnostics"))
    }

    @Test func `an address that is told for another contact is not told twice, and says so`() async throws {
        var tables = RoutingTables.sample(
            .sample("pair", steps: [EscalationStep(after: .zero, notify: ["Second", "Deputy"])]))
        tables.contacts = ContactTable(
            contacts: [
                .second,
                Contact(
                    role: "Deputy", address: "second@example.com", escalationPath: [.email("second@example.com")]),
            ])
        let harness = try EngineHarness(tables)
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        let explanation = try await Self.explanation(harness)
        #expect(Self.messages(explanation, "Second") == ["email to second@example.com: page told"])
        #expect(Self.messages(explanation, "Deputy") == ["email to second@example.com: page not_told"])
        #expect(
            explanation.text.contains(
                "email to second@example.com (page): not told, for step 1 of policy \"pair\"; the same step tells this "
                    + "address as Second"))
    }

    @Test func `what is silenced says by what, for each alert, and when it ends`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.silence("DbDown", for: .minutes(30))
        try await harness.post(WebhookBody(.firing("DbDown", since: harness.clock.now)))
        try await harness.settle()
        let explanation = try await Self.explanation(harness)
        #expect(explanation.silencedBy?.hasPrefix("silence #1 by carol until 2026-11-23 09:00:00 UTC") == true)
        #expect(explanation.alerts[0].because.contains("silenced: silence #1 by carol"))
        #expect(explanation.alerts[0].because.contains("which waits"))
        #expect(explanation.next.first?.text == "a silence ends, and what is still open is told")
        #expect(explanation.next.first?.at == "2026-11-23T09:00:00.000Z")
        #expect(harness.deliverer.begun.isEmpty)
    }
}
