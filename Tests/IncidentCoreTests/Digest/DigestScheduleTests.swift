import Testing

@testable import IncidentCore

/// When digests come.
@Suite("The time of a digest", .timeLimit(.minutes(5)))
struct DigestScheduleTests {
    private static func tables(
        at minute: Int = 9 * 60, zone: String = "Europe/Berlin", people: String? = nil, holidays: Set<String> = []
    ) throws -> RoutingTables {
        var tables = RoutingTables.empty
        tables.businessHours = try #require(
            BusinessHours(
                timeZone: zone, weekdays: [1, 2, 3, 4, 5], opensAt: 9 * 60, closesAt: 17 * 60, holidays: holidays))
        let contact = Contact(role: "Ann", address: "ann@example.com", escalationPath: [])
        tables.contacts = ContactTable(
            contacts: [], people: [Person(contact: contact, clock: people.flatMap { LocalClock(timeZone: $0) })])
        tables.digest = DigestSettings(minute: minute, roles: ["Ann", "Lead"])
        return tables
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var minute = 9 * 60
        var zone = "Europe/Berlin"
        var people: String?
        var holidays: Set<String> = []
        var role = "Lead"
        let after: Timestamp
        let next: Timestamp?
    }

    static let rows = [
        Row(testDescription: "this morning", after: "2026-11-23T07:59:59Z", next: "2026-11-23T08:00:00Z"),
        Row(testDescription: "tomorrow, when it has come", after: "2026-11-23T08:00:00Z", next: "2026-11-24T08:00:00Z"),
        Row(testDescription: "not at a weekend", after: "2026-11-27T12:00:00Z", next: "2026-11-30T08:00:00Z"),
        Row(
            testDescription: "not on a holiday", holidays: ["2026-12-25"], after: "2026-12-24T09:00:00Z",
            next: "2026-12-28T08:00:00Z"),
        Row(
            testDescription: "by the clock of the person", people: "Asia/Tokyo", role: "Ann",
            after: "2026-11-23T08:00:00Z", next: "2026-11-24T00:00:00Z"),
        Row(
            testDescription: "on the person's own working days", people: "Asia/Tokyo", role: "Ann",
            // It is Saturday there already.
            after: "2026-11-27T16:00:00Z", next: "2026-11-30T00:00:00Z"),
        Row(testDescription: "in summer", after: "2026-06-22T06:00:00Z", next: "2026-06-22T07:00:00Z"),
        // Cairo's clocks leap on a Friday, 2026-04-24, from 00:00 to 01:00.
        Row(
            testDescription: "a time that is leapt over", minute: 30, zone: "Africa/Cairo",
            after: "2026-04-23T12:00:00Z",
            next: "2026-04-23T22:30:00Z"),
        Row(testDescription: "for nobody else", role: "Gone", after: "2026-11-23T07:00:00Z", next: nil),
    ]

    @Test(arguments: rows)
    func `the next one comes on a working day, by the clock of who is told`(row: Row) throws {
        let tables = try Self.tables(at: row.minute, zone: row.zone, people: row.people, holidays: row.holidays)
        #expect(tables.nextDigest(for: row.role, after: row.after) == row.next)
        guard let next = row.next else { return }
        #expect(tables.lastDigest(for: row.role, until: next) == next)
        let before = try #require(tables.lastDigest(for: row.role, until: next - .seconds(1)))
        #expect(before <= row.after)
        #expect(tables.nextDigest(for: row.role, after: before) == next)
    }

    @Test func `a time that comes twice in a night has one digest`() throws {
        // Havana's clocks go back on a Sunday, from 01:00 to 00:00; there it is a working day.
        var tables = try Self.tables(at: 30, zone: "America/Havana")
        tables.businessHours = BusinessHours(
            timeZone: "America/Havana", weekdays: [0], opensAt: 0, closesAt: 60, holidays: [])
        let first = try #require(tables.nextDigest(for: "Lead", after: "2026-10-31T12:00:00Z"))
        #expect(first == "2026-11-01T04:30:00Z")
        #expect(tables.nextDigest(for: "Lead", after: first) == "2026-11-08T05:30:00Z")
    }

    @Test(
        arguments: [
            (.never, "2026-11-23T22:00:00Z", nil), (.always, "2026-11-23T22:00:00Z", "2026-11-24T08:00:00Z"),
            (.always, "2026-11-23T10:00:00Z", "2026-11-24T08:00:00Z"),
            (.outsideBusinessHours, "2026-11-23T10:00:00Z", nil),
            (.outsideBusinessHours, "2026-11-23T22:00:00Z", "2026-11-24T08:00:00Z"),
        ] as [(DigestChoice, Timestamp, Timestamp?)])
    func `a step waits for the digest as it says`(choice: DigestChoice, now: Timestamp, held: Timestamp?) throws {
        let step = EscalationStep(after: .zero, notify: ["Lead"], digest: choice)
        #expect(try Self.tables().digestTime(of: step, at: now) == held)
        var none = try Self.tables()
        none.digest = nil
        #expect(none.digestTime(of: step, at: now) == nil)
    }

    @Test func `the gate holds what is for a digest, and not what is silenced`() {
        var incident = Incident.sample()
        func decide() -> DigestDecision {
            TellingGate(incident, history: TellingHistory(), running: [], at: .start)
                .decide(digestOf: "Lead", at: "2026-11-24T08:00:00Z", because: "step 1 of policy \"p\"")
        }
        guard case .hold(let hold) = decide() else {
            Issue.record("not held")
            return
        }
        #expect(hold.role == "Lead")
        #expect(hold.words == "Lead: held for the digest at 2026-11-24 08:00:00 UTC, step 1 of policy \"p\"")
        incident.silence = .sample
        #expect(decide() == .doNotTell(IncidentSilence.sample.words))
    }
}
