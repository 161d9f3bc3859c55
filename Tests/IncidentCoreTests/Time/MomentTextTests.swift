import IncidentCore
import Testing

@Suite("A time as people write it", .timeLimit(.minutes(5)))
struct MomentTextTests {
    private static let now: Timestamp = "2026-11-23T07:00:00Z"

    @Test(
        arguments: [
            ("45m", "2026-11-23T07:45:00Z"), (" 1h30m\n", "2026-11-23T08:30:00Z"), ("1d", "2026-11-24T07:00:00Z"),
            ("2026-11-23T09:00:00+01:00", "2026-11-23T08:00:00Z"), ("2026-11-23 08:00:00 UTC", "2026-11-23T08:00:00Z"),
            ("2026-11-23 08:00 UTC", "2026-11-23T08:00:00Z"), ("2026-11-23 08:00 Z", "2026-11-23T08:00:00Z"),
            ("08:00", "2026-11-23T08:00:00Z"), ("06:00 UTC", "2026-11-24T06:00:00Z"),
        ] as [(String, Timestamp)])
    func `is read`(text: String, time: Timestamp) {
        #expect(MomentText(text)?.time(at: Self.now) == time)
    }

    @Test(arguments: [
        "", "2", "2 h", "-2h", "8:00", "08:00 CET", "2026-11-23", "2026-11-23 08:00 CET",
        "2026-13-01 08:00 UTC", "tomorrow",
    ])
    func `is not guessed`(text: String) {
        #expect(MomentText(text) == nil)
    }

    @Test func `as we show it is read back`() {
        #expect(MomentText(Self.now.readable) == .at(Self.now))
    }
}
