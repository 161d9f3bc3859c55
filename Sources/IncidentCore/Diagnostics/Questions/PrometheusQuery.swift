/// What a collector asks Prometheus, or what answers as it does (Thanos, Mimir, VictoriaMetrics).
package struct PrometheusQuery: Sendable, Equatable {
    package let expression: Expression
    /// For people, what the numbers are: `API error rate`.
    package private(set) var title: String
    package let unit: ChartUnit
    /// From when it is asked back; `nil` asks for the value of that instant.
    package let range: Duration?
    /// Between two points of a range.
    package let step: Duration
    package private(set) var limit: ChartLimit?
    /// Of the sentence that says that the limit is passed.
    package let level: FindingLevel
    /// `nil` where the tables name none; then it is asked of nobody.
    package var server: PrometheusServer?

    package enum Expression: Sendable, Equatable {
        /// As the table has it.
        case template(ArgumentTemplate)
        /// That by which Prometheus fires the alert.
        case ofAlert

        /// What the table has for it.
        package static let placeOfAlert = "{alert:expression}"
    }

    package init(
        expression: Expression, title: String, unit: ChartUnit = .number, range: Duration? = nil,
        step: Duration? = nil, limit: ChartLimit? = nil, level: FindingLevel = .warning
    ) {
        self.expression = expression
        self.title = title
        self.unit = unit
        self.range = range
        self.step = step ?? Self.step(for: range ?? .zero)
        self.limit = limit
        self.level = level
    }

    /// As many points as a chart can show, in whole seconds.
    static func step(for range: Duration) -> Duration {
        max(.seconds(15), .seconds(Int64(range / Duration.seconds(240))))
    }

    /// The most points that a range may have.
    package static let pointLimit = 1000

    /// Why a template must not be asked with labels filled in; `nil` where it may.
    ///
    /// Outside of a string of PromQL a name would be another metric or function, so that only numbers and durations may
    /// stand there. Inside none of the types of labels lets in what ends a string.
    package static func refusal(of expression: ArgumentTemplate) -> String? {
        var quote: Character?
        for part in expression.parts {
            switch part {
            case .literal(let text): quote = Self.quote(after: text, within: quote)
            case .label(let place):
                guard quote == nil, place.type != .int, place.type != .duration else { continue }
                return
                    "{label:\(place.name)} stands outside of quotes, where only a label of type int or duration may; "
                    + "write it as the value of a matcher, such as namespace=\"{label:namespace}\""
            }
        }
        return quote.map { "a string that \($0) begins has no end" }
    }

    private static func quote(after text: String, within open: Character?) -> Character? {
        var (quote, isEscaped) = (open, false)
        for character in text {
            if isEscaped {
                isEscaped = false
            } else if let current = quote {
                // What stands between backquotes is taken as it is.
                if character == "\\", current != "`" { isEscaped = true }
                if character == current { quote = nil }
            } else if "\"'`".contains(character) {
                quote = character
            }
        }
        return quote
    }

    /// What is asked about an alert, and with which limit.
    package func bound(to subject: CollectorSubject) throws(BindingRefused) -> (
        expression: String, query: PrometheusQuery
    ) {
        switch expression {
        case .template(let template): return (try template.bind(subject.labels), self)
        case .ofAlert:
            guard let text = subject.expression else {
                throw BindingRefused("the alert does not say by which expression it fires; its generatorURL would")
            }
            let parts = AlertExpression(text)
            var query = self
            query.limit = limit ?? parts.limit
            query.title += ": \(parts.measured.singleLine(limit: 100))"
            return (parts.measured, query)
        }
    }

    /// What is asked, as an artifact keeps it.
    func question(_ bound: String) -> [String] {
        ["prometheus", bound] + (range.map { ["range=\($0.prometheusText)", "step=\(step.prometheusText)"] } ?? [])
    }

    /// The same for a person to read when it is not asked.
    func shown(for subject: CollectorSubject) -> [String] {
        switch expression {
        case .template(let template): question(template.shown(from: subject.labels) { "<\($0)?>" })
        case .ofAlert: question(subject.expression ?? "<expression?>")
        }
    }

    var labelPlaces: [(name: String, isRequired: Bool)] {
        if case .template(let template) = expression { template.labelPlaces } else { [] }
    }
}

/// Where Prometheus is.
package struct PrometheusServer: Sendable, Equatable {
    /// Without `/api/v1`.
    package let url: String
    package let access: HTTPAccess

    package init(url: String, access: HTTPAccess = HTTPAccess()) {
        self.url = url
        self.access = access
    }
}

extension PrometheusServer {
    /// - Parameter timeout: after which Prometheus gives it up too.
    package func url(of query: PrometheusQuery, expression: String, at now: Timestamp, timeout: Duration) -> String {
        let common = "query=\(expression.percentEncoded)&timeout=\(timeout.prometheusText)"
        guard let range = query.range else { return "\(url)/api/v1/query?\(common)&time=\(now.unixSeconds)" }
        let start = query.start(of: range, at: now)
        return "\(url)/api/v1/query_range?\(common)&start=\(start.unixSeconds)&end=\(now.unixSeconds)"
            + "&step=\(query.step.prometheusText)"
    }
}

extension PrometheusQuery {
    /// So that the last point is of now.
    func start(of range: Duration, at now: Timestamp) -> Timestamp {
        let steps = range.wholeMilliseconds / max(1, step.wholeMilliseconds)
        return Timestamp(milliseconds: now.milliseconds - steps * step.wholeMilliseconds)
    }
}

extension Timestamp {
    /// As Prometheus takes one: seconds with milliseconds.
    fileprivate var unixSeconds: String {
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
