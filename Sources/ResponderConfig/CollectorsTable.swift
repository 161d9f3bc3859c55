internal import IncidentCore
internal import Patterns

/// `routes/collectors.yaml`: the runbook's read-only commands, which we run, and its changing ones, which we show.
struct CollectorsTable {
    var collectors: [Collector] = []
    var nextSteps: [NextStepTemplate] = []
    var redactions: Redactions = .builtIn
    var pageWaitsForDiagnostics: Duration = .seconds(2)

    init() {}

    /// - Parameter runbook: what an import wrote.
    init(reading root: TableNode, over runbook: ImportedTable, from sources: SettingSources) {
        let keys = ["page_waits_for_diagnostics", "redact", "functions", "sandbox", "collectors", "next_steps"]
        guard let table = root.mapping(keys: keys) else { return }
        pageWaitsForDiagnostics =
            table["page_waits_for_diagnostics"]?.duration(in: .zero...(.seconds(60))) ?? pageWaitsForDiagnostics
        if let patterns = table["redact"]?.list(of: "text", { $0.pattern() }) {
            redactions = Redactions(adding: patterns)
        }
        let functions = Set(table["functions"]?.list(of: "names") { $0.sqlFunction() } ?? [])
        let sandbox = table["sandbox"]?.choice(of: Sandbox.self) ?? .none
        let base = runbook.root?.mapping(keys: ["collectors", "next_steps"])
        var names = UniqueNames("collector")
        let rows = LaidRows(
            table["collectors"], over: base?["collectors"], of: "collectors", by: ["name"]
        ) { $0.mapping(keys: Self.collectorKeys) }
        for row in rows.all {
            if !row.hasSource, runbook.isUnreadable { continue }
            if !row.hasSource, let file = runbook.root?.file, let name = row["name"]?.plainText {
                let near = nearest(to: name, in: rows.imported) ?? "; write what to run"
                row.node.problem(
                    "\(file.path) has no collector \"\(name)\", and this entry has no \"run\"\(near)")
            } else if let collector = Self.collector(row, functions, sandbox, sources, names: &names) {
                collectors.append(collector)
            }
        }
        let steps = LaidRows(
            table["next_steps"], over: base?["next_steps"], of: "next steps", by: ["procedure", "title"]
        ) { $0.mapping(keys: ["procedure", "title", "command", "when"]) }
        nextSteps = steps.all.compactMap(Self.nextStep)
    }

    private static let collectorKeys =
        [
            "name", "procedure", "when", "filters", "findings", "timeout", "output_limit", "share_for", "sandbox",
            "environment", "baseline",
        ]
        + TableMapping.sourceKeys

    /// - Parameters:
    ///   - functions: SQL functions of the team's own that only read.
    ///   - usual: of those that name no sandbox.
    private static func collector(
        _ row: TableMapping, _ functions: Set<String>, _ usual: Sandbox, _ sources: SettingSources,
        names: inout UniqueNames
    ) -> Collector? {
        let fields = row.fittingSource()
        let name = fields.required("name")?.name()
        if let name { names.insert(name, at: fields.node) }
        let procedure = fields["procedure"].map { $0.name() } ?? ""
        let when = fields.when()
        let source = fields.source(functions: functions, from: sources)
        let filters = fields["filters"].map { $0.filters() } ?? []
        let known = source?.fields
        let findings = fields["findings"].map { $0.list(of: "findings") { $0.finding(ofRowsWith: known) } } ?? []
        let timeout = fields["timeout"].map { $0.duration(in: .milliseconds(100)...(.seconds(600))) } ?? .seconds(10)
        let usualLimit = (fields["http"] == nil ? 256 : 4) * 1024
        let limit = fields["output_limit"].map { $0.byteCount(in: 1024...(16 * 1024 * 1024)) } ?? usualLimit
        let share = fields["share_for"].map { $0.duration(in: .zero...(.seconds(300))) } ?? .seconds(15)
        let sandbox = fields["sandbox"].map { $0.choice(of: Sandbox.self) } ?? usual
        let variables = fields["environment"].map { $0.list(of: "variables") { $0.variable(from: sources) } } ?? []
        let baseline = fields["baseline"]?.duration(in: .seconds(600)...(.seconds(7 * 86400)))
        guard let name, let procedure, let when, let source, let filters, let findings, let timeout, let limit,
            let share, let sandbox, let variables
        else { return nil }
        return Collector(
            name: name, procedure: procedure, when: when, source: source, filters: filters, findings: findings,
            timeout: timeout, outputLimitBytes: limit, shareFor: share, sandbox: sandbox, variables: variables,
            baseline: baseline)
    }

