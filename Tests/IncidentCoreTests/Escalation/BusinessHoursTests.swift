import IncidentCore
import Testing

@Suite("Business hours", .timeLimit(.minutes(5)))
struct BusinessHoursTests {
    /// Monday to Friday, 9 to 17 in Berlin, with Christmas.
    static func berlin(opensAt: Int = 9 * 60, closesAt: Int = 17 * 60) throws -> BusinessHours {
        try #require(
            BusinessHours(
                timeZone: "Europe/Berlin", weekdays: [1, 2, 3, 4, 5], opensAt: opensAt, closesAt: closesAt,
                holidays: ["2026-12-25", "2026-12-28"]))
    }

    @Test(
        arguments: [
            // Berlin is at +01:00 in winter and at +02:00 in summer.
            ("2026-11-23T07:59:59Z", false), ("2026-11-23T08:00:00Z", true), ("2026-11-23T15:59:59Z", true),
            ("2026-11-23T16:00:00Z", false), ("2026-07-06T06:59:59Z", false), ("2026-07-06T07:00:00Z", true),
            ("2026-11-21T10:00:00Z", false), ("2026-11-22T10:00:00Z", false), ("2026-12-25T10:00:00Z", false),
            ("2026-12-24T10:00:00Z", true),
        ] as [(Timestamp, Bool)])
    func `the opening minute is in, the closing minute is out`(time: Timestamp, expected: Bool) throws {
        #expect(try Self.berlin().contains(time) == expected)
    }

    @Test(
        arguments: [
            ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z"),  // within: itself
            ("2026-11-23T01:00:00Z", "2026-11-23T08:00:00Z"),  // before opening: today
            ("2026-11-23T16:00:00Z", "2026-11-24T08:00:00Z"),  // after closing: tomorrow
            ("2026-11-23T23:30:00Z", "2026-11-24T08:00:00Z"),  // already tomorrow in Berlin
            ("2026-11-20T16:30:00Z", "2026-11-23T08:00:00Z"),  // Friday evening: Monday
            ("2026-11-21T03:00:00Z", "2026-11-23T08:00:00Z"),  // Saturday before nine: Monday
            ("2026-12-24T16:30:00Z", "2026-12-29T08:00:00Z"),  // over Christmas, the weekend and the Monday after
            ("2026-03-27T17:00:00Z", "2026-03-30T07:00:00Z"),  // the clocks go forward on the weekend
            ("2026-10-23T15:00:00Z", "2026-10-26T08:00:00Z"),  // and back
        ] as [(Timestamp, Timestamp)])
    func `the next opening is found across nights, weekends, holidays and clock changes`(
        time: Timestamp, expected: Timestamp
    ) throws {
        #expect(try Self.berlin().next(from: time) == expected)
    }

    @Test(
        arguments: [
            // 2026-03-29, 02:00 becomes 03:00; 2026-10-25, 03:00 becomes 02:00.
            ("2026-03-28T23:30:00Z", 4 * 60, "2026-03-29T02:00:00Z"),
            ("2026-03-28T23:30:00Z", 60, "2026-03-29T00:00:00Z"),
            ("2026-10-24T22:30:00Z", 4 * 60, "2026-10-25T03:00:00Z"),
            ("2026-10-24T22:30:00Z", 60, "2026-10-24T23:00:00Z"),
        ] as [(Timestamp, Int, Timestamp)])
    func `an opening on the night of a clock change is at the local hour`(
        time: Timestamp, opensAt: Int, expected: Timestamp
    ) throws {
        let hours = try #require(
            BusinessHours(
                timeZone: "Europe/Berlin", weekdays: Set(0...6), opensAt: opensAt, closesAt: 24 * 60, holidays: []))
        let next = try #require(hours.next(from: time))
        #expect(next == expected)
        #expect(hours.contains(next))
    }

    @Test(
        arguments: [
            ("Mars/Olympus", [1], 540, 1020), ("Europe/Berlin", [], 540, 1020), ("Europe/Berlin", [1], 540, 540),
            ("Europe/Berlin", [1], 1020, 540),
        ] as [(String, Set<Int>, Int, Int)])
    func `hours that never come are refused`(timeZone: String, weekdays: Set<Int>, opensAt: Int, closesAt: Int) {
        #expect(
            BusinessHours(timeZone: timeZone, weekdays: weekdays, opensAt: opensAt, closesAt: closesAt, holidays: [])
                == nil)
    }

    @Test func `when every workday is a holiday there is no next opening`() throws {
        let mondays = (0..<60).map {
            String((Timestamp("2026-11-23T00:00:00Z") + .seconds($0 * 604_800)).rfc3339.prefix(10))
        }
        let hours = try #require(
            BusinessHours(timeZone: "UTC", weekdays: [1], opensAt: 540, closesAt: 1020, holidays: Set(mondays)))
        #expect(hours.next(from: "2026-11-22T00:00:00Z") == nil)
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `the next opening is always open and nothing before it is`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let hours = try Self.berlin()
        for _ in 0..<200 {
            let time = Timestamp("2026-01-01T00:00:00Z") + .seconds(Int.random(in: 0..<31_536_000, using: &generator))
            let next = try #require(hours.next(from: time))
            #expect(next >= time && hours.contains(next), "seed \(seed), \(time.rfc3339)")
            #expect(next == time || !hours.contains(next - .seconds(1)), "seed \(seed), \(time.rfc3339)")
            for _ in 0..<5 where next > time {
                let between =
                    time + .seconds(Int64.random(in: 0..<max(next.seconds - time.seconds, 1), using: &generator))
                #expect(!hours.contains(between), "seed \(seed), \(between.rfc3339)")
            }
        }
    }

    @Test func `a step for business hours waits for them, and those behind it keep their distance`() throws {
        let policy = EscalationTests.policy(steps: [
            EscalationStep(after: .zero, notify: ["On-Call Engineer"]),
            EscalationStep(after: .seconds(900), notify: ["DevOps Lead"], onlyBusinessHours: true),
            EscalationStep(after: .seconds(1800), notify: ["Security Team"], onlyBusinessHours: true),
        ])
        // Friday 18:00 in Berlin; Monday 09:00 is 63 hours later.
        var run = EscalationRun(policy, at: "2026-11-20T17:00:00Z", hours: try Self.berlin())
        run.advance(to: 64 * 60)
        #expect(
            run.told == ["0: On-Call Engineer", "3780: DevOps Lead", "3795: Security Team", "3810: exhausted, nobody"])
    }

    @Test func `a repetition waits for business hours too`() throws {
        let policy = EscalationTests.policy(
            steps: [EscalationStep(after: .zero, notify: ["DevOps Lead"], onlyBusinessHours: true)],
            repetition: .init(every: .seconds(3600), times: 1))
        // Friday 16:30 in Berlin: the repetition would be at 17:30.
        var run = EscalationRun(policy, at: "2026-11-20T15:30:00Z", hours: try Self.berlin())
        run.advance(to: 66 * 60)
        #expect(run.told == ["0: DevOps Lead", "3870: DevOps Lead, round 1", "3875: exhausted, nobody"])
    }
}
