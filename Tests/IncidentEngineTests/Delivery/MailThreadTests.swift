import IncidentCore
import IncidentEngine
import TestSupport
import Testing

/// What a mailbox shows of the mails of an incident, by the rules of its readers.
@Suite("The mails of an incident", .timeLimit(.minutes(5)))
struct MailThreadTests {
    private static let address = "second@example.com"

    /// Pages one mailbox at once and again after half an hour.
    private func harness(_ role: String = "Second") throws -> EngineHarness {
        var tables = RoutingTables.paging(role)
        tables.policies = [
            .sample(
                "at once", steps: [EscalationStep(after: .zero, notify: [role])],
                repetition: EscalationPolicy.Repetition(every: .minutes(30), times: 3))
        ]
        return try EngineHarness(tables)
    }

    /// What is in the mailbox: what was taken, and what may have been where `lost` has arrived.
    private func mailbox(
        _ harness: EngineHarness, _ address: String = address, lost: Bool = false
    ) throws -> [RenderedMail] {
        try (lost ? harness.deliverer.begun : harness.deliverer.sent)
            .filter { $0.notification.method == .email(address) }.map { try RenderedMail($0) }
    }

    private func expectConversations(
        _ expected: [[Int]], _ mails: [RenderedMail], _ location: SourceLocation = #_sourceLocation
    ) {
        for reader in MailReader.allCases {
            #expect(
                reader.conversations(of: mails) == expected, "\(reader): \(mails.map(\.subject))",
                sourceLocation: location)
        }
    }

    private func firstLine(_ mail: RenderedMail?) -> String {
        String(mail?.text.prefix { $0 != "\n" } ?? "")
    }

    @Test func `stay one conversation while it opens, changes its lead, is taken, asks, is opened again and ends`()
        async throws
    {
        let harness = try harness()
        let (api, slow) = (Alert.firing("ApiDown"), Alert.firing("ApiSlow", severity: "error"))
        try await harness.post(WebhookBody(api, slow))
        try await harness.settle()
        // The lead ends, and what leads now is less urgent.
        try await harness.post(WebhookBody(api.resolved(), slow))
        try await harness.advance(by: .minutes(30))
        try await harness.acknowledge(by: "Second")
        try await harness.post(WebhookBody(slow, Alert.firing("DbSlow", severity: "error")))
        try await harness.settle()
        try await harness.resolve(by: "alice")
        try await harness.settle()
        try await harness.post(WebhookBody(Alert.firing("ApiDown", since: harness.clock.now)))
        try await harness.settle()
        let mails = try mailbox(harness)
        #expect(mails.count == 5, "\(harness.deliverer.sent.map(\.line))")
        #expect(Set(mails.map(\.subject)) == ["[P1] ApiDown: ApiDown is on fire, and 1 more (#1)"])
        expectConversations([Array(mails.indices)], mails)
        let lines = mails.map(firstLine)
        #expect(lines.contains { $0.contains(" UTC: P2 incident 1 (was P1), now: ApiSlow") }, "\(lines)")
        #expect(lines.contains { $0.contains(": Confirm DbSlow by ") }, "\(lines)")
        #expect(
            lines.last?.hasPrefix("P1 incident 1 fires again, resolved by alice at ") == true, "\(lines)")
        // Of HTML too, because that is what a list of mails shows the beginning of.
        for (mail, line) in zip(mails, lines) {
            let shown = try #require(mail.html.firstMatch(of: #/<body[^>]*>\s*<h1[^>]*>([^<]*)</#))
            #expect(shown.1 == line.htmlEscaped)
        }
    }

    @Test func `say of a page that comes again that it does, and since when nobody has taken it`() async throws {
        let harness = try harness()
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.advance(by: .minutes(31))
        try await harness.acknowledge(by: "alice")
        try await harness.settle()
        try await harness.unacknowledge(by: "bob")
        try await harness.advance(by: .minutes(31))
        let pages = try mailbox(harness).map(firstLine).filter { $0.contains("P1 incident 1: ") }
        #expect(pages.count == 4, "\(pages)")
        let isReminder = pages.map { $0.hasPrefix("Reminder, nobody has taken it since ") }
        #expect(isReminder == [false, true, false, true], "\(pages)")
        #expect(pages[1].hasPrefix("Reminder, nobody has taken it since 08:30 UTC: P1 incident 1: "), "\(pages)")
        #expect(pages[3].hasPrefix("Reminder, nobody has taken it since 09:01 UTC: P1 incident 1: "), "\(pages)")
    }

    @Test func `count no page as told that was only written to the spool`() async throws {
        let harness = try harness()
        harness.deliverer.answer(.email, .spooled, .spooled)
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.advance(by: .minutes(91))
        let lines = try mailbox(harness).map(firstLine)
        #expect(lines.map { $0.hasPrefix("Reminder, ") } == [false, false, false, true], "\(lines)")
    }

    @Test
    func `begin a new conversation with a page that is more urgent than the subject says, which stays from there`()
        async throws
    {
        let harness = try harness()
        // Of one name, so that nothing but the priority tells the titles apart.
        let (slow, worse) = (Alert.firing("ApiSlow", severity: "warning"), Alert.firing("ApiSlow").known(as: "worse"))
        try await harness.post(WebhookBody(slow))
        try await harness.settle()
        try await harness.post(WebhookBody(slow, worse))
        try await harness.settle()
        try await harness.acknowledge(by: "alice")
        try await harness.settle()
        try await harness.resolve(by: "alice")
        try await harness.settle()
        let mails = try mailbox(harness)
        let raised = "[P1] Raised from P3: ApiSlow: ApiSlow is on fire, and 1 more (#1)"
        #expect(mails.first?.subject == "[P3] ApiSlow: ApiSlow is on fire (#1)")
        let second = try #require(mails.firstIndex { $0.subject == raised })
        #expect(second >= 1 && mails[second...].allSatisfy { $0.subject == raised } && mails.count >= second + 3)
        #expect(firstLine(mails[second]).hasSuffix(" and nobody has taken it – ApiSlow: ApiSlow is on fire"))
        expectConversations([Array(0..<second), Array(second..<mails.count)], mails)
    }

    @Test(arguments: [DeliveryOutcome.refusedForNow, .refusedForGood])
    func `name no mail that was refused`(outcome: DeliveryOutcome) async throws {
        let harness = try harness()
        harness.deliverer.answer(.email, outcome)
        let api = Alert.firing("ApiDown")
        try await harness.post(WebhookBody(api, Alert.firing("ApiSlow", severity: "error")))
        try await harness.settle()
        // It leads no more when the mail is tried again, or the next one is sent.
        try await harness.post(WebhookBody(api.resolved()))
        try await harness.advance(by: .minutes(31))
        try await harness.resolve()
        try await harness.settle()
        let mails = try mailbox(harness)
        #expect(mails.count >= 2)
        #expect(mails.first?.references == [])
        #expect(mails.dropFirst().allSatisfy { $0.references == [mails[0].messageID] })
        #expect(Set(mails.map(\.subject)) == ["[P2] ApiSlow: ApiSlow is on fire (#1)"])
        expectConversations([Array(mails.indices)], mails)
    }

    @Test(arguments: [false, true])
    func `name one that may have arrived, and its repeat is the same mail`(hasArrived: Bool) async throws {
        let harness = try harness()
        harness.deliverer.answer(.email, .answerLost)
        let api = Alert.firing("ApiDown")
        try await harness.post(WebhookBody(api, Alert.firing("ApiSlow", severity: "error")))
        try await harness.settle()
        try await harness.post(WebhookBody(api.resolved()))
        try await harness.advance(by: .minutes(31))
        try await harness.resolve()
        try await harness.settle()
        let mails = try mailbox(harness, lost: hasArrived)
        let subject = "[P1] ApiDown: ApiDown is on fire, and 1 more (#1)"
        #expect(Set(mails.map(\.subject)) == [subject])
        expectConversations([Array(mails.indices)], mails)
        let begun = try mailbox(harness, lost: true)
        #expect(begun[0].messageID == begun[1].messageID && begun[0].subject == begun[1].subject)
    }

    @Test func `name one that may have arrived and is not sent again`() async throws {
        let harness = try harness()
        harness.deliverer.answer(.email, .answerLost)
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        try await harness.resolve()
        try await harness.settle()
        let (lost, arrived) = (try mailbox(harness, lost: true), try mailbox(harness))
        #expect(arrived.map(\.references) == [[lost[0].messageID]])
        expectConversations([[0, 1]], lost)
    }

    @Test func `keep their subject over a crash while the first is sent`() async throws {
        let harness = try harness()
        let gate = harness.deliverer.hang(.email)
        let api = Alert.firing("ApiDown")
        try await harness.post(WebhookBody(api, Alert.firing("ApiSlow", severity: "error")))
        try await harness.crash(ticking: [.delivery(.email)]) {
            await gate.arrivals()
            try await harness.post(WebhookBody(api.resolved()))
        }
        try await harness.advance(by: .minutes(31))
        let mails = try mailbox(harness, lost: true)
        #expect(mails.count >= 3 && mails[0].messageID == mails[1].messageID)
        #expect(Set(mails.map(\.subject)) == ["[P1] ApiDown: ApiDown is on fire, and 1 more (#1)"])
        expectConversations([Array(mails.indices)], mails)
    }

    @Test func `of each mailbox name what that mailbox has`() async throws {
        let harness = try EngineHarness(
            .sample(
                .sample(
                    "all",
                    steps: [
                        EscalationStep(after: .zero, notify: ["Second"]),
                        EscalationStep(after: .minutes(15), notify: ["Second", "Last Resort"]),
                    ])))
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.advance(by: .minutes(15))
        try await harness.resolve()
        try await harness.settle()
        let (first, later) = (try mailbox(harness), try mailbox(harness, "last@example.com"))
        #expect((first.count, later.count) == (3, 2))
        for mails in [first, later] {
            #expect(mails[0].references == [])
            #expect(mails.dropFirst().allSatisfy { $0.references == [mails[0].messageID] })
            expectConversations([Array(mails.indices)], mails)
        }
        #expect(first[0].messageID != later[0].messageID)
    }

    @Test func `through another endpoint are a conversation of their own, as another sender's are`() async throws {
        let relay = ContactMethod(EndpointID(.email, "relay"), address: Self.address)
        var tables = RoutingTables.paging("Second")
        tables.contacts = ContactTable(contacts: [
            Contact(role: "Second", address: Self.address, escalationPath: [.email(Self.address), relay])
        ])
        let harness = try EngineHarness(tables)
        harness.deliverer.answer(.email, .refusedForGood)
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        let mail = try #require(harness.deliverer.sent.first)
        #expect(mail.notification.method == relay)
        #expect(try RenderedMail(mail).references == [])
    }

    @Test func `begin with the first that went out, be it the end, and not with what was written to the spool`()
        async throws
    {
        let harness = try harness()
        harness.deliverer.answer(.email, .spooled)
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        try await harness.acknowledge()
        try await harness.settle()
        try await harness.resolve()
        try await harness.settle()
        let mails = try mailbox(harness)
        #expect(harness.deliverer.sent.map(\.notification.event) == [.page, .acknowledged, .resolved])
        #expect(mails.map(\.references) == [[], [], [mails[1].messageID]])
    }

    @Test func `name none that told of it beside another incident`() async throws {
        var tables = RoutingTables.paging("Second")
        tables.storm = StormSettings(notificationsPerMinute: 1)
        let harness = try EngineHarness(tables)
        for name in ["A", "B", "C"] {
            try await harness.post(WebhookBody(.firing(name, severity: "warning"), group: name))
            try await harness.settle()
        }
        try await harness.advance(by: .minutes(2))
        let together = try #require(harness.deliverer.sent.first { !$0.others.isEmpty })
        #expect(together.others.map(\.incident.id) == [3])
        #expect(together.subject == "[P3] B: B is on fire (#2)")
        #expect(together.headline.hasSuffix(" and 1 more incident"))
        try await harness.resolve(3)
        try await harness.advance(by: .minutes(2))
        let end = try #require(harness.deliverer.sent.first { $0.incident.id == 3 })
        #expect(try RenderedMail(end).references == [])
        expectConversations([[0], [1], [2]], try mailbox(harness))
    }
}

extension Alert {
    fileprivate func known(as fingerprint: String) -> Alert {
        var alert = self
        alert.fingerprint = fingerprint
        return alert
    }
}
