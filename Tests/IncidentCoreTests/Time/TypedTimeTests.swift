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
