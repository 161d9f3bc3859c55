import IncidentCore
import Testing

@Suite("A time as people type it", .timeLimit(.minutes(5)))
struct TypedTimeTests {
    /// What it is for somebody in Berlin, and by UTC.
    private static let zoneless: [(String, Timestamp, Timestamp)] = [
        ("2026-11-28 08:00", "2026-11-28T07:00:00Z", "2026-11-28T08:00:00Z"),
        ("2026-11-28T08:00", "2026-11-28T07:00:00Z", "2026-11-28T08:00:00Z"),
        ("2026-11-28  08:00:30", "2026-11-28T07:00:30Z", "2026-11-28T08:00:30Z"),
        ("2026-07-28t08:00:30", "2026-07-28T06:00:30Z", "2026-07-28T08:00:30Z"),
    ]

    /// All of the same time.
    private static let zoned: [String] = [
        "2026-11-28 08:00 UTC", "2026-11-28 08:00:00 UTC", "2026-11-28T08:00Z", "2026-11-28 08:00 Z",
        "2026-11-28T08:00:00Z", "2026-11-28 09:00 +01:00", "2026-11-28T09:00+01:00", "2026-11-28T09:00:00+01:00",
        "2026-11-28 09:00 Europe/Berlin", "2026-11-28 03:00:00 America/New_York",
    ]

    private static let table: [(String, Timestamp, Timestamp)] = {
        let time: Timestamp = "2026-11-28T08:00:00Z"
        return zoneless + zoned.map { ($0, time, time) }
    }()

    @Test(arguments: table)
    func `is read with or without seconds and with or without a zone`(
        text: String, berlin: Timestamp, utc: Timestamp
    ) throws {
        let clock = try #require(LocalClock(timeZone: "Europe/Berlin"))
        #expect(TypedTime.instant(text, by: clock) == berlin)
        #expect(TypedTime.instant(text, by: .utc) == utc)
        // Every form reads it so.
        #expect(MomentText(text, by: clock) == .at(berlin) && PastMoment(text, by: clock) == .at(berlin))
    }

    @Test(arguments: [
        "", "08:00", "2026-11-28", "2026-11-28 ", "2026-11-28 8", "2026-11-28 08", "2026-11-28 25:00",
        "2026-11-28 08:60", "2026-11-31 08:00", "2026-11-28 08:00 CET", "2026-11-28 08:00 Nowhere/Land",
        "2026-11-28 08:00 Europe/Berlin (UTC+1)", "2026-10-25 02:30 Europe/Berlin (UTC+3)",
        "2026-11-28 08:00 +1", "2026-11-28_08:00", "28.11.2026 08:00", "2026-11-28 08:00 UTC+1", "tomorrow",
    ])
    func `is not guessed`(text: String) {
        #expect(TypedTime.instant(text, by: .utc) == nil)
    }

    /// By the clock of Berlin, at 23:00 there.
    @Test(
        arguments: [
            ("23:30", "2026-11-28T22:30:00Z", "2026-11-27T22:30:00Z"),
            (" 23:30:15 ", "2026-11-28T22:30:15Z", "2026-11-27T22:30:15Z"),
            // What it is now has come, and is next tomorrow.
            ("23:00", "2026-11-29T22:00:00Z", "2026-11-28T22:00:00Z"),
            ("08:00", "2026-11-29T07:00:00Z", "2026-11-28T07:00:00Z"),
            ("00:00", "2026-11-28T23:00:00Z", "2026-11-27T23:00:00Z"),
            ("22:30 UTC", "2026-11-28T22:30:00Z", "2026-11-27T22:30:00Z"),
            ("21:00Z", "2026-11-29T21:00:00Z", "2026-11-28T21:00:00Z"),
            ("18:00 America/New_York", "2026-11-28T23:00:00Z", "2026-11-27T23:00:00Z"),
        ] as [(String, Timestamp, Timestamp)])
    func `of a time of day alone the next is meant, and where it has passed the last`(
        text: String, next: Timestamp, last: Timestamp
    ) throws {
        let berlin = try #require(LocalClock(timeZone: "Europe/Berlin"))
        let now: Timestamp = "2026-11-28T22:00:00Z"
        #expect(MomentText(text, by: berlin)?.time(at: now) == next)
        #expect(PastMoment(text, by: berlin)?.beginning(at: now) == last)
        #expect(PastMoment(text, by: berlin)?.end(at: now) == last)
        let silence = SilenceRequest(match: ["a=b"], until: text, by: "alice", why: "x", clock: berlin)
        #expect(try silence.draft(at: now, wayToAllow: "").until == next)
    }

