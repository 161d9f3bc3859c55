import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@Suite("Telling who is on call", .timeLimit(.minutes(5)))
struct RotaTellingTests {
    /// Ann until Monday at 09:45 in Berlin, a quarter of an hour after the clock's beginning, and Ben from then on.
    static func tables(
        hours: [WeeklyHours] = [], fallBack: String? = nil,
        steps: [EscalationStep] = [
            EscalationStep(after: .zero, notify: ["On-Call"]), EscalationStep(after: .minutes(15), notify: ["On-Call"]),
        ], repetition: EscalationPolicy.Repetition? = nil
    ) throws -> RoutingTables {
        let layer = RotaLayer(
            name: "day", people: ["Ann", "Ben"], turnDays: 7,
            firstDay: try #require(LocalClock.day(ofDate: "2026-11-16")), handOffMinute: 9 * 60 + 45, hours: hours)
        let rota = Rota(
            name: "primary", clock: try #require(LocalClock(timeZone: "Europe/Berlin")), layers: [layer],
            fallBack: fallBack)
        let people = ["Ann", "Ben"].map { name in
            let address = "\(name.lowercased())@example.com"
            return Person(contact: Contact(role: name, address: address, escalationPath: [.email(address)]))
        }
        var tables = RoutingTables.sample(.sample("p", steps: steps, repetition: repetition, otherwise: "First"))
        tables.contacts = ContactTable(
            contacts: tables.contacts.contacts, people: people, rotas: [rota], rotaRoles: ["On-Call": "primary"])
        return tables
    }

    /// Tuesdays only: nobody is on call on this Monday.
    static let tuesdays = [WeeklyHours(weekdays: [2], from: 0, to: 24 * 60)]

    private func summaries(_ harness: EngineHarness, _ kinds: TimelineKind...) async throws -> [String] {
        try await harness.timeline().filter { kinds.contains($0.kind) }.map(\.summary)
    }

    @Test func `a page at the very minute of a hand-off is the new one's`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.advance(by: .minutes(14))
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Ann"])
        try await harness.advance(by: .minutes(1))
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Ann", "page by email to Ben"])
        #expect(
            harness.deliverer.sent.map(\.because) == [
                "step 1 of policy \"p\", on call by rota \"primary\", as Ann",
                "step 2 of policy \"p\", on call by rota \"primary\", as Ben",
            ])
        #expect(
            try await summaries(harness, .escalationStep) == [
                "step 1 of policy \"p\": Ann (On-Call, on call by rota \"primary\")",
                "step 2 of policy \"p\": Ben (On-Call, on call by rota \"primary\")",
            ])
    }

    @Test func `who is on call takes it by their own name`() async throws {
        let harness = try EngineHarness(try Self.tables())
        try await harness.post(WebhookBody(.firing("a", severity: "error")))
        try await harness.settle()
        try await harness.acknowledge(by: "ann@example.com")
        #expect(try await harness.incident().acknowledgedBy == "Ann")
        // What joins is asked of the owner, also after their turn.
        try await harness.advance(by: .minutes(20))
        harness.deliverer.forget()
        try await harness.post(WebhookBody(.firing("a", severity: "error"), .firing("b", severity: "error")))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Ann"])
    }

    @Test func `who asks for a role asks for who is on call, and who hands over to it hands over to them`() async throws
    {
        let harness = try EngineHarness(try Self.tables(steps: [EscalationStep(after: .zero, notify: ["First"])]))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        harness.deliverer.forget()
        _ = try await harness.commands.addResponder(1, Deed(by: "First", way: .api), "On-Call")
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line).contains("page by email to Ann"))
        try await harness.advance(by: .minutes(15))
        _ = try await harness.commands.handOver(1, Deed(by: "First", why: "my shift ends", way: .api), to: "On-Call")
        #expect(try await harness.incident().acknowledgedBy == "Ben")
    }

    @Test func `while nobody is on call the fall-back is told, and the timeline says why`() async throws {
        let harness = try EngineHarness(try Self.tables(hours: Self.tuesdays, fallBack: "Second"))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Second"])
        #expect(
            harness.deliverer.sent.map(\.because) == [
                "step 1 of policy \"p\", in place of On-Call: nobody is on call by rota \"primary\", as Second"
            ])
        #expect(
            try await summaries(harness, .nobodyOnCall) == [
                "nobody is on call by rota \"primary\": Second, its fall_back, is told as On-Call"
            ])
        #expect(try await !harness.kinds().contains(.nobodyTold))
    }

    @Test func `while nobody is on call and there is no fall-back it is never silent`() async throws {
        let later = EscalationStep(after: .minutes(15), notify: ["Third"])
        let harness = try EngineHarness(
            try Self.tables(
                hours: Self.tuesdays, steps: [EscalationStep(after: .zero, notify: ["On-Call"]), later]))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        #expect(
            try await summaries(harness, .nobodyOnCall, .nobodyTold) == [
                "On-Call is not told: nobody is on call by rota \"primary\", and it has no fall_back",
                "nobody is told by step 1 of policy \"p\", nor in place of On-Call: tell somebody yourself, and put "
                    + "somebody on call by an override, and a fall_back into the rota",
            ])
        // The next step does not wait for its time.
        #expect(harness.deliverer.sent.map(\.line) == ["page by slack to Third"])
    }

    @Test func `once somebody has been reached the step after one for nobody keeps its time`() async throws {
        let later = EscalationStep(after: .minutes(15), notify: ["Third"])
        let harness = try EngineHarness(
            try Self.tables(
                hours: Self.tuesdays, steps: [EscalationStep(after: .zero, notify: ["On-Call"]), later],
                repetition: EscalationPolicy.Repetition(every: .minutes(30), times: 1)))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.advance(by: .minutes(45) - .milliseconds(1))
        #expect(harness.deliverer.sent.map(\.line) == ["page by slack to Third"])
        try await harness.advance(by: .milliseconds(1))
        #expect(harness.deliverer.sent.map(\.line) == ["page by slack to Third", "page by slack to Third"])
    }

    @Test func `an override counts from when it is written, whoever writes it`() async throws {
        let harness = try EngineHarness(try Self.tables())
        let commands = OnCallCommands(store: harness.store, tables: harness.tables, time: harness.clock.source)
        try await harness.advance(by: .minutes(20))
        let override = try await commands.override(
            "primary", person: "ann@example.com", from: nil, until: "8h", by: "first", reason: " Ben is ill ")
        #expect(override.person == "Ann" && override.by == "First" && override.reason == "Ben is ill")
        #expect(override.until - override.from == .hours(8))
        try await harness.post(WebhookBody(.firing("a")))
        try await harness.settle()
        #expect(
            harness.deliverer.sent.map(\.because) == [
                "step 1 of policy \"p\", on call by override 1 of rota \"primary\", as Ann"
            ])
        _ = try await commands.removeOverride(override.id, by: "Ben")
        harness.deliverer.forget()
        try await harness.advance(by: .minutes(15))
        #expect(harness.deliverer.sent.map(\.line) == ["page by email to Ben"])
        await #expect(throws: OverrideRefused.self) { try await commands.removeOverride(override.id, by: "Ben") }
    }

    @Test func `what is refused names the table by its own path`() async throws {
        var tables = try Self.tables()
        tables.contacts.path = "/etc/responder/contacts.yaml"
        let harness = try EngineHarness(tables)
        let commands = OnCallCommands(store: harness.store, tables: harness.tables, time: harness.clock.source)
        for (rota, person, until) in [("secondary", "Ann", "8h"), ("primary", "Zoe", "8h"), ("primary", "Ann", "2y")] {
            let refusal = await #expect(throws: OverrideRefused.self) {
                try await commands.override(
                    rota, person: person, from: nil, until: until, by: "First", reason: "ill")
            }
            #expect(refusal?.description.contains(" /etc/responder/contacts.yaml") == true)
        }
    }

    @Test(
        arguments: [
            ("secondary", "Ann", nil, "8h", "ill", #"no rota "secondary" in routes/contacts.yaml; there are primary"#),
            (
                "primary", "Zoe", nil, "8h", "ill",
                #""Zoe" means nobody in routes/contacts.yaml, or several; there are Ann, Ben"#
            ),
            ("primary", "On-Call", nil, "8h", "ill", #""On-Call" means nobody"#),
            ("primary", "Ann", nil, "8h", "  ", "the reason is missing"),
            ("primary", "Ann", nil, "tomorrow", "ill", #""tomorrow" is no time; write one such as 2026-12-24 18:00"#),
            ("primary", "Ann", "2026-13-01", "8h", "ill", #""2026-13-01" is no time"#),
            ("primary", "Ann", nil, "2026-11-23 09:29", "ill", "it would be over since 2026-11-23 08:29:00 UTC"),
            ("primary", "Ann", "2026-11-25", "2026-11-24", "ill", "the end must be later"),
            ("primary", "Ann", nil, "2028-11-24", "ill", "the limit is 366d"),
        ] as [(String, String, String?, String, String, String)])
    func `an override that means nothing is refused with what to do`(
        rota: String, person: String, from: String?, until: String, reason: String, words: String
    ) async throws {
        let harness = try EngineHarness(try Self.tables())
        let commands = OnCallCommands(store: harness.store, tables: harness.tables, time: harness.clock.source)
        let refusal = await #expect(throws: OverrideRefused.self) {
            try await commands.override(rota, person: person, from: from, until: until, by: "First", reason: reason)
        }
        #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "")")
        #expect(try await harness.store.read { try $0.newestRotaOverrideID() } == nil)
    }
}