    private static func nextStep(_ fields: TableMapping) -> NextStepTemplate? {
        let procedure = fields["procedure"].map { $0.name() } ?? ""
        let title = fields.required("title")?.name()
        let when = fields.when()
        let command = fields["command"].map { $0.commandToShow() } ?? ([], false)
        guard let procedure, let title, let when, let command else { return nil }
        return NextStepTemplate(
            procedure: procedure, title: title, when: when, command: command.words, isForShell: command.isForShell)
    }
}

extension TableNode {
    /// The name of a variable of our environment that a program gets; what it holds is known as a secret then, where its
    /// name says that it is one.
    fileprivate func variable(from sources: SettingSources) -> String? {
        guard let name = text("a variable's name such as REDISCLI_AUTH") else { return nil }
        guard name.firstMatch(of: /^[A-Za-z_][A-Za-z0-9_]*$/) != nil else {
            problem("\(label): \"\(name)\" is no variable's name; its value stands in the server's environment")
            return nil
        }
        if let refusal = PassedVariable.refusal(of: name) {
            problem("\(label): a table may not name \(name), which \(refusal); leave it out")
            return nil
        }
        if let value = sources.environment[name], !value.isEmpty, Secret.isNamed(by: name) {
            let secret = Secret(value)
            sources.secrets.add(secret)
            if !secret.isKnownByValue {
                warn(
                    "\(name) is shorter than \(Secret.shortestKnown) characters: it is not taken out of what collectors print"
                )
            }
        }
        return name
    }

    /// The name of a SQL function that a team says only reads.
    fileprivate func sqlFunction() -> String? {
        guard let name = text("a function's name such as app.order_lag") else { return nil }
        if let refusal = ReadOnlyGrammar.refusal(ofFunction: name) {
            problem("\(label): \(refusal)")
            return nil
        }
        return name
    }
}

extension TableMapping {
    /// For which alerts a row is: one case or a list of them, each what a person wrote of it, and the rest as it was
    /// imported.
    ///
    /// - Returns: `nil` after a problem.
    fileprivate func when() -> Selector? {
        let keys = ["priority"] + Self.selectorKeys
        let layers = values(of: "when")
        guard let upper = layers.first else { return Selector() }
        // An import writes one.
        let imported = layers.dropFirst().map { $0.mapping(keys: keys) }
        guard !imported.contains(where: { $0 == nil }) else { return nil }
        func selector(_ node: TableNode) -> Selector? {
            let own = node.mapping(keys: keys)
            return own.flatMap { imported.compactMap(\.self).reduce($0) { $0.laid(over: $1) }.priorityAndMatchers() }
        }
        guard upper.isList else { return selector(upper) }
        guard let cases = upper.list(of: "cases", selector) else { return nil }
        guard !cases.isEmpty else {
            upper.problem("\(upper.label) is an empty list, which is for no incident; leave it out for every incident")
            return nil
        }
        return Selector(anyOf: cases)
    }

    private func priorityAndMatchers() -> Selector? {
        let priorities = self["priority"].map { $0.priorities() } ?? []
        guard let priorities, let matchers = selector() else { return nil }
        return Selector(priorities: priorities, matchers: matchers)
    }
}

extension TableNode {
    /// `65536`, `256KiB` or `4MiB`.
    fileprivate func byteCount(in range: ClosedRange<Int>) -> Int? {
        guard let text = text("a size such as 256KiB") else { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units = ["": 1, "KiB": 1024, "MiB": 1024 * 1024]
        let unit = units[text.dropFirst(digits.count).trimmingBlanks()]
        guard let unit, let number = Int(digits), number <= range.upperBound else {
            problem("\(label) is \"\(text)\"; a size such as 256KiB, 16MiB at most, is expected")
            return nil
        }
        guard range.contains(number * unit) else {
            problem(
                "\(label) is \(text); it must be from \(range.lowerBound / 1024)KiB "
                    + "to \(range.upperBound / 1024 / 1024)MiB"
            )
            return nil
        }
        return number * unit
    }
}
