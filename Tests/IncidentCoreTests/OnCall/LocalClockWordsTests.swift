import IncidentCore
import Testing

@Suite("Times by a clock, for people", .timeLimit(.minutes(5)))
struct LocalClockWordsTests {
    private static let now = Timestamp("2026-11-23T12:00:00Z")

    private func clock(_ zone: String) throws -> LocalClock { try #require(LocalClock(timeZone: zone)) }

    @Test(
        arguments: [
            ("UTC", "2026-11-23T06:14:59Z", "2026-11-23 06:14:59 UTC", "06:14 UTC"),
            ("Europe/Berlin", "2026-11-23T06:14:59Z", "2026-11-23 07:14:59 Europe/Berlin", "07:14 Europe/Berlin"),
            // The day before by the clock, though not by UTC.
            (
                "America/New_York", "2026-11-23T04:30:00Z", "2026-11-22 23:30:00 America/New_York",
                "2026-11-22 23:30 America/New_York"
            ),
            ("Asia/Kathmandu", "2026-11-23T18:14:00Z", "2026-11-23 23:59:00 Asia/Kathmandu", "23:59 Asia/Kathmandu"),
        ] as [(String, Timestamp, String, String)])
    func `are told with the zone, and in short without the date of today`(
        zone: String, time: Timestamp, readable: String, brief: String
    ) throws {
        let clock = try clock(zone)
        #expect(clock.readable(time) == readable)
        #expect(clock.brief(time, at: Self.now) == brief)
    }

    @Test(
        arguments: [
            ("Europe/Berlin", "2026-10-25T00:30:00Z", "02:30 Europe/Berlin (UTC+2)"),
            ("Europe/Berlin", "2026-10-25T01:30:00Z", "02:30 Europe/Berlin (UTC+1)"),
            ("Europe/Berlin", "2026-10-24T23:59:00Z", "01:59 Europe/Berlin"),
            ("Europe/Berlin", "2026-10-25T02:00:00Z", "03:00 Europe/Berlin"),
            ("Europe/Berlin", "2026-03-29T01:30:00Z", "03:30 Europe/Berlin"),
            ("America/St_Johns", "2026-11-01T04:00:00Z", "01:30 America/St_Johns (UTC-2:30)"),
            ("Australia/Lord_Howe", "2026-04-04T15:10:00Z", "01:40 Australia/Lord_Howe (UTC+10:30)"),
        ] as [(String, Timestamp, String)])
    func `of an hour that comes twice say which of the two it is`(zone: String, time: Timestamp, hour: String) throws {
        #expect(try clock(zone).hour(time) == hour)
    }

    @Test(arguments: [
        (
            "until 2026-11-23 08:00:00 UTC: upgrade", "until 2026-11-23 09:00:00 Europe/Berlin: upgrade",
            "until 09:00 Europe/Berlin: upgrade"
        ),
        ("since 2026-11-22 08:00 UTC", "since 2026-11-22 09:00 Europe/Berlin", "since 2026-11-22 09:00 Europe/Berlin"),
        (
            "from 2026-11-23 08:00:01 UTC to 2026-11-23 23:30 UTC.",
            "from 2026-11-23 09:00:01 Europe/Berlin to 2026-11-24 00:30 Europe/Berlin.",
            "from 09:00 Europe/Berlin to 2026-11-24 00:30 Europe/Berlin."
        ),
        ("größer 🚨 2026-11-23 08:00 UTC", "größer 🚨 2026-11-23 09:00 Europe/Berlin", "größer 🚨 09:00 Europe/Berlin"),
        ("2026-13-23 08:00:00 UTC", "2026-13-23 08:00:00 UTC", "2026-13-23 08:00:00 UTC"),
        ("2026-11-23 08:00:00 UTC+2", "2026-11-23 08:00:00 UTC+2", "2026-11-23 08:00:00 UTC+2"),
        ("at 08:00 UTC", "at 08:00 UTC", "at 08:00 UTC"), (" UTC UTC", " UTC UTC", " UTC UTC"), ("", "", ""),
    ])
    func `stand in sentences of ours in place of those in UTC`(sentence: String, full: String, brief: String) throws {
        let clock = try clock("Europe/Berlin")
        #expect(clock.retold(sentence) == full)
        #expect(clock.retold(sentence, at: Self.now) == brief)
        #expect(LocalClock.utc.retold(sentence) == sentence)
    }

    @Test(
        arguments: [
            ("opened: down at 2026-11-23 08:00:00 UTC", "down at 2026-11-23 08:00:00 UTC", nil),
            (
                "closed 2026-11-23 08:00:00 UTC: down at 2026-11-23 08:00:00 UTC, until 2026-11-23 08:00:00 UTC",
                "down at 2026-11-23 08:00:00 UTC",
                "closed 2026-11-23 09:00:00 Europe/Berlin: down at 2026-11-23 08:00:00 UTC, until 2026-11-23 09:00:00 Europe/Berlin"
            ),
            ("at 2026-11-23 08:00:00 UTC", "", "at 2026-11-23 09:00:00 Europe/Berlin"),
        ] as [(String, String, String?)])
    func `stay as they are in what is quoted`(sentence: String, quoted: String, told: String?) throws {
        #expect(try clock("Europe/Berlin").retold(sentence, leaving: quoted) == told ?? sentence)
    }

    @Test(
        arguments: [
            ("backup ended 2026-11-23 06:12:48 UTC", false, nil), ("it began at 2026-11-23 06:12 UTC", false, nil),
            (
                "api: revision 7 -> 8 since 2026-11-23 06:12 UTC", false,
                "api: revision 7 -> 8 since 2026-11-23 07:12 Europe/Berlin"
            ),
            ("api: revision 7 -> 8 since 2026-11-23 06:12 UTC", true, nil),
            (
                "errors were above 1% from 2026-11-23 06:12 UTC to 2026-11-23 06:20 UTC, 3% at worst", false,
                "errors were above 1% from 2026-11-23 07:12 Europe/Berlin to 2026-11-23 07:20 Europe/Berlin, 3% at worst"
            ),
        ] as [(String, Bool, String?)])
    func `stay as they are in a finding, but for what we have compared or measured`(
        text: String, isLogged: Bool, told: String?
    ) throws {
        let finding = Finding(collector: "c", level: .warning, text: text, isLogged: isLogged)
        #expect(try clock("Europe/Berlin").retold(finding, text) == told ?? text)
        #expect(LocalClock.utc.retold(finding, text) == text)
    }

    @Test(arguments: [
        ("Europe/Berln", "; did you mean \"Europe/Berlin\"?"), ("Berlin", "; did you mean \"Europe/Berlin\"?"),
        ("europe/berlin ", "; did you mean \"Europe/Berlin\"?"), ("Mars", ""), ("", ""),
    ])
    func `a zone that is none may have been meant to be one`(zone: String, suggestion: String) {
        #expect(LocalClock.suggestion(for: zone) == suggestion)
    }

    private static func contact(_ role: String, _ zone: String? = nil) -> Contact {
        Contact(
            role: role, address: "a@example.com", escalationPath: [], clock: zone.flatMap { LocalClock(timeZone: $0) })
    }

    @Test(arguments: [
        ("Lead", "Asia/Tokyo"), ("Admin", "Europe/Berlin"), ("Ann", "America/New_York"), ("Ben", "Australia/Sydney"),
        ("On-Call Engineer", "Australia/Sydney"), ("Carl", "Europe/Berlin"), ("nobody", "Europe/Berlin"),
    ])
    func `are by the contact's own zone, that of their rota, that of business hours`(name: String, zone: String) throws
    {
        let sydney = try clock("Australia/Sydney")
        let layer = RotaLayer(name: "week", people: ["Ann", "Ben"], turnDays: 7, firstDay: 0, handOffMinute: 540)
        var tables = RoutingTables(
            classifier: Classifier(rules: [], severities: [:], defaultPriority: .p3),
            contacts: ContactTable(
                contacts: [Self.contact("Lead", "Asia/Tokyo"), Self.contact("Admin")],
                people: [
                    Person(contact: Self.contact("Ann"), clock: try clock("America/New_York")),
                    Person(contact: Self.contact("Ben")), Person(contact: Self.contact("Carl")),
                ], rotas: [Rota(name: "primary", clock: sydney, layers: [layer])],
                rotaRoles: ["On-Call Engineer": "primary"]), policies: [])
        #expect(tables.messageClock(of: "nobody") == .utc)
        tables.businessHours = BusinessHours(
            timeZone: "Europe/Berlin", weekdays: [1], opensAt: 540, closesAt: 1020, holidays: [])
        #expect(tables.messageClock(of: name).timeZone == zone)
    }
}
