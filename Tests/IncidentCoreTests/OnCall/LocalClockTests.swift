import IncidentCore
import Testing

@Suite("A time zone's clock", .timeLimit(.minutes(5)))
struct LocalClockTests {
    @Test(
        arguments: [
            // Berlin: 2026-03-29, 02:00 becomes 03:00; 2026-10-25, 03:00 becomes 02:00.
            ("Europe/Berlin", "2026-01-05", 9 * 60, "2026-01-05T08:00:00Z"),
            ("Europe/Berlin", "2026-03-29", 119, "2026-03-29T00:59:00Z"),
            ("Europe/Berlin", "2026-03-29", 150, "2026-03-29T01:30:00Z"),
            ("Europe/Berlin", "2026-03-29", 180, "2026-03-29T01:00:00Z"),
            ("Europe/Berlin", "2026-10-25", 150, "2026-10-25T00:30:00Z"),
            ("Europe/Berlin", "2026-10-25", 180, "2026-10-25T02:00:00Z"),
            // New York: 2026-03-08 and 2026-11-01.
            ("America/New_York", "2026-03-08", 150, "2026-03-08T07:30:00Z"),
            ("America/New_York", "2026-11-01", 90, "2026-11-01T05:30:00Z"),
            ("America/New_York", "2026-11-01", 120, "2026-11-01T07:00:00Z"),
            // Half an hour, at two in the morning.
            ("Australia/Lord_Howe", "2026-04-05", 105, "2026-04-04T14:45:00Z"),
            ("Pacific/Kiritimati", "2026-01-01", 0, "2025-12-31T10:00:00Z"),
            ("Pacific/Pago_Pago", "2026-01-01", 24 * 60, "2026-01-02T11:00:00Z"),
        ] as [(String, String, Int, Timestamp)])
    func `a minute that comes twice is the first, one that is left out lies behind the change`(
        zone: String, date: String, minute: Int, expected: Timestamp
    ) throws {
        let clock = try #require(LocalClock(timeZone: zone))
        let day = try #require(LocalClock.day(ofDate: date))
        #expect(clock.instant(day: day, minute: minute) == expected)
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `what it shows at an instant is at that instant, unless it shows it twice`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for zone in ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"] {
            let clock = try #require(LocalClock(timeZone: zone))
            for _ in 0..<300 {
                let time =
                    Timestamp("2026-01-01T00:00:00Z") + .seconds(60 * Int.random(in: 0..<525_600, using: &generator))
                let (day, minute) = clock.reading(at: time)
                let first = clock.instant(day: day, minute: minute)
                #expect(first <= time && time - first <= .seconds(3600), "seed \(seed), \(zone), \(time.rfc3339)")
                #expect(clock.reading(at: first) == (day, minute), "seed \(seed), \(zone), \(time.rfc3339)")
            }
        }
    }

    @Test(arguments: [("2026-02-29", false), ("2028-02-29", true), ("2026-13-01", false), ("1969-12-31", true)])
    func `a date is one that the calendar has`(text: String, isDate: Bool) {
        #expect((LocalClock.day(ofDate: text) != nil) == isDate)
    }

    @Test(
        arguments: [
            ("2026-12-24 18:00", "2026-12-24T17:00:00Z"), ("2026-07-24T18:00", "2026-07-24T16:00:00Z"),
            ("2026-12-24", "2026-12-23T23:00:00Z"), ("2026-12-24T18:00:00+05:00", "2026-12-24T13:00:00Z"),
            ("2026-12-24 25:00", nil), ("2026-12-24 8:00", nil), ("2026-02-30", nil), ("18:00", nil), ("", nil),
            ("2026-12-24 18:00 UTC", nil), ("tomorrow", nil),
        ] as [(String, Timestamp?)])
    func `what people write is read by it`(text: String, expected: Timestamp?) throws {
        #expect(try #require(LocalClock(timeZone: "Europe/Berlin")).instant(of: text) == expected)
    }

    @Test func `a place that nobody knows has no clock`() { #expect(LocalClock(timeZone: "Mars/Olympus") == nil) }
}
