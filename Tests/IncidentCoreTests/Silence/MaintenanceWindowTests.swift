import IncidentCore
import Testing

@Suite("Maintenance windows", .timeLimit(.minutes(5)))
struct MaintenanceWindowTests {
    /// In Berlin, which is at +01:00 in winter and +02:00 in summer.
    static func window(
        _ days: Set<Int> = Set(0...6), from: Int, to: Int, zone: String = "Europe/Berlin"
    ) throws -> MaintenanceWindow {
        let clock = try #require(LocalClock(timeZone: zone))
        return try #require(
            MaintenanceWindow(
                name: "nightly", selector: ["cluster=eu"], weekdays: days, from: from, to: to, clock: clock,
                why: "backups"))
    }

    @Test(
        arguments: [
            // Monday 2026-11-23; the window is on Mondays and Tuesdays, from 22:00 to 02:00 of the next day.
            ("2026-11-23T10:00:00Z", "2026-11-23T21:00:00Z", "2026-11-24T01:00:00Z"),
            ("2026-11-23T21:00:00Z", "2026-11-23T21:00:00Z", "2026-11-24T01:00:00Z"),
            ("2026-11-24T00:59:59Z", "2026-11-23T21:00:00Z", "2026-11-24T01:00:00Z"),
            ("2026-11-24T01:00:00Z", "2026-11-24T21:00:00Z", "2026-11-25T01:00:00Z"),
            ("2026-11-25T01:00:00Z", "2026-11-30T21:00:00Z", "2026-12-01T01:00:00Z"),
        ] as [(Timestamp, Timestamp, Timestamp)])
    func `the turn that is, else the one that comes, also past midnight`(
        now: Timestamp, from: Timestamp, until: Timestamp
    ) throws {
        let turn = try #require(Self.window([1, 2], from: 22 * 60, to: 2 * 60).turn(at: now))
        #expect((turn.from, turn.until) == (from, until))
        #expect(turn.isInForce(at: now) == (from <= now))
        #expect((turn.source, turn.why) == (.maintenance("nightly"), "backups"))
    }

    @Test(
        arguments: [
            // 2026-03-29, 02:00 becomes 03:00: what is leapt over comes as long after the leap.
            ("2026-03-28T23:30:00Z", 60, 150, "2026-03-29T00:00:00Z", "2026-03-29T01:30:00Z"),
            ("2026-03-28T23:30:00Z", 125, 175, "2026-03-29T01:05:00Z", "2026-03-29T01:55:00Z"),
            ("2026-03-28T23:30:00Z", 60, 240, "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z"),
            // One that would end before it begins does not come.
            ("2026-03-28T23:30:00Z", 150, 200, "2026-03-30T00:30:00Z", "2026-03-30T01:20:00Z"),
            // 2026-10-25, 03:00 becomes 02:00: of what comes twice the first counts.
            ("2026-10-24T22:30:00Z", 60, 150, "2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z"),
            ("2026-10-24T22:30:00Z", 150, 210, "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z"),
            ("2026-10-24T22:30:00Z", 130, 140, "2026-10-25T00:10:00Z", "2026-10-25T00:20:00Z"),
            ("2026-10-24T22:30:00Z", 60, 240, "2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z"),
        ] as [(Timestamp, Int, Int, Timestamp, Timestamp)])
    func `on the nights on which the clocks change`(
        now: Timestamp, opens: Int, closes: Int, from: Timestamp, until: Timestamp
    ) throws {
        let turn = try #require(Self.window(from: opens, to: closes).turn(at: now))
        #expect((turn.from, turn.until) == (from, until))
    }

    @Test func `one that lasts no time, or never comes, is none`() throws {
        let clock = try #require(LocalClock(timeZone: "UTC"))
        for (days, from, to) in [([1], 60, 60), ([], 60, 120), ([1], 1440, 60)] as [(Set<Int>, Int, Int)] {
            let window = MaintenanceWindow(
                name: "x", selector: [], weekdays: days, from: from, to: to, clock: clock, why: "")
            #expect(window == nil)
        }
        #expect(LocalClock(timeZone: "Mars/Olympus") == nil)
    }

    @Test func `a whole day lasts from midnight to midnight`() throws {
        let turn = try #require(Self.window([0], from: 0, to: 1440, zone: "UTC").turn(at: "2026-11-23T07:00:00Z"))
        #expect((turn.from, turn.until) == ("2026-11-29T00:00:00Z", "2026-11-30T00:00:00Z"))
    }
}
