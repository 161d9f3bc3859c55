import IncidentCore
import IncidentEngine
import IncidentStore
import MetricsTestKit
import TestSupport
import Testing

/// What waits for the morning digest, and what becomes of it. It is Monday, 08:30 UTC; digests come at 09:00 UTC.
@Suite("The morning digest", .timeLimit(.minutes(5)))
struct DigestTests {
    private func harness(
        roles: [String] = ["First"], choice: DigestChoice = .always, contacts: [Contact]? = nil,
        within: RespondWithin = RespondWithin(), metrics: TestMetrics = TestMetrics()
    ) throws -> EngineHarness {
        var tables = RoutingTables.sample
        tables.respondWithin = within
        if let contacts { tables.contacts = ContactTable(contacts: contacts) }
        tables.businessHours = BusinessHours(
            timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], opensAt: 9 * 60, closesAt: 17 * 60, holidays: [])
        tables.digest = DigestSettings(minute: 9 * 60, roles: roles)
        tables.policies = [
            .sample("loud", priorities: [.p1, .p2, .p3]),
            .sample(
                "quiet", priorities: [.p4], steps: [EscalationStep(after: .zero, notify: roles, digest: choice)],
                until: .notified),
        ]
        return try EngineHarness(tables, metrics: metrics)
    }

    private func opened(
        _ harness: EngineHarness, _ name: String = "LogFlood", severity: String = "info"
    ) async throws {
        try await harness.settle()
        try await harness.post(WebhookBody(.firing(name, severity: severity), group: name))
        try await harness.settle()
    }

    private func summaries(_ harness: EngineHarness, _ kind: TimelineKind, of id: Int64 = 1) async throws -> [String] {
        try await harness.timeline(id).filter { $0.kind == kind }.map(\.summary)
    }

    @Test func `tells nobody before, and then once, over restarts, by the first method that is no pager`() async throws
    {
        let metrics = TestMetrics()
        let harness = try harness(metrics: metrics)
        try await opened(harness)
        #expect(
            try await summaries(harness, .heldForDigest)
                == ["First: held for the digest at 2026-11-23 09:00:00 UTC, step 1 of policy \"quiet\""])
        try await harness.advance(by: .minutes(29))
        #expect(harness.deliverer.sent.isEmpty && harness.deliverer.bulletins.isEmpty)
        try await harness.restart()
        try await harness.advance(by: .minutes(1))
        let digest = try #require(harness.deliverer.bulletins.first)
        #expect((digest.owed.contact, digest.owed.method) == ("First", .email("first@example.com")))
        #expect(digest.digest?.open.map(\.incident.id) == [1])
        #expect(digest.digest?.open.map(\.isHeld) == [true])
        #expect(digest.digest?.isLate == false)
        #expect(
            try await summaries(harness, .toldByDigest)
                == ["told by the digest to First, email to first@example.com: 250 2.0.0 Ok: queued as 4ZkW2P"])
        try await harness.restart()
        try await harness.advance(by: .hours(5))
        #expect(harness.deliverer.bulletins.count == 1)
        #expect(harness.deliverer.sent.isEmpty)
        #expect(
            try metrics.expectCounter("responder_bulletins_total", [("kind", "digest"), ("outcome", "sent")]).totalValue
                == 1)
        // The next one tells what happened since, and holds nothing any more.
        try await harness.advance(by: .hours(19))
        let next = try #require(harness.deliverer.bulletins.last)
        #expect(harness.deliverer.bulletins.count == 2)
        #expect(next.digest?.since == digest.owed.plannedAt)
        #expect(next.digest?.open.map(\.isHeld) == [false])
    }

    /// What a person sees who asks for it.
    private func preview(_ harness: EngineHarness, at time: Timestamp) async throws -> Digest {
        let (tables, now) = (harness.tables.value, harness.clock.now)
        return try await harness.store.read {
            try Digest(
                at: time, role: "First", tables: tables,
                link: { $0.map { "https://desk.example.com/incidents/\($0)" } ?? "https://desk.example.com/" },
                reader: $0, now: now)
        }
    }

    @Test func `what is asked for beforehand is what is then sent`() async throws {
        let harness = try harness(within: RespondWithin(p1: .minutes(20)))
        try await opened(harness)
        try await opened(harness, "Taken")
        try await harness.acknowledge(2)
        try await opened(harness, "Rises")
        try await harness.post(
            WebhookBody(.firing("Rises", severity: "info"), .firing("Worse", severity: "error"), group: "Rises"))
        try await opened(harness, "Asked")
        try await harness.addResponder(4, contact: "Second")
        try await opened(harness, "DbDown", severity: "critical")
        let planned = harness.clock.now + .minutes(30)
        let foreseen = try await preview(harness, at: planned)
        #expect(foreseen.open.filter(\.isHeld).map(\.incident.id) == [1])
        // By then the deadline of the last one will have passed.
        #expect(foreseen.overdueCount == 1)
        try await harness.advance(by: .minutes(30))
        let sent = try #require(harness.deliverer.bulletins.first?.digest)
        #expect(foreseen.text == sent.text)
        #expect(foreseen.since == sent.since)
        // What waits has been told, and what is asked for goes on from there.
        try await harness.advance(by: .minutes(1))
        let now = try await preview(harness, at: harness.clock.now)
        #expect(now.since == planned)
        #expect(now.happened.isEmpty && !now.open.contains { $0.isHeld })
    }

    @Test func `one of another time knows nothing that came later, nor holds what will have been told`() async throws {
        let harness = try harness(within: RespondWithin(p1: .minutes(5)))
        try await harness.settle()
        let start = harness.clock.now
        try await harness.advance(by: .minutes(2))
        try await opened(harness)
        try await opened(harness, "DbDown", severity: "critical")
        try await harness.advance(by: .minutes(10))
        try await harness.acknowledge(2, by: "bob")
        try await harness.advance(by: .minutes(1))
        try await harness.resolve(2, by: "bob")
        let before = try await preview(harness, at: start + .minutes(1))
        #expect(before.openCount == 0 && before.happened.isEmpty)
        // It was open, nobody had taken it, and it was not overdue yet.
        let then = try await preview(harness, at: start + .minutes(4))
        #expect(then.open.map(\.incident.status) == [.triggered, .triggered])
        #expect(then.overdueCount == 0 && !then.text.contains("bob"))
        #expect(try await preview(harness, at: start + .minutes(8)).overdueCount == 1)
        let taken = try await preview(harness, at: start + .seconds(750))
        #expect(taken.open.first?.incident.status == .acknowledged && taken.overdueCount == 0)
        // The digest of tomorrow comes after that of today.
        let tomorrow = try await preview(harness, at: start + .minutes(30) + .hours(24))
        #expect(tomorrow.since == start + .minutes(30))
        #expect(!tomorrow.open.contains { $0.isHeld })
    }

    @Test func `what resolves before came and went`() async throws {
        let harness = try harness()
        try await opened(harness)
        try await harness.post(WebhookBody(Alert.firing("LogFlood", severity: "info").resolved(), group: "LogFlood"))
        try await harness.advance(by: .minutes(30))
        let digest = try #require(harness.deliverer.bulletins.first?.digest)
        #expect(digest.open.isEmpty)
        #expect(digest.happened.map(\.isHeld) == [true])
        #expect(digest.text.contains("came and went before this digest"))
        #expect(harness.deliverer.sent.isEmpty)
    }

    @Test func `what becomes more urgent is told at once by the higher policy`() async throws {
        let harness = try harness()
        try await opened(harness)
        try await harness.post(
            WebhookBody(
                .firing("LogFlood", severity: "info"), .firing("DbDown", severity: "critical"), group: "LogFlood"))
        try await harness.settle()
        #expect(harness.sentLines() == ["page by pagerduty to First"])
        // The digest does not say that nobody was told.
        try await harness.advance(by: .minutes(30))
        #expect(harness.deliverer.bulletins.first?.digest?.open.map(\.isHeld) == [false])
    }

    @Test func `one that was missed is sent when the server runs again, and says so`() async throws {
        let harness = try harness()
        try await opened(harness)
        // Nothing runs until Wednesday noon.
        harness.clock.advance(by: .hours(51))
        try await harness.restart()
        try await harness.settle()
        #expect(harness.deliverer.bulletins.count == 1)
        let digest = try #require(harness.deliverer.bulletins.first)
        #expect(digest.owed.plannedAt.rfc3339 == "2026-11-25T09:00:00.000Z")
        #expect(digest.digest?.isLate == true)
        #expect(digest.bulletin.standing.contains("late: it was due at 2026-11-25 09:00"))
        #expect(digest.digest?.open.map(\.isHeld) == [true])
    }

    @Test func `a clock that is set back sends none twice`() async throws {
        let harness = try harness()
        try await opened(harness)
        try await harness.advance(by: .minutes(31))
        #expect(harness.deliverer.bulletins.count == 1)
        harness.clock.setSystemClock(by: .hours(-2))
        harness.clock.source.clock?.follow()
        try await harness.advance(by: .hours(3))
        #expect(harness.deliverer.bulletins.count == 1)
    }

    @Test func `a method that refuses gives way to the next, and what nobody got waits for the next one`() async throws
    {
        let metrics = TestMetrics()
        let contact = Contact(
            role: "First", address: "first@example.com",
            escalationPath: [.pagerduty, .slack("#first"), .email("first@example.com")])
        let harness = try harness(contacts: [contact], metrics: metrics)
        harness.deliverer.answer(.slack, .refusedForGood)
        harness.deliverer.answer(.email, .refusedForNow)
        try await opened(harness)
        try await harness.advance(by: .minutes(31))
        #expect(harness.deliverer.bulletins.map(\.owed.method) == [.email("first@example.com")])
        harness.deliverer.always(.email, .refusedForGood)
        harness.deliverer.always(.slack, .refusedForGood)
        try await opened(harness, "Other")
        try await harness.advance(by: .hours(24))
        #expect(harness.deliverer.bulletins.count == 1)
        #expect(
            try await summaries(harness, .notTold, of: 2)
                == [
                    "the digest to First has failed, email to first@example.com: 550 5.1.1 user unknown; held for the next one"
                ])
        #expect(
            try metrics.expectCounter("responder_bulletins_total", [("kind", "digest"), ("outcome", "failed")])
                .totalValue == 1)
        harness.deliverer.always(.slack, nil)
        try await harness.advance(by: .hours(24))
        let last = try #require(harness.deliverer.bulletins.last?.digest)
        #expect(harness.deliverer.bulletins.count == 2)
        #expect(last.open.filter(\.isHeld).map(\.incident.id) == [2])
    }

    @Test func `a contact that only has a pager is not told, which is said`() async throws {
        let contact = Contact(role: "First", address: "first@example.com", escalationPath: [.pagerduty])
        let harness = try harness(contacts: [contact])
        try await opened(harness)
        try await harness.advance(by: .minutes(31))
        #expect(harness.deliverer.bulletins.isEmpty)
        let said = try await summaries(harness, .notTold)
        #expect(said.first?.hasPrefix("First is not told by the digest: First has no method for a digest") == true)
        #expect(said.first?.hasSuffix("held for the next one") == true)
    }

    @Test func `one message a contact, whichever roles they have`() async throws {
        var tables = RoutingTables.sample
        let both = Contact(role: "First", address: "a@example.com", escalationPath: [.email("a@example.com")])
        tables.contacts = ContactTable(contacts: [both, .second])
        tables.businessHours = BusinessHours(
            timeZone: "UTC", weekdays: [1], opensAt: 9 * 60, closesAt: 17 * 60, holidays: [])
        tables.digest = DigestSettings(minute: 9 * 60, roles: ["First", "Second"])
        let harness = try EngineHarness(tables)
        try await harness.advance(by: .hours(1))
        #expect(harness.deliverer.bulletins.map(\.owed.contact).sorted() == ["First", "Second"])
        // Also when nothing is open: that is the morning's good news.
        #expect(harness.deliverer.bulletins.map(\.bulletin.headline).allSatisfy { $0 == "Digest: nothing is open" })
    }

    @Test func `within business hours a step that waits outside them only tells at once`() async throws {
        let harness = try harness(choice: .outsideBusinessHours)
        try await opened(harness)
        #expect(harness.deliverer.sent.isEmpty)
        try await harness.advance(by: .hours(2))
        try await opened(harness, "Other")
        #expect(harness.sentLines() == ["page by pagerduty to First"])
    }

    @Test func `a crash in the middle of sending sends it again under the same number`() async throws {
        let harness = try harness()
        try await opened(harness)
        try await harness.advance(by: .minutes(29))
        let (now, owner) = (harness.clock.now + .minutes(1), harness.context.owner)
        harness.clock.move(to: now)
        _ = try await harness.store.write { transaction in
            try transaction.setDigestTurn(of: "First", countedFrom: now)
            let route = try #require(BulletinRoute(.first, keepers: [.pagerduty]))
            let id = try transaction.addBulletin(.digest, route, plannedAt: now, since: now - .hours(1), at: now)
            try transaction.tell(heldFor: ["First"], byDigest: id)
            return try transaction.claimBulletins(owner: owner, limit: 10, at: now, leaseUntil: now + .minutes(4))
        }
        try await harness.restart()
        try await harness.settle()
        #expect(harness.deliverer.bulletins.map(\.owed.id) == [1])
        #expect(try await harness.store.read { try $0.digests(newest: 5) }.map(\.owed.state) == [.sent])
    }
}
