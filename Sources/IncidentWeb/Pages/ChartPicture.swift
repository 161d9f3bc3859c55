internal import IncidentCore

/// A chart as `incident.mustache` draws it: lines in a picture that fills the width, all words beside it, so that they stay
/// readable on a phone.
struct ChartPicture: Sendable {
    /// For who cannot see it.
    let label: String
    let caption: String
    let width = Self.width
    let height = Self.height
    let lines: [Line]
    /// How high the limit lies; `nil` where there is none, or it lies outside.
    let limitY: Int?
    let marks: [Mark]
    let top: String
    let bottom: String
    let start: TimeText
    let end: TimeText
    /// What is not drawn.
    let more: String?

    struct Line: Sendable {
        /// 1 to `drawn`, which says how it looks.
        let number: Int
        let path: String
        let name: String
        let last: String
        let isPassed: Bool
    }

    struct Mark: Sendable {
        let x: Int
        let words: String
    }

    private static let width = 720
    private static let height = 160
    /// So many series can be told apart.
    private static let drawn = 5

    /// - Parameter moments: what happened when, to be marked.
    /// - Returns: `nil` for what has no line.
    init?(_ chart: Chart, moments: [(words: String, at: Timestamp)], in context: PageContext) {
        let shown = chart.series.prefix(Self.drawn)
        let numbers = shown.flatMap(\.known)
        guard !chart.isInstant, let least = numbers.min(), let most = numbers.max() else { return nil }
        let limit = chart.limit?.value
        let floor = min(0, least, limit ?? 0)
        // A line along the upper edge would look like the edge.
        let height = (max(most, limit ?? most) - floor) * 1.1
        let scale = Scale(chart, floor: floor, height: height > 0 ? height : 1)
        lines = shown.enumerated().map { place, series in
            Line(
                number: place + 1, path: scale.path(series), name: series.name.isEmpty ? chart.title : series.name,
                last: series.lastWords(in: chart.unit),
                isPassed: series.last.map { chart.limit?.isPassed(by: $0) ?? false } ?? false)
        }
        limitY = limit.map(scale.y)
        marks = moments.filter { $0.at >= chart.start && $0.at <= chart.end }.map {
            Mark(x: scale.x($0.at), words: "\($0.words) \(context.readable($0.at))")
        }
        (top, bottom) = (chart.unit.text(floor + height), chart.unit.text(floor))
        (start, end) = (TimeText(chart.start, in: context), TimeText(chart.end, in: context))
        let hidden = chart.hiddenSeries + chart.series.count - shown.count
        more = hidden == 0 ? nil : hidden == 1 ? "1 more series" : "\(hidden) more series"
        caption = chart.title + (chart.limitWords.map { "; \($0)" } ?? "")
        label = "\(context.said(chart.spanWords)). " + lines.map { "\($0.name): \($0.last)" }.joined(separator: "; ")
    }

    /// Where times and numbers lie in the picture.
    private struct Scale {
        let chart: Chart
        let floor: Double
        let height: Double

        init(_ chart: Chart, floor: Double, height: Double) {
            (self.chart, self.floor, self.height) = (chart, floor, height)
        }

        func x(_ time: Timestamp) -> Int {
            let span = max(1, chart.end.milliseconds - chart.start.milliseconds)
            return Int((time.milliseconds - chart.start.milliseconds) * Int64(ChartPicture.width) / span)
        }

        func y(_ value: Double) -> Int {
            ChartPicture.height - Int(((value - floor) / height * Double(ChartPicture.height)).rounded())
        }

        /// A gap where nothing was measured.
        func path(_ series: Chart.Series) -> String {
            var (text, isDrawing) = ("", false)
            for (point, value) in series.values.enumerated() {
                if let value { text += "\(isDrawing ? "L" : "M")\(x(chart.time(of: point))) \(y(value))" }
                isDrawing = value != nil
            }
            return text
        }
    }
}
