import IncidentCore
import IncidentEngine
import IncidentStore
import MetricsTestKit
import TestSupport
import Testing

/// Each rule is broken in the database, exactly it; the auditor finds it, mends it, and says so.
@Suite("The auditor", .timeLimit(.minutes(5)))
struct AuditorTests {
    struct Break: Sendable, CustomTestStringConvertible {
        let rule: AuditRule
        let how: String
        let tables: RoutingTables
        let isOfIncident: Bool
        /// What is sent within that time because it was mended; `nil` for nothing.
        let sends: String?
        let within: Duration
        /// Makes the state in which the rule can be broken, and breaks it.
        let breaks: @Sendable (EngineHarness) async throws -> Void

        init(
            _ rule: AuditRule, _ how: String, _ tables: RoutingTables, isOfIncident: Bool = true, sends: String? = nil,
            within: Duration = .zero, breaks: @escaping @Sendable (EngineHarness) async throws -> Void
        ) {
            (self.rule, self.how, self.tables, self.isOfIncident) = (rule, how, tables, isOfIncident)
            (self.sends, self.within, self.breaks) = (sends, within, breaks)
        }

        var testDescription: String { "\(rule.rawValue): \(how)" }
    }

    private static let expiring = RoutingTables.sample(
        .sample("everything", otherwise: "Last Resort", acknowledgementExpires: .minutes(40)))

    static let breaks: [Break] = [
        Break(.nothingDue, "the next step has no time", .sample, sends: "page by email to Second") { harness in
            try await harness.open()
            try await harness.alter("UPDATE escalation SET next_due_at_ms = NULL")
        },
        Break(.nothingDue, "the policy has ended", .sample, sends: "page by pagerduty to First") { harness in
            try await harness.open()
            try await harness.alter("UPDATE escalation SET status = 'ended', next_due_at_ms = NULL")
        },
        Break(.nothingDue, "there is no escalation", .sample, sends: "page by pagerduty to First") { harness in
            try await harness.open()
            try await harness.alter("DELETE FROM escalation")
        },
        Break(.lastResortUntold, "its message is gone", expiring, sends: "page by email to Last Resort") { harness in
            try await harness.open()
            try await harness.advance(by: .hours(2))
            try await harness.alter("DELETE FROM notification WHERE reason LIKE 'last resort%'")
        },
        Break(
            .pausedForNobody, "its policy waits for an acknowledgement to end", .sample,
            sends: "page by email to Second"
        ) { harness in
            try await harness.open()
            try await harness.alter("UPDATE escalation SET status = 'paused'")
        },
        Break(
            .acknowledgementWithoutEnd, "its end is gone", expiring, sends: "page by email to Second",
            within: .minutes(40)
        ) { harness in
            try await harness.open()
            try await harness.acknowledge()
            try await harness.settle()
            try await harness.alter(
                "UPDATE incident SET taken_until_ms = NULL; UPDATE escalation SET next_due_at_ms = NULL")
        },
        Break(.questionWithoutEnd, "the time to take it is gone", .sample, sends: "page by email to Second") {
            harness in
            try await harness.open()
            try await harness.handOver(to: "Second")
            try await harness.settle()
            try await harness.alter("UPDATE incident SET confirm_by_ms = NULL")
            harness.clock.advance(by: .minutes(1))
        },
        Break(.flappingWithoutEnd, "the time until which it must be quiet is gone", .sample) { harness in
            try await harness.open()
            try await harness.alter("UPDATE incident SET flapping_since_ms = opened_at_ms, quiet_by_ms = NULL")
        },
        Break(
            .silenceWithoutEnd, "the end of its silence is gone", .sample, sends: "page by email to Second",
            within: .minutes(30)
        ) { harness in
            try await harness.open()
            try await harness.silence("Over", for: .minutes(30))
            try await harness.settle()
            try await harness.alter("UPDATE incident SET silence_ends_at_ms = NULL")
            harness.clock.advance(by: .minutes(6))
        },
        Break(.deadlineOverdue, "nobody runs the steps", .sample, sends: "page by email to Second") { harness in
            try await harness.open()
            try await harness.advance(by: .minutes(21), without: [.escalation])
        },
        Break(
            .deadlineOverdue, "nobody watches a heartbeat", .watching, isOfIncident: false,
            sends: "page by pagerduty to First"
        ) { harness in
            try await harness.tick(.heartbeats)
            try await harness.advance(by: .minutes(16), without: [.heartbeats])
        },
        Break(.notificationOverdue, "nobody sends it", .paging("First"), sends: "page by email to First") { harness in
            try await harness.post(WebhookBody(.firing("Over", severity: "critical")))
            try await harness.advance(by: .minutes(81), without: Set(EnginePart.deliveries + [.nextMethods]))
        },
        Break(.retryTooLate, "its next attempt is a day away", .paging("Second"), sends: "page by email to Second") {
            harness in
            harness.deliverer.answer(.email, .refusedForNow)
            try await harness.open()
            try await harness.alter("UPDATE notification SET due_at_ms = due_at_ms + 86400000 WHERE state = 'pending'")
        },
        Break(.claimOverdue, "it is being sent for ever", .paging("Second"), sends: "page by email to Second") {
            harness in
            try await harness.post(WebhookBody(.firing("Over", severity: "critical")))
            try await harness.alter("UPDATE notification SET state = 'sending', lease_owner = 'life 1', attempts = 1")
            try await harness.advance(by: .minutes(11), without: Set(EnginePart.deliveries + [.nextMethods]))
        },
        Break(.claimWithoutOwner, "its server is gone", .paging("Second"), sends: "page by email to Second") {
            harness in
            try await harness.post(WebhookBody(.firing("Over", severity: "critical")))
            try await harness.alter(
                """
                UPDATE notification SET state = 'sending', lease_owner = 'gone', attempts = 1,
                    due_at_ms = due_at_ms + 240000
                """)
        },
        Break(
            .heartbeatWithoutDeadline, "the time of its silence is gone", .watching, isOfIncident: false,
            sends: "page by pagerduty to First", within: .minutes(10)
        ) { harness in
            try await harness.advance(by: .minutes(1))
            try await harness.alter("UPDATE heartbeat SET due_at_ms = NULL")
        },
        Break(
            .formerKeyUnowed, "that it is over is owed to nobody", .paging("First"),
            sends: "resolved by pagerduty to First"
        ) { harness in
            try await harness.open()
            try await harness.post(WebhookBody(Alert.firing("Over", severity: "critical").resolved()))
            try await harness.settle()
            try await harness.alter(
                "UPDATE notification SET let_go = 1 WHERE event = 'page'; DELETE FROM notification WHERE event = 'resolved'"
            )
        },
    ]

