import Foundation
import IncidentCore
import TestSupport
import Testing

@testable import ResponderConfig

/// `people:` and `rotas:` of `routes/contacts.yaml`.
@Suite(.timeLimit(.minutes(5)))
struct RotaReadingTests {
    static let example = TestTables.repository.appending(path: "Tests/Fixtures/rotas/contacts.yaml")

    @Test func `people take turns in layers, and a rota fills a role`() throws {
        let contacts = try TestTables.load(["contacts": String(contentsOf: Self.example, encoding: .utf8)]).tables
            .contacts
        let clock = try #require(LocalClock(timeZone: "Europe/Berlin"))
        let firstDay = try #require(LocalClock.day(ofDate: "2026-11-02"))
        let nights = RotaLayer(
            name: "nights", people: ["Nora"], turnDays: 1, firstDay: firstDay, handOffMinute: 540,
            lastDay: firstDay + 365,
            hours: [
                WeeklyHours(weekdays: [1, 2, 3, 4, 5], from: 22 * 60, to: 6 * 60),
                WeeklyHours(weekdays: [0], from: 0, to: 24 * 60),
            ])
        let turns = RotaLayer(
            name: "layer 2", people: ["Alice", "Bob"], turnDays: 14, firstDay: firstDay, handOffMinute: 540)
        #expect(
            contacts.rotas == [
                Rota(name: "primary", clock: clock, layers: [nights, turns], fallBack: "Database Admin")
            ])
        #expect(contacts.rotaRoles == ["On-Call Engineer": "primary"])
        #expect(contacts.contacts.map(\.role) == ["Database Admin"])
        #expect(contacts.people.map(\.contact.role) == ["Alice", "Bob", "Nora"])
        #expect(contacts.people.map { $0.clock?.timeZone } == [nil, "America/New_York", nil])
        #expect(contacts["Bob"]?.escalationPath == [.pagerduty, .email("bob@home.example.com")])
    }

    @Test func `a contact has the clock of its time zone, and without one none of its own`() throws {
        let row = "contact: a@example.com, escalation_path: [email]"
        let contacts = try TestTables.load([
            "contacts": """
            contacts:
              - { role: On-Call Engineer, \(row), time_zone: Asia/Kolkata }
              - { role: DevOps Lead, \(row) }
            """,
            "escalation": "policies: [ { name: all, steps: [ { after: 0s, notify: [On-Call Engineer] } ] } ]",
        ]).tables.contacts
        #expect(contacts.contacts.map { $0.clock?.timeZone } == ["Asia/Kolkata", nil])
        #expect(contacts.clock(of: "On-Call Engineer")?.timeZone == "Asia/Kolkata")
    }

    @Test func `hand-offs are told where the rota says so`() throws {
        let text = try String(contentsOf: Self.example, encoding: .utf8)
        for (word, tells) in [("true", true), ("false", false)] {
            let told = text.replacing("  - name: primary\n", with: "  - name: primary\n    tell_at_hand_off: \(word)\n")
            #expect(told != text)
            let contacts = try TestTables.load(["contacts": told]).tables.contacts
            #expect(contacts.rotas.map(\.tellsHandOffs) == [tells])
        }
    }

    @Test func `a policy may name people and roles that a rota fills`() throws {
        let routes = try TestTables.load([
            "contacts": String(contentsOf: Self.example, encoding: .utf8),
            "escalation": """
            policies: [ { name: all, steps: [ { after: 0s, notify: [On-Call Engineer, Nora] } ], otherwise: Alice } ]
            """,
        ])
        #expect(routes.tables.policies.first?.policy.steps.first?.notify == ["On-Call Engineer", "Nora"])
    }

    @Test func `a rota that fills no role is warned of`() throws {
        let text = try String(contentsOf: Self.example, encoding: .utf8).replacing(
            "    rota: primary\n", with: "    contact: a@example.com\n    escalation_path: [email]\n")
        #expect(
            try TestTables.load(["contacts": text]).warnings.filter { $0.contains("rota") } == [
                "routes/contacts.yaml:17:5: rota \"primary\" fills no role; write rota: primary into a row of contacts"
            ])
    }

    @Test(arguments: Mistake.inRotas) func `mistakes are reported`(_ mistake: Mistake) {
        #expect(TestTables.problems([mistake.table: mistake.text]) == mistake.problems)
    }
}
