internal import IncidentCore

extension TableMapping {
    /// The keys that say where a collector's evidence comes from.
    static let sourceKeys = ["run", "trusted", "prometheus"]

    /// - Parameter functions: SQL functions of the team's own that only read.
    /// - Returns: `nil` after a problem.
    func source(functions: Set<String>) -> CollectorSource? {
        guard let prometheus = self["prometheus"] else {
            let trusted = self["trusted"].map { $0.flag() } ?? false
            return required("run")?.command(trusted: trusted, functions: functions).map(CollectorSource.run)
        }
        if let run = self["run"] {
            run.problem("the collector runs a program and asks Prometheus; write one of run and prometheus")
            return nil
        }
        for key in ["trusted", "sandbox", "output_limit"] {
            self[key]?.problem("\(key) has no effect beside prometheus; leave it out")
        }
        return prometheus.prometheusQuery().map(CollectorSource.prometheus)
    }
}

extension TableNode {
    /// Whether a collector names no source that is designed and not built; it has a problem then.
    func hasKnownSource() -> Bool {
        let later = (isMapping ? entries() ?? [] : []).first { $0.key == "http" }
        guard let later else { return true }
        later.entry.value.problem(
            "\(later.key): this version asks programs, by run, and Prometheus; it has no such source yet")
        return false
    }

    fileprivate func prometheusQuery() -> PrometheusQuery? {
        let keys = ["query", "title", "unit", "range", "step", "above", "below", "level"]
        guard let fields = mapping(keys: keys) else { return nil }
        let expression = fields.required("query")?.expression()
        let title = fields.required("title")?.name()
        let unit = fields["unit"].map { $0.choice(of: ChartUnit.self) } ?? .number
        let range = fields["range"].map { $0.duration(in: .seconds(60)...(.seconds(31 * 86_400))) }
        let step = fields["step"].map { $0.duration(in: .seconds(1)...(.seconds(86_400))) }
        let level = fields["level"].map { $0.choice(of: FindingLevel.self) } ?? .warning
        guard let limit = fields.chartLimit(), let expression, let title, let unit, let level, range != .some(nil),
            step != .some(nil)
        else { return nil }
        if fields["range"] == nil {
            fields["step"]?.problem("step has no effect without range; add it, or leave step out")
        }
        if limit == .some(nil) { fields["level"]?.problem("level has no effect without above or below; leave it out") }
        let query = PrometheusQuery(
            expression: expression, title: title, unit: unit, range: range ?? nil, step: step ?? nil,
            limit: limit, level: level)
        let points = (query.range ?? .zero) / query.step
        guard points <= Double(PrometheusQuery.pointLimit) else {
            fields["step"]?.problem(
                "range has \(Int(points)) steps, \(PrometheusQuery.pointLimit) at most may be asked; make step longer, or leave it out"
            )
            return nil
        }
        return query
    }

    private func expression() -> PrometheusQuery.Expression? {
        if plainText?.trimmingBlanks() == PrometheusQuery.Expression.placeOfAlert { return .ofAlert }
        return promQL().map(PrometheusQuery.Expression.template)
    }

    private func promQL() -> ArgumentTemplate? {
        guard let text = text("a query in PromQL") else { return nil }
        do throws(ArgumentTemplateError) {
            let template = try ArgumentTemplate(text.trimmingBlanks())
            guard let refusal = PrometheusQuery.refusal(of: template) else { return template }
            problem("\(label): \(refusal)")
        } catch {
            problem("\(label): \(error.description)")
        }
        return nil
    }

    fileprivate func number() -> Double? {
        guard let text = text("a number") else { return nil }
        guard let value = Double(text), value.isFinite else {
            problem("\(label) is \"\(text)\"; a number such as 0.01 or 5 is expected")
            return nil
        }
        return value
    }
}

extension TableMapping {
    /// - Returns: `.some(nil)` without one, `nil` after a problem.
    fileprivate func chartLimit() -> ChartLimit?? {
        switch (self["above"], self["below"]) {
        case (nil, nil): return .some(nil)
        case (let above?, nil): return above.number().map { ChartLimit(.above, $0) }
        case (nil, let below?): return below.number().map { ChartLimit(.below, $0) }
        case (_?, let below?):
            below.problem("there is an above and a below; write one of both")
            return nil
        }
    }
}
