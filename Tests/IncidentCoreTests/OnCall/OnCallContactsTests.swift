import IncidentCore
import Testing

@Suite("Roles that a rota fills", .timeLimit(.minutes(5)))
struct OnCallContactsTests {
    private static func contact(_ name: String) -> Contact {
        let method = ContactMethod(EndpointID(NotifierKind("mail")), address: "\(name.lowercased())@example.com")
        return Contact(role: name, address: method.address, escalationPath: [method])
    }

    /// Alice and Bob take turns from Monday to Friday; nobody is on call at weekends.
    private static func tables(
        people: [String] = ["Alice", "Bob"], fallBack: String? = nil, overrides: [RotaOverride] = []
    ) throws -> RoutingTables {
        let workdays = WeeklyHours(weekdays: [1, 2, 3, 4, 5], from: 0, to: 24 * 60)
        let rota = Rota(
            name: "primary", clock: try #require(RotaTests.berlin),
            layers: [RotaTests.layer("day", ["Bob", "Alice"], hours: [workdays])],
            fallBack: fallBack)
        var tables = RoutingTables.empty
        tables.contacts = ContactTable(
            contacts: [contact("Lead")], people: people.map { Person(contact: contact($0)) }, rotas: [rota],
            rotaRoles: ["On-Call": "primary"])
        tables.contacts.overrides = overrides
        return tables
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var roles = ["On-Call"]
        var people = ["Alice", "Bob"]
        var at: Timestamp = "2026-11-23T12:00:00Z"
        var fallBack: String?
        var overrides: [RotaOverride] = []
        let told: [String]
        let words: String
    }

    static let rows = [
        Row(
            testDescription: "who is on call", told: ["Bob, on call by rota \"primary\""],
            words: "Bob (On-Call, on call by rota \"primary\")"),
        Row(
            testDescription: "before the hand-off", at: "2026-11-30T07:59:59Z",
            told: ["Bob, on call by rota \"primary\""], words: "Bob (On-Call, on call by rota \"primary\")"),
        Row(
            testDescription: "at the very instant of the hand-off", at: "2026-11-30T08:00:00Z",
            told: ["Alice, on call by rota \"primary\""], words: "Alice (On-Call, on call by rota \"primary\")"),
        Row(
            testDescription: "nobody twice", roles: ["Bob", "On-Call"], told: ["Bob"],
            words: "Bob, Bob (On-Call, on call by rota \"primary\")"),
        Row(
            testDescription: "by an override",
            overrides: [RotaTests.override(7, "Lead", .start, "2026-11-24T00:00:00Z")],
            told: ["Lead, on call by override 7 of rota \"primary\""],
            words: "Lead (On-Call, on call by override 7 of rota \"primary\")"),
        Row(
            testDescription: "not by an override for somebody who is gone",
            overrides: [RotaTests.override(7, "Gone", .start, "2026-11-24T00:00:00Z")],
            told: ["Bob, on call by rota \"primary\""], words: "Bob (On-Call, on call by rota \"primary\")"),
        Row(
            testDescription: "the fall-back where nobody is", at: "2026-11-28T12:00:00Z", fallBack: "Lead",
            told: ["Lead, in place of On-Call: nobody is on call by rota \"primary\""],
            words: "Lead (in place of On-Call: nobody is on call by rota \"primary\")"),
        Row(
            testDescription: "nobody where there is no fall-back", at: "2026-11-28T12:00:00Z", told: [],
            words: "nobody (On-Call, for which nobody is on call)"),
        Row(
            testDescription: "the others where there is no fall-back", roles: ["On-Call", "Lead"],
            at: "2026-11-28T12:00:00Z", told: ["Lead"],
            words: "Lead (and not On-Call, for which nobody is on call)"),
        Row(
            testDescription: "the fall-back where nobody knows who is on call", people: ["Alice"], fallBack: "Lead",
            told: ["Lead, in place of On-Call: \"Bob\" is on call by rota \"primary\" and stands nowhere in people"],
            words: "Lead (in place of On-Call: \"Bob\" is on call by rota \"primary\" and stands nowhere in people)"),
    ]

    @Test(arguments: rows)
    func `who is told is decided at the time of telling`(row: Row) throws {
        let tables = try Self.tables(people: row.people, fallBack: row.fallBack, overrides: row.overrides)
            .onCall(at: row.at)
        let recipients = Recipients(of: row.roles, at: .step(0), of: "p", in: .sample(), tables: tables)
        #expect(tables.contacts.addressees(of: recipients.told).map { $0.contact.role + $0.by } == row.told)
        #expect(recipients.words == row.words)
    }

    @Test func `that nobody is on call is said, and what follows from it`() throws {
        let alone = try Self.tables().onCall(at: "2026-11-28T12:00:00Z").contacts
        #expect(
            alone.vacancies(of: ["On-Call", "Lead"]) == [
                "On-Call is not told: nobody is on call by rota \"primary\", and it has no fall_back"
            ])
        let backed = try Self.tables(fallBack: "Lead").onCall(at: "2026-11-28T12:00:00Z").contacts
        #expect(
            backed.vacancies(of: ["On-Call"]) == [
                "nobody is on call by rota \"primary\": Lead, its fall_back, is told as On-Call"
            ])
        #expect(try Self.tables().onCall(at: "2026-11-27T12:00:00Z").contacts.vacancies(of: ["On-Call"]) == [])
    }

    @Test func `where no instant was asked for the role stands for whoever it is`() throws {
        let tables = try Self.tables()
        let recipients = Recipients(of: ["On-Call"], at: .step(0), of: "p", in: .sample(), tables: tables)
        #expect(recipients.words == "On-Call")
        #expect(recipients.told == ["On-Call"])
    }

    @Test func `a person's name and address mean the person`() throws {
        let contacts = try Self.tables().contacts
        #expect(contacts.name(of: "BOB") == "Bob")
        #expect(contacts.name(of: "alice@example.com") == "Alice")
    }

    @Test func `gaps are when nobody is on call, or somebody whom nobody knows`() throws {
        let contacts = try Self.tables(people: ["Alice"]).contacts
        let gaps = contacts.gaps(in: contacts.rotas[0], from: "2026-11-27T12:00:00Z", until: "2026-12-01T12:00:00Z")
        #expect(gaps.map(\.person) == ["Bob", nil, "Bob"])
        #expect(gaps.map(\.until) == ["2026-11-27T23:00:00Z", "2026-11-29T23:00:00Z", "2026-11-30T08:00:00Z"])
    }

    @Test(arguments: ["", ", in place of mail, which failed"])
    func `a step is the same step whoever is on call for it`(failed: String) {
        let step = "step 1 of policy \"p\""
        func told(_ id: Int64, _ contact: String, _ reason: String) -> TellingHistory.Told {
            TellingHistory.Told(
                id: id, method: Self.contact(contact).escalationPath[0], contact: contact, event: .page, priority: .p1,
                policy: "p", reason: reason, state: .sent, createdAt: .start)
        }
        let history = TellingHistory([
            told(1, "Bob", "\(step), on call by rota \"a\"\(failed)"), told(2, "Lead", step),
        ])
        #expect(history.toldLast.map(\.contact) == ["Bob", "Lead"])
    }
}
