extension Chart {
    /// What passes the limit, a sentence a series: now, with `level`; else that it did within the span, for information.
    package func findings(of collector: String, level: FindingLevel) -> [Finding] {
        guard let limit else { return [] }
        return series.compactMap { series -> Finding? in
            let name = series.name.isEmpty ? title : "\(title) (\(series.name))"
            let words = "\(limit.side.rawValue) \(unit.text(limit.value))"
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

    private func minute(_ point: Int) -> String { "\(time(of: point).readable.prefix(16)) UTC" }
}

extension Chart.Series {
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
