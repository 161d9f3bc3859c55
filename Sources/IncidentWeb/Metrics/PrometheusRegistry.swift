package import CoreMetrics
internal import Synchronization

/// Keeps metrics and writes them in Prometheus' text format, version 0.0.4.
///
/// No package here renders that format; swift-metrics has only the API.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct Key: Hashable {
        let name: String
        let labels: String
    }

    private enum Series: Sendable {
        case counter(CounterSeries)
        case gauge(GaugeSeries)
        case histogram(HistogramSeries)

        var typeName: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    private let series = Mutex<[Key: Series]>([:])

    package init() {}

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let made = find(label, dimensions) { .counter(CounterSeries()) }
        guard case .counter(let counter) = made else { preconditionFailure("\(label) is no counter") }
        return counter
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        let made = find(label, dimensions) { .gauge(GaugeSeries()) }
        guard case .gauge(let gauge) = made else { preconditionFailure("\(label) is no gauge") }
        return gauge
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        let made = find(label, dimensions) { .histogram(HistogramSeries()) }
        guard case .histogram(let histogram) = made else { preconditionFailure("\(label) is no histogram") }
        return histogram
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let made = find(label, dimensions) { .histogram(HistogramSeries()) }
        guard case .histogram(let histogram) = made else { preconditionFailure("\(label) is no histogram") }
        return histogram
    }

    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// All series, sorted, each family behind its HELP and TYPE lines.
    package func text() -> String {
        let all = series.withLock { $0 }.sorted { ($0.key.name, $0.key.labels) < ($1.key.name, $1.key.labels) }
        var text = ""
        var family = ""
        for (key, series) in all {
            if key.name != family {
                family = key.name
                if let help = MetricHelp.texts[family] { text += "# HELP \(family) \(help)\n" }
                text += "# TYPE \(family) \(series.typeName)\n"
            }
            switch series {
            case .counter(let counter): text += Self.line(key.name, key.labels, counter.value.formatted)
            case .gauge(let gauge): text += Self.line(key.name, key.labels, gauge.value.formatted)
            case .histogram(let histogram): text += histogram.lines(key.name, key.labels)
            }
        }
        return text
    }

    fileprivate static func line(_ name: String, _ labels: String, _ value: String) -> String {
        "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(value)\n"
    }

    private func find(_ label: String, _ dimensions: [(String, String)], _ make: () -> Series) -> Series {
        let name = String(label.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" ? $0 : "_" })
        let labels = dimensions.map { "\($0)=\"\(Self.escape($1))\"" }.joined(separator: ",")
        return series.withLock { series in
            let key = Key(name: name, labels: labels)
            if let known = series[key] { return known }
            let made = make()
            series[key] = made
            return made
        }
    }

    private static func escape(_ value: String) -> String {
        value.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }
}

private final class CounterSeries: CounterHandler, Sendable {
    private let total = Mutex<Int64>(0)
    var value: Double { Double(total.withLock { $0 }) }
    func increment(by amount: Int64) { total.withLock { $0 += amount } }
    func reset() { total.withLock { $0 = 0 } }
}

private final class GaugeSeries: MeterHandler, Sendable {
    private let current = Mutex<Double>(0)
    var value: Double { current.withLock { $0 } }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { current.withLock { $0 = value } }
    func increment(by amount: Double) { current.withLock { $0 += amount } }
    func decrement(by amount: Double) { current.withLock { $0 -= amount } }
}

private final class HistogramSeries: TimerHandler, RecorderHandler, Sendable {
    /// Seconds.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    private struct State {
        var counts = [Int](repeating: 0, count: HistogramSeries.bounds.count + 1)
        var sum = 0.0
    }

    private let state = Mutex(State())

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let bucket = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    func lines(_ name: String, _ labels: String) -> String {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        let prefix = labels.isEmpty ? "" : labels + ","
        var text = ""
        var total = 0
        for (count, bound) in zip(counts, Self.bounds.map(\.formatted) + ["+Inf"]) {
            total += count
            text += PrometheusRegistry.line("\(name)_bucket", "\(prefix)le=\"\(bound)\"", String(total))
        }
        text += PrometheusRegistry.line("\(name)_sum", labels, sum.formatted)
        return text + PrometheusRegistry.line("\(name)_count", labels, String(total))
    }
}

extension Double {
    fileprivate var formatted: String {
        self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self)
    }
}
