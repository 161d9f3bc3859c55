internal import ArgumentParser
internal import Collectors
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews
internal import Logging
internal import ResponderConfig
internal import Transport

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Reads the tables and lists everything that is wrong in them.",
        discussion: """
            Looks at the next four weeks of each rota too, as the tables have them. While nobody is on call by a rota with
            a fall-back is a warning; by one without, an error.

            With --rules it says for each of Prometheus' alerting rules what the tables make of its alerts, what nothing
            covers, and which rows no rule reaches. What the series of an expression bring is not known: where it decides,
            the labels are named.

            With --probe it asks, without changing anything, whether each collector can work here: is its program there, does
            its target answer, is the login accepted, does the cluster allow what it reads. Run it as the server's user and
            with its environment. Its exit status is 1 when a collector cannot work, with --strict also when that cannot be
            told.
            """)

    @OptionGroup var routes: RoutesOption
    @OptionGroup var data: DataOption
    @Option(
        name: .customLong("rules"), parsing: .upToNextOption,
        help: "Rule files of Prometheus, or PrometheusRule manifests; - for standard input.")
    var ruleFiles: [String] = []
    @Option(
        help: """
            What must be so of every rule: priority (a rule or a severity word decides), policy, collector, and reach (each \
            row of the tables is for some rule); or none. (default: priority,policy)
            """)
    var require: String?
    @Option(
        name: .customLong("label"),
        help: """
            A label that every alert has where its rule writes none, as NAME=VALUE: of the external labels, say. NAME= is \
            one that no alert has, and a value with {{ one that is not known. (default: priority=)
            """)
    var labels: [String] = []
    @Flag(help: "Say which collectors can work here, and of the others why not.")
    var probe = false
    @Option(
        name: .customLong("alert"), parsing: .upToNextOption,
        help: "For --probe: labels of an alert, as NAME=VALUE, that {label:NAME} is filled in from.")
    var alert: [String] = []
    @Flag(
        help: "A warning is an error too; with --probe a collector of which it is not known whether it works.")
    var strict = false
    @OptionGroup var format: FormatOption

    func validate() throws {
        _ = try (required, assumed, Self.pairs(alert, of: "--alert"))
        guard probe || alert.isEmpty else { throw ValidationError("--alert is for --probe") }
        guard ruleFiles.isEmpty || !strict else {
            throw ValidationError("give --strict or --rules, not both; see --require")
        }
        guard !probe || ruleFiles.isEmpty else { throw ValidationError("give --probe or --rules, not both") }
        guard !ruleFiles.isEmpty || labels.isEmpty else { throw ValidationError("--label is for --rules") }
        guard !ruleFiles.isEmpty || require == nil else {
            throw ValidationError("--require is for --rules; name the files of rules with it")
        }
    }

    func run() async throws {
        let folder = routes.directory(beside: data.dataDir)
        let loaded = try routes.load(beside: data.dataDir)
        let unrunnable = CollectorRunner.problems(of: loaded.tables.collectors)
        for warning in unrunnable + loaded.warnings { Console.error("warning: \(warning)") }
        if !loaded.warnings.isEmpty, let address = RunningServer.address(of: data.dataDir) {
            Console.error(
                "what is set was judged by the environment of this command, not by that of the server at \(address); what that "
                    + "one has: \(address)/delivery, and its log since it started")
        }
        let tables = loaded.tables
        let gaps = RotaGaps(OnCallFacts(tables.contacts, at: TimeSource.live.now()))
        for warning in gaps.warnings { Console.error("warning: \(folder)/contacts.yaml: \(warning)") }
        guard gaps.errors.isEmpty else {
            throw CommandFailure(
                gaps.errors.map { "\(folder)/contacts.yaml: \($0)" }.joined(separator: "\n"))
        }
        guard ruleFiles.isEmpty else { return try checkRules(tables) }
        guard !probe else { return try await probe(tables) }
        let warnings = unrunnable.count + loaded.warnings.count + gaps.warnings.count
        let summary = TablesSummary(tables, folder: folder, warnings: warnings)
        switch format.output {
        case .table: Console.out(summary.text)
        case .json: try format.printJSON(summary)
        }
        if strict, warnings > 0 { throw CommandFailure("\(summary.warningWords), which --strict takes for errors") }
    }

    private func probe(_ tables: RoutingTables) async throws {
        let environment = Environment.all
        let runner = CollectorRunner.live(
            environment: environment, http: .live(proxies: try Environment.proxies()), now: TimeSource.live.now,
            logger: Logger(label: "responder") { _ in SwiftLogNoOpLogHandler() })
        let probing = CollectorProbing(
            runner: runner, redactions: tables.redactions.knowing(Environment.secrets),
            labels: Labels(try Self.pairs(alert, of: "--alert").map { Labels.Pair(name: $0, value: $1) }),
            missing: { CollectorRunner.reason(missing: $0, environment: environment) })
        let report = await probing.report(of: tables.collectors)
        switch format.output {
        case .table: Console.out(report.text)
        case .json: try format.printJSON(report)
        }
        if let failure = report.failure(isStrict: strict) { throw CommandFailure(failure) }
    }

    private func checkRules(_ tables: RoutingTables) throws {
        let files: AlertingRuleFiles
        do {
            files = try AlertingRuleFiles.load(ruleFiles) {
                [UInt8](FileHandle.standardInput.readDataToEndOfFile())
            }
        } catch {
            let count = error.problems.count
            throw CommandFailure("\(error)\n\(count) problem\(count == 1 ? "" : "s") in the rules")
        }
        for warning in files.warnings { Console.error("warning: \(warning)") }
        let report = RuleReport(files, assuming: try assumed, tables: tables)
        switch format.output {
        case .table: Console.out(report.text)
        case .json: try format.printJSON(report)
        }
        let failures = report.failures(try required)
        guard failures.isEmpty else { throw CommandFailure(failures.joined(separator: "\n")) }
    }

    private var required: Set<RuleRequirement> { get throws { try RuleRequirement.list(require ?? "priority,policy") } }

    /// What is taken for known. Hardly any series brings a priority, which would decide before all else of every alert.
    private var assumed: [String: String] {
        get throws {
            var assumed = ["priority": ""]
            assumed.merge(try Self.pairs(labels, of: "--label")) { $1 }
            return assumed
        }
    }

    private static func pairs(_ texts: [String], of option: String) throws -> [String: String] {
        var pairs: [String: String] = [:]
        for text in texts {
            guard let end = text.firstIndex(of: "="), end > text.startIndex else {
                throw ValidationError("\(option) is \"\(text)\"; give NAME=VALUE, such as cluster=eu-1")
            }
            pairs[String(text[..<end])] = String(text[text.index(after: end)...])
        }
        return pairs
    }
}

