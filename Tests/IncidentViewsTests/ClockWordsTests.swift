import IncidentCore
import IncidentEngine
import IncidentStore
import TestSupport
import Testing

@testable import IncidentViews

/// Times on pages by the clock of who looks at them.
@Suite("Times by a viewer's clock", .timeLimit(.minutes(5)))
struct ClockWordsTests {
    private static let berlin = "Europe/Berlin"

    private struct Told: Equatable {
        let clock: String
        let exact: String
        let short: String
    }

    private static func told(_ time: String, in zone: String, at now: String = "2026-11-23T08:30:00Z") throws -> Told {
        let (time, now) = (try #require(Timestamp(rfc3339: time)), try #require(Timestamp(rfc3339: now)))
        let clock = try #require(LocalClock(timeZone: zone))
        return Told(
            clock: time.clockWords(at: now, by: clock), exact: time.exactWords(at: now, by: clock),
            short: time.shortWords(at: now, by: clock))
    }

    @Test func `name the zone, and the day where it is another one by that clock`() throws {
        let today = try Self.told("2026-11-23T06:05:59Z", in: Self.berlin)
        #expect(today == Told(clock: "07:05 Europe/Berlin", exact: "07:05:59", short: "07:05 Europe/Berlin"))
        // By UTC it is the day before.
        #expect(try Self.told("2026-11-22T23:30:00Z", in: Self.berlin).clock == "00:30 Europe/Berlin")
        // By UTC it is the same day.
        let before = try Self.told("2026-11-23T04:30:00Z", in: "America/New_York")
        #expect(
            before
                == Told(
                    clock: "22 Nov 23:30 America/New_York", exact: "22 Nov 23:30:00",
                    short: "2026-11-22 23:30:00 America/New_York"))
        #expect(try Self.told("2025-12-31T23:30:00Z", in: Self.berlin).clock == "1 Jan 00:30 Europe/Berlin")
    }

    @Test(arguments: [
        ("2026-10-24T23:59:00Z", "01:59", ""), ("2026-10-25T00:30:00Z", "02:30", " (UTC+2)"),
        ("2026-10-25T01:30:00Z", "02:30", " (UTC+1)"), ("2026-10-25T02:00:00Z", "03:00", ""),
    ])
    func `say which of two hours it is when clocks were set back`(time: String, hands: String, which: String) throws {
        let told = try Self.told(time, in: Self.berlin, at: "2026-10-25T06:00:00Z")
        #expect(told.clock == "\(hands) Europe/Berlin\(which)")
        #expect(told.exact == "\(hands):00\(which)")
        #expect(told.short == told.clock)
    }

    @Test func `stand in what an incident answers, also within its sentences`() async throws {
        let harness = try EngineHarness(.sample(.sample("p", acknowledgementExpires: .hours(1))))
        try await harness.post(WebhookBody(.firing("ApiDown")))
        try await harness.settle()
        try await harness.advance(by: .minutes(4))
        let clock = try #require(LocalClock(timeZone: Self.berlin))
        var answers = try await Self.answers(harness, by: clock)
        #expect(answers.since.words.hasPrefix("09:30 Europe/Berlin (4 min ago) · "))
        #expect(answers.told.words.hasPrefix("First: pagerduty took it 09:30 Europe/Berlin. Nobody has taken it"))
        #expect(answers.next.words == "Second in 11 min (09:45 Europe/Berlin), step 2 of 3")

        try await harness.acknowledge(by: "alice")
        try await harness.handOver(to: "Second")
        answers = try await Self.answers(harness, by: clock)
        for words in [answers.since, answers.told, answers.next].map(\.words) {
            #expect(words.contains("Europe/Berlin") && !words.contains("UTC"), "\(words)")
        }
        // Programs and the terminal have UTC.
        #expect(try await Self.answers(harness, by: .utc).since.words.hasPrefix("08:30 UTC (4 min ago) · "))
    }

    private static func answers(_ harness: EngineHarness, by clock: LocalClock) async throws -> IncidentAnswers {
        let (tables, now) = (harness.tables.value, harness.clock.now)
        return try await harness.store.read {
            try IncidentFacts(1, reader: $0, tables: tables).answers(at: now, by: clock)
        }
    }
}
