import IncidentCore
import Testing

@Suite("Timestamp", .timeLimit(.minutes(5)))
struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:01.5Z", 1_500_000_000),
        ("2026-11-23T06:12:48Z", 1_795_414_368_000_000_000), ("2026-11-23T06:12:48.6Z", 1_795_414_368_600_000_000),
        ("2026-11-23T06:12:48.61Z", 1_795_414_368_610_000_000),
        ("2026-11-23T06:12:48.614Z", 1_795_414_368_614_000_000),
        ("2026-11-23T06:12:43.623207888Z", 1_795_414_363_623_207_888),
        ("2026-11-23T06:12:43.000000001Z", 1_795_414_363_000_000_001),
        ("2026-11-23T08:15:30.123456789+02:00", 1_795_414_530_123_456_789),
        ("2026-11-23T00:42:48-05:30", 1_795_414_368_000_000_000),
        ("2026-11-23t06:12:48z", 1_795_414_368_000_000_000), ("2026-11-23 06:12:48+00:00", 1_795_414_368_000_000_000),
        ("2026-11-23T06:12:48-00:00", 1_795_414_368_000_000_000),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000_000_000), ("1969-12-31T23:59:59.999999999Z", -1),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000), ("2262-04-11T23:47:16.854775807Z", Int64.max),
    ])
    func `a date-time of RFC 3339 is read to the nanosecond`(text: String, nanoseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.nanoseconds == nanoseconds)
    }

    @Test func `decimals beyond the ninth are cut`() {
        #expect(Timestamp(rfc3339: "1970-01-01T00:00:00.1234567899999Z")?.nanoseconds == 123_456_789)
    }

    @Test(arguments: [
        "", "now", "2026-11-23", "2026-11-23T06:12:48", "2026-11-23T06:12Z", "2026-11-23T06:12:48.Z",
        "2026-11-23T06:12:48+0200", "2026-11-23T06:12:48+24:00", "2026-11-23T06:12:48+02:60", "2026-11-23T24:00:00Z",
        "2026-11-23T06:60:00Z", "2026-11-23T06:12:61Z", "2026-00-23T06:12:48Z", "2026-13-23T06:12:48Z",
        "2026-11-00T06:12:48Z", "2026-11-31T06:12:48Z", "2026-02-29T06:12:48Z", "2100-02-29T06:12:48Z",
        "2026-11-32T06:12:48Z", " 2026-11-23T06:12:48Z", "2026-11-23T06:12:48Z ", "2026-11-23T06:12:48ZZ",
        "2026-11-23T06:12:48.614", "+026-11-23T06:12:48Z", "２０２６-11-23T06:12:48Z", "2026-11-23T06:12:48,614Z",
        "2026-11-23T06:12:48.614\u{0}Z", "1795414368",
    ])
    func `text that is no date-time is refused`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: ["0001-01-01T00:00:00Z", "1600-01-01T00:00:00Z", "2300-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
    func `a year that nanoseconds cannot reach is refused`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (1_999_999, "1970-01-01T00:00:00.001Z"),
            (1_795_414_363_623_207_888, "2026-11-23T06:12:43.623Z"),
        ] as [(Int64, String)])
    func `an instant is written in UTC with milliseconds, rounded down`(nanoseconds: Int64, text: String) {
        #expect(Timestamp(nanoseconds: nanoseconds).rfc3339 == text)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `what is written is read again`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let nanoseconds = Int64.random(
                in: -9_000_000_000_000_000_000...9_000_000_000_000_000_000, using: &generator)
            let time = Timestamp(milliseconds: Timestamp(nanoseconds: nanoseconds).milliseconds)
            #expect(Timestamp(rfc3339: time.rfc3339) == time, "seed \(seed), \(time.rfc3339)")
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `an offset names the same instant as UTC`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let time = Timestamp(seconds: Int64.random(in: 0..<4_000_000_000, using: &generator))
            let minutes = Int.random(in: -1439...1439, using: &generator)
            let local = (time + .seconds(minutes * 60)).rfc3339.dropLast()
            let sign = minutes < 0 ? "-" : "+"
            let digits = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
            let text = "\(local)\(sign)\(digits(abs(minutes) / 60)):\(digits(abs(minutes) % 60))"
            #expect(Timestamp(rfc3339: text) == time, "seed \(seed), \(text)")
        }
    }

    @Test func `people read it without decimals`() {
        #expect(Timestamp.start.readable == "2026-11-23 06:12:48 UTC")
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 4), ("1969-12-31T00:00:00Z", 3), ("2026-11-22T23:59:59Z", 0),
            ("2026-11-23T00:00:00Z", 1), ("2024-02-29T12:00:00Z", 4),
        ] as [(Timestamp, Int)])
    func `the weekday counts from Sunday`(time: Timestamp, weekday: Int) {
        #expect(CivilTime(time).weekday == weekday)
    }

    @Test func `a sum beyond the last instant stays at the last instant`() {
        #expect(Timestamp(nanoseconds: .max) + .seconds(1) == Timestamp(nanoseconds: .max))
        #expect(Timestamp(nanoseconds: .min) - .seconds(1) == Timestamp(nanoseconds: .min))
        #expect(Timestamp.start + .seconds(Int64.max) == Timestamp(nanoseconds: .max))
        #expect(Timestamp(milliseconds: .max) == Timestamp(nanoseconds: .max))
        #expect(Timestamp(seconds: .min) == Timestamp(nanoseconds: .min))
    }

    @Test func `a difference beyond what can be said stays at its end`() {
        let (first, last) = (Timestamp(nanoseconds: .min), Timestamp(nanoseconds: .max))
        #expect(last - first == .nanoseconds(Int64.max))
        #expect(first - last == .nanoseconds(Int64.min))
        // A start in 1678 was long ago, and not just now.
        #expect(Timestamp.start - Timestamp(seconds: -9_200_000_000) > .seconds(9_000_000_000))
    }

    @Test func `the time between two instants never changes its sign`() {
        let (first, last) = (Timestamp(nanoseconds: .min), Timestamp(nanoseconds: .max))
        #expect(last - first == .nanoseconds(Int64.max))
        #expect(first - last == .nanoseconds(Int64.min))
        #expect(Timestamp.start - "1678-01-01T00:00:00Z" > .zero)
    }
}
