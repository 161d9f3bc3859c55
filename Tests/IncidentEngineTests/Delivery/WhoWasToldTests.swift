import IncidentCore
import IncidentEngine
import TestSupport
import Testing

/// What a message says of whom else it was told, and of what comes next.
@Suite("Who was told, in a message", .timeLimit(.minutes(5)))
struct WhoWasToldTests {
    private func lines(_ message: Message?) -> [String] {
        (message?.told ?? []).map { $0.line(by: message?.clock ?? .utc, at: message?.now ?? TestClock.monday) }
    }

    private static let both = [
        EscalationStep(after: .zero, notify: ["First"], methods: .all),
        EscalationStep(after: .minutes(15), notify: ["Second"]),
    ]

    private func harness(_ tables: RoutingTables? = nil) throws -> EngineHarness {
        try EngineHarness(tables ?? .sample(.sample("desk", steps: Self.both)))
    }

    @Test func `each contact and way stands with what became of it, and the next step with its time`() async throws {
        let harness = try harness()
        harness.deliverer.always(.pagerduty, .spooled)
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.advance(by: .minutes(15))
        let page = try #require(harness.deliverer.sent.last)
        #expect(page.notification.contact == "Second")
        #expect(
            lines(page) == [
                "First by pagerduty: written to the spool, which reaches nobody",
                "First by email to first@example.com: delivered at 08:30 UTC",
                "Second by email to second@example.com: this message",
            ])
        #expect(page.coming == ["policy \"desk\", gives up at 2026-11-23 09:00:00 UTC"])
        let first = try #require(harness.deliverer.sent.first { $0.notification.contact == "First" })
        #expect(first.coming == ["policy \"desk\", step 2 of 2: Second at 2026-11-23 08:45:00 UTC"])
    }

    @Test func `that somebody has it says until when, what comes then, and who else hears of it; and so does its end`()
        async throws
    {
        let harness = try harness(.sample(.sample("desk", steps: Self.both, acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        harness.deliverer.forget()
        try await harness.acknowledge(by: "alice")
        try await harness.settle()
        let ways: Set = ["pagerduty", "email to first@example.com"]
        let taken = try #require(
            harness.deliverer.sent.first {
                $0.notification.event == .acknowledged && $0.notification.method == .email("first@example.com")
            })
        #expect(Set(taken.told.map(\.method)) == ways && taken.told.count == 2)
        #expect(lines(taken).contains("First by email to first@example.com: this message"))
        #expect(taken.coming.first == "nothing while alice has it, until 2026-11-23 09:30:00 UTC")
        #expect(taken.coming.last?.contains("then step 2 of 2: Second") == true, "\(taken.coming)")
        let mail = try RenderedMail(taken)
        #expect(mail.text.contains("* Next: nothing while alice has it, until 09:30 UTC\n"), "\(mail.text)")
        harness.deliverer.forget()
        try await harness.resolve(by: "alice")
        try await harness.settle()
        let over = try #require(harness.deliverer.sent.last { $0.notification.event == .resolved })
        #expect(Set(over.told.map(\.method)) == ways)
        #expect(over.coming.count == 1 && over.coming[0].hasSuffix(" if its alerts fire on"), "\(over.coming)")
    }

    @Test func `what was refused says why, and what has no answer that it may have arrived`() async throws {
        let harness = try harness()
        harness.deliverer.always(.pagerduty, .refusedForGood)
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.advance(by: .minutes(15))
        let page = try #require(harness.deliverer.sent.last { $0.notification.contact == "Second" })
        #expect(lines(page).first?.hasPrefix("First by pagerduty: not delivered: ") == true, "\(lines(page))")
    }

    @Test func `times are those of the contact's own zone, else of business hours`() async throws {
        var tables = RoutingTables.sample(.sample("desk", steps: Self.both))
        let first = Contact.first
        tables.contacts = ContactTable(contacts: [
            Contact(
                role: first.role, address: first.address, escalationPath: first.escalationPath,
                clock: LocalClock(timeZone: "Asia/Tokyo")), .second,
        ])
        tables.businessHours = BusinessHours(
            timeZone: "Europe/Berlin", weekdays: [1, 2, 3, 4, 5], opensAt: 0, closesAt: 1440, holidays: [])
        let harness = try harness(tables)
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.advance(by: .minutes(15))
        let zones = harness.deliverer.sent.map { "\($0.notification.contact) \($0.clock.timeZone)" }
        #expect(Set(zones) == ["First Asia/Tokyo", "Second Europe/Berlin"])
        let mail = try RenderedMail(
            try #require(harness.deliverer.sent.first { $0.notification.method == .email("first@example.com") }))
        #expect(mail.text.contains("fires since 17:30 Asia/Tokyo and nobody has taken it"), "\(mail.text)")
        #expect(
            mail.text.contains("* Next: policy \"desk\", step 2 of 2: Second at 17:45 Asia/Tokyo\n"), "\(mail.text)")
    }

    @Test func `a page that does not wait for its collectors says that they run, and the update after it does not`()
        async throws
    {
        let harness = try EngineHarness(try .diagnosed(pageWaits: .zero))
        harness.runner.output("pods", "api-1 0/1 CrashLoopBackOff 7\n")
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle(without: [.collection])
        #expect(harness.deliverer.sent.map(\.isBeingDiagnosed) == [true])
        harness.deliverer.forget()
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.isBeingDiagnosed) == [false])
        #expect(harness.deliverer.sent.map(\.line) == ["update by pagerduty to First"])
    }

    @Test func `what an incident told before it was over counts no more when it opens again`() async throws {
        let harness = try harness()
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        try await harness.resolve(by: "alice")
        try await harness.advance(by: .minutes(1))
        harness.deliverer.forget()
        harness.deliverer.always(.pagerduty, .refusedForGood)
        try await harness.post(WebhookBody(Alert.firing("ApiDown", since: harness.clock.now)))
        try await harness.settle()
        let page = try #require(harness.deliverer.sent.last { $0.notification.event == .page })
        #expect(!lines(page).contains { $0.contains("pagerduty: delivered") }, "\(lines(page))")
    }
}
