extension Chart {
    /// What passes the limit, a sentence a series: now, with `level`; else that it did within the span, for information.
    package func findings(of collector: String, level: FindingLevel) -> [Finding] {
        guard let limit else { return [] }
        return series.compactMap { series -> Finding? in
            let name = shownName(of: series, title)
            let words = limit.words(in: unit)
            guard let run = series.latestRun(where: limit.isPassed) else { return nil }
            if run.upperBound == series.values.count - 1, let last = series.last {
                let since =
                    isInstant
                    ? "" : run.lowerBound == 0 ? " since \(minute(0)) or longer" : " since \(minute(run.lowerBound))"
                return Finding(
                    collector: collector, level: level, text: "\(name) is \(unit.text(last)), \(words)\(since)")
            }
            let worst = series.values[run].compactMap(\.self).reduce(limit.value) { limit.isWorse($1, $0) ? $1 : $0 }
            let span = "from \(minute(run.lowerBound)) to \(minute(run.upperBound + 1))"
            return Finding(
                collector: collector, level: .info, text: "\(name) was \(words) \(span), \(unit.text(worst)) at worst")
        }
    }

    /// The same of a chart without a limit, whose query is itself a condition: its series are there only while that holds. Of
    /// one that holds for the whole span there is nothing to see but a flat line.
    package func findings(
        of collector: String, level: FindingLevel, while condition: NumberCondition
    ) -> [Finding] {
        guard limit == nil, !isInstant else { return [] }
        let measured = title.hasSuffix(condition.text) ? title.dropLast(condition.text.count).trimmingBlanks() : title
        let words = condition.words(in: unit)
        return series.compactMap { series -> Finding? in
            guard let run = series.latestRunWithoutGap else { return nil }
            let name = shownName(of: series, measured)
            guard run.upperBound == series.values.count - 1, let last = series.last else {
                let span = "from \(minute(run.lowerBound)) to \(minute(run.upperBound + 1))"
                return Finding(collector: collector, level: .info, text: "\(name) was \(words) \(span)")
            }
            let since =
                run.lowerBound == 0
                ? "for the whole \(Duration.milliseconds(end.milliseconds - startMilliseconds).prometheusText)"
                : "since \(minute(run.lowerBound))"
            let now = condition.sign == .equal ? "" : ", and is \(unit.text(last)) now"
            return Finding(collector: collector, level: level, text: "\(name) has been \(words) \(since)\(now)")
        }
    }

    private func shownName(of series: Series, _ title: String) -> String {
        series.name.isEmpty ? title : "\(title) (\(series.name))"
    }

    private func minute(_ point: Int) -> String { "\(time(of: point).readable.prefix(16)) UTC" }
}

extension Chart.Series {
    /// The last stretch of points that have a number.
    fileprivate var latestRunWithoutGap: ClosedRange<Int>? {
        guard let end = values.lastIndex(where: { $0 != nil }) else { return nil }
        let gap = values[..<end].lastIndex { $0 == nil }
        return (gap.map { $0 + 1 } ?? 0)...end
    }

    /// The last stretch of points for which something holds; a gap belongs to it when it holds on both sides.
    fileprivate func latestRun(where holds: (Double) -> Bool) -> ClosedRange<Int>? {
        guard let end = values.lastIndex(where: { $0.map(holds) ?? false }) else { return nil }
        var start = end
        for place in stride(from: end, through: 0, by: -1) {
            guard let value = values[place] else { continue }
            guard holds(value) else { break }
            start = place
        }
        return start...end
    }
}
