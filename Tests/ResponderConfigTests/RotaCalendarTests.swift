import Foundation
import IncidentCore
import Testing

@testable import ResponderConfig

/// Rotas that take their shifts from calendar files, in the shapes in which Google, PagerDuty and Outlook export them.
@Suite(.timeLimit(.minutes(5)))
struct RotaCalendarTests {
    private static let folder = TestTables.repository.appending(path: "Tests/Fixtures/rotas")
    private static let names = ["google", "pagerduty", "outlook"]

    private static func contacts(of calendars: [String]) -> String {
        let rotas = calendars.map {
            "  - { name: \($0), time_zone: Europe/Berlin, calendar: \($0).ics, fall_back: Alice }"
        }
        let rows = calendars.map { "  - { role: \($0), rota: \($0) }" }
        return """
            people:
              - { name: Alice, contact: alice@example.com, escalation_path: [email], known_as: [Alice Example] }
              - { name: Bob, contact: bob@example.com, escalation_path: [email], known_as: [Bob Example] }
              - { name: Carol, contact: c@example.com, escalation_path: [email carol@example.com], known_as: ["Carol Example", "Example, Carol"] }
            rotas:
            \(rotas.joined(separator: "\n"))
            contacts:
              - { role: On-Call Engineer, contact: oncall@example.com, escalation_path: [email] }
              - { role: Database Admin, contact: dba@example.com, escalation_path: [email] }
            \(rows.joined(separator: "\n"))
            """
    }

    private static func load(_ calendars: [String: String]) throws -> ContactTable {
        try TestTables.load(
            ["contacts": contacts(of: calendars.keys.sorted())],
            files: Dictionary(uniqueKeysWithValues: calendars.map { ("routes/\($0).ics", $1) }),
            now: try #require(Timestamp(rfc3339: "2026-10-01T00:00:00Z"))
        ).tables.contacts
    }

