package import IncidentCore

/// What a collector measured, as the API has it.
package struct ChartView: Encodable, Sendable {
    let title: String
    let unit: String
    @Explicit var limit: Limit?
    let start: String
    /// Between two values of a series; 0 where there is one of each.
    let stepMilliseconds: Int64
    let series: [Series]
    let hiddenSeries: Int

    struct Limit: Encodable {
        let side: String
        let value: Double
    }

    struct Series: Encodable {
        let name: String
        /// `null` where nothing was measured.
        let values: [Double?]
    }

    enum CodingKeys: String, CodingKey {
        case title, unit, limit, start, series
        case stepMilliseconds = "step_ms"
        case hiddenSeries = "hidden_series"
    }

    package init(_ chart: Chart) {
        title = chart.title
        unit = chart.unit.rawValue
        limit = chart.limit.map { Limit(side: $0.side.rawValue, value: $0.value) }
        start = chart.start.rfc3339
        stepMilliseconds = chart.stepMilliseconds
        series = chart.series.map { Series(name: $0.name, values: $0.values) }
        hiddenSeries = chart.hiddenSeries
    }
}
