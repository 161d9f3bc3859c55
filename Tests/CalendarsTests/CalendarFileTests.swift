import Calendars
import Foundation
import IncidentCore
import Testing

@Suite("Calendar files", .timeLimit(.minutes(5)))
struct CalendarFileTests {
    private static func shifts(_ events: String, zones: String = "") throws -> [CalendarShift] {
        try shifts(bytes: Array("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\(zones)\(events)END:VCALENDAR\r\n".utf8))
    }

    /// The events of October to December 2026, by the clock of Berlin.
    private static func shifts(bytes: [UInt8]) throws -> [CalendarShift] {
        try CalendarFile.shifts(
            in: bytes, clock: try #require(LocalClock(timeZone: "Europe/Berlin")),
            from: try #require(Timestamp(rfc3339: "2026-10-01T00:00:00Z")),
            until: try #require(Timestamp(rfc3339: "2027-01-01T00:00:00Z"))
        ) { ([$0.summary] + $0.attendees).joined(separator: "+") }
    }

    private static func event(_ lines: String..., title: String = "A") -> String {
        "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:\(title)\r\n\(lines.map { "\($0)\r\n" }.joined())END:VEVENT\r\n"
    }

    @Test(
        arguments: [
            (
                "of UTC", event("DTSTART:20261101T080000Z", "DTEND:20261101T090000Z"),
                ["2026-11-01T08:00 2026-11-01T09:00"]
            ),
            (
                "of a zone", event("DTSTART;TZID=America/New_York:20261101T080000", "DURATION:PT1H"),
                ["2026-11-01T13:00 2026-11-01T14:00"]
            ),
            (
                "of a zone whose name has a beginning",
                event("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20261101T080000", "DURATION:PT1H"),
                ["2026-11-01T07:00 2026-11-01T08:00"]
            ),
            ("of no zone", event("DTSTART:20261101T080000", "DURATION:PT90M"), ["2026-11-01T07:00 2026-11-01T08:30"]),
            (
                "of a day on which the clocks change", event("DTSTART;VALUE=DATE:20261025"),
                ["2026-10-24T22:00 2026-10-25T23:00"]
            ),
            (
                "of days", event("DTSTART;VALUE=DATE:20261101", "DTEND;VALUE=DATE:20261103"),
                ["2026-10-31T23:00 2026-11-02T23:00"]
            ),
            (
                "of a week over a clock change", event("DTSTART;TZID=Europe/Berlin:20261019T090000", "DURATION:P1W"),
                ["2026-10-19T07:00 2026-10-26T08:00"]
            ),
            (
                "of hours over a clock change", event("DTSTART;TZID=Europe/Berlin:20261024T220000", "DURATION:PT8H"),
                ["2026-10-24T20:00 2026-10-25T04:00"]
            ),
            (
                "that repeats until a time",
                event(
                    "DTSTART;TZID=Europe/Berlin:20261019T090000", "DURATION:PT1H",
                    "RRULE:FREQ=WEEKLY;UNTIL=20261102T080000Z"),
                [
                    "2026-10-19T07:00 2026-10-19T08:00", "2026-10-26T08:00 2026-10-26T09:00",
                    "2026-11-02T08:00 2026-11-02T09:00",
                ]
            ),
            (
                "that repeats until a date",
                event("DTSTART;TZID=Europe/Berlin:20261230T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20261231"),
                ["2026-12-30T08:00 2026-12-30T09:00", "2026-12-31T08:00 2026-12-31T09:00"]
            ),
            (
                "that repeats so often, also before",
                event("DTSTART:20260928T080000Z", "DTEND:20260928T090000Z", "RRULE:FREQ=WEEKLY;COUNT=2"),
                ["2026-10-05T08:00 2026-10-05T09:00"]
            ),
            (
                "with exceptions",
                event(
                    "DTSTART:20261005T080000Z", "DTEND:20261005T090000Z", "RRULE:FREQ=WEEKLY;COUNT=4",
                    "EXDATE:20261012T080000Z,20261026T080000Z"),
                ["2026-10-05T08:00 2026-10-05T09:00", "2026-10-19T08:00 2026-10-19T09:00"]
            ),
            (
                "with an exception by date",
                event("DTSTART;VALUE=DATE:20261005", "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;VALUE=DATE:20261005"),
                ["2026-10-11T22:00 2026-10-12T22:00"]
            ),
            (
                "with additions",
                event("DTSTART:20261005T080000Z", "DURATION:PT1H", "RDATE:20261006T080000Z,20261005T080000Z"),
                ["2026-10-05T08:00 2026-10-05T09:00", "2026-10-06T08:00 2026-10-06T09:00"]
            ),
            (
                "with an instance that is moved",
                event("DTSTART:20261005T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2")
                    + event("RECURRENCE-ID:20261006T080000Z", "DTSTART:20261007T100000Z", "DURATION:PT2H"),
                ["2026-10-05T08:00 2026-10-05T09:00", "2026-10-07T10:00 2026-10-07T12:00"]
            ),
            (
                "with an instance that is cancelled",
                event("DTSTART:20261005T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2")
                    + event("RECURRENCE-ID:20261006T080000Z", "DTSTART:20261006T080000Z", "STATUS:CANCELLED"),
                ["2026-10-05T08:00 2026-10-05T09:00"]
            ),
            (
                "of the third Friday",
                event("DTSTART:20261016T080000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=3FR"),
                [
                    "2026-10-16T08:00 2026-10-16T09:00", "2026-11-20T08:00 2026-11-20T09:00",
                    "2026-12-18T08:00 2026-12-18T09:00",
                ]
            ),
            ("without an end", event("DTSTART:20261005T080000Z"), []),
            ("that lasts no time", event("DTSTART:20261005T080000Z", "DTEND:20261005T080000Z"), []),
            (
                "that ends before it begins and is cancelled",
                event("DTSTART:20261005T080000Z", "DTEND:20261005T070000Z", "STATUS:CANCELLED"), []
            ),
            (
                "that has begun before", event("DTSTART:20260901T080000Z", "DTEND:20261001T000001Z"),
                ["2026-09-01T08:00 2026-10-01T00:00"]
            ),
            ("that is over before", event("DTSTART:20260901T080000Z", "DTEND:20261001T000000Z"), []),
        ] as [(String, String, [String])])
    func `an event`(what: String, event: String, spans: [String]) throws {
        let found = try Self.shifts(event).map { "\($0.from.rfc3339.prefix(16)) \($0.until.rfc3339.prefix(16))" }
        #expect(found == spans, "\(what)")
    }