    /// `table.csv` was computed by other libraries (`table.py`).
    @Test func `every hour of eight weeks has who another computation says`() throws {
        let calendars = try Self.names.map { name in
            (name, try String(contentsOf: Self.folder.appending(path: "\(name).ics"), encoding: .utf8))
        }
        let contacts = try Self.load(Dictionary(uniqueKeysWithValues: calendars))
        let rotas = try Self.names.map { name in try #require(contacts.rotas.first { $0.name == name }) }
        let table = try String(contentsOf: Self.folder.appending(path: "table.csv"), encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        #expect(table.first == ["hour"] + Self.names)
        #expect(table.count == 1 + 8 * 7 * 24)
        var differences: [String] = []
        for row in table.dropFirst() {
            let hour = try #require(Timestamp(rfc3339: row[0]))
            for (rota, expected) in zip(rotas, row.dropFirst()) {
                let found = rota.duty(at: hour)?.person ?? ""
                if found != expected { differences.append("\(rota.name) \(row[0]): \(found), expected \(expected)") }
            }
        }
        #expect(differences == [])
    }

    private static func calendar(_ title: String, attendee: String = "") -> String {
        """
        BEGIN:VCALENDAR
        BEGIN:VEVENT
        DTSTART:20261005T000000Z
        DTEND:20261012T000000Z
        SUMMARY:\(title)
        \(attendee.isEmpty ? "" : "ATTENDEE\(attendee)\n")END:VEVENT
        END:VCALENDAR
        """
    }

    @Test(
        arguments: [
            ("Bob", "", "Bob"), ("  BOB example ", "", "Bob"), ("On Call - Alice Example - Primary", "", "Alice"),
            ("Primary: Bob", "", "Bob"), ("Carol (for Alice)", "", "Carol"), ("alice@example.com", "", "Alice"),
            ("Bob", ";CN=Alice Example:mailto:a@elsewhere.example.com", "Alice"),
            ("Bob", ":MAILTO:carol@example.com", "Carol"), ("Bob", ";CN=Nobody:mailto:nobody@example.com", "Bob"),
            ("Bob", ";PARTSTAT=DECLINED:mailto:alice@example.com", "Bob"),
            ("Bob", ";PARTSTAT=DECLINED:mailto:bob@example.com", "Bob (declined)"),
            ("Alice or Bob", ";PARTSTAT=TENTATIVE:mailto:bob@example.com", "Bob"),
            ("Bob-Alice", "", "Bob-Alice"), ("Zoe", "", "Zoe"), ("", "", ""),
        ])
    func `an attendee names who it is, else the title or a part of it`(title: String, attendee: String, person: String)
        throws
    {
        let contacts = try Self.load(["a": Self.calendar(title, attendee: attendee)])
        let time = try #require(Timestamp(rfc3339: "2026-10-05T00:00:00Z"))
        #expect(contacts.rotas[0].duty(at: time) == Duty(person: person, source: .calendar(file: "a.ics")))
    }

    @Test func `whom nobody knows is not told, but the fall-back, and why`() throws {
        let contacts = try Self.load(["a": Self.calendar("Zoe")])
        let now = contacts.onCall(at: try #require(Timestamp(rfc3339: "2026-10-05T00:00:00Z")))
        #expect(now["a"]?.role == "Alice")
        #expect(
            now.vacancies(of: ["a"]) == [
                "\"Zoe\" is on call by rota \"a\" and stands nowhere in people: Alice, its fall_back, is told as a"
            ])
    }

    @Test func `layers have what a calendar leaves open`() throws {
        let text = Self.contacts(of: ["a"]).replacing(
            "calendar: a.ics",
            with:
                "calendar: a.ics, layers: [ { people: [Carol], turn: 1d, hand_off: { at: \"00:00\" }, starts: 2026-01-01 } ]"
        )
        let rota = try TestTables.load(
            ["contacts": text], files: ["routes/a.ics": Self.calendar("Bob")],
            now: try #require(Timestamp(rfc3339: "2026-10-01T00:00:00Z"))
        ).tables.contacts.rotas[0]
        let shifts = rota.shifts(
            from: try #require(Timestamp(rfc3339: "2026-10-04T12:00:00Z")),
            until: try #require(Timestamp(rfc3339: "2026-10-13T00:00:00Z")))
        #expect(shifts.map { $0.duty?.person } == ["Carol", "Bob", "Carol"])
    }

    @Test func `a calendar's problems have its own file and lines, and one that is not there its place in the table`() {
        let found = TestTables.problems(
            ["contacts": Self.contacts(of: ["a", "b"])],
            files: ["routes/a.ics": Self.calendar("Bob").replacing("20261012T000000Z", with: "soon")])
        #expect(
            found == [
                "routes/contacts.yaml:7:52: calendar \"routes/b.ics\" cannot be read: no such file or directory",
                "routes/a.ics:4:1: DTEND cannot be understood: soon",
            ])
    }

    @Test func `a server that starts is not kept from that by a calendar, and its fall-back is on call`() throws {
        let loaded = try TestTables.load(
            ["contacts": Self.contacts(of: ["a", "b"])],
            files: ["routes/a.ics": Self.calendar("Bob").replacing("20261012T000000Z", with: "soon")],
            now: try #require(Timestamp(rfc3339: "2026-10-12T12:00:00Z")), calendarsMayFail: true)
        #expect(
            loaded.warnings.filter { $0.contains(".ics") } == [
                "routes/contacts.yaml:7:52: calendar \"routes/b.ics\" cannot be read: no such file or directory",
                "routes/a.ics:4:1: DTEND cannot be understood: soon",
            ])
        #expect(loaded.tables.contacts.rotas.map(\.calendar?.shifts.isEmpty) == [true, true])
    }

    @Test func `a rota has layers or a calendar`() {
        let text = Self.contacts(of: ["a"]).replacing(", calendar: a.ics", with: "")
        #expect(
            TestTables.problems(["contacts": text]) == [
                "routes/contacts.yaml:6:5: this entry of rotas has no \"layers\" and no \"calendar\"; add one of them"
            ])
    }

    @Test func `tables with a calendar are to be read anew, and are read from its file too`() throws {
        let now = try #require(Timestamp(rfc3339: "2026-10-01T00:00:00Z"))
        let loaded = try TestTables.load(
            ["contacts": Self.contacts(of: ["a"])], files: ["routes/a.ics": Self.calendar("Bob")], now: now)
        #expect(loaded.staleAt == now + .seconds(90 * 86_400))
        #expect(try TestTables.load(now: now).staleAt == nil)
        var texts = TestTables.valid.reduce(into: [:]) { $0["routes/\($1.key).yaml"] = $1.value }
        texts["routes/contacts.yaml"] = Self.contacts(of: ["a"])
        texts["routes/a.ics"] = Self.calendar("Bob")
        #expect(!loaded.sources.haveChanged(files: .inMemory(texts)))
        texts["routes/a.ics"] = Self.calendar("Alice")
        #expect(loaded.sources.haveChanged(files: .inMemory(texts)))
    }
}