/// How much there is in a set of tables without a problem.
struct TablesSummary: Encodable {
    let folder: String
    let classificationRules: Int
    let collectors: Int
    let placelessCollectors: Int
    let nextSteps: Int
    let contacts: Int
    let rotas: Int
    let policies: Int
    let warnings: Int

    enum CodingKeys: String, CodingKey {
        case folder, collectors, contacts, rotas, policies, warnings
        case classificationRules = "classification_rules"
        case placelessCollectors = "collectors_without_prometheus"
        case nextSteps = "next_steps"
    }

    init(_ tables: RoutingTables, folder: String, warnings: Int) {
        (self.folder, self.warnings) = (folder, warnings)
        (classificationRules, collectors) = (tables.classifier.rules.count, tables.collectors.count)
        placelessCollectors = tables.placelessCollectors
        (nextSteps, contacts) = (tables.nextSteps.count, tables.contacts.contacts.count)
        (rotas, policies) = (tables.contacts.rotas.count, tables.policies.count)
    }

    private var placelessWords: String {
        placelessCollectors == 0
            ? "" : " (and \(placelessCollectors) that ask Prometheus, left out until endpoints.yaml says where it is)"
    }

    var text: String {
        "\(folder): \(classificationRules) classification rules, \(collectors) collectors\(placelessWords), \(nextSteps) next steps, "
            + "\(contacts) contacts, \(rotas == 0 ? "" : "\(rotas) rotas, ")\(policies) policies; "
            + (warnings == 0 ? "no problem found" : "no error found, \(warningWords)")
    }

    var warningWords: String { "\(warnings) warning\(warnings == 1 ? "" : "s")" }
}

/// When nobody is on call in the four weeks from an instant on.
struct RotaGaps {
    /// Where a fall-back is told instead.
    private(set) var warnings: [String] = []
    private(set) var errors: [String] = []

    /// So many of one rota are named.
    private static let named = 5

    init(_ facts: OnCallFacts) {
        for rota in facts.rotas {
            var lines = rota.gaps.prefix(Self.named).map { gap in
                let who =
                    gap.person.map { "\"\($0)\", who stands nowhere in people, is on call" } ?? "nobody is on call"
                return "\(who) by rota \"\(rota.rota.name)\" from \(rota.text(of: gap.from)) to "
                    + "\(rota.text(of: gap.until)) \(rota.rota.clock.timeZone)"
            }
            if rota.gaps.count > Self.named {
                lines.append(
                    "and \(rota.gaps.count - Self.named) more times by rota \"\(rota.rota.name)\" within four weeks")
            }
            if let fallBack = rota.rota.fallBack {
                warnings += lines.map { "\($0); \(fallBack) is told then" }
            } else {
                errors += lines.map { "\($0); cover it, or write fall_back" }
            }
        }
    }
}