    @Test func `every rule is broken here`() {
        #expect(Set(Self.breaks.map(\.rule)) == Set(AuditRule.allCases))
    }

    @Test(arguments: breaks) func `what breaks a rule is found and mended`(broken: Break) async throws {
        let metrics = TestMetrics()
        let harness = try EngineHarness(broken.tables, metrics: metrics)
        try await broken.breaks(harness)
        harness.deliverer.forget()
        #expect(try await harness.engine.auditor.audit().map(\.rule) == [broken.rule])
        for rule in AuditRule.allCases {
            let counter = try metrics.expectCounter("responder_audit_violations_total", [("rule", rule.rawValue)])
            #expect(counter.totalValue == (rule == broken.rule ? 1 : 0), "\(rule)")
        }
        try await harness.settle()
        if broken.within > .zero { try await harness.advance(by: broken.within) }
        if let line = broken.sends { #expect(harness.sentLines().contains(line)) }
        #expect(try await harness.engine.auditor.audit() == [])
        #expect(harness.engine.auditor.warnings.first?.contains(broken.rule.rawValue) == true)
        guard let incident = try await harness.incidents().first else { return }
        let said = try await harness.timeline(incident.id).filter { $0.kind == .mended }
        // What belongs to no incident stands in the log alone.
        #expect(said.map { $0.details["rule"] } == (broken.isOfIncident ? [broken.rule.rawValue] : []))
    }

    @Test func `what cannot be mended is counted each time and said once in a quarter of an hour`() async throws {
        let metrics = TestMetrics()
        let harness = try EngineHarness(metrics: metrics)
        try await harness.open()
        for minute in 0..<20 {
            try await harness.alter("UPDATE escalation SET status = 'ended', next_due_at_ms = NULL")
            #expect(try await harness.engine.auditor.audit().count == 1, "\(minute)")
            harness.clock.advance(by: .minutes(1))
        }
        let counter = try metrics.expectCounter("responder_audit_violations_total", [("rule", "nothing_due")])
        #expect(counter.totalValue == 20)
        #expect(try await harness.kinds().count { $0 == .mended } == 2)
    }

    @Test func `it comes round each minute`() async throws {
        let harness = try EngineHarness()
        let auditor = harness.engine.auditor
        #expect(!auditor.isUpToDate(at: harness.clock.now))
        #expect(try await auditor.tick() == harness.clock.now + .seconds(60))
        #expect(auditor.isUpToDate(at: harness.clock.now) && auditor.warnings.isEmpty)
        try await harness.open()
        try await harness.alter("DELETE FROM escalation")
        harness.clock.advance(by: .seconds(59))
        _ = try await auditor.tick()
        #expect(try await !harness.kinds().contains(.mended))
        harness.clock.advance(by: .seconds(1))
        _ = try await auditor.tick()
        #expect(try await harness.kinds().contains(.mended))
        #expect(!auditor.isUpToDate(at: harness.clock.now + .minutes(3)))
    }

    @Test func `an incident that cannot be understood keeps no other from being audited`() async throws {
        let harness = try EngineHarness()
        for group in ["a", "b"] {
            try await harness.post(WebhookBody(.firing(group, severity: "critical"), group: group))
        }
        try await harness.settle()
        try await harness.alter("DELETE FROM escalation; UPDATE incident SET labels = 'none' WHERE id = 1")
        #expect(try await harness.engine.auditor.audit().map(\.incidentID) == [2])
    }

    @Test func `of very many it looks at a thousand a round, and goes on from there`() async throws {
        let harness = try EngineHarness()
        try await harness.post(WebhookBody(.firing("Over", severity: "critical")))
        try await harness.settle()
        try await harness.alter(
            """
            WITH RECURSIVE number (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM number WHERE n < 1501)
            INSERT INTO incident (id, status, priority, rule, title, group_key, labels, opened_at_ms, news_at_ms,
                firing_count, occurrence_count)
            SELECT n, status, 'P1', rule, title, 'group ' || n, labels, opened_at_ms, news_at_ms, 0, 0
            FROM incident, number WHERE id = 1
            """)
        let first = try await harness.engine.auditor.audit()
        #expect(first.count == 1000)
        let second = try await harness.engine.auditor.audit()
        #expect(second.count == 500 && Set(first.map(\.incidentID)).isDisjoint(with: second.map(\.incidentID)))
    }
}

extension EngineHarness {
    fileprivate func open() async throws {
        try await post(WebhookBody(.firing("Over", severity: "critical")))
        try await settle()
    }
}

extension RoutingTables {
    /// With a heartbeat of ten minutes.
    fileprivate static var watching: RoutingTables {
        var tables = sample
        tables.heartbeats = [Heartbeat(name: "watchdog", matchers: [], silentAfter: .minutes(10), priority: .p1)]
        return tables
    }
}
