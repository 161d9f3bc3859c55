import Foundation
import IncidentCore
import Testing

@Suite("What was measured") struct ChartTests {
    private static let now = Timestamp(seconds: 1_800_000_000)

    /// Five points a minute apart, the last now.
    private static func chart(
        _ series: [(labels: Labels, values: [Double?])], limit: ChartLimit? = ChartLimit(.above, 5)
    ) throws -> Chart {
        let query = PrometheusQuery(
            expression: .template(try ArgumentTemplate("up")), title: "Load", range: .seconds(240), step: .seconds(60),
            limit: limit)
        let found = series.map { labels, values in
            PrometheusAPI.Series(
                labels: labels,
                points: values.enumerated().compactMap { place, value in
                    value.map { (now - .seconds(60 * (4 - place)), $0) }
                })
        }
        return Chart(found, for: query, at: now)
    }

    @Test(
        arguments: [
            ([1, 1, 1, 1, 9], "Load is 9, above 5 since 2027-01-15 08:00 UTC", FindingLevel.critical),
            ([1, 9, 8, 7, 6], "Load is 6, above 5 since 2027-01-15 07:57 UTC", .critical),
            ([9, 9, nil, 7, 6], "Load is 6, above 5 since 2027-01-15 07:56 UTC or longer", .critical),
            (
                [9, 1, 8, 9.5, 1], "Load was above 5 from 2027-01-15 07:58 UTC to 2027-01-15 08:00 UTC, 9.5 at worst",
                .info
            ),
            (
                [1, 1, 8, 8, nil], "Load was above 5 from 2027-01-15 07:58 UTC to 2027-01-15 08:00 UTC, 8 at worst",
                .info
            ),
            ([1, 5, 5, 5, 5], nil, .info), ([nil, nil, nil, nil, nil], nil, .info),
        ] as [([Double?], String?, FindingLevel)])
    func `a limit that is passed is told with since when`(values: [Double?], text: String?, level: FindingLevel) throws
    {
        let findings = try Self.chart([([:], values)]).findings(of: "load", level: .critical)
        #expect(findings == (text.map { [Finding(collector: "load", level: level, text: $0)] } ?? []))
    }

    @Test(
        arguments: [
            ([0, 0, 0, 0, 0], "== 0", "Load has been 0 for the whole 4m", FindingLevel.critical),
            ([nil, nil, 0, 0, 0], "== 0", "Load has been 0 since 2027-01-15 07:58 UTC", .critical),
            ([0, nil, 0, 0, 0], "== 0", "Load has been 0 since 2027-01-15 07:58 UTC", .critical),
            (
                [0, nil, 0, 0, nil], "== 0", "Load was 0 from 2027-01-15 07:58 UTC to 2027-01-15 08:00 UTC",
                .info
            ),
            ([97, 97, 97, 97, 97], "> 90", "Load has been above 90 for the whole 4m, and is 97 now", .critical),
            ([90, 90, 90, 90, 90], ">= 90", "Load has been at least 90 for the whole 4m, and is 90 now", .critical),
            ([2, 3, 2, 3, 2], "!= 1", "Load has been other than 1 for the whole 4m, and is 2 now", .critical),
            ([nil, nil, nil, nil, nil], "== 0", nil, .info),
        ] as [([Double?], String, String?, FindingLevel)])
    func `a series that is there only while a condition holds says for how long`(
        values: [Double?], condition: String, text: String?, level: FindingLevel
    ) throws {
        let compared = try #require(AlertExpression("load \(condition)").condition)
        let findings = try Self.chart([([:], values)], limit: nil)
            .findings(of: "load", level: .critical, while: compared)
        #expect(findings == (text.map { [Finding(collector: "load", level: level, text: $0)] } ?? []))
    }

    @Test(
        arguments: [
            (ChartLimit(.below, 0, isInclusive: true), "Load is 0, at most 0 since 2027-01-15 07:56 UTC or longer"),
            (ChartLimit(.above, 0, isInclusive: true), "Load is 0, at least 0 since 2027-01-15 07:56 UTC or longer"),
            (ChartLimit(.below, 0), nil), (ChartLimit(.above, 0), nil),
        ] as [(ChartLimit, String?)])
    func `a flat series at its limit passes it where the limit includes it`(limit: ChartLimit, text: String?) throws {
        let chart = try Self.chart([([:], [0, 0, 0, 0, 0])], limit: limit)
        #expect(chart.findings(of: "load", level: .warning).first?.text == text)
    }

    @Test func `a limit that was stored before limits could include their value does not`() throws {
        let stored = Data(#"{"side":"above","value":5}"#.utf8)
        #expect(try JSONDecoder().decode(ChartLimit.self, from: stored) == ChartLimit(.above, 5))
        let limit = ChartLimit(.below, 0, isInclusive: true)
        #expect(try JSONDecoder().decode(ChartLimit.self, from: try JSONEncoder().encode(limit)) == limit)
    }

    @Test func `the worst come first, told by what they differ in, and what is too many is counted`() throws {
        let many = (0..<12).map {
            (["job": "api", "pod": "p\($0)"] as Labels, [nil, nil, nil, nil, Double($0)] as [Double?])
        }
        let chart = try Self.chart(many + [(["job": "api", "pod": "gone"], [50, nil, nil, nil, nil])])
        #expect(chart.series.map(\.name) == (2...11).reversed().map { "pod=p\($0)" })
        #expect(chart.hiddenSeries == 3 && chart.text.hasSuffix("and 3 more series\n"))
        let low = try Self.chart(many, limit: ChartLimit(.below, 5))
        #expect(low.series.first?.name == "pod=p0")
    }

    @Test func `the table says the last, the average, the least and the most`() throws {
        let chart = try Self.chart([
            (["__name__": "load", "pod": "a"], [1, 2, nil, 4, 5]), (["pod": "b"], [2, nil, nil, nil, nil]),
        ])
        #expect(
            chart.text == """
                Load from 2027-01-15 07:56:00 UTC to 2027-01-15 08:00:00 UTC every 1m; above 5 is too much
                     LAST  AVERAGE  LEAST  MOST  SERIES
                        5        3      1     5  pod=a
                no number        2      2     2  pod=b

                """)
    }

    @Test(
        arguments: [
            (ChartUnit.number, 0, "0"), (.number, 12_345.6, "12,346"), (.number, 0.012345, "0.0123"),
            (.number, -1.5, "-1.5"),
            (.number, 99.96, "100"), (.number, 1e15, "1000000000000000.0"), (.number, 1e-12, "0"),
            (.ratio, 0.0725, "7.25%"),
            (.ratio, 1, "100%"), (.seconds, 0.53, "530 ms"), (.seconds, 0.0000042, "4.2 µs"), (.seconds, 3.2, "3.2 s"),
            (.seconds, 7200, "2h"), (.seconds, 0, "0 s"), (.bytes, 512, "512 bytes"),
            (.bytes, 1_610_612_736, "1.5 GiB"), (.perSecond, 21, "21/s"),
        ] as [(ChartUnit, Double, String)])
    func `numbers are read as people write them`(unit: ChartUnit, value: Double, text: String) {
        #expect(unit.text(value) == text)
    }
}
