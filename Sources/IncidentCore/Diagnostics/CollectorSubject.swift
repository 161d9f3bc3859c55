/// The alert that a collector is asked about.
package struct CollectorSubject: Sendable, Equatable {
    package let labels: Labels
    /// The PromQL by which Prometheus fires it; `nil` where it does not say so.
    package let expression: String?

    package init(_ labels: Labels, expression: String? = nil) {
        self.labels = labels
        self.expression = expression
    }

    package init(_ alert: Alert) { self.init(alert.labels, ofLink: alert.generatorURL) }

    /// - Parameter url: an alert's `generatorURL`.
    init(_ labels: Labels, ofLink url: String) { self.init(labels, expression: Self.expression(in: url)) }

    /// Of a link to Prometheus's graph: `http://prometheus:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1`.
    static func expression(in url: String) -> String? {
        guard let query = url.split(separator: "?", maxSplits: 1).dropFirst().first else { return nil }
        let name = "g0.expr="
        let fields = query.prefix { $0 != "#" }.split(separator: "&")
        guard let field = fields.first(where: { $0.hasPrefix(name) })?.dropFirst(name.count) else { return nil }
        let text = String(field.map { $0 == "+" ? " " : $0 })
        // Nothing encoded in it is as good.
        let expression = (text.percentDecoded ?? text).trimmingBlanks()
        return expression.isEmpty || expression.utf8.count > 8192 ? nil : expression
    }
}

extension CollectorSubject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral pairs: (String, String)...) {
        self.init(Labels(pairs.map { Labels.Pair(name: $0.0, value: $0.1) }))
    }
}
