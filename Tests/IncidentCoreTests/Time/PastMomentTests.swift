import Testing

@testable import IncidentCore

@Suite struct PastMomentTests {
    private static let now = Timestamp(rfc3339: "2026-11-23T06:00:00Z") ?? Timestamp(seconds: 0)

    @Test(arguments: [
        ("12h", "2026-11-22T18:00:00.000Z", "2026-11-22T18:00:00.000Z"),
        (" 7d ", "2026-11-16T06:00:00.000Z", "2026-11-16T06:00:00.000Z"),
        ("2026-11-20", "2026-11-20T00:00:00.000Z", "2026-11-21T00:00:00.000Z"),
        ("2026-11-20T08:00:00+01:00", "2026-11-20T07:00:00.000Z", "2026-11-20T07:00:00.000Z"),
        ("2026-11-20 07:30 UTC", "2026-11-20T07:30:00.000Z", "2026-11-20T07:30:00.000Z"),
        ("0", "2026-11-23T06:00:00.000Z", "2026-11-23T06:00:00.000Z"),
    ])
    func `a time that has passed is read as people write it`(text: String, beginning: String, end: String) throws {
        let moment = try #require(PastMoment(text))
        #expect(moment.beginning(at: Self.now).rfc3339 == beginning)
        #expect(moment.end(at: Self.now).rfc3339 == end)
    }

    @Test func `a day is one by the viewer's clock, also where it has twenty-five hours`() throws {
        let berlin = try #require(LocalClock(timeZone: "Europe/Berlin"))
        let day = try #require(PastMoment("2026-10-25", by: berlin))
        #expect(day.beginning(at: Self.now).rfc3339 == "2026-10-24T22:00:00.000Z")
        #expect(day.end(at: Self.now).rfc3339 == "2026-10-25T23:00:00.000Z")
    }

    @Test(arguments: ["", "yesterday", "-12h", "12", "2026-13-01", "2026-11-31", "20.11.2026", "12h ago", "20261120"])
    func `what is no time is not read`(text: String) { #expect(PastMoment(text) == nil) }
}
