import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@testable import IncidentViews

/// What the banner, the head of the page, the list and the API say once escalation brings nobody.
@Suite("What is to come when no step is", .timeLimit(.minutes(5)))
struct RestToComeTests {
    private struct Said {
        let head: AnswerText
        let row: String
        let api: NextNotify?
        let alarms: [String]
    }

    private static func said(_ harness: EngineHarness) async throws -> Said {
        let (tables, now) = (harness.tables.value, harness.clock.now)
        let (head, row, api, alarms) = try await harness.store.read { reader in
            let incident = try reader.existing(1)
            let facts = try IncidentFacts(1, reader: reader, tables: tables)
            return (
                facts.answers(at: now).next,
                try IncidentSummary(incident, reader: reader, tables: tables, at: now).whoWords(at: now),
                try reader.nextNotify(of: incident, tables: tables), facts.alarmsBesideAnswers(at: now)
            )
        }
        return Said(head: head, row: row, api: api, alarms: alarms)
    }

    @Test func `pages that are tried again are so everywhere, with the time of the first`() async throws {
        let steps = [EscalationStep(after: .zero, notify: ["First"], methods: .all)]
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        for kind in [NotifierKind.pagerduty, .email] { harness.deliverer.always(kind, .refusedForNow) }
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.advance(by: .minutes(6))
        #expect(try await harness.escalation()?.status == .exhausted)
        let due = try #require(try await harness.notifications().compactMap(\.dueAt).min())
        let said = try await Self.said(harness)
        #expect(
            said.alarms == [
                "Escalation is exhausted: nobody was reached (0 of 1 contact), and nobody has taken this incident; 2 pages "
                    + "are tried again."
            ])
        #expect(said.row.hasPrefix("2 pages are tried again, the first in "), "\(said.row)")
        #expect(said.row.hasSuffix(": First"), "\(said.row)")
        #expect(said.head.words == "\(said.row); nobody new: the escalation is exhausted")
        #expect(said.head.spans.compactMap(\.time) == [due])
        #expect(said.api?.at == due)
        #expect(said.api?.roles == ["First"])
    }

    @Test func `where nothing is owed the list and the page say that nobody is`() async throws {
        let steps = [EscalationStep(after: .zero, notify: ["First"])]
        let harness = try EngineHarness(.sample(.sample("p", steps: steps)))
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.advance(by: .minutes(6))
        let said = try await Self.said(harness)
        #expect(said.head.words == "nobody: the escalation is exhausted")
        #expect(said.row == said.head.words)
        #expect(said.api == nil)
    }

    /// It is Monday, 08:30 UTC.
    @Test func `what is only for the digest has its time`() async throws {
        var tables = RoutingTables.sample(
            .sample(
                "quiet", steps: [EscalationStep(after: .zero, notify: ["First"], digest: .always)], until: .notified))
        tables.businessHours = BusinessHours(
            timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], opensAt: 9 * 60, closesAt: 17 * 60, holidays: [])
        tables.digest = DigestSettings(minute: 9 * 60, roles: ["First"])
        let harness = try EngineHarness(tables)
        try await harness.settle()
        let opened = harness.clock.now
        try await harness.post(WebhookBody(.firing("LogFlood", severity: "info")))
        try await harness.settle()
        let said = try await Self.said(harness)
        #expect(said.head.words == "in the digest of First, 09:00 UTC")
        #expect(said.row == said.head.words)
        #expect(said.api == NextNotify(at: opened + .minutes(30), roles: ["First"], what: .digest))
        try await harness.advance(by: .minutes(30))
        #expect(harness.deliverer.bulletins.count == 1)
        let after = try await Self.said(harness)
        #expect(after.head.words == "nobody: nothing is left to come")
        #expect(after.row == after.head.words)
    }
}