    @Test func `a silence until a time of day ends after it has begun`() throws {
        let request = SilenceRequest(match: ["a=b"], from: "22:00", until: "06:00", by: "alice", why: "x")
        let draft = try request.draft(at: "2026-11-28T07:00:00Z", wayToAllow: "")
        #expect(draft.from == "2026-11-28T22:00:00Z" && draft.until == "2026-11-29T06:00:00Z")
    }

    /// Clocks are set back from 03:00 to 02:00 at 01:00 UTC, and forth from 02:00 to 03:00.
    @Test(
        arguments: [
            ("02:30", "2026-10-24T20:00:00Z", "2026-10-25T00:30:00Z"),
            ("02:30", "2026-10-25T00:40:00Z", "2026-10-25T01:30:00Z"),
            ("02:30", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"),
            ("03:30", "2026-10-25T00:40:00Z", "2026-10-25T02:30:00Z"),
            ("02:30", "2026-03-29T00:00:00Z", "2026-03-29T01:30:00Z"),
        ] as [(String, Timestamp, Timestamp)])
    func `a time of day comes twice where the clock is set back, and once where it is set forth`(
        text: String, now: Timestamp, next: Timestamp
    ) throws {
        let berlin = try #require(LocalClock(timeZone: "Europe/Berlin"))
        #expect(MomentText(text, by: berlin)?.time(at: now) == next)
    }

    @Test(arguments: [
        "25:00", "8:00", "08", "08:60", "08:00 CET", "08:00 Nowhere/Land", "08:00 +01:00", "08:00 tomorrow", ":",
    ])
    func `is no time of day`(text: String) {
        #expect(TypedTime.timeOfDay(text, by: .utc) == nil && MomentText(text) == nil && PastMoment(text) == nil)
    }

    /// Clocks are set back by an hour in Berlin at 01:00 UTC, and by half an hour on Lord Howe Island at 15:00 UTC.
    @Test(
        arguments: [
            ("Europe/Berlin", "2026-11-28T08:00:12Z"), ("Asia/Kathmandu", "2026-11-28T08:00:12Z"),
            ("UTC", "2026-11-28T08:00:12Z"), ("Europe/Berlin", "2026-10-25T00:30:12Z"),
            ("Europe/Berlin", "2026-10-25T01:30:12Z"), ("Europe/Berlin", "2026-10-25T02:30:12Z"),
            ("Australia/Lord_Howe", "2026-04-04T14:45:12Z"), ("Australia/Lord_Howe", "2026-04-04T15:15:12Z"),
        ] as [(String, Timestamp)])
    func `is read back as pages show it, also in an hour that comes twice`(zone: String, time: Timestamp) throws {
        let clock = try #require(zone == "UTC" ? LocalClock.utc : LocalClock(timeZone: zone))
        #expect(TypedTime.instant(clock.readable(time), by: .utc) == time)
    }

    @Test func `a silence and a snooze read the same`() throws {
        let berlin = try #require(LocalClock(timeZone: "Europe/Berlin"))
        let now: Timestamp = "2026-11-28T06:00:00Z"
        for text in ["2026-11-28 08:00", "2026-11-28 07:00 UTC"] {
            let request = SilenceRequest(match: ["a=b"], until: text, by: "alice", why: "x", clock: berlin)
            let until = try request.draft(at: now, wayToAllow: "").until
            #expect(until == "2026-11-28T07:00:00Z" && MomentText(text, by: berlin) == .at(until))
        }
    }
}
