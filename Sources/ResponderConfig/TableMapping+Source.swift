internal import IncidentCore

extension TableMapping {
    /// The keys that say where a collector's evidence comes from.
    static let sourceKeys = [ownSources, ["trusted"]].flatMap(\.self)
    private static let ownSources = ["run", "prometheus", "http"]

    /// Whether one of the keys is there that say who is asked.
    var hasSource: Bool { Self.ownSources.contains { self[$0] != nil } }

    /// Without the keys that have no effect on its source, each of which is a problem.
    func fittingSource() -> TableMapping {
        let named = Self.ownSources.filter { self[$0] != nil }
        guard named.count == 1, let name = named.first, name != "run" else { return self }
        let unfit = ["trusted", "sandbox", "environment", "baseline"] + (name == "http" ? [] : ["output_limit"])
        for key in unfit {
            let why = key == "baseline" ? ": only what a program (run) prints is compared with how it was" : ""
            self[key]?.problem("\(key) has no effect beside \(name)\(why); leave it out")
        }
        return without(unfit)
    }

    /// - Parameter functions: SQL functions of the team's own that only read.
    /// - Returns: `nil` after a problem.
    func source(functions: Set<String>, from sources: SettingSources) -> CollectorSource? {
        let named = Self.ownSources.filter { self[$0] != nil }
        guard named.count < 2 else {
            self[named[0]]?.problem(
                "the collector has \(named.joined(separator: " and ")); write one of run, prometheus and http")
            return nil
        }
        if let prometheus = self["prometheus"] { return prometheus.prometheusQuery().map(CollectorSource.prometheus) }
        if let http = self["http"] { return http.httpQuestion(from: sources).map(CollectorSource.http) }
        let trusted = self["trusted"].map { $0.flag() } ?? false
        return required("run")?.command(trusted: trusted, functions: functions).map(CollectorSource.run)
    }
}

extension TableNode {
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
