/// What was measured, as it is kept and drawn: some series of numbers over one span.
package struct Chart: Sendable, Equatable, Codable {
    package let title: String
    package let unit: ChartUnit
    package let limit: ChartLimit?
    /// Of the first point, in milliseconds since 1970.
    package let startMilliseconds: Int64
    /// Between two points; zero for an instant, which has one.
    package let stepMilliseconds: Int64
    /// At most `seriesLimit`, the worst first: those that pass the limit most, else the greatest.
    package var series: [Series]
    /// How many more there are.
    package let hiddenSeries: Int

    package struct Series: Sendable, Equatable, Codable {
        /// By what it is told from the others: `pod=api-1`; empty for the only one.
        package var name: String
        /// One for each point of the span; `nil` where nothing was measured.
        package let values: [Double?]
    }

    /// So many are kept; what lies behind them is counted.
    package static let seriesLimit = 10

    package var start: Timestamp { Timestamp(milliseconds: startMilliseconds) }
    package var end: Timestamp { time(of: (series.first?.values.count ?? 1) - 1) }
    package var isInstant: Bool { stepMilliseconds == 0 }

    package func time(of point: Int) -> Timestamp {
        Timestamp(milliseconds: startMilliseconds + Int64(point) * stepMilliseconds)
    }
}

extension Chart {
    /// - Parameter now: when it was asked.
    package init(_ found: [PrometheusAPI.Series], for query: PrometheusQuery, at now: Timestamp) {
        let start = query.range.map { query.start(of: $0, at: now) } ?? now
        let step = query.range == nil ? 0 : query.step.wholeMilliseconds
        let count = step == 0 ? 1 : Int((now.milliseconds - start.milliseconds) / step) + 1
        let names = Self.names(of: found.map(\.labels))
        let series = zip(found, names).map { series, name in
            var values = [Double?](repeating: nil, count: count)
            for point in series.points {
                let place = step == 0 ? 0 : Int((point.at.milliseconds - start.milliseconds + step / 2) / step)
                if values.indices.contains(place) { values[place] = point.value }
            }
            return Series(name: name, values: values)
        }
        let ordered = series.sorted { Self.isBefore($0, $1, query.limit) }
        self.init(
            title: query.title, unit: query.unit, limit: query.limit, startMilliseconds: start.milliseconds,
            stepMilliseconds: step, series: Array(ordered.prefix(Self.seriesLimit)),
            hiddenSeries: max(0, ordered.count - Self.seriesLimit))
    }

    /// The worst first; what has no last number behind those that have one.
    private static func isBefore(_ one: Series, _ other: Series, _ limit: ChartLimit?) -> Bool {
        switch (one.last, other.last) {
        case (let first?, let second?) where first != second:
            (limit ?? ChartLimit(.above, 0)).isWorse(first, second)
        case (_?, nil): true
        case (nil, _?): false
        default: one.name < other.name
        }
    }

    /// By which labels series are told apart; of the only one all of them.
    private static func names(of all: [Labels]) -> [String] {
        let common = all.count < 2 ? [:] : all.dropFirst().reduce(all[0]) { $0.common(with: $1) }
        return all.map { labels in
            labels.pairs.filter { $0.name != "__name__" && common[$0.name] == nil }
                .map { "\($0.name)=\($0.value)" }.joined(separator: ", ").singleLine(limit: 120)
        }
    }
}

extension Chart.Series {
    /// The number at the end of the span; a series that has ended has none, nor has one that is no number there (NaN, as of a
    /// rate of nothing).
    package var last: Double? { values.last ?? nil }
    package func lastWords(in unit: ChartUnit) -> String { last.map(unit.text) ?? "no number" }
    package var known: [Double] { values.compactMap(\.self) }
}

extension Chart {
    /// The numbers as a table, for where there is no picture.
    package var text: String {
        guard !series.isEmpty else {
            return "no series: nothing is measured by that name and with those labels\n"
        }
        let head = isInstant ? ["VALUE", "SERIES"] : ["LAST", "AVERAGE", "LEAST", "MOST", "SERIES"]
        let rows = series.map { series in
            let known = series.known
            let last = series.lastWords(in: unit)
            guard !isInstant else { return [last, series.name] }
            let average = known.isEmpty ? nil : known.reduce(0) { $0 + $1 / Double(known.count) }
            return [last] + [average, known.min(), known.max()].map { $0.map(unit.text) ?? "-" } + [series.name]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        let lines = ([head] + rows).map { row in
            zip(row, widths).enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == head.count - 1 ? cell.0 : blanks + cell.0
            }.joined(separator: "  ").trimmingTrailingBlanks
        }
        let more = hiddenSeries == 0 ? [] : ["and \(hiddenSeries) more series"]
        return ([spanWords] + lines + more).map { "\($0)\n" }.joined()
    }

    /// `API error rate from 2026-11-27 05:55:00 UTC to 2026-11-27 06:55:00 UTC every 15s; above 1% is too much`
    package var spanWords: String {
        let step = Duration.milliseconds(stepMilliseconds).prometheusText
        let span = isInstant ? "at \(start.readable)" : "from \(start.readable) to \(end.readable) every \(step)"
        return "\(title) \(span)" + (limitWords.map { "; \($0)" } ?? "")
    }

    /// `above 1% is too much`
    package var limitWords: String? {
        limit.map { limit in
            "\(limit.words(in: unit)) is too \(limit.side == .above ? "much" : "little")"
        }
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension Chart {
    package func redacted(by redactions: Redactions) -> Chart {
        var chart = self
        for place in chart.series.indices {
            chart.series[place].name = redactions.apply(to: chart.series[place].name)
        }
        return chart
    }
}
