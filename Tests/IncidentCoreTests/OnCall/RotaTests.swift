import IncidentCore
import Testing

@Suite("Who is on call", .timeLimit(.minutes(5)))
struct RotaTests {
    static let berlin = LocalClock(timeZone: "Europe/Berlin")

    /// Alice and Bob take turns at nine in the morning; 2026-01-05 is a Monday.
    static func layer(
        _ name: String = "day", _ people: [String] = ["Alice", "Bob"], turnDays: Int = 7, starts: String = "2026-01-05",
        at minute: Int = 9 * 60, ends: String? = nil, hours: [WeeklyHours] = []
    ) -> RotaLayer {
        RotaLayer(
            name: name, people: people, turnDays: turnDays, firstDay: LocalClock.day(ofDate: starts) ?? 0,
            handOffMinute: minute, lastDay: ends.flatMap(LocalClock.day), hours: hours)
    }

    static func rota(_ layers: RotaLayer...) throws -> Rota {
        Rota(name: "primary", clock: try #require(berlin), layers: layers)
    }

    @Test(
        arguments: [
            // A hand-off at the very instant has happened.
            (layer(), "2026-01-05T07:59:59Z", nil), (layer(), "2026-01-05T08:00:00Z", "Alice"),
            (layer(), "2026-01-12T07:59:59Z", "Alice"), (layer(), "2026-01-12T08:00:00Z", "Bob"),
            (layer(), "2026-01-19T08:00:00Z", "Alice"),
            // The clocks go forward on 2026-03-29: nine is an hour earlier from then on.
            (layer(), "2026-03-23T07:59:59Z", "Alice"), (layer(), "2026-03-23T08:00:00Z", "Bob"),
            (layer(), "2026-03-30T06:59:59Z", "Bob"), (layer(), "2026-03-30T07:00:00Z", "Alice"),
            // And back on 2026-10-25.
            (layer(), "2026-10-26T07:59:59Z", "Bob"), (layer(), "2026-10-26T08:00:00Z", "Alice"),
            // At half past two on the nights themselves: it is left out in spring, and comes twice in autumn.
            (layer(turnDays: 1, starts: "2026-03-01", at: 150), "2026-03-29T01:29:59Z", "Bob"),
            (layer(turnDays: 1, starts: "2026-03-01", at: 150), "2026-03-29T01:30:00Z", "Alice"),
            (layer(turnDays: 1, starts: "2026-03-01", at: 150), "2026-03-30T00:30:00Z", "Bob"),
            (layer(turnDays: 1, starts: "2026-03-01", at: 150), "2026-10-25T00:29:59Z", "Bob"),
            (layer(turnDays: 1, starts: "2026-03-01", at: 150), "2026-10-25T00:30:00Z", "Alice"),
            (layer(turnDays: 1, starts: "2026-03-01", at: 150), "2026-10-25T01:15:00Z", "Alice"),
            (layer(turnDays: 1, starts: "2026-03-01", at: 150), "2026-10-26T01:30:00Z", "Bob"),
            // 2026 has 53 weeks; turns do not begin anew with a year.
            (layer(turnDays: 14), "2027-01-04T07:59:59Z", "Bob"),
            (layer(turnDays: 14), "2027-01-04T08:00:00Z", "Alice"),
            // A leap year has its day.
            (layer(turnDays: 1, starts: "2028-02-27"), "2028-02-28T08:00:00Z", "Bob"),
            (layer(turnDays: 1, starts: "2028-02-27"), "2028-02-29T08:00:00Z", "Alice"),
            (layer(turnDays: 1, starts: "2028-02-27"), "2028-03-01T08:00:00Z", "Bob"),
            // Three take turns of three days.
            (layer("l", ["A", "B", "C"], turnDays: 3), "2026-01-14T08:00:00Z", "A"),
            (layer("l", ["A", "B", "C"], turnDays: 3), "2026-01-11T08:00:00Z", "C"),
            // A layer that ends does so with a hand-off.
            (layer(ends: "2026-01-19"), "2026-01-19T07:59:59Z", "Bob"),
            (layer(ends: "2026-01-19"), "2026-01-19T08:00:00Z", nil),
        ] as [(RotaLayer, Timestamp, String?)])
    func `turns go by the clock of the rota`(layer: RotaLayer, time: Timestamp, person: String?) throws {
        #expect(try Self.rota(layer).duty(at: time)?.person == person)
    }

    /// From six in the evening to eight in the morning, beginning on Monday to Friday.
    static let nights = WeeklyHours(weekdays: [1, 2, 3, 4, 5], from: 18 * 60, to: 8 * 60)

    @Test(
        arguments: [
            ("2026-11-23T16:59:59Z", "Alice"), ("2026-11-23T17:00:00Z", "Nora"), ("2026-11-24T06:59:59Z", "Nora"),
            ("2026-11-24T07:00:00Z", "Alice"),
            // Friday's night ends on Saturday, and Saturday has none; neither has Sunday, whose night Monday would end.
            ("2026-11-28T06:59:59Z", "Nora"), ("2026-11-28T07:00:00Z", "Alice"), ("2026-11-28T20:00:00Z", "Alice"),
            ("2026-11-30T05:00:00Z", "Alice"),
            // A night of 13 hours, and one of 15.
            ("2026-03-27T17:00:00Z", "Nora"), ("2026-10-23T16:00:00Z", "Nora"),
        ] as [(Timestamp, String)])
    func `an upper layer has its hours, also across midnight, and the lower one the rest`(
        time: Timestamp, person: String
    ) throws {
        let rota = try Self.rota(
            Self.layer("nights", ["Nora"], hours: [Self.nights]), Self.layer("rest", ["Alice"]))
        #expect(rota.duty(at: time)?.person == person)
    }

    @Test func `hours over a clock change begin and end by the clock`() throws {
        let everyNight = WeeklyHours(weekdays: Set(0...6), from: 22 * 60, to: 6 * 60)
        let rota = try Self.rota(Self.layer("nights", ["Nora"], hours: [everyNight]))
        func night(_ from: Timestamp, _ until: Timestamp) -> [Shift] {
            rota.shifts(from: from - .seconds(3600), until: until + .seconds(3600)).filter { $0.duty != nil }
        }
        let spring = night("2026-03-28T21:00:00Z", "2026-03-29T04:00:00Z")
        #expect(spring.map(\.from) == ["2026-03-28T21:00:00Z"] && spring.map(\.until) == ["2026-03-29T04:00:00Z"])
        let autumn = night("2026-10-24T20:00:00Z", "2026-10-25T05:00:00Z")
        #expect(autumn.map(\.from) == ["2026-10-24T20:00:00Z"] && autumn.map(\.until) == ["2026-10-25T05:00:00Z"])
    }

    @Test func `shifts follow each other, and nobody's are among them`() throws {
        let workdays = WeeklyHours(weekdays: [1, 2, 3, 4, 5], from: 0, to: 24 * 60)
        let rota = try Self.rota(Self.layer("workdays", hours: [workdays]))
        let shifts = rota.shifts(from: "2026-11-26T12:00:00Z", until: "2026-12-02T00:00:00Z")
        #expect(shifts.map { $0.duty?.person } == ["Alice", nil, "Alice", "Bob"])
        #expect(
            shifts.map(\.from) == [
                "2026-11-26T12:00:00Z", "2026-11-27T23:00:00Z", "2026-11-29T23:00:00Z", "2026-11-30T08:00:00Z",
            ])
        #expect(shifts.last?.until == "2026-12-02T00:00:00Z")
        #expect(rota.shifts(from: "2026-12-02T00:00:00Z", until: "2026-12-02T00:00:00Z") == [])
    }