    @Test func `title and attendees say who it is, unfolded and without escapes`() throws {
        let found = try Self.shifts(
            Self.event(
                "DTSTART:20261005T080000Z", "DURATION:PT1H",
                "ATTENDEE;CN=\"Example, Al\r\n ice\";X-NUM-GUESTS=0:MAILTO:alice@example.com",
                title: "On call\\, A\\;B\r\n C"))
        #expect(found.map(\.person) == ["On call, A;BC+alice@example.com+Example, Alice"])
    }

    @Test func `who has declined is no attendee`() throws {
        var declined: [String] = []
        let shifts = try CalendarFile.shifts(
            in: Array(
                ("BEGIN:VCALENDAR\r\n"
                    + Self.event(
                        "DTSTART:20261005T080000Z", "DURATION:PT1H",
                        "ATTENDEE;PARTSTAT=DECLINED;CN=Al:mailto:al@example.com",
                        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.com") + "END:VCALENDAR\r\n").utf8),
            clock: .utc, from: try #require(Timestamp(rfc3339: "2026-10-01T00:00:00Z")),
            until: try #require(Timestamp(rfc3339: "2027-01-01T00:00:00Z"))
        ) { title in
            declined = title.declined
            return title.attendees.joined()
        }
        #expect(shifts.map(\.person) == ["bo@example.com"])
        #expect(declined == ["al@example.com", "Al"])
    }

    @Test func `what begins later stands later, and of what begins together the later of the file`() throws {
        let events = ["B", "A", "C"].enumerated().map { number, title in
            Self.event("DTSTART:2026100\(number == 2 ? 4 : 5)T080000Z", "DURATION:PT1H", title: title)
        }
        #expect(try Self.shifts(events.joined()).map(\.person) == ["C", "B", "A"])
    }

    @Test(
        arguments: [
            ("", "line 1: the file holds no calendar"), ("hello", "line 1: \"hello\" is no NAME:VALUE"),
            ("contacts:\n", "line 1: a calendar begins with BEGIN:VCALENDAR, and this does not"),
            ("BEGIN:VEVENT\n", "line 1: a calendar begins with BEGIN:VCALENDAR, and this is VEVENT"),
            (" BEGIN:VCALENDAR", "line 1: this line goes on with one that is not there"),
            ("BEGIN:VCALENDAR\nVERSION:2.0\n", "line 1: BEGIN:VCALENDAR has no END"),
            ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "line 3: END:VCALENDAR ends nothing that has begun"),
            ("BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", "line 3: END:VCALENDAR ends nothing that has begun"),
            ("BEGIN:VCALENDAR\nX:\0\nEND:VCALENDAR\n", "line 2: this line holds a NUL byte; this is no iCalendar file"),
            ("BEGIN:VCALENDAR\nBEGIN:X\nBEGIN:Y\nBEGIN:Z\nBEGIN:Q\n", "line 5: components are nested too deeply here"),
            ("BEGIN:VCALENDAR\nBEGIN:VTODO\nBEGIN:VEVENT\n", "line 3: this event stands inside another component"),
            (
                "BEGIN:VCALENDAR\nX:\(String(repeating: "x", count: 70_000))\nEND:VCALENDAR\n",
                "line 2: this line has more than 64 KiB"
            ),
            (
                "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nBEGIN:STANDARD\nRRULE:FREQ=SECONDLY\n",
                "line 4: a time zone's rule must be yearly or monthly"
            ),
        ])
    func `what is no calendar is refused with its line`(text: String, problem: String) {
        let refusal = #expect(throws: CalendarProblems.self) { try Self.shifts(bytes: Array(text.utf8)) }
        #expect(refusal?.all.map(\.description) == [problem])
    }

    @Test(
        arguments: [
            (event("DTEND:20261005T080000Z"), "line 3: this event has no DTSTART"),
            (event("DTSTART:yesterday"), "line 6: DTSTART cannot be understood: yesterday"),
            (event("DTSTART:20261305T080000Z"), "line 6: DTSTART is no date or time: 20261305T080000Z"),
            (event("DTSTART:20261005T080000Z", "DTEND:soon"), "line 7: DTEND cannot be understood: soon"),
            (
                event("DTSTART:20261005T080000Z", "DTEND:20261005T075959Z"),
                "line 7: DTEND is before DTSTART: 20261005T075959Z and 20261005T080000Z"
            ),
            (
                event("DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261004", "RRULE:FREQ=DAILY"),
                "line 7: DTEND is before DTSTART: VALUE=DATE:20261004 and VALUE=DATE:20261005"
            ),
            (event("DTSTART:20261005T080000Z", "DURATION:long"), "line 7: DURATION cannot be understood"),
            (event("DTSTART:20261005T080000Z", "DURATION:P99999999D"), "line 7: DURATION cannot be understood"),
            (
                event("DTSTART;TZID=Mars:20261005T080000"),
                "line 6: DTSTART: time zone \"Mars\" is known neither here nor as a VTIMEZONE of the file"
            ),
            (
                event("DTSTART:20261005T080000Z", "RRULE:FREQ=SOMETIMES"),
                "line 7: RRULE cannot be understood: FREQ=SOMETIMES"
            ),
            (
                event("DTSTART:20261005T080000Z", "RRULE:FREQ=SECONDLY"),
                "line 7: an event that repeats every minute or second says nothing of who is on call"
            ),
            (
                event("DTSTART:20261005T080000Z", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"),
                "line 8: this event has a second RRULE; write two events"
            ),
            (event("DTSTART:20261005T080000Z", "EXRULE:FREQ=DAILY"), "line 7: EXRULE is not understood; write EXDATE"),
            (
                event("DTSTART:20261005T080000Z", "RRULE:FREQ=DAILY", "EXDATE:20261005T080000Z,never"),
                "line 8: EXDATE cannot be understood: 20261005T080000Z,never"
            ),
            (
                event("DTSTART:20261005T080000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261005T080000Z"),
                "line 7: RANGE is not understood; export one event for each"
            ),
            (
                event("DTSTART:20261005T080000Z", "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"),
                "line 7: BYMONTH is not understood here: FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"
            ),
            (
                event("DTSTART:20261005T080000Z", "RRULE:RSCALE=CHINESE;FREQ=YEARLY"),
                "line 7: RSCALE is not understood here: RSCALE=CHINESE;FREQ=YEARLY"
            ),
            // Twenty-five years by the hour.
            (
                event("DTSTART:20000101T080000Z", "DURATION:PT1H", "RRULE:FREQ=HOURLY"),
                "line 8: events repeat more than 200000 times up to here; let them begin later"
            ),
        ])
    func `what an event cannot mean is refused with its line`(event: String, problem: String) {
        let refusal = #expect(throws: CalendarProblems.self) { try Self.shifts(event) }
        #expect(refusal?.all.map(\.description) == [problem])
    }

    @Test(
        arguments: [
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=32767",
            "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1;BYSETPOS=366", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6",
            "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-7;COUNT=2147483647", "FREQ=WEEKLY;INTERVAL=0",
        ])
    func `a rule that never comes, or hardly ever, ends`(rule: String) {
        let event = Self.event("DTSTART:20261005T080000Z", "DURATION:PT1H", "RRULE:\(rule)")
        let began = ContinuousClock.now
        _ = try? Self.shifts(event)
        #expect(ContinuousClock.now - began < .seconds(20), "\(rule)")
    }

    @Test func `many rules that never come are given up together`() {
        let never = Self.event("DTSTART:20261005T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
        let began = ContinuousClock.now
        let refusal = #expect(throws: CalendarProblems.self) { try Self.shifts(String(repeating: never, count: 1000)) }
        #expect(refusal?.all.last?.sentence == "the rules up to here take more than 5s to work out")
        #expect(ContinuousClock.now - began < .seconds(60))
    }

    @Test func `many problems are told together, in the order of their lines`() {
        let refusal = #expect(throws: CalendarProblems.self) {
            try Self.shifts(String(repeating: Self.event("DTSTART:never"), count: 30))
        }
        #expect(refusal?.all.count == 20)
        #expect(refusal?.all.prefix(2).map(\.line) == [6, 11])
    }
}