    static func override(
        _ id: Int64, _ person: String, _ from: Timestamp, _ until: Timestamp, rota: String = "primary"
    ) -> RotaOverride {
        RotaOverride(
            id: id, rota: rota, person: person, from: from, until: until, by: "Lead", reason: "ill", madeAt: .start)
    }

    @Test func `an override has its time whosever turn it is, and of two the one made last`() throws {
        let rota = try Self.rota(Self.layer())
        let overrides = [
            Self.override(2, "Dora", "2026-11-24T06:00:00Z", "2026-11-24T08:00:00Z"),
            Self.override(1, "Carl", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z"),
            Self.override(3, "Eve", "2026-11-20T00:00:00Z", "2026-12-25T00:00:00Z", rota: "another"),
        ]
        let shifts = rota.shifts(from: "2026-11-23T12:00:00Z", until: "2026-11-26T00:00:00Z", overrides: overrides)
        #expect(shifts.map { $0.duty?.person } == ["Alice", "Carl", "Dora", "Carl", "Alice"])
        #expect(
            shifts.map(\.from) == [
                "2026-11-23T12:00:00Z", "2026-11-24T00:00:00Z", "2026-11-24T06:00:00Z", "2026-11-24T08:00:00Z",
                "2026-11-25T00:00:00Z",
            ])
        #expect(shifts[1].duty?.sourceWords == "override 1 by Lead: ill")
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `the shifts of a span say of every instant what is asked of it alone`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        for _ in 0..<20 {
            let layers = (1...3).map { number in
                Self.layer(
                    "\(number)", ["A\(number)", "B\(number)", "C\(number)"], turnDays: random(1...15),
                    starts: "2026-0\(random(1...9))-1\(random(0...9))", at: random(0...1439),
                    hours: (0..<random(0...2)).map { _ in
                        let from = random(0...1438)
                        return WeeklyHours(weekdays: [random(0...6), random(0...6)], from: from, to: random(0...1440))
                    })
            }
            let rota = try Rota(name: "primary", clock: #require(Self.berlin), layers: layers)
            let start = Timestamp("2026-03-01T00:00:00Z") + .seconds(random(0...20_000_000))
            let overrides = [Self.override(1, "X", start + .seconds(random(0...90_000)), start + .seconds(200_000))]
            let shifts = rota.shifts(from: start, until: start + .seconds(2_592_000), overrides: overrides)
            #expect(shifts.first?.from == start && shifts.last?.until == start + .seconds(2_592_000))
            for (shift, next) in zip(shifts, shifts.dropFirst()) {
                #expect(shift.until == next.from && shift.duty != next.duty, "seed \(seed)")
            }
            for _ in 0..<100 {
                let time = start + .seconds(random(0...2_591_999))
                let shift = try #require(shifts.first { $0.from <= time && time < $0.until })
                #expect(shift.duty == rota.duty(at: time, overrides: overrides), "seed \(seed), \(time.rfc3339)")
            }
        }
    }
}
